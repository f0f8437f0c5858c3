"""The embedded PostgreSQL: one cluster for a working copy, private to its owner, started when somebody needs it.

It listens on a Unix socket in a private folder and nowhere else. `hold()` keeps it up for the length of a command; the
last command to leave stops it. Durability is PostgreSQL's own: `fsync` stays on, checksums are on, nothing here removes
a lock or a shared-memory segment.
"""

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

import psutil
import psycopg

from paraphe.cli.binaries import (
    ClusterError,
    choose_account,
    find_binaries,
    launch_identity,
    launch_prefix,
    read_version,
    relocate,
)
from paraphe.cli.namespace import NOBODY

SUPERUSER = "postgres"
PORT = 5432
SOCKET_PATH_LIMIT = 100
START_SECONDS = 60.0
PAUSE_SECONDS = 0.25
CONFIGURATION = """\
listen_addresses = ''
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
max_connections = 120
fsync = on
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
log_min_error_statement = panic
log_parameter_max_length_on_error = 0
"""


@dataclass(frozen=True)
class Cluster:
    """A data folder, the binaries that serve it and the account they run under."""

    home: Path
    binaries: Path
    account: str

    @classmethod
    def at(cls, home: Path, binaries: Path | None = None) -> Self:
        """The cluster kept in `home`, moved where `nobody` can reach it when root may not use a namespace."""
        account = choose_account()
        home, binaries = home.absolute(), binaries or find_binaries()
        if account == "drop":
            home, binaries = relocate(home, binaries)
        return cls(home, binaries, account)

    @property
    def data(self) -> Path:
        """PostgreSQL's own folder."""
        return self.home / "data"

    @property
    def log(self) -> Path:
        """PostgreSQL's own log."""
        return self.home / "server.log"

    @property
    def sockets(self) -> Path:
        """The private folder of the socket: beside the data, or a short one when that path is too long."""
        near = self.home / "socket"
        if len(os.fsencode(near / f".s.PGSQL.{PORT}")) < SOCKET_PATH_LIMIT:
            return near
        name = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"paraphe-{self.owner}-{name}"

    @property
    def owner(self) -> int:
        """The user id the kernel sees on the files of the cluster."""
        return NOBODY if self.account == "drop" else os.geteuid()

    def connect(
        self, database: str = "postgres", user: str = SUPERUSER
    ) -> psycopg.Connection[tuple[object, ...]]:
        """A connection in autocommit mode; psycopg.OperationalError when the server does not answer."""
        return psycopg.connect(
            host=str(self.sockets), port=PORT, dbname=database, user=user, connect_timeout=5, autocommit=True
        )

    @contextmanager
    def hold(self) -> Iterator[Self]:
        """Keep the server up for the block; the last holder stops it on leaving."""
        self._make_folder(self.home)
        with (self.home / "holders").open("a") as holders:
            with self._lock():
                fcntl.flock(holders, fcntl.LOCK_SH)
                self._bring_up()
            try:
                yield self
            finally:
                self._leave(holders)

    def ensure(self) -> None:
        """Have the server answer, whatever state it was left in; ClusterError when it cannot."""
        self._make_folder(self.home)
        with self._lock():
            self._bring_up()

    def stop(self) -> None:
        """Stop the server with a checkpoint, if it runs."""
        process = self.find_process()
        if process is not None:
            process.send_signal(signal.SIGINT)
            psutil.wait_procs([process], timeout=START_SECONDS)
        if self.sockets.parent != self.home:
            with suppress(OSError):  # absent, or used again
                self.sockets.rmdir()

    def answers(self) -> bool:
        """Whether our server, on our data, answers a query."""
        try:
            with self.connect() as connection:
                row = connection.execute("SELECT current_setting('data_directory')").fetchone()
        except psycopg.OperationalError:
            return False
        return row is not None and Path(str(row[0])) == self.data

    def find_process(self) -> psutil.Process | None:
        """The living postmaster of this data folder, told from a zombie and from a reused number."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            process = psutil.Process(int(lines[0]))
            ours = process.status() != psutil.STATUS_ZOMBIE and process.cwd() == str(self.data.resolve())
        except (OSError, ValueError, IndexError, psutil.Error):
            return None
        return process if ours else None

    @contextmanager
    def _lock(self) -> Iterator[None]:
        with (self.home / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _leave(self, holders: IO[str]) -> None:
        with self._lock():
            fcntl.flock(holders, fcntl.LOCK_UN)
            try:
                fcntl.flock(holders, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            self.stop()

    def _bring_up(self) -> None:
        if not (self.data / "PG_VERSION").exists():
            self._create()
        self._refuse_other_major()
        self._write_configuration()
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            if time.monotonic() > deadline:
                raise ClusterError(f"PostgreSQL ne démarre pas.\n{self._last_words()}")
            # A server that is alive but silent recovers or stops; after a kill -9 its children still hold the
            # shared memory for a while and the start fails until they are reaped: both only need time.
            if self.find_process() is None and self._start():
                continue
            time.sleep(PAUSE_SECONDS)

    def _create(self) -> None:
        self._make_folder(self.home)
        draft = self.home / "data.new"
        shutil.rmtree(draft, ignore_errors=True)
        provider = ["--locale-provider=builtin"] if self._binaries_major() >= 17 else []
        options = ["-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", *provider]
        made = self._run("initdb", "-D", str(draft), "--data-checksums", "--no-sync", *options)
        if made.returncode:
            raise ClusterError(f"initdb a échoué.\n{made.stderr}")
        with (draft / "postgresql.conf").open("a") as configuration:
            configuration.write("\ninclude 'paraphe.conf'\n")
        draft.rename(self.data)

    def _refuse_other_major(self) -> None:
        there, here = (self.data / "PG_VERSION").read_text().strip(), str(self._binaries_major())
        if there != here:
            raise ClusterError(
                f"Les données de {self.data} sont de PostgreSQL {there}, les programmes sont de la version {here} : "
                f"exportez-les avec pg_dump {there}, puis restaurez-les dans un dossier neuf."
            )
        owner = self.data.stat().st_uid
        if owner != self.owner:
            raise ClusterError(
                f"Les données de {self.data} appartiennent à l’utilisateur n° {owner}, pas à vous."
            )

    def _binaries_major(self) -> int:
        return int(read_version(self.binaries).split(".")[0])

    def _write_configuration(self) -> None:
        self._make_folder(self.sockets)
        quoted = str(self.sockets).replace("'", "''")
        path = self.data / "paraphe.conf"
        path.write_text(CONFIGURATION.format(sockets=quoted))
        os.chown(path, self.owner, -1)

    def _start(self) -> bool:
        with self.log.open("a"):
            os.chown(self.log, self.owner, -1)
        done = self._run("pg_ctl", "start", "-w", "-t", "30", "-s", "-D", str(self.data), "-l", str(self.log))
        return done.returncode == 0

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        # Files, not pipes: the server inherits them and would hold a pipe open for ever.
        with tempfile.TemporaryFile("w+") as said:
            command = [*launch_prefix(self.account), str(self.binaries / program), *arguments]
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                cwd=self.home,
                check=False,
                **launch_identity(self.account),  # type: ignore[call-overload]
            )
            said.seek(0)
            return subprocess.CompletedProcess(command, done.returncode, "", said.read())

    def _make_folder(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if os.geteuid() == 0 and folder.stat().st_uid == 0 and self.owner:
            os.chown(folder, self.owner, -1)
        seen = folder.lstat()
        if folder.is_symlink() or seen.st_uid != self.owner or seen.st_mode & 0o077:
            raise ClusterError(f"Le dossier {folder} doit appartenir à vous seul (droits 700).")

    def _last_words(self) -> str:
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-8:]) if self.log.exists() else ""
