"""The cells of the table of rights: what each says, to the eye, to the ear and in a file. Alike cells are made once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString

from paraphe.access.overview import Cell
from paraphe.access.vocabulary import Level
from paraphe.access.web.forms import last_day
from paraphe.access.web.rights import SOON
from paraphe.web.components import LEVEL_WORDS

WAITS = {
    "registration": "espace non ouvert",
    "membership": "pas encore membre",
    "suspension": "suspension en cours",
    "person_active": "compte fermé",
    "email_verified": "adresse à confirmer",
    "second_factor": "second facteur à enregistrer",
    "factor_settled": "nouveau facteur, 24\u00a0h",
    "establishment_open": "établissement fermé",
    "service_offered": "service non proposé",
    "subscription": "service non ouvert ici",
    "habilitation": "il manque un droit exigé",
}
"""Why a right given does not work, by the gate that stops it."""


@dataclass(frozen=True, slots=True)
class ShownCell:
    """One cell ready to print: `html` is the whole `td`, `text` what a file says; the rest is for filters."""

    html: SafeString
    text: str
    level: str = ""
    ends_soon: bool = False
    waits: bool = False


EMPTY = ShownCell(
    SafeString(
        '<td><span class="level level-none"><span aria-hidden="true">–</span>'
        '<span class="hidden-text">Aucun droit</span></span></td>'
    ),
    "",
)


def cell_maker(at: datetime, known_at: int | None) -> Callable[[Cell | None], ShownCell]:
    """A function that shows cells at one instant, and makes those that say the same only once."""
    made: dict[tuple[object, ...], ShownCell] = {}

    def show(cell: Cell | None) -> ShownCell:
        if cell is None:
            return EMPTY
        right = cell.strongest
        end = right.span.end(known_at)
        key = (cell.level, right.level, cell.reason, end, right.siret is None)
        if key not in made:
            made[key] = _show(cell, end, at)
        return made[key]

    return show


def _show(cell: Cell, end: datetime | None, at: datetime) -> ShownCell:
    given = LEVEL_WORDS[cell.given.code]
    until = last_day(end) if end else None
    wide = cell.strongest.siret is None
    soon = end is not None and end <= at + SOON
    if cell.level is None:
        return _show_waiting(cell, given, until, wide)
    level = LEVEL_WORDS[cell.level.code]
    less = f"{given} attend\u00a0: {WAITS[cell.reason]}" if cell.reason else ""
    note = _until_words(until, soon)
    return ShownCell(
        format_html(
            '<td><span class="level level-{}">{}</span><small>{}{}</small>{}</td>',
            cell.level.code,
            level,
            note,
            ", tous" if wide else "",
            format_html("<small>{}</small>", less) if less else "",
        ),
        ", ".join(part for part in (level, note, _wide_words(wide), less) if part),
        level=cell.level.code,
        ends_soon=soon,
        waits=bool(less),
    )


def _show_waiting(cell: Cell, given: str, until: date | None, wide: bool) -> ShownCell:
    why = f"{given}, {WAITS[cell.reason]}"
    more = ", ".join(part for part in (_until_words(until, False), _wide_words(wide)) if part)
    return ShownCell(
        format_html(
            '<td><span class="tag tone-warn" title="{}">Attend</span><small>{}</small></td>',
            f"{why}, {more}",
            why,
        ),
        f"Attend\u00a0: {why}, {more}",
        waits=True,
    )


def _until_words(until: date | None, soon: bool) -> str:
    if until is None:
        return ""
    return f"{'finit le' if soon else 'au'} {until:%d/%m/%Y}"


def _wide_words(wide: bool) -> str:
    return "tous les établissements" if wide else ""


def show_count(count: int, *, opened: bool, signed: bool, url: str) -> ShownCell:
    """How many can sign on a place: a cell of the view of the whole body, or of the foot of the table."""
    if not opened:
        return ShownCell(
            SafeString(
                '<td><span aria-hidden="true">–</span><span class="hidden-text">Service non ouvert</span></td>'
            ),
            "service non ouvert",
        )
    if not signed:
        return ShownCell(SafeString("<td>sans signature</td>"), "sans signature")
    if not count:
        word = SafeString('<span class="gap-word">Personne</span>')
        shown = format_html('<a href="{}">{}</a>', url, word) if url else word
        return ShownCell(format_html('<td class="matrix-gap">{}</td>', shown), "Personne", level="gap")
    words = f"{count}\u00a0personne{'s' if count > 1 else ''}"
    shown = format_html('<a href="{}">{}</a>', url, words) if url else format_html("{}", words)
    lone = SafeString("<small>à doubler</small>") if count == 1 else ""
    return ShownCell(
        format_html("<td>{}{}</td>", shown, lone), words, level="alone" if count == 1 else Level.SIGN.code
    )
