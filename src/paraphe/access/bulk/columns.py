"""The layouts a file of rights may have, and how their headings and words are recognised. Pure.

Source of the two historical layouts: domain.md, W4.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from paraphe.access.errors import FileUnreadable
from paraphe.access.vocabulary import Level
from paraphe.web.tables import Row, Table, fold

RIGHTS, SERVICES, PLACES = "rights", "services", "places"
EMAIL, GIVEN, FAMILY, SIRET, PLACE = "email", "given", "family", "siret", "place"
SERVICE, LEVEL, START, END, REFERENCE = "service", "level", "start", "end", "reference"
HEADINGS = {
    EMAIL: "Adresse électronique",
    GIVEN: "Prénom",
    FAMILY: "Nom",
    SIRET: "SIRET",
    PLACE: "Établissement",
    SERVICE: "Service",
    LEVEL: "Niveau",
    START: "Début",
    END: "Fin",
    REFERENCE: "Référence",
}
"""The columns of Paraphe, in the order of the export."""
REQUIRED = (EMAIL, SIRET, SERVICE, LEVEL)
_OTHER_HEADINGS = {
    "adresse": EMAIL,
    "adresse mail": EMAIL,
    "adresse e mail": EMAIL,
    "adresse de messagerie": EMAIL,
    "courriel": EMAIL,
    "e mail": EMAIL,
    "email": EMAIL,
    "mail": EMAIL,
    "prenoms": GIVEN,
    "nom de famille": FAMILY,
    "n siret": SIRET,
    "no siret": SIRET,
    "numero siret": SIRET,
    "code service": SERVICE,
    "code du service": SERVICE,
    "niveau de droit": LEVEL,
    "date de debut": START,
    "du": START,
    "date de fin": END,
    "au": END,
    "ref": REFERENCE,
}
_KEYS = {**{fold(text): key for key, text in HEADINGS.items()}, **_OTHER_HEADINGS}
NOTHING = "aucun"
LEVEL_WORDS = {Level.CONSULT: "consulter", Level.PREPARE: "préparer", Level.SIGN: "signer"}
_LEVELS: dict[str, Level | None] = {
    **{fold(word): level for level, word in LEVEL_WORDS.items()},
    **{level.code: level for level in Level},
    **dict.fromkeys(("aucun", "aucune", "rien", "0", "none"), None),
}
EVERYWHERE = "tous"
_EVERYWHERE = {
    "tous",
    "toutes",
    "tous presents et a venir",
    "tous les etablissements",
    "tous etablissements",
}
SWITCHES = {"1": True, "0": False}
_DAYS = ("%d/%m/%Y", "%Y-%m-%d")


@dataclass(frozen=True)
class Columns:
    """Where each known column is, and the columns left (place, heading): services in the historical layout."""

    layout: str
    places: dict[str, int]
    others: list[tuple[int, str]] = field(default_factory=list)

    def cell(self, row: Row, key: str) -> str:
        """The text of a column on a row, empty where the file has no such column."""
        place = self.places.get(key)
        return "" if place is None else row.cells[place]


def recognise(table: Table) -> Columns:
    """The layout of a table by its headings; FileUnreadable where it is none of the three."""
    if _is_places(table):
        return Columns(PLACES, {SIRET: 0, LEVEL: 1})
    places: dict[str, int] = {}
    others: list[tuple[int, str]] = []
    for place, heading in enumerate(table.header):
        key = _KEYS.get(fold(heading))
        if key is None:
            if heading:
                others.append((place, heading))
        elif key in places:
            raise FileUnreadable("access.bulk_column_twice", column=heading, line=table.header_line)
        else:
            places[key] = place
    if LEVEL not in places and {SIRET, FAMILY, GIVEN} <= places.keys() and others:
        return Columns(SERVICES, places, others)
    missing = [HEADINGS[key] for key in REQUIRED if key not in places]
    if missing:
        raise FileUnreadable("access.bulk_columns", columns=", ".join(missing), line=table.header_line)
    return Columns(RIGHTS, places, others)


def _is_places(table: Table) -> bool:
    """Two columns: SIRET and 1 or 0; with or without headings."""
    if len(table.header) != 2:
        return False
    head = [fold(cell) for cell in table.header]
    return head[0].replace(" ", "").isdigit() or (_KEYS.get(head[0]) == SIRET and head[1] not in _KEYS)


def data_rows(table: Table, columns: Columns) -> Sequence[Row]:
    """The rows to read: the first one too where the file has no headings."""
    first = table.header[0].replace(" ", "")
    if columns.layout == PLACES and first.isdigit():
        return (Row(table.header_line, table.header), *table.rows)
    return table.rows


def read_level(text: str) -> tuple[Level | None, bool]:
    """(the level, None for « aucun »; whether the word is known)."""
    word = fold(text)
    return _LEVELS.get(word), word in _LEVELS


def is_everywhere(text: str) -> bool:
    """Whether a cell of SIRET means all establishments, present and future."""
    return fold(text) in _EVERYWHERE


def read_day(text: str) -> date | None:
    """The day written, None where it is none."""
    for form in _DAYS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 (a day, not an instant)
        except ValueError:
            continue
    return None
