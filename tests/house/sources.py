"""The source files the house rules read, each parsed once."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from paraphe.config.places import BASE_DIR

ROOTS = ("src", "tests", "bench", "conftest.py")
ROOMS = (
    "home",
    "notifications",
    "upkeep",
    "declarations",
    "helpdesk",
    "access",
    "signatures",
    "accounts",
    "registry",
    "journal",
    "web",
    "kernel",
)
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """A Python file: its path from the root of the project and its text."""

    path: str
    text: str

    @property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return _parse(self.text)

    @property
    def is_test(self) -> bool:
        """Whether the file belongs to the tests rather than to what they test."""
        return "tests/" in self.path or self.path == "conftest.py"

    def functions(self) -> Iterator[Function]:
        """Every function and method, nested ones included."""
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))


@cache
def _parse(text: str) -> ast.Module:
    return ast.parse(text)


@cache
def read_sources() -> tuple[Source, ...]:
    """Every Python file written by hand: migrations are left out."""
    paths = [path for root in ROOTS for path in _files(BASE_DIR / root)]
    return tuple(
        Source(str(path.relative_to(BASE_DIR)), path.read_text(encoding="utf-8")) for path in sorted(paths)
    )


def _files(root: Path) -> list[Path]:
    found = [root] if root.is_file() else list(root.rglob("*.py"))
    return [path for path in found if "migrations" not in path.parts]


def read_templates() -> list[Path]:
    """Every template of the portal."""
    return sorted((BASE_DIR / "src").rglob("templates/**/*.html"))
