"""The worker: what follows the journal, beside the web server, until somebody stops it."""

import signal
import threading
from types import FrameType

import click
import structlog

from paraphe.cli.database import open_database, setup_django

HOUSEKEEPING_SECONDS = 3600.0

log = structlog.get_logger(__name__)


@click.command()
def worker() -> None:
    """Traite les tâches de fond (registre, courriels) jusqu’à l’arrêt."""
    stop = threading.Event()

    def ask_stop(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask_stop)
    signal.signal(signal.SIGINT, ask_stop)
    with open_database():
        setup_django()
        from paraphe.notifications.services import run_worker

        keeper = threading.Thread(target=keep_house, args=(stop,), daemon=True)
        keeper.start()
        run_worker(stop)
        keeper.join(5)


def keep_house(stop: threading.Event) -> None:
    """Every hour, drop the sessions that are over; a failure waits for the next hour."""
    from django.core.management import call_command
    from django.db import DatabaseError, connections

    while not stop.is_set():
        try:
            call_command("clearsessions", verbosity=0)
        except DatabaseError as error:
            log.warning("housekeeping_failed", error=type(error).__name__)
        finally:
            connections.close_all()
        stop.wait(HOUSEKEEPING_SECONDS)
