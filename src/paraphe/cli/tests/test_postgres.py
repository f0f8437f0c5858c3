"""The supervisor keeps its rules: recovery, concurrency, privacy, refusal."""

import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from paraphe.cli import binaries, postgres
from paraphe.cli.binaries import ClusterError, is_reachable
from paraphe.cli.namespace import NOBODY
from paraphe.cli.postgres import Cluster


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Cluster]:
    cluster = Cluster.at(tmp_path / "pg")
    yield cluster
    cluster.stop()
    if cluster.account == "drop":
        shutil.rmtree(cluster.home, ignore_errors=True)


@pytest.fixture
def reachable(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder any account may pass through, in the place of the one root keeps under /var/lib."""
    folder = Path(tempfile.mkdtemp(prefix="paraphe-", dir="/var/tmp"))
    folder.chmod(0o755)
    monkeypatch.setattr(binaries, "RELOCATED", folder)
    yield folder
    shutil.rmtree(folder)


def _ensure(home: Path, answers: "multiprocessing.Queue[str]") -> None:
    try:
        Cluster.at(home).ensure()
        answers.put("up")
    except ClusterError as refusal:
        answers.put(refusal.message)


def _kill_whole_server(process: psutil.Process) -> None:
    children = process.children(recursive=True)
    for victim in (process, *children):
        victim.kill()


def test_ensure_after_kill_keeps_committed_rows(own: Cluster) -> None:
    own.ensure()
    with own.connect() as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept SELECT generate_series(1, 500)")
    open_transaction = own.connect()
    open_transaction.execute("BEGIN")
    open_transaction.execute("INSERT INTO kept VALUES (501)")
    process = own.find_process()
    assert process is not None
    _kill_whole_server(process)
    own.ensure()
    with own.connect() as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (500,)
    with pytest.raises(psycopg.OperationalError):
        open_transaction.execute("COMMIT")


def test_ensure_after_postmaster_alone_killed_comes_back(own: Cluster) -> None:
    own.ensure()
    process = own.find_process()
    assert process is not None
    process.kill()
    own.ensure()
    assert own.answers()


def test_ensure_by_eight_processes_starts_one_server(own: Cluster) -> None:
    context = multiprocessing.get_context("spawn")
    answers: multiprocessing.Queue[str] = context.Queue()
    callers = [context.Process(target=_ensure, args=(own.home, answers)) for _ in range(8)]
    for caller in callers:
        caller.start()
    assert [answers.get(timeout=60) for _ in callers] == ["up"] * 8
    for caller in callers:
        caller.join()
    data = str(own.data)
    servers = [
        p for p in psutil.process_iter(["cmdline"]) if p.info["cmdline"] and p.info["cmdline"][-1] == data
    ]
    assert len(servers) == 1


def test_hold_by_two_commands_stops_with_the_last(own: Cluster) -> None:
    with own.hold():
        with own.hold():
            assert own.answers()
        assert own.answers()
    assert own.find_process() is None


def test_find_process_with_reused_number_finds_none(own: Cluster) -> None:
    own.ensure()
    own.stop()
    (own.data / "postmaster.pid").write_text(f"{os.getpid()}\n{own.data}\n")
    assert own.find_process() is None
    own.ensure()
    assert own.answers()


def test_ensure_other_major_is_refused(own: Cluster) -> None:
    own.ensure()
    own.stop()
    (own.data / "PG_VERSION").write_text("14\n")
    with pytest.raises(ClusterError, match="PostgreSQL 14"):
        own.ensure()


def test_listen_only_on_private_socket(own: Cluster) -> None:
    own.ensure()
    with own.connect() as connection:
        shown = connection.execute(
            "SELECT current_setting('listen_addresses'), current_setting('fsync'), current_setting('data_checksums')"
        ).fetchone()
    assert shown == ("", "on", "on")
    assert own.sockets.stat().st_mode & 0o777 == 0o700


def test_choose_socket_folder_with_long_path_stays_short(tmp_path: Path) -> None:
    cluster = Cluster.at(tmp_path / ("long" * 30))
    assert len(os.fsencode(cluster.sockets / f".s.PGSQL.{postgres.PORT}")) < postgres.SOCKET_PATH_LIMIT
    cluster.ensure()
    assert cluster.answers()
    cluster.stop()
    assert not cluster.sockets.exists()


def test_use_shared_folder_open_to_others_is_refused(own: Cluster) -> None:
    own.home.mkdir(parents=True)
    own.home.chmod(0o755)
    with pytest.raises(ClusterError, match="droits 700"):
        own.ensure()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to change account")
@pytest.mark.parametrize("account", ["namespace", "drop"])
def test_run_as_root_by_either_account_works(
    account: str, tmp_path: Path, reachable: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARAPHE_POSTGRES_ACCOUNT", account)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    cluster = Cluster.at(closed / "pg")
    cluster.ensure()
    process = cluster.find_process()
    assert process is not None
    assert process.uids().real == cluster.owner
    assert cluster.answers()
    assert closed.stat().st_mode & 0o777 == 0o700
    cluster.stop()
    if account == "drop":
        assert not is_reachable(closed)
        assert cluster.home.is_relative_to(reachable)


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user already shows it")
def test_run_as_ordinary_user_works(tmp_path: Path, reachable: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A child that drops to `nobody` and to its own copy of the binaries has its server, in its own folder."""
    monkeypatch.setenv("PARAPHE_POSTGRES_ACCOUNT", "drop")
    programs = Cluster.at(tmp_path / "pg").binaries
    home = reachable / "home"
    home.mkdir(mode=0o700)
    os.chown(home, NOBODY, NOBODY)
    script = (
        "import os, sys; from pathlib import Path; from paraphe.cli.postgres import Cluster\n"
        "os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "c = Cluster.at(Path(sys.argv[1]), Path(sys.argv[2])); c.ensure(); print(c.account, c.answers()); c.stop()"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(home / "pg"), str(programs)],
        capture_output=True,
        text=True,
        cwd="/",
        check=False,
    )
    assert done.stdout.strip() == "self True", done.stderr


def test_stop_signal_is_a_fast_shutdown(own: Cluster) -> None:
    own.ensure()
    own.stop()
    assert "database system is shut down" in own.log.read_text()
