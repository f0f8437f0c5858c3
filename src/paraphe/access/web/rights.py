"""Rights as rows of a page: what, where, at which level, until when, by whose decision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse

from paraphe.access import profiles
from paraphe.access.models import Habilitation
from paraphe.access.vocabulary import Level
from paraphe.access.web.forms import last_day
from paraphe.access.web.history import register_words
from paraphe.accounts import selectors as accounts
from paraphe.journal import selectors as journal
from paraphe.kernel import clock
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Establishment, Organisation
from paraphe.web.components import Mark

SOON = timedelta(days=60)
EVERYWHERE = "Tous les établissements, présents et à venir"


@dataclass(frozen=True)
class RightRow:
    """One right, ready to print; `origin` is who gave it and when, `register` its number there."""

    right: Habilitation
    place: str
    level: str
    until: date
    origin: str
    given_at: datetime
    register: str
    mark: Mark | None
    is_running: bool
    newer: str = ""
    """The reference of the version that holds now of the profile it came from, where it came from a former one."""


def rights_url(organisation: Organisation) -> str:
    """The table of rights of the body, under which the pages of rights stand."""
    return reverse("access:matrix", args=[organisation.ref])


def right_rows(organisation: Organisation, rights: Sequence[Habilitation]) -> list[RightRow]:
    """Rows for these rights of one body, in a constant number of queries."""
    entries = journal.entries_named(right.granted_entry for right in rights)
    bodies = {key: journal.body_of(entry) or {} for key, entry in entries.items()}
    actors = {key: str(body.get("actor", "")) for key, body in bodies.items()}
    behind = _profiles_behind(organisation, bodies)
    names = {ref: person.full_name for ref, person in accounts.persons_by_ref(actors.values()).items()}
    places = {place.siret: place for place in registry.establishments_of(organisation)}
    now = clock.now()
    return [
        RightRow(
            right=right,
            place=place_name(right, places),
            level=Level(right.level).code,
            until=last_day(right.ends_at),
            origin=_origin(
                names.get(actors.get(right.granted_entry, ""), ""), behind.get(right.granted_entry)
            ),
            given_at=right.valid_from,
            register=register_words(entries[right.granted_entry]) if right.granted_entry in entries else "",
            mark=_mark(right, now),
            is_running=right.ends_at > now,
            newer=behind[right.granted_entry].newer if right.granted_entry in behind else "",
        )
        for right in rights
    ]


@dataclass(frozen=True)
class Behind:
    """The profile that gave a right, in words; `newer` is the version that replaced it since, or empty."""

    words: str
    newer: str


def _profiles_behind(
    organisation: Organisation, bodies: Mapping[int, Mapping[str, object]]
) -> dict[int, Behind]:
    """By entry that applied a profile, which; two queries, none where no entry did."""
    refs = {key: str(body["profile"]) for key, body in bodies.items() if body.get("profile")}
    if not refs:
        return {}
    names = profiles.profile_names(refs.values())
    current = profiles.current_versions(organisation, refs.values())
    return {
        key: Behind(
            f"profil {names[ref][0]}, version {names[ref][1]}",
            current[ref].ref if ref in current and current[ref].ref != ref else "",
        )
        for key, ref in refs.items()
        if ref in names
    }


def _origin(name: str, behind: Behind | None) -> str:
    return name if behind is None else f"{name} ({behind.words})"


def place_name(right: Habilitation, places: Mapping[str, Establishment]) -> str:
    """Where the right holds, in words."""
    siret = right.siret_text
    if siret is None:
        return EVERYWHERE
    return places[siret].name if siret in places else siret


def _mark(right: Habilitation, now: datetime) -> Mark | None:
    if right.closed_at is not None:
        return Mark("off", "Retiré")
    if right.ends_at <= now:
        return Mark("off", "Arrivé à sa fin")
    return Mark("warn", "Finit bientôt", "clock") if right.ends_at <= now + SOON else None
