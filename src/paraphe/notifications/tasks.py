"""What runs by the clock, beside the worker's rounds."""

from collections.abc import Callable

from paraphe.notifications.services import forget_old_notices

DAY = 86400.0
PERIODIC: dict[str, tuple[float, Callable[[], object]]] = {
    "notifications.forget_old_notices": (DAY, forget_old_notices),
}
