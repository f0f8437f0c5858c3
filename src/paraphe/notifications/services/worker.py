"""The worker: include what is committed in the log, then tell people, round after round."""

import threading

import structlog
from django.db import close_old_connections

from paraphe.journal.sequencer import include_pending
from paraphe.notifications.services.reading import read_journal
from paraphe.notifications.services.sending import send_due

PAUSE = 1.0
log = structlog.get_logger(__name__)


def run_worker(stop: threading.Event, *, pause: float = PAUSE) -> None:
    """Include what is committed in the log, then tell people, every second until `stop` is set.

    A round that fails is logged and the next one is tried: the worker outlives a database that is away.
    """
    while not stop.is_set():
        try:
            include_pending()
            deliver_pending()
        except Exception as error:
            log.error("worker_round_failed", code=type(error).__name__)
            close_old_connections()
        stop.wait(pause)


def deliver_pending(limit: int = 200) -> int:
    """Read the log from where it was left, then send what is due; how many mails left."""
    while read_journal(limit):
        pass
    return send_due(limit)
