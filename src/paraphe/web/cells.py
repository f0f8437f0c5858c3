"""What a cell of a table may hold, how much a table may weigh, and how no cell of it can act in a spreadsheet.

Source: OWASP, CSV injection (cells beginning with = + - @, tab or return).
"""

from dataclasses import dataclass
from datetime import date

Cell = str | int | date | None
ACTING = ("=", "+", "-", "@", "\t", "\r")
"""First characters by which a spreadsheet takes a cell for something to compute."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a table may weigh: bytes as sent, bytes once unpacked, times it may swell, rows, columns, signs a cell."""

    size: int = 5_000_000
    unpacked: int = 50_000_000
    ratio: int = 200
    rows: int = 20_000
    columns: int = 100
    cell: int = 2_000


LIMITS = Limits()


def neutralise(text: str) -> str:
    """The text, behind a quote where a spreadsheet would compute it; `restore` takes the quote away."""
    return f"'{text}" if _acts(text) else text


def restore(text: str) -> str:
    """The text that `neutralise` was given."""
    return text[1:] if text.startswith("'") and _acts(text) else text


def _acts(text: str) -> bool:
    return text.lstrip("' \n").startswith(ACTING)
