"""Background work of the room, run by the worker: name -> (seconds between runs, function)."""

from collections.abc import Callable

from paraphe.upkeep.services import lapse_unused, remind_handovers, watch_activity, watch_reviews

HOUR = 3600.0
DAY = 24 * HOUR

PERIODIC: dict[str, tuple[float, Callable[[], object]]] = {
    "upkeep.remind_handovers": (6 * HOUR, remind_handovers),
    "upkeep.watch_activity": (DAY, watch_activity),
    "upkeep.watch_reviews": (DAY, watch_reviews),
    "upkeep.lapse_unused": (DAY, lapse_unused),
}
