"""Putting a membership to sleep, and waking it: nothing ends, everything waits."""

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from paraphe.access import events
from paraphe.access.acts import act_of_suspension
from paraphe.access.errors import SelfDecision
from paraphe.access.models import Membership, Suspension
from paraphe.access.selectors import suspended_among
from paraphe.access.services.endings import require_one_left
from paraphe.access.services.guard import hold_body, require
from paraphe.access.vocabulary import Action
from paraphe.accounts import services as accounts
from paraphe.accounts.selectors import Person
from paraphe.journal import services as journal
from paraphe.journal.selectors import Chain
from paraphe.kernel import clock
from paraphe.kernel.errors import Invalid, WrongState
from paraphe.kernel.identifiers import Ref

PARIS = ZoneInfo("Europe/Paris")
LASTS_AT_MOST = timedelta(days=2 * 366)
RETURNED = "Date de retour prévue"


@transaction.atomic
def suspend_membership(
    membership: Membership, *, cause: str, reason: str, actor: Person, lifts_on: date | None = None
) -> Suspension:
    """Suspend somebody: every right waits, at once, and to the day the portal lifts it where there is one.

    SelfDecision for oneself, LastAdministrator for the last one. WrongState where the membership has ended or is
    suspended already; Invalid for a day that is not to come, or too far. An administrator's needs the actor's step-up
    (`act_of_suspension`). `cause` is one of `Suspension.Cause`, but `contest`, which has its own verb.
    """
    chain = hold_body(membership.organisation)
    row = _require_decider(membership, actor=actor)
    today = clock.now().astimezone(PARIS).date()
    if lifts_on is not None and not today < lifts_on <= today + LASTS_AT_MOST:
        raise Invalid("access.suspension_day", field="lifts_on")
    _require_awake(row)
    if row.is_administrator:
        require_one_left(row)
        accounts.consume_step_up(actor, act_of_suspension(row))
    return settle_suspension(row, Stop(cause, reason, lifts_on), chain=chain, actor=actor.ref)


@transaction.atomic
def suspend_inactive(membership: Membership, *, reason: str) -> Suspension:
    """The portal suspends a member who has not been seen for long; an administrator can wake him.

    The caller holds to the days. LastAdministrator for the last one, who is never suspended so.
    """
    chain = hold_body(membership.organisation)
    row = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    if row.is_administrator:
        require_one_left(row)
    return settle_suspension(row, Stop("inactivity", reason), chain=chain, actor="portal")


def _require_decider(membership: Membership, *, actor: Person) -> Membership:
    """The membership, locked, once the actor is one who may decide on it."""
    row = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    if row.is_administrator:
        sirets = None if row.scope is None else list(row.scope)
        require(Action.ADMINISTRATOR_REMOVE, row.organisation, actor=actor, sirets=sirets)
    else:
        require(Action.PERSON_SUSPEND, row.organisation, actor=actor)
    if row.person_id == actor.pk:
        raise SelfDecision("access.self_decision")
    return row


@dataclass(frozen=True, slots=True)
class Stop:
    """Why a membership is put to sleep, and the day the portal wakes it, if there is one."""

    cause: str
    reason: str
    lifts_on: date | None = None


def settle_suspension(membership: Membership, stop: Stop, *, chain: Chain, actor: str) -> Suspension:
    """Write a suspension already decided and its entry; the body's chain is held by the caller."""
    _require_awake(membership)
    at = clock.now()
    day = {} if stop.lifts_on is None else {"lifts_on": stop.lifts_on.isoformat()}
    entry = journal.record(
        event=events.MEMBERSHIP_SUSPENDED,
        chains=[chain],
        at=at,
        body={**_body(membership, actor=actor, reason=stop.reason), **day},
    )
    return Suspension.objects.create(
        ref=Ref.new(),
        membership=membership,
        cause=stop.cause,
        reason=stop.reason,
        lifts_on=stop.lifts_on,
        opened_at=at,
        opened_entry=entry.pk,
    )


def _require_awake(membership: Membership) -> None:
    if membership.closed_at or suspended_among([membership]):
        raise WrongState("access.member_suspended")


@transaction.atomic
def reactivate_membership(membership: Membership, *, reason: str, actor: Person) -> None:
    """Wake a suspended membership: its rights hold again as they are. WrongState where it is not suspended.

    One frozen by a contest is woken by a second proof only.
    """
    chain = hold_body(membership.organisation)
    row = _require_decider(membership, actor=actor)
    stop = suspended_among([row]).get(row.pk)
    if stop is None or row.closed_at:
        raise WrongState("access.member_not_suspended")
    if stop.cause == Suspension.Cause.CONTEST:
        raise WrongState("access.contest_open")
    settle_reactivation(stop, reason=reason, chain=chain, actor=actor.ref)


@transaction.atomic
def lift_suspension(suspension: Suspension) -> None:
    """The portal wakes a membership on the day its suspension said. WrongState where it is not due, or over already."""
    chain = hold_body(suspension.membership.organisation)
    row = Suspension.objects.select_for_update(of=("self",)).get(pk=suspension.pk)
    today = clock.now().astimezone(PARIS).date()
    if row.closed_at or row.lifts_on is None or row.lifts_on > today or row.membership.closed_at:
        raise WrongState("access.member_not_suspended")
    settle_reactivation(row, reason=RETURNED, chain=chain, actor="portal")


def settle_reactivation(suspension: Suspension, *, reason: str, chain: Chain, actor: str) -> None:
    """Write the end of a suspension already decided and its entry; the body's chain is held by the caller."""
    at = clock.now()
    body = _body(suspension.membership, actor=actor, reason=reason)
    entry = journal.record(event=events.MEMBERSHIP_REACTIVATED, chains=[chain], at=at, body=body)
    Suspension.objects.filter(pk=suspension.pk).update(closed_at=at, closed_entry=entry.pk)


def _body(membership: Membership, *, actor: str, reason: str) -> dict[str, object]:
    return {
        "v": 1,
        "actor": actor,
        "siren": membership.organisation.siren,
        "membership": membership.ref,
        "person": membership.person.ref,
        "reason": reason,
    }
