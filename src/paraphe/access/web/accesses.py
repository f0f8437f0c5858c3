"""Readings of personal data, in words: who, when, which page, about whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from paraphe.accounts import selectors as accounts
from paraphe.journal.selectors import Access

PAGES = {
    "access:accesses": "Le relevé des consultations",
    "access:close": "Le retrait d’un droit",
    "access:end_membership": "Le retrait d’une personne",
    "access:grant": "Le formulaire des droits",
    "access:granted": "Un droit donné",
    "access:invitation": "Une invitation",
    "access:matrix": "Le tableau des droits",
    "access:mine": "Ses propres droits",
    "access:people": "La liste des personnes",
    "access:person": "La fiche d’une personne",
    "access:register": "Le journal de l’organisme",
    "access:withdraw": "Le retrait d’une invitation",
    "home:body": "L’accueil de l’organisme",
}
OTHER = "Une page de déclarations"


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
            PAGES.get(row.page, OTHER),
            names.get(row.about, ""),
        )
        for row in rows
    ]
