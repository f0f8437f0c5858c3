"""The table of rights with its levels to choose: the same lines and columns, a select a cell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from paraphe.access.overview import Cell
from paraphe.access.vocabulary import Level
from paraphe.access.web.edit_state import LEVELS, NONE, field_name
from paraphe.access.web.forms import last_day
from paraphe.access.web.grid import Matrix, MatrixRow
from paraphe.access.web.grid_cells import WAITS
from paraphe.accounts.selectors import Person
from paraphe.registry.selectors import Establishment, Service
from paraphe.web.components import LEVEL_WORDS

CELLS = 1500
"""Cells shown at once: a form sends at most 2,000 fields."""


@dataclass(frozen=True)
class SheetRow:
    """One line: its heading, its detail and its cells."""

    name: str
    detail: str
    html: SafeString


def rows_at_once(matrix: Matrix) -> int:
    """How many lines of the table can be edited together."""
    return max(1, CELLS // max(1, len(matrix.services)))


def sheet_rows(matrix: Matrix, rows: Sequence[MatrixRow], typed: Mapping[str, str]) -> list[SheetRow]:
    """The lines with their selects; what was typed stays chosen."""
    return [SheetRow(row.name, row.detail, _cells(matrix, row, typed)) for row in rows]


def _cells(matrix: Matrix, row: MatrixRow, typed: Mapping[str, str]) -> SafeString:
    person, place = row.person or matrix.person, row.place or matrix.place
    if person is None or place is None:
        raise ValueError("a line that is editable is about a person and a place")
    found = (
        _select(matrix.grid.cells.get((person.pk, place.siret, service.code)), person, place, service, typed)
        for service in matrix.services
    )
    return SafeString("".join(found))


def _select(
    cell: Cell | None, person: Person, place: Establishment, service: Service, typed: Mapping[str, str]
) -> SafeString:
    name = field_name(person, place, service)
    given = cell.given.code if cell else NONE
    chosen = typed.get(name, given) if typed.get(name) in (None, NONE, *LEVELS) else given
    offered = [level for level in LEVELS if level in service.levels or level == given]
    options = format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        [
            (code, SafeString(" selected") if code == chosen else "", LEVEL_WORDS.get(code, "Aucun"))
            for code in (NONE, *offered)
        ],
    )
    return format_html(
        '<td{}><select class="select" name="{}" aria-label="{}">{}</select>{}</td>',
        SafeString(' class="matrix-change"') if chosen != given else "",
        name,
        f"{service.name}, {person.full_name}, {place.name}",
        options,
        _note(cell),
    )


def _note(cell: Cell | None) -> SafeString | str:
    """Until when, and what a reader must know before changing it."""
    if cell is None:
        return ""
    end = cell.strongest.span.end(None)
    parts = [f"au {last_day(end):%d/%m/%Y}" if end else ""]
    parts += ["tous"] if cell.strongest.siret is None else []
    parts += [f"attend\u00a0: {WAITS[cell.reason]}"] if cell.reason and cell.level is not Level.SIGN else []
    return format_html("<small>{}</small>", ", ".join(part for part in parts if part))
