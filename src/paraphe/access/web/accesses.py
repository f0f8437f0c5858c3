"""Readings of personal data, in words: who, when, which page, about whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from paraphe.access.policy import PARIS
from paraphe.access.readings import tell_page
from paraphe.accounts import selectors as accounts
from paraphe.journal.selectors import Access
from paraphe.web.tables import Cell
from paraphe.web.templatetags.formats import hour


@dataclass(frozen=True)
class AccessRow:
    """One reading, ready to print."""

    at: datetime
    person: str
    page: str
    about: str


def tell_accesses(rows: Sequence[Access]) -> list[AccessRow]:
    """The readings with the names they speak of, in one query."""
    people = accounts.persons_by_ref({row.person for row in rows} | {row.about for row in rows if row.about})
    names = {ref: person.full_name for ref, person in people.items()}
    return [
        AccessRow(
            row.at,
            names.get(row.person, "Une personne"),
            tell_page(row.page),
            names.get(row.about, ""),
        )
        for row in rows
    ]


ACCESS_HEADER = ("Jour", "Heure", "Qui", "Quoi", "Au sujet de")


def access_rows(rows: Sequence[Access]) -> list[list[Cell]]:
    """The readings as a table."""
    return [
        [row.at.astimezone(PARIS).date(), hour(row.at), row.person, row.page, row.about]
        for row in tell_accesses(rows)
    ]
