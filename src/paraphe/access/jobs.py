"""The jobs of this room, by name: each calls one verb. Deferred in the transaction that wants them, run by the worker.

A job whose worker was killed stays « doing »: `reap_jobs` gives it one more try, then lets it fail.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from asgiref.sync import async_to_sync
from django.db import connections
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Job, Status

QUEUE = "files"
TRIES = 2
SILENT_SECONDS = 30
"""A worker that gave no sign for so long is gone."""
_again = RetryStrategy(max_attempts=TRIES - 1, wait=2)


@contextmanager
def _own_connections() -> Iterator[None]:
    """A job runs on a thread of its own, which takes its connections with it."""
    try:
        yield
    finally:
        connections.close_all()


@app.task(name="access.check_file", queue=QUEUE, retry=_again)
def check_file_job(*, ref: str) -> None:
    """Check a file of rights."""
    from paraphe.access import services

    with _own_connections():
        services.check_file(ref)


@app.task(name="access.apply_file", queue=QUEUE, retry=_again)
def apply_file_job(*, ref: str) -> None:
    """Apply a file of rights that was ordered."""
    from paraphe.access import services

    with _own_connections():
        services.apply_file(ref)


def reap_jobs() -> int:
    """Take back the jobs of workers that are gone: tried once more, then failed; how many."""
    manager = app.job_manager
    stalled: list[Job] = list(
        async_to_sync(manager.get_stalled_jobs)(queue=QUEUE, seconds_since_heartbeat=SILENT_SECONDS)
    )
    for job in stalled:
        if job.attempts < TRIES - 1:
            async_to_sync(manager.retry_job)(job)
        else:
            async_to_sync(manager.finish_job)(job, status=Status.FAILED, delete_job=False)
    return len(stalled)


def refs_waited_for() -> set[str]:
    """The references of the files that a job works on, or will."""
    rows = ProcrastinateJob.objects.filter(queue_name=QUEUE, status__in=("todo", "doing"))
    return {str(args.get("ref")) for args in rows.values_list("args", flat=True)}
