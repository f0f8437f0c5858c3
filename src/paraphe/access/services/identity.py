"""Deciding on a person's identity from a body: her name, her address, a doubt; and a person who leaves for good."""

from typing import Any

from django.db import transaction

from paraphe.access import events, identity
from paraphe.access.errors import SelfDecision, UnknownPerson
from paraphe.access.identity_acts import act_of_agreement, act_of_name_correction
from paraphe.access.models import BodyApplication, Candidacy, Membership, Operator
from paraphe.access.selectors import bodies_of, suspended_among
from paraphe.access.services.endings import close_membership, require_one_left, running_rights
from paraphe.access.services.guard import hold_body, require
from paraphe.access.services.letters import require_desk
from paraphe.access.vocabulary import Action
from paraphe.accounts import events as facts
from paraphe.accounts import selectors as people
from paraphe.accounts import services as accounts
from paraphe.accounts.selectors import EmailChange, IdentityDoubt, NameRequest, Person
from paraphe.journal import services as journal
from paraphe.journal.selectors import Chain
from paraphe.kernel import clock
from paraphe.kernel.errors import WrongState

CLOSING = "La personne ferme son compte"


def hold_over(membership: Membership, action: Action, *, actor: Person) -> tuple[Membership, list[Chain]]:
    """The membership and both chains, held, once the actor may decide on its person: never on himself, and in a scope
    that contains hers.

    Refused, SelfDecision; UnknownPerson where she left; WrongState where she is suspended.
    """
    chain = hold_body(membership.organisation)
    rows = Membership.objects.select_for_update(of=("self",)).select_related("organisation", "person")
    row = rows.get(pk=membership.pk)
    if row.closed_at is not None:
        raise UnknownPerson("access.person_unknown")
    _require_scope_over(row, action, actor=actor)
    if row.person_id == actor.pk:
        raise SelfDecision("access.self_decision")
    if suspended_among([row]):
        raise WrongState("access.member_suspended")
    return row, [chain, journal.chain_of_person(row.person.ref)]


def _require_scope_over(row: Membership, action: Action, *, actor: Person) -> None:
    """An administrator of some establishments decides on nobody who acts for more."""
    rights = running_rights(row.organisation, row.person)
    places = {right.siret_text for right in rights} | set(row.scope or ())
    if (row.is_administrator and row.scope is None) or None in places:
        require(Action.ADMINISTRATOR_DECIDE, row.organisation, actor=actor)
        require(action, row.organisation, actor=actor)
        return
    require(action, row.organisation, actor=actor, sirets=sorted(place for place in places if place))


def identity_body(row: Membership, *, actor: str, **more: Any) -> dict[str, Any]:
    """What the entries about a person's identity say, on the body's chain and on hers."""
    return {
        "v": 1,
        "actor": actor,
        "siren": row.organisation.siren,
        "person": row.person.ref,
        "membership": row.ref,
        **more,
    }


@transaction.atomic
def correct_name(membership: Membership, *, request: NameRequest, reason: str, actor: Person) -> None:
    """An administrator gives a person the name she asked for. Needs his step-up for this very name.

    SelfDecision on himself; WrongState where the request is closed; NameOfAnother where the name is plainly somebody
    else's; UnknownPerson for the request of someone else.
    """
    row, chains = hold_over(membership, Action.IDENTITY_CORRECT, actor=actor)
    _require_hers(row, request.person_id)
    accounts.consume_step_up(actor, act_of_name_correction(request))
    decided = accounts.apply_name_decision(request, "approve", by=actor, answer=reason)
    body = {"v": 1, "actor": actor.ref, "person": row.person.ref}
    names = {"given_name": decided.given_name, "family_name": decided.family_name}
    journal.record(event=facts.PERSON_RENAMED, chains=chains, body={**body, **names})


@transaction.atomic
def refuse_name(membership: Membership, *, request: NameRequest, reason: str, actor: Person) -> None:
    """An administrator refuses a correction of name, and says why. WrongState where the request is closed."""
    row, chains = hold_over(membership, Action.IDENTITY_CORRECT, actor=actor)
    _require_hers(row, request.person_id)
    accounts.apply_name_decision(request, "refuse", by=actor, answer=reason)
    body = identity_body(row, actor=actor.ref, request=request.ref, reason=reason)
    journal.record(event=facts.NAME_REFUSED, chains=chains, body=body)


@transaction.atomic
def agree_for_mailbox(membership: Membership, *, change: EmailChange, actor: Person) -> EmailChange:
    """An administrator agrees to a change of address where the former mailbox is dead, a day after it was asked.

    Needs his step-up for this very address. AgreementEarly, WrongState, EmailTaken; UnknownPerson for another's change.
    """
    row, chains = hold_over(membership, Action.IDENTITY_CORRECT, actor=actor)
    _require_hers(row, change.person_id)
    accounts.consume_step_up(actor, act_of_agreement(change))
    done = accounts.apply_email_step(change, "agree", by="administrator")
    event = facts.EMAIL_CHANGED if done.state == "done" else facts.EMAIL_AGREED
    body = {**accounts.email_body(done, actor=actor.ref), "siren": row.organisation.siren}
    journal.record(event=event, chains=chains, body=body)
    return done


@transaction.atomic
def agree_at_desk(change: EmailChange, *, reason: str, actor: Person) -> EmailChange:
    """The operator answers for the dead mailbox of somebody whom no administrator can answer for.

    The person proved her factor and the new mailbox; nothing else changes hands. Refused for whom does not operate,
    SelfDecision, AgreementEarly, EmailTaken; WrongState where the new mailbox is not proved, or an administrator can.
    """
    require_desk(Action.DESK_PROVE, actor=actor)
    if change.person_id == actor.pk:
        raise SelfDecision("access.self_decision")
    if identity.ways_back(change.person).by_administrator:
        raise WrongState("access.email_by_administrator")
    organisation = identity.key_body_of(change.person)
    chains = [hold_body(organisation)] if organisation else []
    done = accounts.apply_email_step(change, "agree", by="operator")
    if done.state != "done":
        raise WrongState("access.email_unproved")
    body = {**accounts.email_body(done, actor="operator"), "operator": actor.ref, "reason": reason}
    chains.append(journal.chain_of_person(done.person.ref))
    journal.record(event=facts.EMAIL_CHANGED, chains=chains, body=body)
    return done


@transaction.atomic
def clear_doubt(membership: Membership, *, doubt: IdentityDoubt, reason: str, actor: Person) -> None:
    """An administrator who knows the person says why one account does not serve two. WrongState where it is cleared."""
    row, chains = hold_over(membership, Action.IDENTITY_CORRECT, actor=actor)
    _require_hers(row, doubt.person_id)
    accounts.apply_doubt_cleared(doubt, by=actor, reason=reason)
    body = identity_body(row, actor=actor.ref, doubt=doubt.ref, reason=reason)
    journal.record(event=facts.DOUBT_CLEARED, chains=chains, body=body)


def _require_hers(row: Membership, person_id: int) -> None:
    if row.person_id != person_id:
        raise UnknownPerson("access.person_unknown")


@transaction.atomic
def leave_everything(person: Person) -> int:
    """The person leaves every body, then closes her account: the number of bodies left. Needs her step-up.

    LastAdministrator where a body would keep none; WrongState while a request of hers runs, while she operates the
    portal, or while her factor waits after a loss. One entry a body, then those of the account.
    """
    rows = [belonging.membership for belonging in bodies_of(person.pk)]
    chains = [journal.chain_of_body(row.organisation.siren) for row in rows]
    journal.lock_chains(*chains, journal.chain_of_person(person.ref))
    _require_free(person)
    for row, chain in zip(rows, chains, strict=True):
        _leave(row, chain=chain)
    accounts.close_account(person, actor=person, keeps_name=identity.has_decided(person))
    return len(rows)


def _require_free(person: Person) -> None:
    if Operator.objects.filter(person=person, closed_at=None).exists():
        raise WrongState("access.operator_stays")
    if people.restricted_until(person) is not None:
        raise WrongState("access.factor_unsettled")
    waiting = {"person": person, "state__in": ("pending", "contested")}
    if Candidacy.objects.filter(**waiting).exists() or BodyApplication.objects.filter(**waiting).exists():
        raise WrongState("access.arrival_waits")


def _leave(membership: Membership, *, chain: Chain) -> None:
    """End one membership by its own person; the body's chain is held by the caller."""
    row = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    if row.closed_at is not None:
        return
    if row.is_administrator:
        require_one_left(row)
    rights, at = running_rights(row.organisation, row.person), clock.now()
    body = identity_body(row, actor=row.person.ref, habilitations=[right.ref for right in rights])
    entry = journal.record(
        event=events.MEMBERSHIP_ENDED, chains=[chain], at=at, body={**body, "reason": CLOSING}
    )
    close_membership(row, rights, at=at, entry=entry.pk)
