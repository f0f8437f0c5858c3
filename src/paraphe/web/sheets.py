"""The first sheet of an XLSX file, read as text, row by row, within limits; and one written of text.

A workbook is a zip of XML: what it says of its own size is checked before anything is unpacked, entities are refused
(defusedxml), formulas are never computed: the value last shown is read.
"""

import io
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from paraphe.web.cells import Cell, Limits, neutralise
from paraphe.web.errors import TableUnreadable

PARTS = 1_000
"""Parts a workbook may have."""
_WIDTH = 22


def read_sheet(content: bytes, limits: Limits) -> Iterator[tuple[int, list[str], Sequence[int]]]:
    """Each row: its number, its cells, and the places of those that are numbers. TableUnreadable."""
    _weigh(content, limits)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield from _rows(content, limits)
    except TableUnreadable:
        raise
    except Exception:  # whatever a forged workbook makes the reader do, it is the file's fault
        raise TableUnreadable("web.table_broken") from None


def _weigh(content: bytes, limits: Limits) -> None:
    """Refuse a zip that is not a workbook, or that would swell."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError, EOFError):
        raise TableUnreadable("web.table_broken") from None
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise TableUnreadable("web.table_kind", name="")
    unpacked = sum(part.file_size for part in parts)
    packed = max(sum(part.compress_size for part in parts), 1)
    if len(parts) > PARTS or unpacked > limits.unpacked or unpacked > max(1_000_000, packed * limits.ratio):
        raise TableUnreadable("web.table_heavy", limit=limits.unpacked // 1_000_000)


def _rows(content: bytes, limits: Limits) -> Iterator[tuple[int, list[str], Sequence[int]]]:
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    sheet: Any = book.worksheets[0]
    sheet.reset_dimensions()
    found = sheet.iter_rows(max_row=limits.rows * 2, max_col=limits.columns + 1, values_only=True)
    for line, values in enumerate(found, start=1):
        yield line, [_text(value) for value in values], _numbers(values)
    book.close()


def _numbers(values: Sequence[Any]) -> list[int]:
    return [
        place
        for place, value in enumerate(values)
        if isinstance(value, int | float) and not isinstance(value, bool)
    ]


def _text(value: Any) -> str:
    """A value as somebody would type it; a date as 31/12/2027."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.strftime("%d/%m/%Y")
    return str(value)


def write_xlsx(title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A workbook of one sheet: text as text whatever it looks like, whole numbers as numbers, dates as dates."""
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(_sheet_title(title))
    sheet.freeze_panes = "A2"
    for place in range(1, len(header) + 1):
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTH
    sheet.append([_head_cell(sheet, text) for text in header])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _sheet_title(title: str) -> str:
    return (
        "".join(" " if sign in r"[]:*?/\'" else sign for sign in _printable(title))[:31].strip() or "Feuille"
    )


def _head_cell(sheet: Any, text: str) -> Any:
    cell = _cell(sheet, text)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: Any, value: Cell) -> Any:
    if value is None or isinstance(value, int):
        return WriteOnlyCell(sheet, value=value)
    if isinstance(value, date):
        day: Any = value
        cell = WriteOnlyCell(sheet, value=day)
        cell.number_format = "DD/MM/YYYY"
        return cell
    cell = WriteOnlyCell(sheet, value=neutralise(_printable(value)))
    cell.data_type = "s"
    cell.number_format = "@"
    return cell


def _printable(text: str) -> str:
    return ILLEGAL_CHARACTERS_RE.sub("", text)
