"""Closing a body's space: asked by one administrator, confirmed by another, done after the days of reflection."""

from typing import Any

from django.db import transaction

from paraphe.access import services as access
from paraphe.access.services.guard import hold_body, require
from paraphe.access.vocabulary import Action
from paraphe.accounts import services as accounts
from paraphe.accounts.selectors import Person
from paraphe.journal import services as journal
from paraphe.journal.selectors import Chain
from paraphe.kernel import clock
from paraphe.registry.selectors import Organisation
from paraphe.upkeep import closures, events
from paraphe.upkeep.acts import act_of_closing, act_of_closure
from paraphe.upkeep.errors import ClosureOpen, ClosureTooSoon, SameHand, WorkPending
from paraphe.upkeep.models import Closure
from paraphe.upkeep.transitions import CLOSURE
from paraphe.upkeep.vocabulary import COOLING_OFF


@transaction.atomic
def request_closure(organisation: Organisation, *, reason: str, actor: Person) -> Closure:
    """Ask that the body's space be closed; nothing ends before fourteen days and another administrator's confirmation.

    Needs the actor's step-up (`act_of_closure`). ClosureOpen where it is asked for already.
    """
    chain = hold_body(organisation)
    require(Action.BODY_CLOSE, organisation, actor=actor)
    if closures.open_closure(organisation) is not None:
        raise ClosureOpen("upkeep.closure_open")
    accounts.consume_step_up(actor, act_of_closure(organisation))
    at = clock.now()
    fresh = Closure(organisation=organisation, reason=reason, requested_by=actor, requested_at=at)
    fresh.cooled_at = at + COOLING_OFF
    body = {**_body(fresh, actor), "reason": reason, "until": clock.stamp(fresh.cooled_at)}
    entry = journal.record(event=events.CLOSURE_REQUESTED, chains=[chain], at=at, body=body)
    fresh.requested_entry = entry.pk
    fresh.save()
    return fresh


def _body(closure: Closure, actor: Person) -> dict[str, Any]:
    return {"v": 1, "actor": actor.ref, "siren": closure.organisation.siren, "closure": closure.ref}


def _hold(closure: Closure, verb: str, *, actor: Person) -> tuple[Closure, str, Chain]:
    """The closing as it is now, the state the verb leads to, and the body's chain, held."""
    chain = hold_body(closure.organisation)
    action = Action.BODY_CONFIGURE if verb == "cancel" else Action.BODY_CLOSE
    require(action, closure.organisation, actor=actor)
    row = Closure.objects.select_for_update(of=("self",)).get(pk=closure.pk)
    return row, CLOSURE.next(row.state, verb), chain


@transaction.atomic
def confirm_closure(closure: Closure, *, actor: Person) -> Closure:
    """Another administrator confirms. Needs his step-up (`act_of_closing`); SameHand for the one who asked."""
    row, state, chain = _hold(closure, "confirm", actor=actor)
    if row.requested_by_id == actor.pk:
        raise SameHand("upkeep.closure_same_hand")
    accounts.consume_step_up(actor, act_of_closing(row))
    entry = journal.record(event=events.CLOSURE_CONFIRMED, chains=[chain], body=_body(row, actor))
    row.state, row.confirmed_by = state, actor
    row.confirmed_at, row.confirmed_entry = entry.at, entry.pk
    row.save(update_fields=["state", "confirmed_by", "confirmed_at", "confirmed_entry"])
    return row


@transaction.atomic
def cancel_closure(closure: Closure, *, reason: str, actor: Person) -> Closure:
    """The space stays open; any administrator of the whole body may say so until it is closed."""
    row, state, chain = _hold(closure, "cancel", actor=actor)
    body = {**_body(row, actor), "reason": reason}
    entry = journal.record(event=events.CLOSURE_CANCELLED, chains=[chain], body=body)
    row.state, row.ended_at, row.ended_entry = state, entry.at, entry.pk
    row.save(update_fields=["state", "ended_at", "ended_entry"])
    return row


@transaction.atomic
def close_space(closure: Closure, *, despite_work: bool, actor: Person) -> int:
    """Every invitation, membership and right ends, then the space; the number of people who leave.

    Needs the actor's step-up (`act_of_closing`). ClosureTooSoon before the days of reflection are over; WorkPending
    where declarations are unfinished and that is not confirmed. The entries are those of the room of rights.
    """
    row, state, _ = _hold(closure, "close", actor=actor)
    at = clock.now()
    if at < row.cooled_at:
        raise ClosureTooSoon("upkeep.closure_too_soon")
    pending = closures.work_pending(row.organisation)
    if pending and not despite_work:
        raise WorkPending("upkeep.work_pending", count=pending)
    accounts.consume_step_up(actor, act_of_closing(row))
    count = access.close_body(row.organisation, reason=row.reason, actor=actor)
    row.state, row.ended_at = state, at
    row.save(update_fields=["state", "ended_at"])
    return count
