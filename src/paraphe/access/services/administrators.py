"""Who administers a body: naming, promoting, handing over, removing, putting to sleep.

Every way to become administrator (registration, accord, key, promotion) ends in `settle_appointment`, which writes the
membership, whatever it replaces, and the one entry of the act.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from paraphe.access import events
from paraphe.access.acts import act_of_removal, act_of_replacement
from paraphe.access.errors import SelfDecision
from paraphe.access.models import BodyRegistration, Candidacy, Habilitation, Membership
from paraphe.access.selectors import suspended_among
from paraphe.access.services.endings import (
    close_membership,
    require_one_left,
    require_scope,
    running_rights,
    settle_end,
)
from paraphe.access.services.guard import hold_body, require
from paraphe.access.services.proofs import close_proofs
from paraphe.access.transitions import CANDIDACY
from paraphe.access.vocabulary import Action
from paraphe.accounts import services as accounts
from paraphe.accounts.selectors import Person
from paraphe.journal import services as journal
from paraphe.journal.selectors import Chain
from paraphe.kernel import clock
from paraphe.kernel.errors import WrongState
from paraphe.kernel.identifiers import Ref
from paraphe.registry.selectors import Organisation

PROTECTION = timedelta(days=7)
"""How long an administrator who came by a key decides on no other. Source: mission.md, « After a key acceptance »."""


@dataclass(frozen=True, slots=True)
class Appointment:
    """Who becomes administrator, of what (`scope` None: the whole body), by which way.

    `by` is registration, accord, key or promotion; `candidacy` its reference where there was one; `leaver` the
    administrator whose membership ends in the same act, for `reason`.
    """

    person: Person
    scope: Sequence[str] | None
    by: str
    candidacy: str = ""
    leaver: Membership | None = None
    reason: str = ""


def settle_appointment(
    organisation: Organisation, appointment: Appointment, *, chain: Chain, actor: str
) -> Membership:
    """Write the membership and the entry of an appointment already decided; the body's chain is held by the caller.

    A declarant keeps his rights; an administrator of some establishments gets the wider scope. WrongState where the
    person administers as much already, or is suspended; and where the leaver has left.
    """
    former = _former(organisation, appointment)
    leaver, rights = _leaver(organisation, appointment)
    at, ref = clock.now(), Ref.new()
    body: dict[str, Any] = {
        "v": 1,
        "actor": actor,
        "siren": organisation.siren,
        "person": appointment.person.ref,
        "membership": ref,
        "scope": _scope(appointment),
        "by": appointment.by,
    }
    if appointment.candidacy:
        body["candidacy"] = appointment.candidacy
    if former is not None:
        body["promoted_from"] = former.ref
    if leaver is not None:
        body["replaces"] = {
            "membership": leaver.ref,
            "person": leaver.person.ref,
            "habilitations": [right.ref for right in rights],
            "reason": appointment.reason,
        }
    entry = journal.record(event=events.ADMINISTRATOR_APPOINTED, chains=[chain], at=at, body=body)
    for row, ended in ((former, []), (leaver, rights)):
        if row is not None:
            close_membership(row, ended, at=at, entry=entry.pk)
    _drop_candidacy(organisation, appointment, at=at, entry=entry.pk)
    return Membership.objects.create(
        ref=ref,
        person=appointment.person,
        organisation=organisation,
        role="administrator",
        scope=_scope(appointment),
        appointed_by=appointment.by,
        protected_until=at + PROTECTION if appointment.by == "key" else _bound_until(organisation, actor, at),
        opened_at=at,
        opened_entry=entry.pk,
    )


def _bound_until(organisation: Organisation, actor: str, at: datetime) -> datetime | None:
    """Whom a newcomer by key names is bound as long as he is: nobody removes the others through an accomplice."""
    own = Membership.objects.filter(organisation=organisation, person__ref=actor, protected_until__gt=at)
    return own.filter(closed_at=None).values_list("protected_until", flat=True).first()


def _drop_candidacy(
    organisation: Organisation, appointment: Appointment, *, at: datetime, entry: int
) -> None:
    """A candidacy of the same person that came to nothing else has no object any more."""
    rows = Candidacy.objects.select_for_update().filter(
        organisation=organisation, person=appointment.person, state__in=("pending", "contested")
    )
    for row in rows.exclude(ref=appointment.candidacy):
        keys = row.proofs.select_for_update().filter(state__in=("requested", "sent"))
        close_proofs(list(keys), "withdraw")
        row.contests.filter(state="open").update(state="lapsed", closed_at=at, closed_entry=entry)
        row.state = CANDIDACY.next(row.state, "withdraw")
        row.decided_at, row.decided_entry = at, entry
        row.save(update_fields=["state", "decided_at", "decided_entry"])


def _scope(appointment: Appointment) -> list[str] | None:
    return None if appointment.scope is None else sorted(appointment.scope)


def _former(organisation: Organisation, appointment: Appointment) -> Membership | None:
    """The membership the new one takes the place of, locked."""
    rows = Membership.objects.select_for_update(of=("self",)).filter(
        organisation=organisation, person=appointment.person, closed_at__isnull=True
    )
    row = rows.first()
    if row is None:
        return None
    held, asked = row.scope, appointment.scope
    wider = held is not None and (asked is None or set(held) < set(asked))
    if row.is_administrator and not wider:
        raise WrongState("access.member_already")
    if suspended_among([row]):
        raise WrongState("access.member_suspended")
    return row


def _leaver(
    organisation: Organisation, appointment: Appointment
) -> tuple[Membership | None, list[Habilitation]]:
    """The administrator who leaves in the same act, locked, with his rights."""
    if appointment.leaver is None:
        return None, []
    row = Membership.objects.select_for_update(of=("self",)).get(pk=appointment.leaver.pk)
    if row.closed_at or not row.is_administrator or row.organisation_id != organisation.pk:
        raise WrongState("access.leaver_gone")
    if row.person_id == appointment.person.pk:
        raise SelfDecision("access.self_decision")
    return row, running_rights(organisation, row.person)


@transaction.atomic
def appoint_administrator(
    organisation: Organisation, *, person: Person, actor: Person | None, scope: Sequence[str] | None = None
) -> Membership:
    """Make a person administrator: the first with the registration (`actor` None), others named by an administrator.

    A declarant is promoted and keeps her rights. WrongState where the person administers the body already;
    SelfDecision where the actor widens his own scope.
    """
    chain = hold_body(organisation)
    if actor is None:
        _require_first(organisation)
        plan = Appointment(person, scope, "registration")
        return settle_appointment(organisation, plan, chain=chain, actor="operator")
    require(Action.ADMINISTRATOR_APPOINT, organisation, actor=actor, sirets=_listed(scope))
    if person.pk == actor.pk:
        raise SelfDecision("access.self_decision")
    plan = Appointment(person, scope, "promotion")
    return settle_appointment(organisation, plan, chain=chain, actor=actor.ref)


def _require_first(organisation: Organisation) -> None:
    if Membership.objects.filter(
        organisation=organisation, role="administrator", closed_at__isnull=True
    ).exists():
        raise WrongState("access.administrator_exists")


def _listed(scope: Sequence[str] | None) -> list[str] | None:
    return None if scope is None else list(scope)


@transaction.atomic
def replace_administrator(leaver: Membership, *, successor: Person, reason: str, actor: Person) -> Membership:
    """A member of the body takes the leaver's place as administrator, and the leaver's access ends, in one act.

    The successor is a declarant of the body, or administers fewer establishments. Needs the actor's step-up for this
    very act (`act_of_replacement`). The leaver himself may do it; another administrator needs a scope that contains
    his. WrongState where the successor is not a member, or administers as much already: remove the leaver instead.
    """
    organisation = leaver.organisation
    chain = hold_body(organisation)
    require(Action.ADMINISTRATOR_APPOINT, organisation, actor=actor, sirets=_listed(leaver.scope))
    if actor.pk != leaver.person_id:
        require(Action.ADMINISTRATOR_REMOVE, organisation, actor=actor, sirets=_listed(leaver.scope))
    if successor.pk == actor.pk:
        raise SelfDecision("access.self_decision")
    if not Membership.objects.filter(
        organisation=organisation, person=successor, closed_at__isnull=True
    ).exists():
        raise WrongState("access.successor_not_member")
    accounts.consume_step_up(actor, act_of_replacement(leaver, successor=successor))
    plan = Appointment(successor, leaver.scope, "promotion", leaver=leaver, reason=reason)
    return settle_appointment(organisation, plan, chain=chain, actor=actor.ref)


@transaction.atomic
def end_administrator(membership: Membership, *, reason: str, actor: Person) -> int:
    """An administrator leaves: the membership and every right end in this act. The number of rights ended.

    Another administrator does it (with a scope that contains his), or he himself while another stays. Needs the
    actor's step-up (`act_of_removal`). LastAdministrator where the body would keep none; WrongState where it has ended.
    """
    organisation = membership.organisation
    chain = hold_body(organisation)
    row = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    rights = running_rights(organisation, row.person)
    if actor.pk == row.person_id:
        require(Action.BODY_READ, organisation, actor=actor)
    else:
        require(Action.ADMINISTRATOR_REMOVE, organisation, actor=actor, sirets=_listed(row.scope))
        require_scope(organisation, rights, actor=actor)
    if row.closed_at or not row.is_administrator:
        raise WrongState("access.membership_stays")
    require_one_left(row)
    accounts.consume_step_up(actor, act_of_removal(row))
    return settle_end(row, rights, reason=reason, chain=chain, actor=actor.ref)


@transaction.atomic
def choose_accords(organisation: Organisation, *, needed: int, actor: Person) -> None:
    """The body chooses whether one or two administrators must agree to another one. WrongState for two with one alone.

    Candidacies already open keep the number they were opened with.
    """
    chain = hold_body(organisation)
    require(Action.BODY_CONFIGURE, organisation, actor=actor)
    administrators = Membership.objects.filter(
        organisation=organisation, role="administrator", closed_at__isnull=True
    )
    if needed not in (1, 2) or (needed == 2 and administrators.count() < 2):
        raise WrongState("access.accords_unsound")
    body = {"v": 1, "actor": actor.ref, "siren": organisation.siren, "accords_needed": needed}
    journal.record(event=events.SETTINGS_CHANGED, chains=[chain], body=body)
    BodyRegistration.objects.filter(organisation=organisation).update(accords_needed=needed)
