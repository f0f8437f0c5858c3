"""The worker: what follows the journal, beside the web server, until somebody stops it."""

import asyncio
import contextlib
import importlib
import importlib.util
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType

import click
import structlog

from paraphe.cli.database import open_database, setup_django

TICK_SECONDS = 5.0
POLL_SECONDS = 0.5
Task = tuple[float, Callable[[], object]]

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

        keeper = threading.Thread(target=run_periodic_tasks, args=(stop, find_tasks()), daemon=True)
        keeper.start()
        runner = threading.Thread(target=run_jobs, args=(stop,), daemon=True)
        runner.start()
        run_worker(stop)
        stop.set()
        keeper.join(TICK_SECONDS)
        runner.join(TICK_SECONDS)


def run_jobs(stop: threading.Event) -> None:
    """Run the jobs of the queue until `stop`; where the queue itself fails, say it and begin again."""
    while not stop.is_set():
        try:
            asyncio.run(_serve_queue(stop))
        except Exception as error:
            log.warning("task_failed", task="jobs", error=type(error).__name__)
            stop.wait(TICK_SECONDS)


async def _serve_queue(stop: threading.Event) -> None:
    """One worker of the queue, on connections of its own; a job under way at the end has a moment to finish."""
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    connector = app.connector
    if not isinstance(connector, DjangoConnector):
        raise TypeError("the queue is served once by process")
    own = app.with_connector(connector.get_worker_connector())
    async with own.open_async():
        serving = asyncio.create_task(
            own.run_worker_async(install_signal_handlers=False, shutdown_graceful_timeout=TICK_SECONDS)
        )
        while not stop.is_set() and not serving.done():
            await asyncio.sleep(POLL_SECONDS)
        serving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await serving


def find_tasks() -> dict[str, Task]:
    """The table `PERIODIC` of every room's `tasks` module: name -> (seconds between two runs, function)."""
    from django.apps import apps

    found: dict[str, Task] = {}
    for room in apps.get_app_configs():
        name = f"{room.name}.tasks"
        if room.name.startswith("paraphe.") and importlib.util.find_spec(name):
            found.update(getattr(importlib.import_module(name), "PERIODIC", {}))
    return found


def run_periodic_tasks(stop: threading.Event, tasks: dict[str, Task]) -> None:
    """Run each task when due, the first time at once; one that fails is told in the log and waits for its turn."""
    from django.db import connections

    due = dict.fromkeys(tasks, 0.0)
    while not stop.is_set():
        for name, (period, task) in tasks.items():
            if time.monotonic() >= due[name]:
                due[name] = time.monotonic() + period
                _run_task(name, task)
        connections.close_all()
        stop.wait(TICK_SECONDS)


def _run_task(name: str, task: Callable[[], object]) -> None:
    try:
        task()
    except Exception as error:
        log.warning("task_failed", task=name, error=type(error).__name__)
