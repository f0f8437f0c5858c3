"""People not seen for long are reminded, then suspended; about a last administrator, a letter leaves."""

from collections.abc import Iterator, Sequence
from datetime import datetime

import structlog
from django.db import transaction

from paraphe.access import services as access
from paraphe.access.errors import LastAdministrator
from paraphe.access.selectors import BodyRegistration, Membership, suspended_among
from paraphe.access.services.guard import hold_body
from paraphe.access.services.letters import queue_letter
from paraphe.journal import services as journal
from paraphe.kernel import clock
from paraphe.kernel.errors import PortalError
from paraphe.upkeep import activity, events
from paraphe.upkeep.models import Notice
from paraphe.upkeep.vocabulary import REMINDED_AFTER, SUSPENDED_AFTER, WRITTEN_AGAIN_AFTER

REASON = "Sans activité depuis 120 jours"
BATCH = 500
_log = structlog.get_logger(__name__)


def watch_activity() -> dict[str, int]:
    """Look at everybody once; what was done, by kind. Each act is a transaction; one that fails stops no other."""
    counts = {"reminded": 0, "suspended": 0, "written": 0}
    for row in _absent():
        try:
            done = _weigh(*row)
        except PortalError as error:  # it changed meanwhile: the next round looks again
            _log.info("upkeep_sleeper_left", code=error.code)
            continue
        if done:
            counts[done] += 1
    return counts


def _absent() -> Iterator[tuple[Membership, datetime]]:
    """The members of registered bodies not seen for ninety days and not suspended, by batches.

    Declarants first: an administrator who would remain alone is then weighed as the last one.
    """
    before = clock.now() - REMINDED_AFTER
    bodies = BodyRegistration.objects.filter(closed_at=None).values("organisation")
    rows = Membership.objects.filter(closed_at=None, organisation__in=bodies, opened_at__lte=before)
    rows = rows.select_related("person", "organisation").order_by("pk")
    for role in (Membership.Role.DECLARANT, Membership.Role.ADMINISTRATOR):
        last = 0
        while part := list(rows.filter(role=role, pk__gt=last)[:BATCH]):
            last = part[-1].pk
            yield from _longest_first(part, before)


def _longest_first(part: Sequence[Membership], before: datetime) -> list[tuple[Membership, datetime]]:
    """Those of a batch who are absent, the longest unseen first: of two administrators, he is suspended."""
    stopped, seen = suspended_among(part), activity.last_seen(part)
    found = [(row, seen[row.pk]) for row in part if row.pk not in stopped and seen[row.pk] <= before]
    return sorted(found, key=lambda pair: (pair[1], pair[0].pk))


def _weigh(membership: Membership, seen_at: datetime) -> str:
    """What is due about one absent member, done; its kind, or empty."""
    is_long = seen_at <= clock.now() - SUSPENDED_AFTER
    if is_long and _is_warned(membership, seen_at):
        try:
            access.suspend_inactive(membership, reason=REASON)
            return "suspended"
        except LastAdministrator:
            return write_about_sleeper(membership)
    return remind_sleeper(membership, seen_at)


def _is_warned(membership: Membership, seen_at: datetime) -> bool:
    """Nobody is suspended who was not reminded first, a month before at the usual pace."""
    warned = clock.now() - (SUSPENDED_AFTER - REMINDED_AFTER)
    rows = Notice.objects.filter(membership=membership, kind=Notice.Kind.REMINDED, at__gt=seen_at)
    return rows.filter(at__lte=warned).exists()


@transaction.atomic
def remind_sleeper(membership: Membership, seen_at: datetime) -> str:
    """Tell a member that he has not been seen for ninety days; once an absence."""
    chain = hold_body(membership.organisation)
    if Notice.objects.filter(membership=membership, kind=Notice.Kind.REMINDED, at__gt=seen_at).exists():
        return ""
    name = events.ADMINISTRATOR_REMINDED if membership.is_administrator else events.MEMBER_REMINDED
    body = {
        "v": 1,
        "actor": "portal",
        "siren": membership.organisation.siren,
        "person": membership.person.ref,
        "membership": membership.ref,
        "seen_at": clock.stamp(seen_at),
    }
    entry = journal.record(event=name, chains=[chain], body=body)
    _note(membership, Notice.Kind.REMINDED, at=entry.at, entry=entry.pk)
    return "reminded"


@transaction.atomic
def write_about_sleeper(membership: Membership) -> str:
    """Queue a letter to the legal representative about a last administrator not seen; once a quarter.

    He is never suspended: without him the body could change nothing. The letter goes to the register's address of
    the seat, by function.
    """
    organisation = membership.organisation
    chain = hold_body(organisation)
    since = clock.now() - WRITTEN_AGAIN_AFTER
    if Notice.objects.filter(membership=membership, kind=Notice.Kind.WRITTEN, at__gt=since).exists():
        return ""
    seat = organisation.establishments.filter(is_head_office=True).first()
    if seat is None:
        return ""
    letter = queue_letter("sleeping", organisation=organisation, establishment=seat, about=membership)
    body = {
        "v": 1,
        "actor": "portal",
        "siren": organisation.siren,
        "person": membership.person.ref,
        "membership": membership.ref,
        "letter": letter.ref,
    }
    entry = journal.record(event=events.ADMINISTRATOR_WRITTEN_TO, chains=[chain], body=body)
    _note(membership, Notice.Kind.WRITTEN, at=entry.at, entry=entry.pk)
    return "written"


def _note(membership: Membership, kind: Notice.Kind, *, at: datetime, entry: int) -> None:
    Notice.objects.create(membership=membership, kind=kind, at=at, entry=entry)
