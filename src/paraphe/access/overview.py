"""Views of many decisions at once: who can do what in a body, what a grant would change, where nobody can sign.

Each loads the facts of a body once (two round trips) and asks the pure policy as often as needed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from paraphe.access.facts import load_facts
from paraphe.access.models import Habilitation
from paraphe.access.policy import Decision, Facts, GateResult, HabilitationFact, Question, Span, decide
from paraphe.access.vocabulary import ACTION_OF_LEVEL, LEVEL_NEEDED, Action, Level
from paraphe.kernel import clock
from paraphe.registry.selectors import Organisation

if TYPE_CHECKING:
    from paraphe.access.acts import Grant

GRANT_GATES = frozenset({"habilitation"})
"""Gates that a grant can open; the others remain to be lifted."""


def decide_somewhere(person: int, action: Action, siren: str) -> Decision:
    """May the person do this for at least one establishment and service of the body? For entrances, never for an act.

    The last gate passes where a right of sufficient level runs; the act itself is asked with its establishment.
    """
    at = clock.now()
    facts = load_facts(siren, persons=[person], sirets=None, services=None)
    question = Question(person, Action.BODY_READ, siren, None, None, at)
    rights = facts.habilitations.get(person, ())
    held = [right for right in rights if right.span.holds(question) and right.level >= LEVEL_NEEDED[action]]
    known = any(right.level >= LEVEL_NEEDED[action] for right in rights)
    gate = GateResult("habilitation", bool(held), ("administrators",), detail="" if held or known else "none")
    base = decide(question, facts)
    return Decision(replace(question, action=action), (*base.gates, gate))


@dataclass(frozen=True)
class Grid:
    """Effective levels at one instant: by (person, siret, service); absent means no right that works."""

    levels: dict[tuple[int, str, str], Level]
    subscribed: frozenset[tuple[str, str]]
    persons: tuple[int, ...]

    def signers(self, siret: str, service: str) -> list[int]:
        """The persons who can sign there."""
        return [person for person in self.persons if self.levels.get((person, siret, service)) is Level.SIGN]


def rights_grid(organisation: Organisation, *, sirets: Iterable[str] | None = None) -> Grid:
    """What every person of the body can do now, on these establishments (None: all)."""
    at = clock.now()
    facts = load_facts(organisation.siren, persons=None, sirets=sirets, services=None, current_at=at)
    levels: dict[tuple[int, str, str], Level] = {}
    for person, rights in facts.habilitations.items():
        for right in sorted(rights, key=lambda right: right.level):
            for siret in [right.siret] if right.siret else facts.establishments:
                found = _effective(
                    facts, person=person, right=right, where=(organisation.siren, siret), at=at
                )
                if found is not None:
                    levels[person, siret, right.service] = found
    subscribed = frozenset((row.siret, row.service) for row in facts.subscriptions)
    return Grid(levels, subscribed, tuple(sorted(facts.memberships)))


def _effective(
    facts: Facts, *, person: int, right: HabilitationFact, where: tuple[str, str], at: datetime
) -> Level | None:
    siren, siret = where
    level = Level(right.level)
    question = Question(person, ACTION_OF_LEVEL[level], siren, siret, right.service, at)
    return level if decide(question, facts).allowed else None


def gaps_of(grid: Grid, *, signable: Iterable[str]) -> list[tuple[str, str]]:
    """The (siret, service) in use that nobody can sign, among the services that are signed."""
    signed = set(signable)
    return sorted(place for place in grid.subscribed if place[1] in signed and not grid.signers(*place))


def alone_in(grid: Grid, *, signable: Iterable[str]) -> list[tuple[str, str, int]]:
    """The (siret, service, person) where one person alone can sign."""
    signed = set(signable)
    signers = [(place, grid.signers(*place)) for place in sorted(grid.subscribed) if place[1] in signed]
    return [(*place, people[0]) for place, people in signers if len(people) == 1]


def foresee_grant(organisation: Organisation, grant: "Grant") -> list[Decision]:
    """What the person could do on each establishment × service if the grant were made now; nothing is written."""
    at = clock.now()
    sirets = None if grant.establishments is None else [place.siret for place in grant.establishments]
    codes = [service.code for service in grant.services]
    places: list[str | None] = [None] if sirets is None else list(sirets)
    person = grant.person.pk
    facts = load_facts(organisation.siren, persons=[person], sirets=sirets, services=codes)
    given = [
        HabilitationFact("foreseen", Span(at, grant.valid_to, None, 0, None), siret, code, grant.level)
        for siret in places
        for code in codes
    ]
    assumed = replace(facts, habilitations={person: (*facts.habilitations.get(person, ()), *given)})
    action = ACTION_OF_LEVEL[grant.level]
    asked = [(siret, code) for siret in sorted(facts.establishments) for code in codes]
    return [decide(Question(person, action, organisation.siren, *place, at), assumed) for place in asked]


def rights_in_the_way(organisation: Organisation, grant: "Grant") -> list[Habilitation]:
    """Rights that run on the same person, service and place in that period: they are to be closed first."""
    place = Q(siret__isnull=True)
    if grant.establishments is not None:
        place = Q(siret__in=[int(establishment.siret) for establishment in grant.establishments])
    rows = Habilitation.objects.filter(
        place,
        siren=int(organisation.siren),
        person=grant.person,
        service__in=list(grant.services),
        ends_at__gt=clock.now(),
        valid_from__lt=grant.valid_to,
    )
    return list(rows.select_related("service").order_by("service__position", "siret"))
