"""Serve the portal: the web server and the worker, as children of one command."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from types import FrameType

import click

from paraphe.cli.database import migrate_database, open_database, setup_django

WSGI = "paraphe.config.wsgi:application"
THREADS = 4
BACKLOG = 32
STOP_SECONDS = 10.0


def pick_port(wanted: int) -> int:
    """The wanted port, or the next free one of the hundred that follow; `0` asks the system for any."""
    if wanted == 0:
        with socket.socket() as any_port:
            any_port.bind(("127.0.0.1", 0))
            return int(any_port.getsockname()[1])
    for port in range(wanted, min(wanted + 100, 65_536)):
        with socket.socket() as attempt:
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                attempt.bind(("127.0.0.1", port))
                return port
    raise click.ClickException(f"Aucun port libre à partir de {wanted}.")


def web_command(*, port: int, workers: int, host: str = "127.0.0.1") -> list[str]:
    """The command line of the web server."""
    sized = ["--workers", str(workers), "--blocking-threads", str(THREADS), "--backpressure", str(BACKLOG)]
    listening = ["--interface", "wsgi", "--host", host, "--port", str(port)]
    quiet = ["--no-ws", "--log-level", "warning", "--respawn-failed-workers"]
    return [sys.executable, "-m", "granian", *listening, *sized, *quiet, WSGI]


def worker_command() -> list[str]:
    """The command line of the worker."""
    return [sys.executable, "-m", "paraphe.cli", "worker"]


@contextlib.contextmanager
def run_portal(
    *, port: int, workers: int = 2, host: str = "127.0.0.1", environment: Mapping[str, str] | None = None
) -> Iterator[list[subprocess.Popen[bytes]]]:
    """The web server and the worker running for the block, stopped after it; the database must be up."""
    commands = [web_command(port=port, workers=workers, host=host), worker_command()]
    running = [
        subprocess.Popen(command, env=_child_environment(environment or os.environ)) for command in commands
    ]
    try:
        yield running
    finally:
        stop_children(running)


def _child_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The children's environment, without the owner's address: what serves pages cannot alter tables."""
    return {name: value for name, value in environment.items() if name != "DATABASE_OWNER_URL"}


def stop_children(children: list[subprocess.Popen[bytes]]) -> None:
    """Ask the children to stop, then insist."""
    for child in children:
        child.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def wait_for_children(children: list[subprocess.Popen[bytes]]) -> int:
    """Wait until one child ends or somebody interrupts; the exit status of the first to end, 0 on interruption."""
    with contextlib.suppress(KeyboardInterrupt):
        while True:
            for child in children:
                if child.poll() is not None:
                    return child.returncode
            time.sleep(0.3)
    return 0


def collect_static() -> None:
    """Gather the static files under their hashed names."""
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)


def turn_terminate_into_interrupt() -> None:
    """Let SIGTERM end a command as Ctrl-C does, so that its children and the database stop with it."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)


@click.command()
@click.option("--port", default=8000, show_default=True, help="Port d’écoute.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Adresse d’écoute.")
@click.option("--workers", default=2, show_default=True, help="Nombre de processus.")
def serve(port: int, host: str, workers: int) -> None:
    """Sert le portail et traite les tâches de fond, jusqu’à Ctrl-C."""
    turn_terminate_into_interrupt()
    port = pick_port(port)
    os.environ.setdefault("PARAPHE_ORIGIN", f"http://localhost:{port}")
    embedded = "DATABASE_URL" not in os.environ
    with open_database():
        setup_django()
        if embedded:
            migrate_database()
        collect_static()
        with run_portal(port=port, workers=workers, host=host) as children:
            click.echo(f"Le portail répond sur {os.environ['PARAPHE_ORIGIN']} (Ctrl-C pour arrêter).")
            sys.exit(wait_for_children(children))
