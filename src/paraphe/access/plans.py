"""What giving comes to, beside the rights that run: nothing is taken away, the higher level holds at each instant.

A right in the way is closed and given again, with its new level or end, in the same act; what is held already is left.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise

from paraphe.access.changes import Change, Wanted
from paraphe.access.facts import load_facts
from paraphe.access.models import BodyRegistration, Habilitation
from paraphe.access.policy import Decision, HabilitationFact, Question, Span, decide
from paraphe.access.profiles import Item, complete_items
from paraphe.access.vocabulary import ACTION_OF_LEVEL, Level
from paraphe.accounts.selectors import Person
from paraphe.kernel import clock
from paraphe.registry.selectors import Organisation, Service


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for one person: where (SIRETs; None: all, present and future), what, when.

    `starts_at` None: at once. `profile` is the reference of the profile that `items` come from.
    """

    person: Person
    sirets: Sequence[str] | None
    items: Sequence[Item]
    ends_at: datetime
    starts_at: datetime | None = None
    profile: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What happens on one establishment (None: all) and service: what runs now, what is given, or nothing (`held`)."""

    siret: str | None
    service: Service
    before: Sequence[Habilitation]
    closed: Sequence[Habilitation]
    given: Sequence[Wanted]

    @property
    def is_held(self) -> bool:
        """Whether the person has as much already."""
        return not self.given


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps of what is asked, prerequisites included; `added` are the services only another one requires."""

    steps: Sequence[Step]
    added: frozenset[str] = field(default_factory=frozenset)

    def change(self, source: str, *, reason: str = "", profile: str = "") -> Change:
        """The one act that does it, empty where everything is held already."""
        return Change(
            source,
            closures=[right for step in self.steps for right in step.closed],
            grants=[wanted for step in self.steps for wanted in step.given],
            reason=reason,
            profile=profile,
        )


@dataclass(frozen=True, slots=True)
class Segment:
    """A level that holds for a while."""

    start: datetime
    end: datetime
    level: int


def plan_giving(organisation: Organisation, *asks: Asked) -> Plan:
    """What giving all this to one person comes to now; reads only, in a constant number of queries.

    Not checked: whether it can be given at all (`check_wanted`), and by whom.
    """
    now = clock.now()
    segments: dict[tuple[str | None, str], list[Segment]] = {}
    services: dict[str, Service] = {}
    for asked in asks:
        start = max(now, asked.starts_at or now)
        for service, level in complete_items(asked.items):
            services[service.code] = service
            for siret in asked.sirets if asked.sirets is not None else [None]:
                segments.setdefault((siret, service.code), []).append(Segment(start, asked.ends_at, level))
    if not segments:
        return Plan(())
    person = asks[0].person
    running = _running(organisation, person, services.values())
    steps = [_step(person, key[0], services[key[1]], (rows, running, now)) for key, rows in segments.items()]
    named = {service.code for asked in asks for service, _ in asked.items}
    return Plan(steps, frozenset(services) - named)


def merge_level(existing: Sequence[Segment], asked: Segment) -> list[Segment]:
    """The level at each instant once `asked` is given too: the higher of what runs; neighbours of one level joined."""
    points = sorted({moment for row in (*existing, asked) for moment in (row.start, row.end)})
    found: list[Segment] = []
    for start, end in pairwise(points):
        level = max((row.level for row in (*existing, asked) if row.start <= start < row.end), default=0)
        if level and found and found[-1].end == start and found[-1].level == level:
            found[-1] = Segment(found[-1].start, end, level)
        elif level:
            found.append(Segment(start, end, level))
    return found


def foresee_giving(organisation: Organisation, asked: Asked) -> list[Decision]:
    """What the person could do on each establishment and service asked for, once given; nothing is written."""
    now, person = clock.now(), asked.person.pk
    start = max(now, asked.starts_at or now)
    items = complete_items(asked.items)
    facts = load_facts(
        organisation.siren,
        persons=[person],
        sirets=asked.sirets,
        services=[service.code for service, _ in items],
    )
    given = [
        HabilitationFact(
            "foreseen", Span(start, asked.ends_at, None, 0, None), siret, service.code, level.value
        )
        for siret in (asked.sirets if asked.sirets is not None else [None])
        for service, level in items
    ]
    assumed = replace(facts, habilitations={person: (*facts.habilitations.get(person, ()), *given)})
    return [
        decide(
            Question(person, ACTION_OF_LEVEL[level], organisation.siren, siret, service.code, start), assumed
        )
        for siret in sorted(facts.establishments)
        for service, level in asked.items
    ]


def services_under_four_eyes(organisation: Organisation) -> frozenset[str]:
    """The codes of the services whose rights two administrators give in this body."""
    rows = BodyRegistration.objects.filter(organisation=organisation).values_list("four_eyes", flat=True)
    return frozenset(code for codes in rows for code in codes)


def four_eyes_of(organisation: Organisation, change: Change) -> list[Service]:
    """The services a change gives that two administrators give in this body, each once."""
    held = services_under_four_eyes(organisation)
    found = {row.service.code: row.service for row in change.grants if row.service.code in held}
    return sorted(found.values(), key=lambda service: service.position)


def _running(
    organisation: Organisation, person: Person, services: Iterable[Service]
) -> dict[tuple[str | None, str], list[Habilitation]]:
    rows = Habilitation.objects.filter(
        siren=int(organisation.siren),
        person=person,
        service__in=list(services),
        ends_at__gt=clock.now(),
        closed_at=None,
    )
    found: dict[tuple[str | None, str], list[Habilitation]] = {}
    for row in rows.select_related("service", "person").order_by("valid_from", "pk"):
        found.setdefault((row.siret_text, row.service.code), []).append(row)
    return found


def _step(
    person: Person,
    siret: str | None,
    service: Service,
    timeline: tuple[Sequence[Segment], dict[tuple[str | None, str], list[Habilitation]], datetime],
) -> Step:
    """One establishment and service: `timeline` is what is asked there, every right that runs, and now."""
    asked, running, now = timeline
    everywhere = running.get((None, service.code), []) if siret is not None else []
    own = running.get((siret, service.code), [])
    fresh = [row for row in asked if not any(_covers(right, row) for right in (*own, *everywhere))]
    if not fresh:
        return Step(siret, service, [*own, *everywhere], (), ())
    touched = [
        right
        for right in own
        if any(right.valid_from <= row.end and right.ends_at >= row.start for row in fresh)
    ]
    merged = [_segment(right, now) for right in touched]
    for row in fresh:
        merged = merge_level(merged, row)
    kept = [right for right in touched if _segment(right, now) in merged]
    same = [_segment(right, now) for right in kept]
    given = [
        Wanted(person, siret, service, Level(row.level), row.end, None if row.start == now else row.start)
        for row in merged
        if row not in same
    ]
    return Step(siret, service, own, [right for right in touched if right not in kept], given)


def _segment(right: Habilitation, now: datetime) -> Segment:
    return Segment(max(right.valid_from, now), right.ends_at, right.level)


def _covers(right: Habilitation, asked: Segment) -> bool:
    return right.level >= asked.level and right.valid_from <= asked.start and asked.end <= right.ends_at
