"""What the table's edits start from: the levels asked, and the rights as they stand now and stood when it was shown."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from django.db.models import Q

from paraphe.access import overview, people, selectors
from paraphe.access.models import Habilitation
from paraphe.access.services.habilitations import has_fellow
from paraphe.access.vocabulary import Level
from paraphe.accounts.selectors import Person
from paraphe.kernel import clock
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Establishment, Organisation, Service

Key = tuple[int, str, str]
"""Person, SIRET, code of the service."""
PREFIX, NONE = "d", "aucun"
LEVELS = tuple(level.code for level in Level)


@dataclass(frozen=True, slots=True)
class Edit:
    """The level asked for a cell; `target` None takes the right back."""

    person: Person
    place: Establishment
    service: Service
    target: Level | None

    @property
    def key(self) -> Key:
        """The cell."""
        return self.person.pk, self.place.siret, self.service.code

    @property
    def name(self) -> str:
        """The name of its field."""
        return field_name(self.person, self.place, self.service)

    @property
    def value(self) -> str:
        """What its field holds."""
        return self.target.code if self.target else NONE


def field_name(person: Person, place: Establishment, service: Service) -> str:
    """The name of the field of a cell."""
    return f"{PREFIX}.{person.ref}.{place.ref}.{service.code}"


@dataclass(frozen=True)
class State:
    """The rights of the persons edited, as rows; `seen` is the journal position when the table was shown."""

    organisation: Organisation
    actor: Person
    rows: Sequence[Habilitation]
    edits: Sequence[Edit]
    places: Sequence[Establishment]
    services: Mapping[str, Service]
    subscribed: frozenset[tuple[str, str]]
    scope: frozenset[str] | None
    has_fellow: bool
    now: datetime
    seen: int

    @cached_property
    def _by_key(self) -> dict[tuple[int, str | None, str], list[Habilitation]]:
        found: dict[tuple[int, str | None, str], list[Habilitation]] = defaultdict(list)
        for row in self.rows:
            if row.closed_at is None and row.ends_at > self.now:
                found[row.person_id, row.siret_text, row.service.code].append(row)
        return found

    @cached_property
    def _by_person(self) -> dict[tuple[int, str], list[Habilitation]]:
        found: dict[tuple[int, str], list[Habilitation]] = defaultdict(list)
        for row in self.rows:
            found[row.person_id, row.service.code].append(row)
        return found

    @cached_property
    def place_of(self) -> dict[str, Establishment]:
        """The establishments by SIRET."""
        return {place.siret: place for place in self.places}

    def rows_at(self, person: Person, siret: str | None, code: str) -> list[Habilitation]:
        """The rights that run or will, on an establishment (None: on all of them)."""
        return self._by_key.get((person.pk, siret, code), [])

    def later(self, person: Person, siret: str | None, code: str) -> list[Habilitation]:
        """Those that have not begun."""
        return [row for row in self.rows_at(person, siret, code) if row.valid_from > self.now]

    def wide(self, person: Person, code: str) -> Habilitation | None:
        """The right on all establishments that runs."""
        return self._running(person.pk, None, code)

    def given(self, key: Key) -> int:
        """The level given on a cell now, 0 for none."""
        person, siret, code = key
        rights = (self._running(person, siret, code), self._running(person, None, code))
        return max((row.level for row in rights if row is not None), default=0)

    def _running(self, person: int, siret: str | None, code: str) -> Habilitation | None:
        rows = self._by_key.get((person, siret, code), [])
        return next((row for row in rows if row.valid_from <= self.now), None)

    def has_moved(self, edit: Edit) -> bool:
        """Whether the rights of the cell are no longer those that were shown."""
        return any(
            row.granted_entry > self.seen or (row.closed_entry is not None and row.closed_entry > self.seen)
            for row in self._of_cell(edit)
        )

    def shown(self, edit: Edit) -> int:
        """The level that was shown on the cell, 0 for none."""
        held = (
            row.level
            for row in self._of_cell(edit)
            if row.granted_entry <= self.seen
            and (row.closed_entry is None or row.closed_entry > self.seen)
            and row.valid_from <= self.now < row.valid_to
        )
        return max(held, default=0)

    def _of_cell(self, edit: Edit) -> list[Habilitation]:
        rows = self._by_person.get((edit.person.pk, edit.service.code), [])
        return [row for row in rows if row.siret_text in (None, edit.place.siret)]


def read_state(organisation: Organisation, posted: Mapping[str, str], *, actor: Person) -> State:
    """The edits a form sent, and what they start from; only cells that no longer say what was shown are edits.

    Fields that name nobody or nothing of the body are left aside. A constant number of queries.
    """
    places = registry.establishments_of(organisation)
    services = {service.code: service for service in registry.services_for(organisation.branch)}
    asked = _parse(organisation, posted, places=places, services=services)
    seen = _number(posted.get("vu", ""))
    state = State(
        organisation=organisation,
        actor=actor,
        rows=_rows(organisation, {edit.person.pk for edit in asked}, seen),
        edits=(),
        places=places,
        services=services,
        subscribed=frozenset(
            (siret, code) for siret, codes in people.subscribed_services(places).items() for code in codes
        ),
        scope=scope_of(organisation, actor=actor),
        has_fellow=has_fellow(organisation, actor=actor),
        now=clock.now(),
        seen=seen if seen is not None else overview.last_entry(organisation),
    )
    return replace(state, edits=[edit for edit in asked if (edit.target or 0) != state.shown(edit)])


def scope_of(organisation: Organisation, *, actor: Person) -> frozenset[str] | None:
    """The SIRETs the actor administers; None for all of them."""
    membership = selectors.membership_of(organisation, actor.pk)
    if membership is None or membership.scope is None:
        return None
    return frozenset(membership.scope)


def _rows(organisation: Organisation, persons: set[int], seen: int | None) -> list[Habilitation]:
    """The rights that run, will run, or were closed since the table was shown."""
    recent = Q(closed_entry__gt=seen) if seen is not None else Q(pk=None)
    rows = Habilitation.objects.filter(
        recent | Q(ends_at__gt=clock.now()), siren=int(organisation.siren), person__in=persons
    )
    return list(rows.select_related("person", "service").order_by("valid_from", "pk"))


def _parse(
    organisation: Organisation,
    posted: Mapping[str, str],
    *,
    places: Iterable[Establishment],
    services: Mapping[str, Service],
) -> list[Edit]:
    """What each field asks, where it names a person and a place of the body, a service and a level."""
    by_ref = {place.ref: place for place in places}
    known = people_of(organisation)
    found = []
    for name in posted:
        parts = name.split(".")
        if len(parts) != 4 or parts[0] != PREFIX:
            continue
        person, place, service = known.get(parts[1]), by_ref.get(parts[2]), services.get(parts[3])
        value = posted[name]
        if person is None or place is None or service is None or value not in (NONE, *LEVELS):
            continue
        found.append(Edit(person, place, service, None if value == NONE else Level.of(value)))
    return found


def people_of(organisation: Organisation) -> dict[str, Person]:
    """Those to whom a right can be given, by reference: members, and people with an open invitation."""
    invited = [row.person for row in selectors.open_invitations_of(organisation)]
    members = [row.person for row in selectors.members_of(organisation)]
    return {person.ref: person for person in (*invited, *members)}


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None
