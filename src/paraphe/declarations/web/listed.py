"""The list of declarations: what may be asked of it, and how each line reads."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Func, JSONField, Q, QuerySet
from django.http import QueryDict

from paraphe.declarations.models import Draft
from paraphe.declarations.texts import month_name, short_title
from paraphe.web.components import Mark

FILED = Draft.State.FILED
STATES: dict[str, tuple[str, Q]] = {
    "a-corriger": ("À corriger", Q(is_accepted=False) & ~Q(state=FILED)),
    "a-signer": ("Prêtes à signer", Q(is_accepted=True, is_test=False) & ~Q(state=FILED)),
    "essais": ("Essais", Q(is_test=True)),
    "deposees": ("Déposées", Q(state=FILED, filing__signature__inclusion__isnull=False)),
    "en-attente": (
        "Enregistrées, pas encore inscrites",
        Q(state=FILED, filing__signature__inclusion__isnull=True),
    ),
}


@dataclass(frozen=True)
class Asked:
    """The filters of the address; what is not understood filters nothing."""

    state: str
    siret: str
    month: str

    @classmethod
    def of(cls, query: QueryDict) -> "Asked":
        """Read the address."""
        state = query.get("etat", "")
        return cls(state if state in STATES else "", _siret(query), _month(query))

    @property
    def is_narrow(self) -> bool:
        """Whether anything is asked."""
        return bool(self.state or self.siret or self.month)

    def narrow(self, rows: QuerySet[Draft]) -> QuerySet[Draft]:
        """The rows asked for."""
        if self.state:
            rows = rows.filter(STATES[self.state][1])
        if self.siret:
            rows = rows.filter(sirets__contains=[self.siret])
        if self.month:
            rows = rows.filter(items__contains=[{"month": self.month}])
        return rows


def _siret(query: QueryDict) -> str:
    text = query.get("etablissement", "")
    return text if len(text) == 14 and text.isascii() and text.isdecimal() else ""


def _month(query: QueryDict) -> str:
    text = query.get("mois", "")
    year, _, number = text.partition("-")
    sound = len(year) == 4 and year.isascii() and year.isdecimal() and len(number) == 2
    return text if sound and number.isascii() and number.isdecimal() and 1 <= int(number) <= 12 else ""


def with_filings(rows: QuerySet[Draft]) -> QuerySet[Draft]:
    """The rows with who deposited and who filed, without the evidence itself: a constant number of queries."""
    light = rows.defer("items", "filing__signature__packed").select_related("received_by", "filing__person")
    return light.annotate(log_index=F("filing__signature__inclusion__index"), first_items=_at("$[0 to 99]"))


def _at(path: str, function: str = "jsonb_path_query_array") -> Func:
    """What stands at a path of the items, taken by the database: a file may hold ten thousand declarations."""
    return Func(F("items"), template=f"{function}(%(expressions)s, '{path}')", output_field=JSONField())


@dataclass(frozen=True)
class Row:
    """One line of the list."""

    draft: Any
    title: str
    places: str
    mark: Mark
    note: str
    url: str
    who: str
    verb: str
    at: Any


def row_of(draft: Any, *, names: dict[str, str], address: Callable[..., str]) -> Row:
    """How a draft, or the filing made of it, reads in the list."""
    filing = draft.filing if draft.state == FILED else None
    url = address("receipt", filing.ref) if filing else address("draft", draft.ref)
    mark, note = mark_of(draft)
    return Row(
        draft=draft,
        title=short_title(draft.first_items, places=len(draft.sirets)),
        places=places_of(draft.sirets, names),
        mark=mark,
        note=note,
        url=url,
        who=(filing.person if filing else draft.received_by).full_name,
        verb="signée" if filing else "déposée",
        at=filing.filed_at if filing else draft.received_at,
    )


def mark_of(draft: Any) -> tuple[Mark, str]:
    """The state in words, and the number of anomalies."""
    note = count_words(draft.blocking_count, draft.warning_count)
    if draft.state == FILED:
        return (
            Mark("ok", "Déposée") if draft.log_index is not None else Mark("info", "Pas encore inscrite")
        ), ""
    if not draft.is_accepted:
        return Mark("bad", "À corriger"), note
    if draft.is_test:
        return Mark("off", "Essai"), note
    if draft.state == Draft.State.FROZEN:
        return Mark("proof", "Figée"), note
    return Mark("info", "Prête à signer"), note


def count_words(blocking: int, warnings: int) -> str:
    """« 3 anomalies bloquantes, 1 point à vérifier »; empty where there is nothing."""
    parts = []
    if blocking:
        parts.append(
            f"{blocking} anomalie{'s' if blocking > 1 else ''} bloquante{'s' if blocking > 1 else ''}"
        )
    if warnings:
        parts.append(f"{warnings} point{'s' if warnings > 1 else ''} à vérifier")
    return ", ".join(parts)


def places_of(sirets: list[str], names: dict[str, str]) -> str:
    """The establishments in words: the first two by name, then their number."""
    if not sirets:
        return "Aucun établissement lu"
    first = ", ".join(names.get(siret) or siret for siret in sirets[:2])
    rest = len(sirets) - 2
    return f"{first} et {rest} autre{'s' if rest > 1 else ''}" if rest > 0 else first


def months_of(rows: QuerySet[Draft]) -> list[tuple[str, str]]:
    """The months to choose from, latest first."""
    months = rows.order_by().annotate(declared=_at("$[*].month", "jsonb_path_query"))
    found = months.values_list("declared", flat=True).distinct()
    return [(month, month_name(month)) for month in sorted(filter(None, found), reverse=True)][:60]
