"""What a file has the reader say: faults that stop a line, notes that do not, and what a line would change. Pure."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a line cannot be done: the heading of the column, a code of `words.FAULTS`, the text at fault.

    `other`: the line it disagrees with.
    """

    line: int
    column: str
    code: str
    value: str = ""
    other: int = 0


@dataclass(frozen=True, slots=True)
class Note:
    """Something to know about a line that is done all the same: a code of `words.NOTES`."""

    line: int
    code: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """What happens to one right because of a line (0: because the complete file does not name it).

    `what`: give, change, close or same. `before`, `after`: (level code or "", last day in ISO or "").
    """

    line: int
    what: str
    name: str
    email: str
    siret: str
    service: str
    before: tuple[str, str] = ("", "")
    after: tuple[str, str] = ("", "")


def pack(found: Fault | Note | Difference) -> dict[str, Any]:
    """A finding as data, without what says nothing."""
    return {name: value for name, value in asdict(found).items() if value not in ("", 0)}


def unpack_fault(row: dict[str, Any]) -> Fault:
    """The fault `pack` wrote."""
    return Fault(**{"line": 0, "column": "", **row})


def unpack_note(row: dict[str, Any]) -> Note:
    """The note `pack` wrote."""
    return Note(**{"line": 0, **row})


def unpack_difference(row: dict[str, Any]) -> Difference:
    """The difference `pack` wrote."""
    texts = dict.fromkeys(("name", "email", "siret", "service"), "")
    pairs = {name: tuple(row[name]) for name in ("before", "after")}
    return Difference(**{"line": 0, **texts, **row, **pairs})
