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
from paraphe.upkeep.services.lapses import lapse_unused, watch_reviews
from paraphe.upkeep.services.reviews import (
    Decided,
    apply_review,
    choose_review_day,
    open_due_reviews,
    open_review,
    save_decisions,
    sign_review,
)
from paraphe.upkeep.services.sleepers import watch_activity

__all__ = [
    "Decided",
    "act_of_completion",
    "announce_handover",
    "apply_review",
    "cancel_closure",
    "cancel_handover",
    "choose_review_day",
    "clear_successor",
    "close_space",
    "complete_handover",
    "confirm_closure",
    "lapse_unused",
    "name_successor",
    "open_due_reviews",
    "open_review",
    "remind_handover",
    "remind_handovers",
    "request_closure",
    "save_decisions",
    "sign_review",
    "watch_activity",
    "watch_reviews",
]
