"""Views of many decisions at once: who can do what in a body at any instant, where nobody can sign, what ends soon.

A grid loads the facts of a body once (two round trips); the gates alike for many cells are asked of the pure policy
once, and a test of random bodies holds every cell to what the policy says of it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.db.models.functions import TruncDate

from paraphe.access.facts import load_facts
from paraphe.access.models import Habilitation, Membership
from paraphe.access.policy import (
    PARIS,
    Decision,
    Facts,
    GateResult,
    HabilitationFact,
    Question,
    ServiceFact,
    SubscriptionFact,
    decide,
)
from paraphe.access.vocabulary import LEVEL_NEEDED, Action, Level
from paraphe.journal import selectors as journal
from paraphe.kernel import clock
from paraphe.registry.selectors import Organisation

if TYPE_CHECKING:
    from paraphe.accounts.selectors import Person


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


PLACE_GATES = ("establishment_open", "service_offered", "subscription")
"""Gates of a place, alike for everybody; those before them are of the person, the last one is of the right."""
Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Cell:
    """The rights somebody holds on one establishment × service at an instant, and what works of them.

    `own` is given for this establishment, `wide` for all of them; at least one is there. `level` is what works (None:
    nothing), `reason` the code of the first gate that stops the rest, "" where everything given works.
    """

    level: Level | None
    own: HabilitationFact | None
    wide: HabilitationFact | None
    reason: str = ""

    @property
    def strongest(self) -> HabilitationFact:
        """The right that gives most; of two that give as much, the one for this establishment."""
        own, wide = self.own, self.wide
        if wide is None or (own is not None and own.level >= wide.level):
            assert own is not None
            return own
        return wide

    @property
    def given(self) -> Level:
        """The highest level given, whether it works or not."""
        return Level(self.strongest.level)


@dataclass(frozen=True)
class Grid:
    """Effective levels at one instant: by (person, siret, service); absent means no right that works.

    `cells` also holds the rights that wait; `persons` are those who belong.
    """

    levels: dict[tuple[int, str, str], Level]
    subscribed: frozenset[Place]
    persons: tuple[int, ...]
    cells: dict[tuple[int, str, str], Cell] = field(default_factory=dict)
    able: dict[Place, list[int]] = field(default_factory=dict)

    def signers(self, siret: str, service: str) -> list[int]:
        """The persons who can sign there."""
        return self.able.get((siret, service), [])


def rights_grid(
    organisation: Organisation,
    *,
    sirets: Iterable[str] | None = None,
    persons: Iterable[int] | None = None,
    at: datetime | None = None,
    known_at: int | None = None,
) -> Grid:
    """What these persons of the body (None: everyone) can do on these establishments (None: all), at any instant.

    `known_at` is a journal position: rows it does not know are not weighed. Two queries, whatever the size.
    """
    at = at or clock.now()
    facts = load_facts(
        organisation.siren,
        persons=persons,
        sirets=sirets,
        services=None,
        current_at=at if known_at is None else None,
    )
    return grid_of(facts, Question(0, Action.DECLARATION_SIGN, organisation.siren, None, None, at, known_at))


def grid_of(facts: Facts, asked: Question) -> Grid:
    """The grid of these facts at the instant of `asked`, whose person, place and action are not weighed.

    Each level is the highest that `policy.decide` allows; the gates alike for many cells are asked of it once.
    """
    held = {person: _Held.of(rights, asked) for person, rights in sorted(facts.habilitations.items())}
    places = _PlaceGates(facts, asked)
    cells: dict[tuple[int, str, str], Cell] = {}
    for person, rights in held.items():
        gates = _person_gates(replace(asked, person=person), facts)
        for siret, service in rights.places(facts.establishments):
            stops = (gates, places.stop(siret, service), rights.misses(siret, facts.services.get(service)))
            cells[person, siret, service] = rights.cell(siret, service, stops)
    levels = {key: cell.level for key, cell in cells.items() if cell.level is not None}
    able: dict[Place, list[int]] = defaultdict(list)
    for (person, siret, service), level in levels.items():
        if level is Level.SIGN:
            able[siret, service].append(person)
    subscribed = frozenset((row.siret, row.service) for row in facts.subscriptions if row.span.holds(asked))
    belong = [key for key, rows in facts.memberships.items() if any(row.span.holds(asked) for row in rows)]
    return Grid(levels, subscribed, tuple(sorted(belong)), cells, dict(able))


Stops = tuple[tuple[str, str], str, str]
"""What stops a cell, in the order of the gates: the person who uses or signs, the place, a right required."""


def _person_gates(asked: Question, facts: Facts) -> tuple[str, str]:
    """The first gate of the person that is closed to any use, and to signing; "" where none is."""
    gates = decide(replace(asked, action=Action.DECLARATION_SIGN, siret=None, service=None), facts).gates
    closed = [gate.code for gate in gates if not gate.passed and gate.code not in PLACE_GATES]
    lasting = [code for code in closed if code != "factor_settled"]
    return next(iter(lasting), ""), next(iter(closed), "")


class _PlaceGates:
    """The first closed gate of each establishment × service, asked once; an establishment's subscriptions apart."""

    def __init__(self, facts: Facts, asked: Question) -> None:
        self.facts, self.asked = facts, replace(asked, person=0, action=Action.DECLARATION_CONSULT)
        self.found: dict[Place, str] = {}
        self.narrow: dict[str, Facts] = {}
        self.rows: dict[str, list[SubscriptionFact]] = defaultdict(list)
        for row in facts.subscriptions:
            self.rows[row.siret].append(row)

    def stop(self, siret: str, service: str) -> str:
        """The code of the gate, or ""."""
        found = self.found.get((siret, service))
        if found is None:
            question = replace(self.asked, siret=siret, service=service)
            gates = decide(question, self._facts_of(siret)).gates
            closed = (gate.code for gate in gates if not gate.passed and gate.code in PLACE_GATES)
            found = self.found[siret, service] = next(closed, "")
        return found

    def _facts_of(self, siret: str) -> Facts:
        if siret not in self.narrow:
            self.narrow[siret] = replace(self.facts, subscriptions=tuple(self.rows[siret]))
        return self.narrow[siret]


@dataclass(frozen=True, slots=True)
class _Held:
    """The rights of one person that hold: on one establishment, and on all of them, by service."""

    own: dict[Place, HabilitationFact]
    wide: dict[str, HabilitationFact]
    made: dict[tuple[str, Stops], Cell]

    @classmethod
    def of(cls, rights: Iterable[HabilitationFact], asked: Question) -> "_Held":
        own: dict[Place, HabilitationFact] = {}
        wide: dict[str, HabilitationFact] = {}
        for right in sorted(rights, key=lambda right: right.level):
            if not right.span.holds(asked):
                continue
            if right.siret is None:
                wide[right.service] = right
            else:
                own[right.siret, right.service] = right
        return cls(own, wide, {})

    def places(self, sirets: Iterable[str]) -> Iterator[Place]:
        """Every establishment × service on which something is held."""
        yield from self.own
        if self.wide:
            yield from (
                (siret, code) for siret in sirets for code in self.wide if (siret, code) not in self.own
            )

    def misses(self, siret: str, service: ServiceFact | None) -> str:
        """The gate closed for want of a right that the service requires, or ""."""
        needed = service.requires if service is not None else ()
        return (
            "" if all(code in self.wide or (siret, code) in self.own for code in needed) else "habilitation"
        )

    def cell(self, siret: str, service: str, stops: Stops) -> Cell:
        """The cell of a place; those that rest on the same wide right are one."""
        own = self.own.get((siret, service))
        made = self.made.get((service, stops)) if own is None else None
        if made is None:
            made = _weigh(own, self.wide.get(service), stops)
            if own is None:
                self.made[service, stops] = made
        return made


def _weigh(own: HabilitationFact | None, wide: HabilitationFact | None, stops: Stops) -> Cell:
    """What works of the rights given: all of it, nothing, or all but signing."""
    (using, signing), place, required = stops
    others = using or place or required
    if others and signing == using:
        return Cell(None, own, wide, others)
    given = Cell(None, own, wide).given
    if given is not Level.SIGN or signing == using:
        return Cell(None if others else given, own, wide, others)
    return Cell(None if others else Level.PREPARE, own, wide, using or signing)


def gaps_of(grid: Grid, *, signable: Iterable[str]) -> list[tuple[str, str]]:
    """The (siret, service) in use that nobody can sign, among the services that are signed."""
    signed = set(signable)
    return sorted(place for place in grid.subscribed if place[1] in signed and not grid.signers(*place))


def alone_in(grid: Grid, *, signable: Iterable[str]) -> list[tuple[str, str, int]]:
    """The (siret, service, person) where one person alone can sign."""
    signed = set(signable)
    signers = [(place, grid.signers(*place)) for place in sorted(grid.subscribed) if place[1] in signed]
    return [(*place, people[0]) for place, people in signers if len(people) == 1]


def entry_known_on(organisation: Organisation, day: date) -> int:
    """The journal position of the body at the end of a day, in Europe/Paris; 0 where nothing was known yet."""
    end = datetime.combine(day + timedelta(days=1), time.min, tzinfo=PARIS)
    rows = journal.entries_of(journal.Chain.Kind.BODY, organisation.siren).filter(at__lt=end)
    return rows.values_list("pk", flat=True).first() or 0


def last_entry(organisation: Organisation) -> int:
    """The journal position of the body now."""
    rows = journal.entries_of(journal.Chain.Kind.BODY, organisation.siren)
    return rows.values_list("pk", flat=True).first() or 0


def members_at(organisation: Organisation, *, at: datetime, known_at: int | None) -> list[Membership]:
    """Who belonged to the body at an instant, as known at a journal position, by name; one query."""
    still = Q(closed_at=None) | Q(closed_at__gt=at)
    rows = Membership.objects.filter(organisation=organisation, opened_at__lte=at)
    if known_at is not None:
        still |= Q(closed_entry__gt=known_at)
        rows = rows.filter(opened_entry__lte=known_at)
    rows = rows.filter(still).select_related("person")
    return list(rows.order_by("person__family_name", "person__given_name", "pk"))


def holders_named(organisation: Organisation, persons: Iterable[int]) -> dict[int, "Person"]:
    """Those of these persons who hold or held a right of the body, by key."""
    rows = Habilitation.objects.filter(siren=int(organisation.siren), person__in=list(persons))
    return {row.person_id: row.person for row in rows.select_related("person").order_by("pk")}


def rights_ending(organisation: Organisation, *, before: datetime) -> list[Habilitation]:
    """The rights of the body that run now and end before an instant: what waits for a decision, in one query."""
    rows = Habilitation.objects.filter(
        siren=int(organisation.siren), ends_at__gt=clock.now(), ends_at__lte=before
    )
    return list(rows.select_related("service", "person").order_by("service__position", "siret"))


def count_endings(organisation: Organisation, *, before: datetime) -> int:
    """How many (person, day in Europe/Paris) there are among them: the decisions they ask for; no row is read."""
    rows = Habilitation.objects.filter(
        siren=int(organisation.siren), ends_at__gt=clock.now(), ends_at__lte=before
    )
    days = rows.annotate(day=TruncDate("ends_at", tzinfo=PARIS))
    return days.values("person", "day").distinct().count()
