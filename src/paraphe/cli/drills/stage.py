"""Where a drill plays: a process, a folder and a database of its own, which nothing outlives."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from paraphe.cli.drills.arena import Arena

UNKNOWN = 2


def run_apart(name: str, *, count: int, seed: int, sabotage: str | None, known: Sequence[str]) -> int:
    """Run the drill of this name as its own program; its exit code, or 2 for a sabotage it does not know."""
    if sabotage is not None and sabotage not in known:
        print(f"sabotage inconnu : {sabotage} ; connus : {', '.join(known)}")
        return UNKNOWN
    folder = tempfile.mkdtemp(prefix=f"paraphe-{name}-")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PARAPHE_", "DATABASE_"))}
    command = [sys.executable, "-m", f"paraphe.cli.drills.{name}", str(count), str(seed), sabotage or ""]
    try:
        return subprocess.run(command, env={**kept, "PARAPHE_VAR": folder}, check=False).returncode
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def play_inside(play: Callable[[int, int, str], int]) -> None:
    """The end of a drill's program: play with the count, seed and sabotage it was run with, and exit as it says."""
    count, seed, sabotage = sys.argv[1:]
    sys.exit(play(int(count), int(seed), sabotage))


@contextmanager
def empty_database() -> Iterator[Arena]:
    """A database without people; its server stops at the end."""
    arena = Arena()
    try:
        arena.prepare_database()
        yield arena
    finally:
        arena.stop()
