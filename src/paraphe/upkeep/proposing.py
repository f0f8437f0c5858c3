"""The lines of a review that opens, each with what is proposed for it, from who was seen and what served."""

from collections import defaultdict
from collections.abc import Sequence

from paraphe.access import selectors as access
from paraphe.access.selectors import Habilitation, Membership
from paraphe.access.vocabulary import Level
from paraphe.declarations.usage import OBSERVED, Uses, uses_in
from paraphe.kernel import clock
from paraphe.registry.selectors import Organisation
from paraphe.upkeep import activity
from paraphe.upkeep.models import ReviewCampaign, ReviewItem
from paraphe.upkeep.proposals import (
    Presence,
    Proposal,
    RightUse,
    propose_for_member,
    propose_for_right,
)


def foresee_items(campaign: ReviewCampaign) -> list[ReviewItem]:
    """A line for each right that runs or is to come of those who belong, and one for each membership that has none or
    administers. Not written yet; a constant number of queries.
    """
    organisation, now = campaign.organisation, clock.now()
    members = access.members_of(organisation)
    standing, uses = presences_of(members), uses_in(organisation)
    rights = rights_by_person(organisation)
    items = []
    for row in members:
        held, presence = rights.get(row.person_id, []), standing[row.pk]
        if row.is_administrator or not held:
            proposal = propose_for_member(presence, administers=row.is_administrator, now=now)
            items.append(_item(campaign, row, None, proposal))
        for right in held:
            proposal = propose_for_right(presence, use_of(right, uses), now=now)
            items.append(_item(campaign, row, right, proposal))
    return items


def _item(
    campaign: ReviewCampaign, membership: Membership, right: Habilitation | None, proposal: Proposal
) -> ReviewItem:
    return ReviewItem(
        campaign=campaign,
        membership=membership,
        right=right,
        proposal=proposal.decision,
        cause=proposal.cause,
        used_at=proposal.used_at,
    )


def rights_by_person(organisation: Organisation) -> dict[int, list[Habilitation]]:
    """The rights that run or are to come, by whom they are of."""
    found: dict[int, list[Habilitation]] = defaultdict(list)
    for right in access.running_rights(organisation):
        found[right.person_id].append(right)
    return found


def presences_of(members: Sequence[Membership]) -> dict[int, Presence]:
    """By membership, when the person was last seen and whether she is suspended."""
    seen, stopped = activity.last_seen(members), access.suspended_among(members)
    return {row.pk: Presence(seen[row.pk], row.pk in stopped) for row in members}


def use_of(right: Habilitation, uses: Uses) -> RightUse:
    """What is known of the use of a right."""
    key = (right.person_id, right.siret_text, right.service.code)
    return RightUse(
        level=Level(right.level),
        given_at=right.valid_from,
        used_at=uses.last_use(key, person=right.person.ref),
        signed_at=uses.last_filing(key),
        is_observed=right.service.code in OBSERVED,
    )
