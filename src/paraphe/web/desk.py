"""What waits at the operator's desk: each room adds its lines in `AppConfig.ready()`, the entrance shows them.

A line is asked for each time the entrance is opened; its function counts in one query or two.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True)
class DeskEntry:
    """One page of the desk: its name, its address, what waits there, and a sentence about it."""

    label: str
    url: str
    count: int = 0
    note: str = ""


Lister = Callable[[HttpRequest], Sequence[DeskEntry]]
_listers: list[Lister] = []


def register(lister: Lister) -> None:
    """Add a room's lines to the entrance, after those already there."""
    if lister not in _listers:
        _listers.append(lister)


def list_entries(request: HttpRequest) -> list[DeskEntry]:
    """Every line, in the order the rooms were loaded."""
    return [entry for lister in _listers for entry in lister(request)]


@contextmanager
def registered(*listers: Lister) -> Iterator[None]:
    """Replace the lines inside the block. For tests."""
    before = list(_listers)
    _listers[:] = listers
    try:
        yield
    finally:
        _listers[:] = before
