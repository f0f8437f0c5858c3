"""Scheduled work of help."""

import time
from collections.abc import Callable

from paraphe.helpdesk import services, store
from paraphe.helpdesk.models import Piece

DAY = 86_400.0


def sweep_store() -> int:
    """Erase files a day old that no ticket holds: what an act refused midway left; how many."""
    held = set(Piece.objects.values_list("ref", flat=True))
    swept = [name for name, at in store.list_kept() if name not in held and at < time.time() - DAY]
    for name in swept:
        store.sweep(name)
    return len(swept)


PERIODIC: dict[str, tuple[float, Callable[[], object]]] = {
    "close_answered_tickets": (DAY / 24, services.close_answered),
    "erase_old_tickets": (DAY, services.erase_old_tickets),
    "forget_old_searches": (DAY, services.forget_old_searches),
    "sweep_ticket_files": (DAY, sweep_store),
}
