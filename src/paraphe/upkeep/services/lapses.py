"""What the portal does by itself once it was announced: unreviewed rights lapse, unused rights lapse."""

from collections.abc import Sequence

import structlog
from django.db import transaction

from paraphe.access import services as access
from paraphe.access.selectors import Habilitation
from paraphe.access.services.guard import hold_body
from paraphe.journal import selectors as journal_read
from paraphe.journal import services as journal
from paraphe.kernel import clock
from paraphe.kernel.errors import PortalError
from paraphe.registry.selectors import Organisation
from paraphe.upkeep import events, reviewing, unused
from paraphe.upkeep.desk import registered_bodies
from paraphe.upkeep.models import ReviewCampaign, ReviewItem, UnusedNotice
from paraphe.upkeep.services.reviews import end_campaign, open_due_reviews
from paraphe.upkeep.transitions import REVIEW
from paraphe.upkeep.unused import Unused
from paraphe.upkeep.vocabulary import (
    LAPSE_ANNOUNCED,
    REVIEW_REMINDED,
    UNUSED_AFTER,
    UNUSED_NOTICE,
)

UNREVIEWED = "Droit non relu à la revue annuelle"
UNUSED = "Droit inutilisé depuis douze mois"
_log = structlog.get_logger(__name__)


def watch_reviews() -> dict[str, int]:
    """Look at every review once: open those due, remind, announce, let lapse. One act a review a round."""
    counts = {"opened": open_due_reviews(), "reminded": 0, "announced": 0, "lapsed": 0}
    for row in ReviewCampaign.objects.filter(state="open").select_related("organisation").order_by("pk"):
        try:
            done = _weigh(row)
        except PortalError as error:  # it changed meanwhile: the next round looks again
            _log.info("upkeep_review_left", code=error.code)
            continue
        if done:
            counts[done] += 1
    return counts


def _weigh(campaign: ReviewCampaign) -> str:
    """What is due about one review, done; its kind, or empty."""
    if lapse_review(campaign):
        return "lapsed"
    if announce_lapse(campaign):
        return "announced"
    return "reminded" if remind_review(campaign) else ""


def _hold(campaign: ReviewCampaign, verb: str) -> tuple[ReviewCampaign, list[ReviewItem], dict[str, object]]:
    """The review as it is now, held, with the lines nobody vouched for and the head of an entry."""
    hold_body(campaign.organisation)
    rows = ReviewCampaign.objects.select_for_update(of=("self",)).select_related("organisation")
    row = rows.get(pk=campaign.pk)
    REVIEW.next(row.state, verb)
    left = [item for item in reviewing.live_items(row) if item.signed_entry is None]
    body = {"v": 1, "actor": "portal", "siren": row.organisation.siren, "review": row.ref}
    return row, left, body


@transaction.atomic
def remind_review(campaign: ReviewCampaign) -> bool:
    """Remind the administrators thirty, ten and two days before the deadline; whether it was time to."""
    row, left, body = _hold(campaign, "remind")
    days = _reminder_due(row)
    if days is None or not left:
        return False
    body |= {"due_on": reviewing.last_day(row.due_at).isoformat(), "days": days, "left": len(left)}
    journal.record(
        event=events.REVIEW_REMINDED, chains=[journal.chain_of_body(row.organisation.siren)], body=body
    )
    row.told_days = days
    row.save(update_fields=["told_days"])
    return True


def _reminder_due(row: ReviewCampaign) -> int | None:
    """The reminder that is due now, in days before the deadline; None where it was sent, or is not to be."""
    remaining = (row.due_at - clock.now()).total_seconds() / 86_400
    reached = [days for days in REVIEW_REMINDED if 0 < remaining <= days]
    if not reached or (row.told_days is not None and row.told_days <= min(reached)):
        return None
    return min(reached)


def _rights_left(left: Sequence[ReviewItem]) -> list[Habilitation]:
    """The rights that run, among the lines nobody vouched for; those a decision has changed already are not there."""
    now = clock.now()
    rights = [item.right for item in left if item.right is not None and item.applied_entry is None]
    return [right for right in rights if right.ends_at > now]


@transaction.atomic
def announce_lapse(campaign: ReviewCampaign) -> bool:
    """Announce, at the deadline then fifteen days before, that what nobody reviewed lapses; whether it was time."""
    row, left, body = _hold(campaign, "announce")
    rights = _rights_left(left)
    now = clock.now()
    if row.announced >= len(LAPSE_ANNOUNCED) or not rights:
        return False
    if now < row.lapses_at - LAPSE_ANNOUNCED[row.announced]:
        return False
    lapses_at = max(row.lapses_at, now + LAPSE_ANNOUNCED[-1])
    body |= {"lapses_on": reviewing.last_day(lapses_at).isoformat(), **_named(rights)}
    entry = journal.record(
        event=events.REVIEW_OVERDUE, chains=[journal.chain_of_body(row.organisation.siren)], body=body
    )
    row.announced, row.announced_at, row.lapses_at = row.announced + 1, entry.at, lapses_at
    row.save(update_fields=["announced", "announced_at", "lapses_at"])
    return True


def _named(rights: Sequence[Habilitation]) -> dict[str, list[str]]:
    """Rights and the people they are of, by reference."""
    return {
        "persons": sorted({right.person.ref for right in rights}),
        "habilitations": sorted(right.ref for right in rights),
    }


@transaction.atomic
def lapse_review(campaign: ReviewCampaign) -> bool:
    """Sixty days after the deadline, and announced twice, what nobody reviewed ends with the review; whether it did.

    Its one entry is that of the rights' end, or `upkeep.review.lapsed` where no right is left. Memberships stay: the
    last administrator is never touched.
    """
    row, left, body = _hold(campaign, "lapse")
    if clock.now() < row.lapses_at:
        return False
    rights = _rights_left(left)
    if not rights:
        chain = journal.chain_of_body(row.organisation.siren)
        entry = journal.record(event=events.REVIEW_LAPSED, chains=[chain], body={**body, "left": len(left)})
        end_campaign(row, "lapse", entry)
        return True
    if row.announced < len(LAPSE_ANNOUNCED):
        return False
    access.lapse_rights(row.organisation, rights=rights, reason=f"{UNREVIEWED} ({row.ref})")
    rights[0].refresh_from_db(fields=["closed_entry"])
    key = rights[0].closed_entry or 0
    end_campaign(row, "lapse", journal_read.entries_named([key])[key])
    return True


def lapse_unused() -> dict[str, int]:
    """Look at every body's unused rights once: announce, then let lapse; each at most once a body a round."""
    counts = {"announced": 0, "lapsed": 0}
    for row in registered_bodies():
        organisation = row.organisation
        try:
            counts["lapsed"] += bool(lapse_unused_rights(organisation))
            counts["announced"] += bool(announce_unused(organisation))
        except PortalError as error:  # one ended meanwhile: the next round looks again
            _log.info("upkeep_unused_left", code=error.code)
    return counts


@transaction.atomic
def lapse_unused_rights(organisation: Organisation) -> int:
    """End the rights of a body unused for twelve months and told a month ago, in one entry; how many."""
    hold_body(organisation)
    now = clock.now()
    due = [
        line.right
        for line in unused.unused_rights(organisation)
        if is_lapsing(line) and line.lapses_at <= now
    ]
    if due:
        access.lapse_rights(organisation, rights=due, reason=UNUSED)
    return len(due)


def is_lapsing(line: Unused) -> bool:
    """Whether the right was unused for twelve months, and told a month ago."""
    now = clock.now()
    told = line.told_at is not None and line.told_at <= now - UNUSED_NOTICE
    return told and line.since <= now - UNUSED_AFTER


@transaction.atomic
def announce_unused(organisation: Organisation) -> int:
    """Announce, a month before, the rights of a body that lapse unless they serve; in one entry; how many are new."""
    chain = hold_body(organisation)
    fresh = [line.right for line in unused.unused_rights(organisation) if line.told_at is None]
    if not fresh:
        return 0
    lapses_on = reviewing.last_day(clock.now() + UNUSED_NOTICE).isoformat()
    body = {"v": 1, "actor": "portal", "siren": organisation.siren, "lapses_on": lapses_on, **_named(fresh)}
    entry = journal.record(event=events.UNUSED_ANNOUNCED, chains=[chain], body=body)
    UnusedNotice.objects.bulk_create(
        UnusedNotice(right=right, at=entry.at, entry=entry.pk) for right in fresh
    )
    return len(fresh)
