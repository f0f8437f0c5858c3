"""The queue served by the worker: jobs run, and those of a worker that died are taken back once, then given up."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from paraphe.access import services
from paraphe.access.bulk.files import BulkChange, change_of
from paraphe.access.changes import act_of_change
from paraphe.access.selectors import rights_of
from paraphe.access.testing import make_body
from paraphe.accounts.testing import give_step_up
from paraphe.cli.worker import find_tasks, run_jobs
from paraphe.kernel import clock
from paraphe.web.tables import write_csv


def serve_until(done: Callable[[], bool]) -> None:
    """Run the queue in a thread of its own, as `paraphe worker` does, until something holds."""
    stop = threading.Event()
    runner = threading.Thread(target=run_jobs, args=(stop,), daemon=True)
    runner.start()
    try:
        until = clock.now().timestamp() + 20
        while not done() and clock.now().timestamp() < until:
            stop.wait(0.05)
    finally:
        stop.set()
        runner.join(10)
    assert done()


@pytest.mark.usefixtures("live_database")
def test_work_queue_checks_and_applies_then_takes_back_the_job_of_a_dead_worker_once() -> None:
    body = make_body(places=2)
    odile = body.add_declarant()
    header = ("Adresse électronique", "SIRET", "Service", "Niveau")
    content = write_csv(header, [(odile.email, body.places[0].siret, "dsn", "signer")])
    told = {"filename": "d.csv", "complete": False, "actor": body.administrator}
    file = services.receive_file(body.organisation, content=content, **told)  # type: ignore[arg-type]

    def is_in(state: str) -> Callable[[], bool]:
        return lambda: BulkChange.objects.filter(pk=file.pk, state=state).exists()

    serve_until(is_in("checked"))
    file.refresh_from_db()
    give_step_up(body.administrator, act_of_change(body.organisation, change_of(file)))
    services.order_file(file, mode="atomic", actor=body.administrator)
    serve_until(is_in("applied"))
    assert len(rights_of(body.organisation, odile.pk)) == 1
    file = services.receive_file(body.organisation, content=content, **told)  # type: ignore[arg-type]
    BulkChange.objects.filter(pk=file.pk).update(made_at=clock.now().replace(year=2020))
    _, reap_files = find_tasks()["access.reap_files"]
    for attempts, state in ((0, "todo"), (1, "failed")):
        orphan_last_job(attempts)
        assert reap_files() == (1 if state == "failed" else 0)
        assert status_of_last_job() == state
    assert is_in("failed")()


def orphan_last_job(attempts: int) -> None:
    """Leave the last job as a worker killed in the middle of it does: doing, and nobody on it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = NULL, attempts = %s "
            "WHERE id = (SELECT max(id) FROM procrastinate_jobs)",
            [attempts],
        )


def status_of_last_job() -> str:
    """Where the last job is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM procrastinate_jobs ORDER BY id DESC LIMIT 1")
        return str(cursor.fetchone()[0])
