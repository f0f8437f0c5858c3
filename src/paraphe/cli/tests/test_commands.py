"""The commands around the portal: ports, tasks, drills, benches, and the script that starts them all."""

import os
import socket
import subprocess
import threading
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from paraphe.cli import COMMANDS, bench, drill, main
from paraphe.cli.drills import kills
from paraphe.cli.serve import pick_port, web_command
from paraphe.cli.worker import find_tasks, run_periodic_tasks
from paraphe.config.places import BASE_DIR


def test_list_commands_each_is_there() -> None:
    context = click.Context(main)
    for name in COMMANDS:
        found = main.get_command(context, name)
        assert found is not None
        assert found.help


def test_ask_unknown_command_is_a_usage_error() -> None:
    assert CliRunner().invoke(main, ["unknown"]).exit_code == 2


def test_pick_port_already_taken_gives_a_later_one() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert port < pick_port(port) < port + 100


def test_pick_port_zero_gives_a_free_one() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", pick_port(0)))
        assert free.getsockname()[1] > 0


def test_write_web_command_bounds_the_queue() -> None:
    command = web_command(port=8000, workers=2)
    assert command[command.index("--backpressure") + 1].isdigit()
    assert command[command.index("--interface") + 1] == "wsgi"


def test_find_tasks_names_those_of_the_rooms() -> None:
    tasks = find_tasks()
    assert tasks
    assert all(period > 0 and callable(task) for period, task in tasks.values())


def test_run_periodic_tasks_with_one_that_fails_runs_the_others(live_database: object) -> None:
    stop, done = threading.Event(), []

    def fail() -> None:
        raise ValueError

    def work() -> None:
        done.append(1)
        stop.set()

    runner = threading.Thread(target=run_periodic_tasks, args=(stop, {"a": (9.0, fail), "b": (9.0, work)}))
    runner.start()
    runner.join(10)
    assert done == [1]


def test_run_bench_writes_its_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "small.py").write_text("def run():\n    return {'median_ms': 1.5}\n")
    monkeypatch.setattr(bench, "FOLDER", tmp_path)
    monkeypatch.setattr(bench, "VAR_DIR", tmp_path)
    done = CliRunner().invoke(main, ["bench", "small"])
    assert done.exit_code == 0, done.output
    assert '"median_ms": 1.5' in (tmp_path / "bench" / "small.json").read_text()


def test_run_unknown_bench_says_which_are_known() -> None:
    done = CliRunner().invoke(main, ["bench", "nothing"])
    assert done.exit_code == 1
    assert "dsn" in done.output


@pytest.mark.parametrize("name", sorted(drill.DRILLS))
def test_run_drill_with_unknown_sabotage_is_refused(name: str) -> None:
    done = CliRunner().invoke(main, ["drill", name, "--sabotage", "nothing"])
    assert done.exit_code != 0


def test_tell_tally_without_a_receipt_is_a_failure(capsys: pytest.CaptureFixture[str]) -> None:
    tally = kills.Tally()
    for target, instant in kills.KINDS[:3]:
        tally.killed[f"{target}, {instant}"] += 1
    assert kills._tell(tally, 3, 1) == 1
    assert "no receipt" in capsys.readouterr().out


def test_run_script_without_command_shows_its_usage() -> None:
    done = subprocess.run([BASE_DIR / "run"], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "./run demo" in done.stdout


def test_run_script_with_unknown_command_is_a_usage_error() -> None:
    done = subprocess.run([BASE_DIR / "run", "nothing"], capture_output=True, text=True, check=False)
    assert done.returncode == 64


def test_run_script_without_python_says_what_to_install(tmp_path: Path) -> None:
    """On a machine whose PATH holds the shell's tools and no Python."""
    for tool in ("sh", "dirname", "cat", "cksum", "mkdir", "rm", "mv", "sleep", "sed"):
        source = next(folder for folder in ("/bin", "/usr/bin") if os.path.exists(f"{folder}/{tool}"))  # noqa: PTH110
        (tmp_path / tool).symlink_to(f"{source}/{tool}")
    copy = tmp_path / "copy"
    (copy / "requirements").mkdir(parents=True)
    for name in ("run", "pyproject.toml", "requirements/lock.txt"):
        (copy / name).write_bytes((BASE_DIR / name).read_bytes())
    asked = [str(tmp_path / "sh"), str(copy / "run"), "test"]
    done = subprocess.run(asked, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "apt install python3" in done.stderr
    assert not (copy / ".venv.lock").exists()


def test_read_lock_pins_every_package_with_its_hash() -> None:
    text = (BASE_DIR / "requirements" / "lock.txt").read_text()
    pins = [line for line in text.splitlines() if line and line[0].isalnum()]
    assert len(pins) > 50
    assert all("==" in pin and pin.endswith("\\") for pin in pins)
    assert "://" not in text
    assert not any(line.startswith("--") for line in text.splitlines())
