"""Background work of the accounts room, run by the worker: name -> (seconds between runs, function)."""

from collections.abc import Callable

from django.contrib.sessions.backends.db import SessionStore

from paraphe.accounts.services import forget_old_counts

DAY = 24 * 3600.0

PERIODIC: dict[str, tuple[float, Callable[[], object]]] = {
    "accounts.forget_old_counts": (DAY, forget_old_counts),
    "accounts.forget_dead_sessions": (DAY, SessionStore.clear_expired),
}
