"""The hand-over of a body's administration: announced, a successor named, completed in one act, or called off."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from paraphe.access import selectors as access
from paraphe.access import services as rights
from paraphe.access.acts import act_of_removal, act_of_replacement
from paraphe.access.candidacy_acts import act_of_accord
from paraphe.access.selectors import Membership
from paraphe.access.services.guard import hold_body, require
from paraphe.access.vocabulary import Action
from paraphe.accounts import services as accounts
from paraphe.accounts.selectors import Person
from paraphe.journal import services as journal
from paraphe.journal.selectors import Entry
from paraphe.kernel import clock
from paraphe.kernel.errors import WrongState
from paraphe.upkeep import events, handovers
from paraphe.upkeep.errors import DayUnsound, HandoverOpen, LeaverUnsound, SuccessorAwaited, SuccessorUnsound
from paraphe.upkeep.models import Handover
from paraphe.upkeep.transitions import HANDOVER, OVER
from paraphe.upkeep.vocabulary import HANDOVER_AT_MOST, REMINDED_AGAIN_AFTER


@transaction.atomic
def announce_handover(leaver: Membership, *, leaves_on: date, reason: str, actor: Person) -> Handover:
    """Announce that an administrator leaves, today or later; nothing ends yet.

    He says it himself, or another administrator does with a scope that contains his. LeaverUnsound where he is no
    administrator; DayUnsound; HandoverOpen where his departure is announced already.
    """
    organisation = leaver.organisation
    chain = hold_body(organisation)
    require(Action.HANDOVER_PLAN, organisation, actor=actor)
    row = _require_over(leaver, actor=actor)
    _check_day(leaves_on)
    if Handover.objects.filter(leaver=row, cancelled_at=None).exists():
        raise HandoverOpen("upkeep.handover_open")
    fresh = Handover(organisation=organisation, leaver=row, leaves_on=leaves_on, reason=reason)
    at = clock.now()
    body = {**_body(fresh, actor=actor.ref), "person": row.person.ref, "reason": reason}
    entry = journal.record(event=events.HANDOVER_ANNOUNCED, chains=[chain], at=at, body=body)
    fresh.announced_by, fresh.announced_at, fresh.announced_entry = actor, at, entry.pk
    fresh.save()
    return fresh


def _require_over(leaver: Membership, *, actor: Person) -> Membership:
    """The leaver's membership as it is now, once the actor's scope is known to contain it."""
    row: Membership = Membership.objects.select_related("person", "organisation").get(pk=leaver.pk)
    if row.closed_at is not None or not row.is_administrator:
        raise LeaverUnsound("upkeep.leaver_unsound")
    sirets = None if row.scope is None else list(row.scope)
    require(Action.ADMINISTRATOR_APPOINT, row.organisation, actor=actor, sirets=sirets)
    return row


def _check_day(day: date) -> None:
    today = clock.now().astimezone(handovers.PARIS).date()
    if not today <= day <= today + HANDOVER_AT_MOST:
        raise DayUnsound("upkeep.day_unsound", field="leaves_on")


def _body(handover: Handover, *, actor: str) -> dict[str, Any]:
    return {
        "v": 1,
        "actor": actor,
        "siren": handover.organisation.siren,
        "handover": handover.ref,
        "leaver": handover.leaver.person.ref,
        "membership": handover.leaver.ref,
        "leaves_on": handover.leaves_on.isoformat(),
    }


def _hold(handover: Handover, verb: str, *, actor: Person) -> tuple[Handover, str]:
    """The hand-over as it is now, and its state, once the verb is known to fit and the actor to be one who may."""
    hold_body(handover.organisation)
    row = Handover.objects.select_for_update(of=("self",)).get(pk=handover.pk)
    require(Action.HANDOVER_PLAN, row.organisation, actor=actor)
    state = handovers.state_of(row)
    if state not in OVER:
        _require_over(row.leaver, actor=actor)
    HANDOVER.next(state, verb)
    return row, state


def _record(handover: Handover, event: str, body: dict[str, Any]) -> Entry:
    chain = journal.chain_of_body(handover.organisation.siren)
    return journal.record(event=event, chains=[chain], body=body)


@transaction.atomic
def name_successor(handover: Handover, *, successor: Person, actor: Person) -> Handover:
    """Say who takes over: somebody of the body, invited to it, or candidate to administer it. He gets nothing yet.

    SuccessorUnsound for the leaver himself, or somebody the body does not know.
    """
    row, _ = _hold(handover, "name", actor=actor)
    if successor.pk == row.leaver.person_id or successor.pk not in handovers.possible_successors(row):
        raise SuccessorUnsound("upkeep.successor_unsound", field="successor")
    body = {**_body(row, actor=actor.ref), "person": successor.ref}
    entry = _record(row, events.SUCCESSOR_NAMED, body)
    return _write_successor(row, successor, entry)


@transaction.atomic
def clear_successor(handover: Handover, *, actor: Person) -> Handover:
    """Say that nobody takes over: the other administrators remain."""
    row, _ = _hold(handover, "clear", actor=actor)
    entry = _record(row, events.SUCCESSOR_CLEARED, _body(row, actor=actor.ref))
    return _write_successor(row, None, entry)


def _write_successor(row: Handover, successor: Person | None, entry: Entry) -> Handover:
    row.successor, row.named_at, row.named_entry = successor, entry.at, entry.pk
    row.save(update_fields=["successor", "named_at", "named_entry"])
    return row


def act_of_completion(handover: Handover) -> str:
    """The exact act whose proof of presence completes the hand-over as it stands."""
    state = handovers.state_of(handover)
    candidacy = handovers.candidacy_to_accept(handover)
    if candidacy is not None and state == "candidate":
        return act_of_accord(candidacy)
    if handover.successor is not None and state == "ready":
        return act_of_replacement(handover.leaver, successor=handover.successor)
    return act_of_removal(handover.leaver)


@transaction.atomic
def complete_handover(handover: Handover, *, actor: Person) -> Handover:
    """The leaver's access ends, and where the successor does not administer yet he is named in that same act.

    Needs the actor's step-up (`act_of_completion`); the one entry is the act's own, of the room of rights. The leaver
    may do it himself. SuccessorAwaited where the successor is not there; LastAdministrator where nobody would remain.
    Every session of the leaver ends where he belongs to no other body.
    """
    if handovers.state_of(handover) == "named":
        raise SuccessorAwaited("upkeep.successor_awaited")
    row, state = _hold(handover, "complete", actor=actor)
    _end_leaver(row, state, actor=actor)
    return Handover.objects.select_related("leaver__person", "successor", "organisation").get(pk=row.pk)


def _end_leaver(row: Handover, state: str, *, actor: Person) -> None:
    """The one act that ends the leaver's access, with the successor's accord or promotion where it is still to come."""
    candidacy = handovers.candidacy_to_accept(row)
    if state == "candidate" and candidacy is not None:
        rights.apply_leaver(candidacy, leaver=row.leaver)
        rights.give_accord(candidacy, actor=actor)
    elif state == "ready" and row.successor is not None:
        rights.replace_administrator(row.leaver, successor=row.successor, reason=row.reason, actor=actor)
    else:
        rights.end_administrator(row.leaver, reason=row.reason, actor=actor)
        return  # that act ends the sessions itself
    if not access.bodies_of(row.leaver.person_id):
        accounts.end_sessions(row.leaver.person)


@transaction.atomic
def cancel_handover(handover: Handover, *, reason: str, actor: Person) -> Handover:
    """Call the hand-over off: nobody leaves. WrongState where it is over."""
    row, _ = _hold(handover, "cancel", actor=actor)
    body = {**_body(row, actor=actor.ref), "person": row.leaver.person.ref, "reason": reason}
    entry = _record(row, events.HANDOVER_CANCELLED, body)
    row.cancelled_at, row.cancelled_entry = entry.at, entry.pk
    row.save(update_fields=["cancelled_at", "cancelled_entry"])
    return row


@transaction.atomic
def remind_handover(handover: Handover) -> bool:
    """The day of departure is past and nothing is done: say so to the administrators; whether it was time to.

    At the day, then each week.
    """
    hold_body(handover.organisation)
    row = Handover.objects.select_for_update(of=("self",)).get(pk=handover.pk)
    if not is_reminder_due(row):
        return False
    HANDOVER.next(handovers.state_of(row), "remind")
    body = {**_body(row, actor="portal"), "person": row.leaver.person.ref}
    entry = _record(row, events.HANDOVER_REMINDED, body)
    row.reminded_at = entry.at
    row.save(update_fields=["reminded_at"])
    return True


def is_reminder_due(handover: Handover) -> bool:
    """Whether the departure's day is over, and no reminder left in the last week."""
    now = clock.now()
    last = handover.reminded_at
    is_past = handover.leaves_on < now.astimezone(handovers.PARIS).date() + timedelta(days=1)
    return is_past and (last is None or last <= now - REMINDED_AGAIN_AFTER)


def remind_handovers() -> int:
    """Remind of every hand-over whose day came and that nobody completed; how many were."""
    due = Handover.objects.filter(cancelled_at=None, leaver__closed_at=None).select_related("organisation")
    count = 0
    for row in due:
        try:
            count += is_reminder_due(row) and remind_handover(row)
        except WrongState:  # somebody completed it meanwhile
            continue
    return count
