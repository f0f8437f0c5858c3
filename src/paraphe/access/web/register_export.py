"""The journal of a body as a table: a line an entry, what the page says of it in columns."""

from collections.abc import Sequence

from paraphe.access.models import RightsAct
from paraphe.access.policy import PARIS
from paraphe.access.web.history import read_entries
from paraphe.journal.selectors import Entry
from paraphe.web.tables import Cell
from paraphe.web.templatetags.formats import hour

REGISTER_HEADER = (
    "Jour",
    "Heure",
    "Registre nº",
    "Acte",
    "Par",
    "Précisions",
    "Événement",
    "Référence de l’acte",
)


def register_rows(entries: Sequence[Entry]) -> list[list[Cell]]:
    """Lines in the order of the entries, in a constant number of queries."""
    keys = [entry.pk for entry in entries]
    acts = dict(RightsAct.objects.filter(entry__in=keys).values_list("entry", "ref"))
    return [
        [
            told.entry.at.astimezone(PARIS).date(),
            hour(told.entry.at),
            told.entry.place.index if hasattr(told.entry, "place") else None,
            told.title,
            told.actor,
            told.words,
            told.entry.event,
            acts.get(told.entry.pk, ""),
        ]
        for told in read_entries(entries)
    ]
