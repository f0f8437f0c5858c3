"""Contests: somebody says that a request or a newcomer is not right; frozen until decided with a second proof.

A contest is dismissed by a second proof of another kind, given by the person contested; it is upheld by an
administrator who may decide on that person, or by two operators. Source: mission.md, « After a key acceptance ».
"""

from typing import Any

from django.db import transaction

from paraphe.access import events
from paraphe.access.errors import SelfDecision
from paraphe.access.models import BodyApplication, Candidacy, Contest, Membership
from paraphe.access.registrations import contested_person
from paraphe.access.selectors import active_administrators_of, is_operator
from paraphe.access.services.endings import running_rights, settle_end
from paraphe.access.services.guard import require
from paraphe.access.services.letters import chain_for, require_desk
from paraphe.access.services.proofs import close_proofs, running_proofs
from paraphe.access.services.suspensions import Stop, settle_reactivation, settle_suspension
from paraphe.access.transitions import APPLICATION, CANDIDACY, CONTEST
from paraphe.access.vocabulary import Action
from paraphe.accounts.selectors import Person
from paraphe.journal import services as journal
from paraphe.journal.selectors import Chain
from paraphe.kernel import clock
from paraphe.kernel.errors import WrongState
from paraphe.kernel.identifiers import Ref

REPRESENTATIVE = "legalrepresentative"
"""The actor of what is done with the code of the legal representative's letter."""
CLEARED = "Une seconde preuve a levé la contestation"


def open_contest(
    subject: BodyApplication | Candidacy | Membership, *, reason: str, chain: Chain, actor: Person | None
) -> Contest:
    """Freeze what is contested, with its one entry; `actor` None is the legal representative.

    A part of a verb, which holds the chain and has decided that the actor may. A request that waits becomes contested;
    a newcomer is suspended, his candidacy frozen. WrongState where there is nothing to contest any more.
    """
    if isinstance(subject, Candidacy) and subject.state != "pending":
        CANDIDACY.next(subject.state, "contest")
        assert subject.membership is not None
        subject = subject.membership
    if isinstance(subject, Membership):
        return _freeze(subject, reason=reason, chain=chain, actor=actor)
    return _stop(subject, reason=reason, chain=chain, actor=actor)


def _freeze(membership: Membership, *, reason: str, chain: Chain, actor: Person | None) -> Contest:
    """A newcomer is put to sleep: the entry is that of the suspension."""
    ref = actor.ref if actor else REPRESENTATIVE
    stop = settle_suspension(membership, Stop("contest", reason), chain=chain, actor=ref)
    _turn_candidacy(membership, "contest")
    return Contest.objects.create(
        organisation=membership.organisation,
        membership=membership,
        suspension=stop,
        person=actor,
        reason=reason,
        opened_at=stop.opened_at,
        opened_entry=stop.opened_entry,
    )


def _stop(
    subject: BodyApplication | Candidacy, *, reason: str, chain: Chain, actor: Person | None
) -> Contest:
    """A request that waits is contested."""
    is_candidacy = isinstance(subject, Candidacy)
    machine = CANDIDACY if is_candidacy else APPLICATION
    subject.state, ref, at = machine.next(subject.state, "contest"), Ref.new(), clock.now()
    event = events.CANDIDACY_CONTESTED if is_candidacy else events.REGISTRATION_CONTESTED
    body = _about(subject, actor=actor.ref if actor else REPRESENTATIVE, contest=ref, reason=reason)
    entry = journal.record(event=event, chains=[chain], at=at, body=body)
    subject.save(update_fields=["state"])
    return Contest.objects.create(
        ref=ref,
        organisation=subject.organisation,
        candidacy=subject if isinstance(subject, Candidacy) else None,
        application=subject if isinstance(subject, BodyApplication) else None,
        person=actor,
        reason=reason,
        opened_at=at,
        opened_entry=entry.pk,
    )


def _about(subject: BodyApplication | Candidacy, *, actor: str, contest: str, **more: str) -> dict[str, Any]:
    name = "candidacy" if isinstance(subject, Candidacy) else "application"
    return {
        "v": 1,
        "actor": actor,
        "siren": subject.organisation.siren,
        "person": subject.person.ref,
        name: subject.ref,
        "contest": contest,
        **more,
    }


def _turn_candidacy(membership: Membership, verb: str) -> None:
    """The candidacy by which the member came follows his contest."""
    for row in Candidacy.objects.select_for_update().filter(
        membership=membership, state__in=("active", "frozen")
    ):
        row.state = CANDIDACY.next(row.state, verb)
        row.save(update_fields=["state"])


def dismiss_contest(contest: Contest, *, chain: Chain, actor: str) -> None:
    """A second proof has passed: what was frozen goes on as before, with its one entry; a part of a verb."""
    contest.state = CONTEST.next(contest.state, "dismiss")
    if contest.suspension is not None and contest.membership is not None:
        settle_reactivation(contest.suspension, reason=CLEARED, chain=chain, actor=actor)
        contest.suspension.refresh_from_db()
        _turn_candidacy(contest.membership, "dismiss")
        _close(contest, contest.suspension.closed_entry)
        return
    subject = _waiting(contest)
    is_candidacy = isinstance(subject, Candidacy)
    subject.state = (CANDIDACY if is_candidacy else APPLICATION).next(subject.state, "dismiss")
    event = events.CANDIDACY_CLEARED if is_candidacy else events.REGISTRATION_CLEARED
    body = _about(subject, actor=actor, contest=contest.ref)
    entry = journal.record(event=event, chains=[chain], body=body)
    subject.save(update_fields=["state"])
    _close(contest, entry.pk)


def _waiting(contest: Contest) -> BodyApplication | Candidacy:
    """The contested request, locked."""
    if contest.candidacy is not None:
        return Candidacy.objects.select_for_update(of=("self",)).get(pk=contest.candidacy.pk)
    assert contest.application is not None
    return BodyApplication.objects.select_for_update(of=("self",)).get(pk=contest.application.pk)


def _close(contest: Contest, entry: int | None) -> None:
    contest.closed_at, contest.closed_entry = clock.now(), entry
    contest.save(update_fields=["state", "closed_at", "closed_entry"])


def hold_contest(contest: Contest) -> tuple[Contest, Chain]:
    """The contest, locked, and the chain where it is written."""
    chain = chain_for(contest.organisation, contested_person(contest))
    rows = Contest.objects.select_for_update(of=("self",))
    linked = ("organisation", "application", "candidacy", "membership", "suspension")
    return rows.select_related(*linked).get(pk=contest.pk), chain


@transaction.atomic
def check_contest_at_desk(contest: Contest, *, actor: Person) -> None:
    """A first operator finds the contest right; another one must uphold it. WrongState where one has, or it is over."""
    row, chain = hold_contest(contest)
    _require_operator(row, actor=actor)
    CONTEST.next(row.state, "uphold")
    if row.checked_by_id is not None:
        raise WrongState("access.contest_checked")
    journal.record(event=events.CONTEST_CHECKED, chains=[chain], body=_upheld(row, by=actor, reason=""))
    row.checked_by = actor
    row.save(update_fields=["checked_by"])


@transaction.atomic
def uphold_contest(contest: Contest, *, reason: str, actor: Person) -> None:
    """The contest is right: a request is refused, a newcomer's access ends.

    By an administrator of the body who may decide on that person (not the one who contests a request: he would
    block every key alone), or by an operator other than the one who checked it first. A newcomer whom nobody could
    replace stays suspended: the body is frozen until somebody else comes by a key.
    """
    row, chain = hold_contest(contest)
    CONTEST.next(row.state, "uphold")
    by_desk = is_operator(actor.pk)
    if by_desk:
        _require_second_operator(row, actor=actor)
    else:
        _require_administrator(row, actor=actor)
    _uphold(row, reason=reason, chain=chain, actor=None if by_desk else actor, by=actor)


def _require_operator(contest: Contest, *, actor: Person) -> None:
    require_desk(Action.DESK_PROVE, actor=actor)
    if contested_person(contest).pk == actor.pk or contest.person_id == actor.pk:
        raise SelfDecision("access.own_arrival")


def _require_second_operator(contest: Contest, *, actor: Person) -> None:
    _require_operator(contest, actor=actor)
    if contest.checked_by_id is None:
        raise WrongState("access.contest_unchecked")
    if contest.checked_by_id == actor.pk:
        raise SelfDecision("access.two_operators")


def _require_administrator(contest: Contest, *, actor: Person) -> None:
    about = contest.membership or contest.candidacy
    scope = about.scope if about is not None else None
    action = Action.ADMINISTRATOR_REMOVE if contest.membership else Action.ADMINISTRATOR_DECIDE
    require(action, contest.organisation, actor=actor, sirets=None if scope is None else list(scope))
    if contested_person(contest).pk == actor.pk:
        raise SelfDecision("access.self_decision")
    if contest.person_id == actor.pk and contest.membership is None:
        raise SelfDecision("access.own_contest")


def _uphold(contest: Contest, *, reason: str, chain: Chain, actor: Person | None, by: Person) -> None:
    contest.state = CONTEST.next(contest.state, "uphold")
    close_proofs(running_proofs(contest), "withdraw")
    if contest.membership is not None:
        _end_newcomer(contest, contest.membership, reason=reason, chain=chain, by=by)
        return
    subject, at = _waiting(contest), clock.now()
    is_candidacy = isinstance(subject, Candidacy)
    subject.state = (CANDIDACY if is_candidacy else APPLICATION).next(subject.state, "uphold")
    event = events.CANDIDACY_REFUSED if is_candidacy else events.REGISTRATION_CLOSED
    body = _about(subject, actor=actor.ref if actor else "operator", contest=contest.ref, reason=reason)
    entry = journal.record(
        event=event, chains=[chain], at=at, body={**body, "by": by.ref, "state": "refused"}
    )
    close_proofs(_proofs_of(subject), "withdraw")
    subject.reason = reason
    if isinstance(subject, Candidacy):
        subject.decided_at, subject.decided_entry, subject.decided_by = at, entry.pk, actor
    else:
        subject.closed_at, subject.closed_entry = at, entry.pk
    subject.save()
    _close(contest, entry.pk)


def _proofs_of(subject: BodyApplication | Candidacy) -> list[Any]:
    return list(subject.proofs.select_for_update().filter(state__in=("requested", "sent", "checked")))


def _end_newcomer(contest: Contest, membership: Membership, *, reason: str, chain: Chain, by: Person) -> None:
    """His access ends, where the body keeps somebody; else he stays suspended for good and the contest says so."""
    if active_administrators_of(contest.organisation):
        contest.save(update_fields=["state"])  # upheld, so that the end does not make it lapse
        _turn_candidacy(membership, "uphold")
        rights = running_rights(contest.organisation, membership.person)
        actor = "operator" if is_operator(by.pk) else by.ref
        settle_end(membership, rights, reason=reason, chain=chain, actor=actor)
        membership.refresh_from_db()
        _close(contest, membership.closed_entry)
        return
    body = _upheld(contest, by=by, reason=reason)
    entry = journal.record(event=events.CONTEST_UPHELD, chains=[chain], body=body)
    _close(contest, entry.pk)


def _upheld(contest: Contest, *, by: Person, reason: str) -> dict[str, Any]:
    body = {
        "v": 1,
        "actor": "operator",
        "by": by.ref,
        "siren": contest.organisation.siren,
        "person": contested_person(contest).ref,
        "contest": contest.ref,
    }
    return {**body, "reason": reason} if reason else body
