"""A portal of its own that a drill may kill: its database, its web server and its worker, in a folder of its own."""

import os
import subprocess
import time
import urllib.request
from collections.abc import Iterable
from contextlib import suppress

import psutil
from psycopg import sql

from paraphe.cli import database
from paraphe.cli.postgres import Cluster
from paraphe.cli.serve import pick_port, web_command, worker_command
from paraphe.config.places import VAR_DIR

READY_SECONDS = 60.0
LAZY_FLUSH = {"synchronous_commit": "off", "wal_writer_delay": "10s"}


class Arena:
    """The processes under attack; the environment of this process must already point to their folder."""

    def __init__(self) -> None:
        self.cluster: Cluster = database.embedded_cluster()
        self.port = pick_port(0)
        self.origin = f"http://localhost:{self.port}"
        self.children: list[subprocess.Popen[bytes]] = []

    def prepare(self) -> None:
        """Make the database, load the fictional department, gather the static files."""
        self.prepare_database()
        from django.db import connections

        from paraphe.cli.demo import seed_department
        from paraphe.cli.serve import collect_static

        seed_department()
        collect_static()
        connections.close_all()

    def prepare_database(self) -> None:
        """Make the database, empty of people."""
        self.cluster.ensure()
        database.prepare_cluster(self.cluster)
        database.create_database(self.cluster, database.NAME)
        os.environ["PARAPHE_ORIGIN"] = self.origin
        os.environ["DATABASE_URL"] = database.address(self.cluster, user=database.APPLICATION)
        os.environ["DATABASE_OWNER_URL"] = database.address(self.cluster, user=database.OWNER)
        database.setup_django()
        database.migrate_database()

    def start(self) -> None:
        """Bring back what is down and nothing else: a server whose database died must recover by itself."""
        self.cluster.ensure()
        if any(child.poll() is not None for child in self.children) or not self.children:
            self.stop_portal()
            self._spawn()
        self._wait_until_ready()

    def _spawn(self) -> None:
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_OWNER_URL"}
        with (VAR_DIR / "portal.log").open("ab") as log:
            self.children = [
                subprocess.Popen(command, env=environment, stdout=log, stderr=log)
                for command in (web_command(port=self.port, workers=1), worker_command())
            ]

    def kill_server(self) -> None:
        """SIGKILL the web server and the worker, with their own children."""
        _kill(psutil.Process(child.pid) for child in self.children if child.poll() is None)
        for child in self.children:
            child.wait()

    def kill_database(self) -> None:
        """SIGKILL the postmaster and all of its children."""
        process = self.cluster.find_process()
        if process is not None:
            _kill([process])

    def stop_portal(self) -> None:
        """End what is left of the portal's processes."""
        self.kill_server()
        self.children = []

    def stop(self) -> None:
        """End everything."""
        self.stop_portal()
        self.cluster.stop()

    def delay_flush(self) -> None:
        """The sabotage: answer before the flush, and flush seconds later."""
        with self.cluster.connect() as connection:
            for name, value in LAZY_FLUSH.items():
                setting = sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(name), sql.Literal(value))
                connection.execute(setting)
            connection.execute("SELECT pg_reload_conf()")

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            with suppress(OSError), urllib.request.urlopen(f"{self.origin}/readyz", timeout=5):  # noqa: S310
                return
            time.sleep(0.1)
        raise TimeoutError(f"the portal does not come back: see {VAR_DIR / 'portal.log'}")


def _kill(processes: Iterable[psutil.Process]) -> None:
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            for victim in (process, *process.children(recursive=True)):
                with suppress(psutil.NoSuchProcess):
                    victim.kill()
