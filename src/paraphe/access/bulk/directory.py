"""What is known of a body when a file is read: people, places, services, rights; in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from paraphe.access import selectors
from paraphe.access.models import BodyRegistration, Habilitation
from paraphe.access.policy import PARIS
from paraphe.access.selectors import ask, decide_all
from paraphe.access.vocabulary import Action
from paraphe.accounts.selectors import Person
from paraphe.kernel import clock
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Establishment, Organisation, Service
from paraphe.web.tables import fold

Key = tuple[str, str | None, str]
"""Address, SIRET or None for all, code of the service."""


@dataclass
class Directory:
    """The body as a file is compared with it, seen by who sent the file."""

    organisation: Organisation
    actor: Person
    at: datetime
    people: dict[str, Person]
    declarants: list[Person]
    places: dict[str, Establishment]
    services: dict[str, Service]
    elsewhere: dict[str, Service]
    rights: dict[Key, list[Habilitation]]
    given_by_two: frozenset[str]
    has_fellow: bool
    scope: frozenset[str] | None
    by_name: dict[tuple[str, str], list[Person]] = field(default_factory=dict)

    @property
    def today(self) -> date:
        """The day it is in Paris."""
        return self.at.astimezone(PARIS).date()

    def is_mine(self, siret: str | None) -> bool:
        """Whether the sender decides on this establishment, or on all of them."""
        return self.scope is None or (siret is not None and siret in self.scope)

    def is_closed(self, siret: str | None) -> bool:
        """Whether the register has closed this establishment."""
        place = self.places.get(siret or "")
        return place is not None and place.closed_on is not None and place.closed_on <= self.today


def load_directory(organisation: Organisation, *, actor: Person) -> Directory:
    """Read everything a file is compared with."""
    from paraphe.access.services.habilitations import has_fellow

    at = clock.now()
    members = selectors.members_of(organisation)
    invited = selectors.open_invitations_of(organisation)
    known = [*(row.person for row in invited), *(row.person for row in members)]
    registration = BodyRegistration.objects.filter(organisation=organisation, closed_at=None).first()
    offered = registry.services_for(organisation.branch)
    codes = {service.code for service in offered}
    names = registry.service_names()
    found = Directory(
        organisation=organisation,
        actor=actor,
        at=at,
        people={person.email.lower(): person for person in known},
        declarants=[row.person for row in members if not row.is_administrator],
        places={place.siret: place for place in registry.establishments_of(organisation)},
        services=_by_word(offered),
        elsewhere=_by_word(registry.services_by_code(set(names) - codes).values()),
        rights=_by_key(organisation, at),
        given_by_two=frozenset(registration.four_eyes if registration else ()),
        has_fellow=has_fellow(organisation, actor=actor),
        scope=frozenset(),
    )
    for person in found.people.values():
        found.by_name.setdefault((fold(person.given_name), fold(person.family_name)), []).append(person)
    return replace(found, scope=_scope(organisation, actor, found.places))


def _by_word(services: Iterable[Service]) -> dict[str, Service]:
    """Services by what a file may call them: code or name."""
    rows = list(services)
    return {**{fold(row.name): row for row in rows}, **{fold(row.code): row for row in rows}}


def _by_key(organisation: Organisation, at: datetime) -> dict[Key, list[Habilitation]]:
    rows = Habilitation.objects.filter(siren=int(organisation.siren), ends_at__gt=at, closed_at=None)
    found: dict[Key, list[Habilitation]] = defaultdict(list)
    for row in rows.select_related("person", "service").order_by("valid_from", "pk"):
        found[key_of(row)].append(row)
    return dict(found)


def key_of(right: Habilitation) -> Key:
    """The key of a right that runs or will."""
    return right.person.email.lower(), right.siret_text, right.service.code


def _scope(
    organisation: Organisation, actor: Person, places: dict[str, Establishment]
) -> frozenset[str] | None:
    """The establishments the sender decides on, None for the whole body."""
    whole = ask(actor.pk, Action.HABILITATION_GRANT, organisation.siren)
    sirets = sorted(places)
    decisions = decide_all([whole, *(replace(whole, siret=siret) for siret in sirets)])
    if decisions[0].allowed:
        return None
    return frozenset(siret for siret, decision in zip(sirets, decisions[1:], strict=True) if decision.allowed)
