"""Background work of the accounts room, run by the worker: name -> (seconds between runs, function)."""

from collections.abc import Callable
from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.db.models import QuerySet

from paraphe.accounts import services
from paraphe.accounts.models import EmailChange, FactorRecovery, NameRequest
from paraphe.kernel import clock
from paraphe.kernel.errors import WrongState

HOUR = 3600.0
DAY = 24 * HOUR


def expire_requests() -> int:
    """End what nobody answered in time: names, addresses, lost factors; how many ended."""
    return (
        _expire(NameRequest.objects.filter(state="pending"), services.expire_name)
        + _expire(EmailChange.objects.filter(closed_at=None), services.expire_email_change)
        + _expire(FactorRecovery.objects.filter(closed_at=None), services.expire_recovery)
    )


def _expire(rows: QuerySet[Any], verb: Callable[[Any], None]) -> int:
    ended = 0
    for row in rows.filter(expires_at__lte=clock.now()).order_by("pk"):
        try:
            verb(row)
        except WrongState:  # answered meanwhile
            continue
        ended += 1
    return ended


PERIODIC: dict[str, tuple[float, Callable[[], object]]] = {
    "accounts.forget_old_counts": (DAY, services.forget_old_counts),
    "accounts.forget_sign_ups": (DAY, services.forget_sign_ups),
    "accounts.forget_unfinished": (DAY, services.forget_unfinished),
    "accounts.doubt_shared_mailboxes": (DAY, services.doubt_shared_mailboxes),
    "accounts.expire_requests": (HOUR, expire_requests),
    "accounts.forget_dead_sessions": (DAY, SessionStore.clear_expired),
}
