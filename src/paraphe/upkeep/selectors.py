"""What other rooms may read here: the health of a body, its hand-overs, its reviews, its closing."""

from paraphe.registry.selectors import Organisation
from paraphe.upkeep.activity import Administration, administrations_of
from paraphe.upkeep.closures import open_closure
from paraphe.upkeep.handovers import handover_of, open_handovers, past_handovers, state_of
from paraphe.upkeep.health import health_of
from paraphe.upkeep.models import Closure, Handover, ReviewCampaign
from paraphe.upkeep.reviewing import campaign_of, open_campaign

__all__ = [
    "Administration",
    "Closure",
    "Handover",
    "ReviewCampaign",
    "administrations_of",
    "campaign_of",
    "handover_of",
    "health_of",
    "open_campaign",
    "open_closure",
    "open_handover",
    "open_handovers",
    "past_handovers",
    "state_of",
]


def open_handover(organisation: Organisation) -> Handover | None:
    """The hand-over under way whose day comes first, or None."""
    return min(open_handovers(organisation), key=lambda row: row.leaves_on, default=None)
