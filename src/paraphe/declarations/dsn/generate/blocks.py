"""What the generator handles: blocks as lists of (number, value), and the dates of a month."""

from calendar import monthrange
from dataclasses import dataclass

Rubrics = list[tuple[str, str]]
Block = tuple[str, Rubrics]


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days of a month as the norm writes them (DDMMYYYY); `component` is the month of S21.G00.55.004."""

    first_day: str
    last_day: str
    pay_day: str
    built_on: str
    component: str
    year: int
    month: int


def build_calendar(month: str) -> Calendar:
    """From `YYYY-MM`; the file is made on the third of the next month. Raises `ValueError` on another writing."""
    year, number = (int(part) for part in month.split("-"))
    if not (2020 <= year <= 2089 and 1 <= number <= 12):
        raise ValueError(month)
    suffix = f"{number:02d}{year}"
    next_year, next_number = (year, number + 1) if number < 12 else (year + 1, 1)
    return Calendar(
        f"01{suffix}",
        f"{monthrange(year, number)[1]:02d}{suffix}",
        f"26{suffix}",
        f"03{next_number:02d}{next_year}",
        f"{year}M{number:02d}",
        year,
        number,
    )


def write_block(block: Block) -> bytes:
    """The lines of a block, ISO-8859-1, CRLF."""
    name, rubrics = block
    return "".join([f"{name}.{number},'{value}'\r\n" for number, value in rubrics]).encode("latin-1")
