"""Tables in and out: CSV and XLSX read as text whatever wrote them, and written so that no cell can act.

What is written by `write_csv` and `write_xlsx` is read back equal by `read_table`. Source: RFC 4180.
"""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from paraphe.web.cells import ACTING, LIMITS, Cell, Limits, neutralise, restore
from paraphe.web.errors import TableUnreadable
from paraphe.web.sheets import read_sheet, write_xlsx

__all__ = [
    "ACTING", "CSV", "LIMITS", "TYPES", "XLSX", "Cell", "Limits", "Row", "Table", "Told", "fold", "is_table_format",
    "neutralise", "read_table", "table_response", "write_csv", "write_xlsx",
]  # fmt: skip

CSV, XLSX = "csv", "xlsx"
TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_DELIMITERS = ";,\t"
_BOM_16 = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True, slots=True)
class Row:
    """A row with the number of the line it begins on, from 1; as wide as the header at least, wider where it is."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """Something changed while reading, to be said: the code `padded` when a number got back its leading zeros."""

    line: int
    column: str
    code: str


@dataclass(frozen=True, slots=True)
class Table:
    """A header, the number of its line, and the rows that hold something, in the order of the file."""

    header: tuple[str, ...]
    header_line: int
    rows: tuple[Row, ...]
    told: tuple[Told, ...] = field(default=())


def fold(text: str) -> str:
    """A heading as it is compared: without case, accents, signs and spare spaces."""
    spread = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    plain = "".join(sign if sign.isalnum() else " " for sign in spread if not unicodedata.combining(sign))
    return " ".join(plain.split())


def read_table(
    content: bytes, filename: str, *, limits: Limits = LIMITS, padded: Mapping[str, int] | None = None
) -> Table:
    """The table of a CSV or XLSX file, every cell as text without spaces around it.

    The first row that holds something is the header. `padded`: folded heading -> digits, for the columns where a number
    of XLSX gets its leading zeros back. TableUnreadable with `line` where one is at fault.
    """
    if len(content) > limits.size:
        raise TableUnreadable("web.table_heavy", limit=limits.size // 1_000_000)
    if content.startswith(b"PK"):
        rows = read_sheet(content, limits)
    elif content.startswith((b"\xd0\xcf\x11\xe0", b"%PDF", b"{\\rtf")):
        raise TableUnreadable("web.table_kind", name=filename[-80:])
    else:
        rows = ((line, list(cells), ()) for line, cells in _read_csv(content))
    return _lay_out(rows, limits, padded or {})


def _lay_out(
    found: Iterable[tuple[int, list[str], Sequence[int]]], limits: Limits, padded: Mapping[str, int]
) -> Table:
    header: tuple[str, ...] = ()
    header_line = 0
    rows: list[Row] = []
    told: list[Told] = []
    for line, raw, numbers in found:
        cells = _strip_row(raw, line, limits)
        if not cells:
            continue
        if not header:
            header, header_line = tuple(" ".join(cell.split()) for cell in cells), line
            continue
        if len(rows) == limits.rows:
            raise TableUnreadable("web.table_long", limit=limits.rows, line=line)
        told += [Told(line, header[place], "padded") for place in _pad(cells, numbers, header, padded)]
        rows.append(Row(line, tuple(cells + [""] * (len(header) - len(cells)))))
    if not header:
        raise TableUnreadable("web.table_empty")
    return Table(header, header_line, tuple(rows), tuple(told))


def _pad(
    cells: list[str], numbers: Sequence[int], header: Sequence[str], padded: Mapping[str, int]
) -> list[int]:
    """Give numbers back the zeros a spreadsheet dropped; the places changed."""
    changed = []
    for place in numbers:
        length = padded.get(fold(header[place]), 0) if place < min(len(header), len(cells)) else 0
        if length and cells[place].isdigit() and len(cells[place]) < length:
            cells[place] = cells[place].zfill(length)
            changed.append(place)
    return changed


def _strip_row(cells: list[str], line: int, limits: Limits) -> list[str]:
    """The cells without spaces around and without the empty ones at the end."""
    stripped = [restore(cell.strip()).strip() for cell in cells]
    while stripped and not stripped[-1]:
        stripped.pop()
    if len(stripped) > limits.columns:
        raise TableUnreadable("web.table_wide", limit=limits.columns, line=line)
    for place, cell in enumerate(stripped, start=1):
        if len(cell) > limits.cell or "\0" in cell:
            raise TableUnreadable("web.table_cell", limit=limits.cell, line=line, column=place)
    return stripped


def _read_csv(content: bytes) -> Iterator[tuple[int, list[str]]]:
    text = _decode(content)
    first, _, rest = text.partition("\n")
    told = first.strip().lower() if first.strip().lower().startswith("sep=") else ""
    delimiter = told[4:5] if told else _delimiter(text)
    skipped = 1 if told else 0
    reader = csv.reader(
        io.StringIO(rest if told else text, newline=""), delimiter=delimiter or ";", strict=True
    )
    line = 1 + skipped
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1 + skipped
    except csv.Error:
        raise TableUnreadable("web.table_quotes", line=reader.line_num + skipped) from None


def _decode(content: bytes) -> str:
    """UTF-8 with or without mark, UTF-16 with its mark, else Windows-1252."""
    encoding = _BOM_16.get(content[:2], "utf-8-sig")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-16":
            raise TableUnreadable("web.table_encoding", line=1) from error
        text = _decode_western(content)
    if "\0" in text:
        raise TableUnreadable("web.table_encoding", line=text[: text.index("\0")].count("\n") + 1)
    return text


def _decode_western(content: bytes) -> str:
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise TableUnreadable("web.table_encoding", line=line) from None


def _delimiter(text: str) -> str:
    """The sign that separates the first row that holds something; semicolon where none is seen."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    outside = "".join(part for number, part in enumerate(first.split('"')) if number % 2 == 0)
    return max(_DELIMITERS, key=outside.count)


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A CSV that French spreadsheets open rightly: UTF-8 with its mark, semicolons; dates as 31/12/2027."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    misread = any(sign in cell for cell in header for sign in _DELIMITERS)
    quoted = csv.writer(target, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    (quoted if misread else writer).writerow([neutralise(cell) for cell in header])
    writer.writerows([_write(cell) for cell in row] for row in rows)
    return target.getvalue().encode("utf-8-sig")


def _write(cell: Cell) -> str:
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    return neutralise(cell) if isinstance(cell, str) else "" if cell is None else str(cell)


def is_table_format(name: str) -> bool:
    """Whether an address asks for a format that can be written."""
    return name in TYPES


def table_response(
    name: str, header: Sequence[str], rows: Iterable[Sequence[Cell]], fmt: str
) -> HttpResponse:
    """The table as a file to keep, `name` without its ending; `fmt` is CSV or XLSX."""
    content = write_xlsx(name, header, rows) if fmt == XLSX else write_csv(header, rows)
    kind = XLSX if fmt == XLSX else CSV
    disposition = content_disposition_header(True, f"{name}.{kind}") or "attachment"
    return HttpResponse(content, content_type=TYPES[kind], headers={"Content-Disposition": disposition})
