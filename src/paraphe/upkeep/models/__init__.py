"""Rows of the room: hand-overs, notices about sleepers, closings."""

from paraphe.upkeep.models.closures import Closure
from paraphe.upkeep.models.handovers import Handover
from paraphe.upkeep.models.notices import Notice

__all__ = ["Closure", "Handover", "Notice"]
