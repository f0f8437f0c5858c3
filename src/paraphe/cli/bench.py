"""Benches: each prints a table and leaves its figures in `var/bench/NAME.json`. Never a test, never a gate."""

import importlib.util
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from paraphe.config.places import BASE_DIR, VAR_DIR

FOLDER = BASE_DIR / "bench"


def list_benches() -> list[str]:
    """Names of the benches of the working copy."""
    return sorted(path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_"))


@click.command()
@click.argument("name")
def bench(name: str) -> None:
    """Mesure, affiche une table et écrit var/bench/NOM.json."""
    if name not in list_benches():
        raise click.ClickException(f"Mesures connues : {', '.join(list_benches()) or 'aucune'}.")
    figures = {"machine": describe_machine(), **load_bench(FOLDER / f"{name}.py").run()}
    target = VAR_DIR / "bench" / f"{name}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(figures, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    click.echo(f"écrit : {target}")


def load_bench(path: Path) -> Any:
    """The module of a bench, which has `run() -> dict`."""
    spec = importlib.util.spec_from_file_location(f"bench_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise click.ClickException(f"Mesure illisible : {path}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def measure_apart(bench: str) -> dict[str, Any]:
    """The figures of a bench run as a program (its `__file__`): a process, a folder and a database of its own.

    It prints them as JSON on its last line.
    """
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PARAPHE_VAR": folder}
        environment.pop("DATABASE_URL", None)
        done = subprocess.run(
            [sys.executable, bench], env=environment, stdout=subprocess.PIPE, text=True, check=True
        )
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures


def describe_machine() -> dict[str, str | int | None]:
    """What a figure must be read with."""
    return {"python": platform.python_version(), "system": platform.platform(), "cores": os.cpu_count()}
