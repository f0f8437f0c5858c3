"""What the address of the table of rights asks: which view, of what, filtered how, at which instant."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from paraphe.access.overview import entry_known_on
from paraphe.access.policy import PARIS
from paraphe.kernel import clock
from paraphe.registry.selectors import Organisation

PLACE, PERSON, WHOLE = "", "personne", "ensemble"
VIEWS = (PLACE, PERSON, WHOLE)
GAPS, ALONE, ENDING, WAITING = "lacunes", "seul", "expire", "attend"
STATES = {
    PLACE: {
        "": "Tous",
        GAPS: "Personne ne peut signer",
        ALONE: "Une seule personne signe",
        ENDING: "Finit bientôt",
        WAITING: "Attend",
    },
    PERSON: {"": "Tous", ENDING: "Finit bientôt", WAITING: "Attend"},
    WHOLE: {"": "Tous", GAPS: "Personne ne peut signer", ALONE: "Une seule personne signe"},
}
"""The states one may ask for, by view, and their words."""
NOON = time(12)


@dataclass(frozen=True)
class Asked:
    """The answers of the address, each empty where it says nothing; `day` and `hour` as typed.

    `at` is None for now, `known_at` None for everything known; `unread` holds the words of dates that are none.
    """

    view: str
    place: str
    person: str
    search: str
    text: str
    service: str
    level: str
    state: str
    day: str
    hour: str
    known: str
    at: datetime | None
    known_at: int | None
    known_on: date | None
    unread: tuple[str, ...]

    @property
    def is_past(self) -> bool:
        """Whether another instant than the present is shown: then nothing can be changed."""
        return self.at is not None or self.known_at is not None

    @property
    def is_filtered(self) -> bool:
        """Whether some rows or columns may be left out."""
        return bool(self.text or self.service or self.level or self.state)


def read_query(organisation: Organisation, query: Mapping[str, str]) -> Asked:
    """The question of an address; whatever it cannot mean is left aside. One query where it says « known on »."""
    said = {key: query.get(key, "").strip()[:100] for key in query}
    view = said.get("vue", "") if said.get("vue", "") in VIEWS else PLACE
    day, hour, known = said.get("au", ""), said.get("heure", ""), said.get("connu", "")
    at_day, known_day, at_hour = read_day(day), read_day(known), read_hour(hour)
    unread = [
        text for text, found in ((day, at_day), (known, known_day), (hour, at_hour)) if text and not found
    ]
    at = datetime.combine(at_day, at_hour or NOON, tzinfo=PARIS) if at_day else None
    state = said.get("etat", "")
    return Asked(
        view=view,
        place=said.get("etablissement", ""),
        person=said.get("personne", ""),
        search=said.get("cherche", ""),
        text=said.get("texte", ""),
        service=said.get("service", ""),
        level=said.get("niveau", "") if said.get("niveau", "") in ("consult", "prepare", "sign") else "",
        state=state if state in STATES[view] else "",
        day=at_day.isoformat() if at_day else day,
        hour=f"{at_hour:%H:%M}" if at_hour else hour,
        known=known_day.isoformat() if known_day else known,
        at=at,
        known_at=entry_known_on(organisation, known_day) if known_day else None,
        known_on=known_day,
        unread=tuple(unread),
    )


def read_day(text: str) -> date | None:
    """A day written 2026-03-31 or 31/03/2026, between 2000 and 2100; None otherwise."""
    for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            found = datetime.strptime(text, pattern).replace(tzinfo=PARIS).date()
        except ValueError:
            continue
        return found if 2000 <= found.year <= 2100 else None
    return None


def read_hour(text: str) -> time | None:
    """An hour written 14:30 or 14 h 30; None otherwise."""
    try:
        return (
            datetime.strptime(text.replace(" ", "").replace("h", ":"), "%H:%M").replace(tzinfo=PARIS).time()
        )
    except ValueError:
        return None


def instant_of(asked: Asked) -> datetime:
    """The instant the table is about."""
    return asked.at or clock.now()


def fold(text: str) -> str:
    """A text as it is searched: without case, accents or spaces around."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return " ".join(plain.casefold().split())
