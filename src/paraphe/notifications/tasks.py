"""What runs by the clock, beside the worker's rounds."""

from collections.abc import Callable

from paraphe.notifications.services import forget_old_notices, remind_of_register_news

DAY = 86400.0
PERIODIC: dict[str, tuple[float, Callable[[], object]]] = {
    "notifications.forget_old_notices": (DAY, forget_old_notices),
    "notifications.remind_of_register_news": (DAY, remind_of_register_news),
}
