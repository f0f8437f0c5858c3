"""Readings of personal data, in words: who, when, which page, about whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from paraphe.access.readings import tell_page
from paraphe.accounts import selectors as accounts
from paraphe.journal.selectors import Access


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
