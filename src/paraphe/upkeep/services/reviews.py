"""The yearly review: opened, decided line by line as drafts, applied in one act on rights, signed in another."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from paraphe.access import selectors as access
from paraphe.access.selectors import RightsAct
from paraphe.access.services.changes import settle_change
from paraphe.access.services.guard import hold_body, require
from paraphe.access.vocabulary import Action
from paraphe.accounts.selectors import Person
from paraphe.journal import services as journal
from paraphe.journal.selectors import Chain, Entry
from paraphe.kernel import clock
from paraphe.kernel.errors import WrongState
from paraphe.kernel.identifiers import Ref
from paraphe.registry.selectors import Organisation
from paraphe.upkeep import events, reviewing
from paraphe.upkeep.errors import ReviewEmpty, ReviewOpen, ReviewUnsound
from paraphe.upkeep.models import ReviewCampaign, ReviewDay, ReviewItem, ReviewReport
from paraphe.upkeep.proposing import foresee_items
from paraphe.upkeep.report import write_report
from paraphe.upkeep.reviewing import Reviewer
from paraphe.upkeep.transitions import REVIEW
from paraphe.upkeep.vocabulary import LAPSES_AFTER, REVIEW_LASTS

LAST_DAY = 28
"""The last day of a month that can be chosen: every month has it."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What is decided on one line: keep, limit or remove; a limit says its last day."""

    decision: str
    limit_on: date | None = None


@transaction.atomic
def open_review(organisation: Organisation, *, actor: Person | None) -> ReviewCampaign:
    """Open the yearly review of a body, with a line for each right and membership; `actor` None: the portal does.

    ReviewOpen where one is under way.
    """
    chain = hold_body(organisation)
    if actor is not None:
        require(Action.REVIEW_DECIDE, organisation, actor=actor)
    if reviewing.open_campaign(organisation) is not None:
        raise ReviewOpen("upkeep.review_open")
    at = clock.now()
    due_at = reviewing.end_of(reviewing.day_of(at + REVIEW_LASTS))
    row = ReviewCampaign(ref=Ref.new(), organisation=organisation, opened_by=actor, opened_at=at)
    row.due_at, row.lapses_at = due_at, due_at + LAPSES_AFTER
    days = {"due_on": _day(row.due_at), "lapses_on": _day(row.lapses_at)}
    body = {**_body(row, actor=actor.ref if actor else "portal"), **days}
    row.opened_entry = journal.record(event=events.REVIEW_OPENED, chains=[chain], at=at, body=body).pk
    row.save()
    ReviewItem.objects.bulk_create(foresee_items(row))
    return row


def _day(at: datetime) -> str:
    """The last day before the instant, as entries write it."""
    return reviewing.last_day(at).isoformat()


def _body(campaign: ReviewCampaign, *, actor: str) -> dict[str, Any]:
    return {"v": 1, "actor": actor, "siren": campaign.organisation.siren, "review": campaign.ref}


@transaction.atomic
def save_decisions(campaign: ReviewCampaign, *, decisions: Mapping[int, Decided], actor: Person) -> int:
    """Keep, as drafts, what is decided on lines by key; how many were. Nothing is done to rights, nothing recorded.

    Lines signed already, ended, or not the actor's to decide are left as they are. ReviewUnsound for a limit that is
    not to come, or a membership to limit.
    """
    row, reviewer, _ = _hold(campaign, "decide", actor=actor)
    wanted: dict[Decided, list[int]] = defaultdict(list)
    for item in reviewing.live_items(row):
        found = decisions.get(item.pk)
        if found is None or item.signed_entry or item.applied_entry or not reviewer.may_decide(item):
            continue
        _check(found, item)
        wanted[found].append(item.pk)
    for decided, keys in wanted.items():
        ReviewItem.objects.filter(pk__in=keys).update(
            decision=decided.decision,
            limit_on=decided.limit_on,
            decided_by=actor,
            decided_at=clock.now(),
        )
    return sum(len(keys) for keys in wanted.values())


def _check(decided: Decided, item: ReviewItem) -> None:
    limits = decided.decision == ReviewItem.Decision.LIMIT
    is_dated = decided.limit_on is not None and decided.limit_on > reviewing.today()
    if limits and (item.right is None or not is_dated):
        raise ReviewUnsound("upkeep.review_limit")
    if decided.decision not in ReviewItem.Decision.values or (decided.limit_on is not None and not limits):
        raise ReviewUnsound("upkeep.review_limit")


def _hold(
    campaign: ReviewCampaign, verb: str, *, actor: Person
) -> tuple[ReviewCampaign, Reviewer, tuple[str, Chain]]:
    """The review as it is now, held, the actor as its reviewer, the state the verb leads to and the body's chain."""
    chain = hold_body(campaign.organisation)
    require(Action.REVIEW_DECIDE, campaign.organisation, actor=actor)
    row = _lock(campaign)
    state = REVIEW.next(row.state, verb)
    reviewer = reviewing.reviewer_of(row.organisation, actor)
    assert reviewer is not None, "who may review administers"
    return row, reviewer, (state, chain)


def _lock(campaign: ReviewCampaign) -> ReviewCampaign:
    rows = ReviewCampaign.objects.select_for_update(of=("self",)).select_related("organisation")
    found: ReviewCampaign = rows.get(pk=campaign.pk)
    return found


@transaction.atomic
def apply_review(campaign: ReviewCampaign, *, actor: Person) -> RightsAct:
    """End and shorten, in one act on rights, what was decided so on the lines the actor may decide.

    Its one entry is the act's own (`access.rights.changed`). Needs the actor's step-up for the change
    (`access.changes.act_of_change` of `reviewing.build_change`) as soon as a right is shortened. Two administrators are
    not asked for: it only takes away. ReviewEmpty where nothing is to be changed.
    """
    row, reviewer, (_, chain) = _hold(campaign, "apply", actor=actor)
    items = reviewing.to_apply(reviewing.live_items(row), reviewer)
    if not items:
        raise ReviewEmpty("upkeep.review_empty")
    act = settle_change(row.organisation, reviewing.build_change(row, items), chain=chain, actor=actor)
    ReviewItem.objects.filter(pk__in=[item.pk for item in items]).update(applied_entry=act.entry)
    return act


@transaction.atomic
def sign_review(campaign: ReviewCampaign, *, actor: Person) -> ReviewReport:
    """Vouch for what was decided and done on the lines the actor may decide; the review ends with its last line.

    The report is printed once, here, and its fingerprint is in the entry. WrongState(`upkeep.review_unapplied`) where a
    right is still to be changed; ReviewEmpty where there is nothing to vouch for.
    """
    row, reviewer, (_, chain) = _hold(campaign, "sign", actor=actor)
    live = reviewing.live_items(row)
    if reviewing.to_apply(live, reviewer):
        raise WrongState("upkeep.review_unapplied")
    signed = reviewing.to_sign(live, reviewer)
    left = reviewing.count_left(live) - len(signed)
    if not signed and left:
        raise ReviewEmpty("upkeep.review_empty")
    at = clock.now()
    report = write_report(row, signed, actor=actor, at=at)
    event = events.REVIEW_SIGNED if left else events.REVIEW_CONCLUDED
    body = {**_body(row, actor=actor.ref), "report": report.sha256, **_told(signed), "left": left}
    entry = journal.record(event=event, chains=[chain], at=at, body=body)
    report.entry = entry.pk
    report.save()
    ReviewItem.objects.filter(pk__in=[item.pk for item in signed]).update(signed_entry=entry.pk)
    if not left:
        end_campaign(row, "conclude", entry)
    return report


def _told(items: Sequence[ReviewItem]) -> dict[str, list[str]]:
    """What the entry says was decided: rights and memberships by reference."""
    told: dict[str, list[str]] = {"kept": [], "limited": [], "removed": []}
    names = {"keep": "kept", "limit": "limited", "remove": "removed"}
    for item in items:
        about = item.right if item.right is not None else item.membership
        told[names[item.decision]].append(about.ref)
    return {name: sorted(refs) for name, refs in told.items()}


def end_campaign(row: ReviewCampaign, verb: str, entry: Entry) -> None:
    """Write the end of a review, as the entry says; the body's chain is held by the caller."""
    row.state = REVIEW.next(row.state, verb)
    row.ended_at, row.ended_entry = entry.at, entry.pk
    row.save(update_fields=["state", "ended_at", "ended_entry"])


@transaction.atomic
def choose_review_day(organisation: Organisation, *, month: int, day: int, actor: Person) -> None:
    """The body chooses the day of the year on which the portal opens its review. ReviewUnsound after the 28th."""
    chain = hold_body(organisation)
    require(Action.BODY_CONFIGURE, organisation, actor=actor)
    if not (1 <= month <= 12 and 1 <= day <= LAST_DAY):
        raise ReviewUnsound("upkeep.review_day", field="day")
    body = {"v": 1, "actor": actor.ref, "siren": organisation.siren, "month": month, "day": day}
    entry = journal.record(event=events.REVIEW_SCHEDULED, chains=[chain], body=body)
    ReviewDay.objects.update_or_create(
        organisation=organisation,
        defaults={"month": month, "day": day, "chosen_by": actor, "chosen_entry": entry.pk},
    )


def open_due_reviews() -> int:
    """Open the review of every body whose day has come and that somebody administers; how many were opened."""
    count, today = 0, reviewing.today()
    for organisation in reviewing.bodies_without_review():
        day = reviewing.next_review_on(organisation)
        if day is None or day > today or not access.active_administrators_of(organisation):
            continue
        try:
            open_review(organisation, actor=None)
        except ReviewOpen:  # an administrator was faster
            continue
        count += 1
    return count
