"""Timelines: everything that happened to a person, an establishment or a right, in order, each fact with its entry."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from paraphe.access import past, selectors
from paraphe.access.journal_reads import Asked, entries_asked
from paraphe.access.models import Habilitation
from paraphe.access.vocabulary import Level
from paraphe.access.web.forms import LEVEL_WORDS, last_day
from paraphe.access.web.history import tell_entries
from paraphe.access.web.rights import EVERYWHERE
from paraphe.accounts.selectors import Person
from paraphe.journal import selectors as journal
from paraphe.journal.selectors import Entry
from paraphe.kernel import clock
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Establishment, Organisation
from paraphe.web import components
from paraphe.web.templatetags.formats import day, hour, short_day

MOST = 1000
"""How many entries one timeline shows: the oldest are left to the journal's own page."""


@dataclass(frozen=True)
class Timeline:
    """Facts in order, oldest first; `is_cut` where the oldest are not shown."""

    facts: Sequence[components.Entry]
    is_cut: bool = False


def timeline_of_person(organisation: Organisation, person: Person) -> Timeline:
    """What the journal of the body says of the person, and the ends her rights came or will come to by themselves."""
    rights = selectors.rights_of(organisation, person.pk)
    return _build(organisation, Asked(person=person), rights)


def timeline_of_place(organisation: Organisation, place: Establishment) -> Timeline:
    """What the journal of the body says of the establishment, and the ends of the rights on it alone."""
    rights = Habilitation.objects.filter(siren=int(organisation.siren), siret=int(place.siret))
    return _build(organisation, Asked(siret=place.siret), list(rights.select_related("service", "person")))


def _build(organisation: Organisation, asked: Asked, rights: Sequence[Habilitation]) -> Timeline:
    latest = list(entries_asked(organisation, asked)[: MOST + 1])
    shown = sorted(latest[:MOST], key=lambda entry: entry.pk)
    return Timeline(_merge(organisation, shown, rights), is_cut=len(latest) > MOST)


def timeline_of_right(organisation: Organisation, right: Habilitation) -> Timeline:
    """How a right was given, and how it ended or will end."""
    found = journal.entries_named(past.entries_about_right(right))
    return Timeline(_merge(organisation, [found[key] for key in sorted(found)], [right]))


def _merge(
    organisation: Organisation, entries: Sequence[Entry], rights: Iterable[Habilitation]
) -> list[components.Entry]:
    """Entries as the journal tells them, with the natural ends of rights between them."""
    told = zip(entries, tell_entries(entries, acts_of=organisation), strict=True)
    dated = [(entry.at, entry.pk, line) for entry, line in told]
    names = {place.siret: place.name for place in registry.establishments_of(organisation)}
    dated += [
        (right.valid_to, 0, _end_of(organisation, right, names.get(right.siret_text or "", EVERYWHERE)))
        for right in rights
        if right.closed_at is None
    ]
    return [line for _, _, line in sorted(dated, key=lambda row: row[:2])]


def _end_of(organisation: Organisation, right: Habilitation, place: str) -> components.Entry:
    over = right.valid_to <= clock.now()
    level = LEVEL_WORDS[Level(right.level).code].lower()
    return components.Entry(
        when=short_day(last_day(right.valid_to)),
        title="Un droit arrive à sa fin" if over else "Un droit arrivera à sa fin",
        note=f"{right.person.full_name} : {level}, {right.service.name}. Pour {_lower(place)}.",
        url=reverse("access:timeline_right", args=[organisation.ref, right.ref]),
        state="" if over else "later",
    )


def _lower(place: str) -> str:
    return place[:1].lower() + place[1:] if place == EVERYWHERE else place


def right_words(right: Habilitation, place: str) -> str:
    """« Signer : DSN, Mairie (siège) »."""
    return f"{LEVEL_WORDS[Level(right.level).code]} : {right.service.name}, {place}"


def right_state(right: Habilitation, now: datetime) -> str:
    """How the right stands: it will begin, runs, came to its end, or was taken back."""
    if right.closed_at is not None:
        return f"Retiré le {day(right.closed_at)} à {hour(right.closed_at)}."
    if right.valid_from > now:
        return f"Commence le {day(right.valid_from)}."
    end = f"{day(last_day(right.valid_to))} compris"
    return f"A couru jusqu’au {end}." if right.valid_to <= now else f"Court jusqu’au {end}."
