"""Rows of the room: hand-overs, notices about sleepers and unused rights, closings, yearly reviews."""

from paraphe.upkeep.models.closures import Closure
from paraphe.upkeep.models.handovers import Handover
from paraphe.upkeep.models.notices import Notice, UnusedNotice
from paraphe.upkeep.models.reviews import ReviewCampaign, ReviewDay, ReviewItem, ReviewReport

__all__ = [
    "Closure",
    "Handover",
    "Notice",
    "ReviewCampaign",
    "ReviewDay",
    "ReviewItem",
    "ReviewReport",
    "UnusedNotice",
]
