"""The verbs of keeping a body's administration true: each decides, writes, records one entry."""

from paraphe.upkeep.services.closures import (
    cancel_closure,
    close_space,
    confirm_closure,
    request_closure,
)
from paraphe.upkeep.services.handovers import (
    act_of_completion,
    announce_handover,
    cancel_handover,
    clear_successor,
    complete_handover,
    name_successor,
    remind_handover,
    remind_handovers,
)
from paraphe.upkeep.services.sleepers import watch_activity

__all__ = [
    "act_of_completion",
    "announce_handover",
    "cancel_closure",
    "cancel_handover",
    "clear_successor",
    "close_space",
    "complete_handover",
    "confirm_closure",
    "name_successor",
    "remind_handover",
    "remind_handovers",
    "request_closure",
    "watch_activity",
]
