"""An administrator announces an absence: another one is asked in his place until he is back."""

from datetime import date, timedelta

from django.db import transaction

from paraphe.access import absences, events
from paraphe.access.models import Absence, Membership
from paraphe.access.selectors import suspended_among
from paraphe.access.services.guard import hold_body, require
from paraphe.access.vocabulary import Action
from paraphe.accounts.selectors import Person
from paraphe.journal import services as journal
from paraphe.journal.selectors import Chain, Entry
from paraphe.kernel import clock
from paraphe.kernel.errors import Forbidden, Invalid, WrongState
from paraphe.kernel.identifiers import Ref

LONGEST = timedelta(days=366)


@transaction.atomic
def announce_absence(
    membership: Membership, *, deputy: Person, starts_on: date, ends_on: date, actor: Person
) -> Absence:
    """An administrator says from when to when he is away, both days included, and who is asked in his place.

    For himself, or for another administrator who did not. Nothing of his power goes: he can still decide. Invalid
    where the days are past, reversed or more than a year; where the deputy's scope does not contain his, or the deputy
    is away. WrongState where an absence is announced already.
    """
    organisation = membership.organisation
    chain = hold_body(organisation)
    _require(membership, actor=actor)
    if not absences.today() <= ends_on <= starts_on + LONGEST or starts_on > ends_on:
        raise Invalid("access.absence_days", field="ends_on")
    able = {row.person_id for row in absences.deputies_for(membership)}
    if deputy.pk not in able:
        raise Invalid("access.absence_deputy", field="deputy")
    if absences.open_absence(membership) is not None:
        raise WrongState("access.absence_already")
    at, ref = clock.now(), Ref.new()
    days = {"starts_on": starts_on, "ends_on": ends_on}
    row = Absence(ref=ref, membership=membership, deputy=deputy, opened_at=at, **days)
    row.opened_entry = _record(events.ABSENCE_OPENED, row, chain=chain, actor=actor.ref).pk
    row.save()
    return row


def _require(membership: Membership, *, actor: Person) -> None:
    """An administrator who still is one; another may announce it for him where his scope contains his."""
    if membership.closed_at is not None or not membership.is_administrator or suspended_among([membership]):
        raise WrongState("access.leaver_gone")
    require(Action.REQUEST_DECIDE, membership.organisation, actor=actor)
    if membership.person_id != actor.pk:
        able = {row.person_id for row in absences.deputies_for(membership)}
        if actor.pk not in able:
            raise Forbidden("access.absence_other")


def _record(event: str, row: Absence, *, chain: Chain, actor: str) -> Entry:
    membership = row.membership
    body = {
        "v": 1,
        "actor": actor,
        "siren": membership.organisation.siren,
        "absence": row.ref,
        "person": membership.person.ref,
        "deputy": row.deputy.ref,
        "starts_on": row.starts_on.isoformat(),
        "ends_on": row.ends_on.isoformat(),
    }
    return journal.record(event=event, chains=[chain], at=row.closed_at or row.opened_at, body=body)


@transaction.atomic
def end_absence(absence: Absence, *, actor: Person) -> None:
    """The administrator is back, or goes no more. WrongState where the absence is closed already."""
    _close(absence, actor=actor)


@transaction.atomic
def close_past_absence(absence: Absence) -> None:
    """The portal closes an absence whose last day has passed. WrongState before."""
    if absence.ends_on >= absences.today():
        raise WrongState("access.absence_not_over")
    _close(absence, actor=None)


def _close(absence: Absence, *, actor: Person | None) -> None:
    chain = hold_body(absence.membership.organisation)
    rows = Absence.objects.select_for_update(of=("self",))
    row = rows.select_related("membership__organisation", "membership__person", "deputy").get(pk=absence.pk)
    if row.closed_at is not None:
        raise WrongState("access.absence_closed")
    if actor is not None:
        _require(row.membership, actor=actor)
    row.closed_at = clock.now()
    who = "portal" if actor is None else actor.ref
    row.closed_entry = _record(events.ABSENCE_CLOSED, row, chain=chain, actor=who).pk
    row.save(update_fields=["closed_at", "closed_entry"])
