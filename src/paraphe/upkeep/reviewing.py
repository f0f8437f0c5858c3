"""Reading a yearly review: where it stands, what one administrator may decide in it, the change it makes. No writes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet

from paraphe.access import selectors as access
from paraphe.access.changes import Change, Wanted, renewal_of
from paraphe.access.selectors import Habilitation, Membership
from paraphe.access.services.habilitations import has_fellow
from paraphe.accounts.selectors import Person
from paraphe.kernel import clock
from paraphe.registry.selectors import Organisation
from paraphe.upkeep.errors import UnknownReview
from paraphe.upkeep.handovers import PARIS
from paraphe.upkeep.models import ReviewCampaign, ReviewDay, ReviewItem
from paraphe.upkeep.vocabulary import REVIEW_APART

SOURCE = "review"
"""How the act that a review makes on rights says where it comes from."""


def open_campaign(organisation: Organisation) -> ReviewCampaign | None:
    """The review under way, or None."""
    return campaigns(organisation).filter(state="open").first()


def campaigns(organisation: Organisation) -> QuerySet[ReviewCampaign]:
    """Every review of the body, latest first."""
    return ReviewCampaign.objects.filter(organisation=organisation).select_related(
        "organisation", "opened_by"
    )


def campaign_of(organisation: Organisation, ref: str) -> ReviewCampaign:
    """A review of the body by reference; UnknownReview otherwise."""
    found = campaigns(organisation).filter(ref=ref).first()
    if found is None:
        raise UnknownReview("upkeep.review_unknown")
    return found


def last_concluded(organisation: Organisation) -> ReviewCampaign | None:
    """The last review that was finished, or None."""
    return campaigns(organisation).filter(state="concluded").order_by("-ended_at").first()


def items_of(campaign: ReviewCampaign) -> list[ReviewItem]:
    """The lines of a review, by person, membership first, then by service and place."""
    rows = campaign.items.select_related(
        "membership__person", "right__service", "right__person", "decided_by"
    )
    return sorted(rows, key=_rank)


def _rank(item: ReviewItem) -> tuple[str, str, int, int, int, int]:
    person, right = item.membership.person, item.right
    where = (right.service.position, -right.level, right.siret or 0) if right else (-1, 0, 0)
    return (person.family_name.casefold(), person.given_name.casefold(), person.pk, *where)


def is_live(item: ReviewItem, now: datetime) -> bool:
    """Whether there is still something to decide: the person belongs, the right runs, or the review itself ended it."""
    if item.applied_entry is not None:
        return True
    if item.membership.closed_at is not None:
        return False
    return item.right is None or item.right.ends_at > now


def live_items(campaign: ReviewCampaign) -> list[ReviewItem]:
    """The lines that are still about something; those of an act undone before it was vouched for are not.

    The rights that such an act gave back are new rights: the next review looks at them.
    """
    now, items = clock.now(), items_of(campaign)
    waiting = {item.applied_entry for item in items if item.applied_entry and item.signed_entry is None}
    undone = _undone_among(waiting)
    return [item for item in items if is_live(item, now) and _stands(item, undone)]


def _undone_among(entries: set[int]) -> set[int]:
    """Those of these entries whose act on rights was undone."""
    rows = access.RightsAct.objects.filter(entry__in=entries, undone_at__isnull=False)
    return set(rows.values_list("entry", flat=True)) if entries else set()


def _stands(item: ReviewItem, undone: set[int]) -> bool:
    return item.signed_entry is not None or item.applied_entry not in undone


def count_left(items: Iterable[ReviewItem]) -> int:
    """How many lines nobody vouched for yet."""
    return sum(item.signed_entry is None for item in items)


@dataclass(frozen=True)
class Reviewer:
    """An administrator who reviews: over what, and whether somebody else is there to review him."""

    person: Person
    membership: Membership
    has_fellow: bool

    def may_decide(self, item: ReviewItem) -> bool:
        """Within his scope, and never on himself while a fellow is there."""
        if item.membership.person_id == self.person.pk and self.has_fellow:
            return False
        scope = self.membership.scope
        if scope is None:
            return True
        if item.right is not None:
            return item.right.siret_text in scope
        whose = item.membership.scope
        return not item.membership.is_administrator or (whose is not None and set(whose) <= set(scope))


def reviewer_of(organisation: Organisation, person: Person) -> Reviewer | None:
    """The person as reviewer of the body; None where he administers nothing of it."""
    own = access.membership_of(organisation, person.pk)
    if own is None or not own.is_administrator:
        return None
    return Reviewer(person, own, has_fellow(organisation, actor=person))


def end_of(day: date) -> datetime:
    """The instant at which a day is over, in Paris."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=PARIS)


def day_of(at: datetime) -> date:
    """The day of an instant, in Paris."""
    return at.astimezone(PARIS).date()


def today() -> date:
    """Today, in Paris."""
    return day_of(clock.now())


def changes_right(item: ReviewItem) -> bool:
    """Whether the decision still has something to do to the right: a limit beyond its end has not."""
    if item.right is None or item.applied_entry is not None or item.signed_entry is not None:
        return False
    if item.decision == ReviewItem.Decision.LIMIT and item.limit_on is not None:
        return item.right.valid_to > end_of(item.limit_on)
    return item.decision == ReviewItem.Decision.REMOVE


def to_apply(items: Iterable[ReviewItem], reviewer: Reviewer) -> list[ReviewItem]:
    """The lines whose right changes when this reviewer applies the decisions."""
    return [item for item in items if changes_right(item) and reviewer.may_decide(item)]


def to_sign(items: Iterable[ReviewItem], reviewer: Reviewer) -> list[ReviewItem]:
    """The lines decided that this reviewer vouches for when he signs."""
    return [
        item for item in items if item.decision and item.signed_entry is None and reviewer.may_decide(item)
    ]


def build_change(campaign: ReviewCampaign, items: Sequence[ReviewItem]) -> Change:
    """The one act that the decisions make on these lines' rights; the same decisions always make the same."""
    changed = [(item, item.right) for item in items if item.right is not None]
    return Change(
        source=SOURCE,
        closures=[right for _, right in changed],
        grants=[_shortened(right, item.limit_on) for item, right in changed if item.limit_on is not None],
        reason=f"Revue annuelle {campaign.ref}",
    )


def _shortened(right: Habilitation, day: date) -> Wanted:
    """The same right, ending sooner; one that has not begun still begins at its day."""
    wanted = renewal_of(right, valid_to=end_of(day))
    return replace(wanted, valid_from=right.valid_from) if right.valid_from > clock.now() else wanted


def chosen_day(organisation: Organisation) -> tuple[int, int] | None:
    """The month and day the body chose for its review, or None."""
    row = ReviewDay.objects.filter(organisation=organisation).first()
    return (row.month, row.day) if row else None


def next_review_on(organisation: Organisation) -> date | None:
    """The day on which the portal opens the next review: the day chosen, or the anniversary of the registration.

    At least half a year after the review before, or the registration. None for a body without open space.
    """
    registration = access.registration_of(organisation)
    if registration is None or registration.closed_at is not None:
        return None
    registered = day_of(registration.registered_at)
    last = campaigns(organisation).first()
    since = day_of(last.opened_at) if last else registered
    month, day = chosen_day(organisation) or (registered.month, min(registered.day, 28))
    soonest = since + REVIEW_APART
    this_year = date(soonest.year, month, day)
    return this_year if this_year >= soonest else date(soonest.year + 1, month, day)


def bodies_without_review() -> list[Organisation]:
    """The bodies whose space is open and that have no review under way."""
    busy = ReviewCampaign.objects.filter(state="open").values("organisation")
    rows = access.BodyRegistration.objects.filter(closed_at=None).exclude(organisation__in=busy)
    return [row.organisation for row in rows.select_related("organisation").order_by("pk")]


def last_day(at: datetime) -> date:
    """The last day before an instant, in Paris."""
    return day_of(at - timedelta(microseconds=1))


def unreviewed_members(organisation: Organisation) -> set[int]:
    """The memberships with a line that nobody vouched for in the last review, and that is still about something."""
    last = campaigns(organisation).first()
    if last is None or last.state == "concluded":
        return set()
    return {item.membership_id for item in live_items(last) if item.signed_entry is None}
