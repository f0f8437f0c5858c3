"""The one decision: may this person do this, here, at this instant? Pure: facts in, decision out.

A decision walks every gate, even after one failed, so that a refusal can say everything that must be lifted.
Source: architecture.md, "How a decision is made"; domain.md 3.0.2. Not weighed here: mandates, charters.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from paraphe.access.vocabulary import (
    ADMINISTERING,
    DESK,
    GRAVE,
    LEVEL_NEEDED,
    ON_ADMINISTRATORS,
    WHOLE_BODY,
    Action,
    Level,
)

POLICY_VERSION = "2026-11.2"
RESTRICTION_LASTS = timedelta(hours=24)
"""How long a factor enrolled after a recovery can neither sign nor change rights."""
PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True)
class Question:
    """May `person` do `action` for the body `siren`, on `siret` and `service` where the action has them, at `at`?

    `known_at` restricts what is weighed to entries up to that journal position; None weighs all.
    """

    person: int
    action: Action
    siren: str
    siret: str | None
    service: str | None
    at: datetime
    known_at: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """When a row holds: from `start` to the first of `until` and `closed_at`, and between which entries."""

    start: datetime
    until: datetime | None
    closed_at: datetime | None
    opened_entry: int
    closed_entry: int | None

    def closing(self, known_at: int | None) -> datetime | None:
        """When the row was closed, as known at a journal position."""
        if self.closed_at is not None and known_at is not None and (self.closed_entry or 0) > known_at:
            return None
        return self.closed_at

    def end(self, known_at: int | None) -> datetime | None:
        """The end as known at a journal position: the first of its term and its closing."""
        closing = self.closing(known_at)
        if closing is None or self.until is None:
            return closing or self.until
        return min(closing, self.until)

    def holds(self, question: Question) -> bool:
        """Whether the row holds at the question's instant, as then known."""
        if self.start > question.at:
            return False
        if question.known_at is not None and self.opened_entry > question.known_at:
            return False
        end = self.end(question.known_at)
        return end is None or question.at < end


@dataclass(frozen=True, slots=True)
class Held:
    """A row that gives something: its reference and span."""

    ref: str
    span: Span


@dataclass(frozen=True, slots=True)
class MembershipFact(Held):
    """A membership; `scope` None means the whole body.

    `protected_until`: before it, one who came by a key decides on no other administrator.
    """

    role: str
    scope: tuple[str, ...] | None
    suspensions: tuple[Held, ...] = ()
    protected_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class SubscriptionFact(Held):
    """A subscription of an establishment to a service."""

    siret: str
    service: str


@dataclass(frozen=True, slots=True)
class HabilitationFact(Held):
    """A right; `siret` None means all establishments."""

    siret: str | None
    service: str
    level: int


@dataclass(frozen=True, slots=True)
class CredentialFact(Held):
    """A second factor of a person."""

    kind: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How a person stands, whatever the body."""

    is_active: bool
    email_verified: bool
    credentials: tuple[CredentialFact, ...] = ()
    restricted_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ServiceFact:
    """What the catalogue says of a service."""

    branches: tuple[str, ...]
    requires: tuple[str, ...]
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EstablishmentFact:
    """When the register says the establishment is open."""

    opened_on: date
    closed_on: date | None


@dataclass(frozen=True)
class Facts:
    """Everything a decision on one body may weigh, for one or several persons."""

    branch: str = ""
    registrations: tuple[Held, ...] = ()
    establishments: Mapping[str, EstablishmentFact] = field(default_factory=dict)
    services: Mapping[str, ServiceFact] = field(default_factory=dict)
    memberships: Mapping[int, tuple[MembershipFact, ...]] = field(default_factory=dict)
    habilitations: Mapping[int, tuple[HabilitationFact, ...]] = field(default_factory=dict)
    subscriptions: tuple[SubscriptionFact, ...] = ()
    standings: Mapping[int, Standing] = field(default_factory=dict)
    operators: Mapping[int, tuple[Held, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Basis:
    """A row that made the answer yes: kind, reference, entry that opened it."""

    kind: str
    ref: str
    entry: int


@dataclass(frozen=True, slots=True)
class GateResult:
    """One gate: passed or not, which service it speaks of, who can lift it, what it rests on, until when."""

    code: str
    passed: bool
    lifted_by: tuple[str, ...] = ()
    service: str | None = None
    basis: tuple[Basis, ...] = ()
    until: datetime | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer, with what it rests on or what stops it."""

    question: Question
    gates: tuple[GateResult, ...]
    policy_version: str = POLICY_VERSION

    @property
    def allowed(self) -> bool:
        """Whether every gate passed."""
        return all(gate.passed for gate in self.gates)

    @property
    def reason(self) -> str:
        """The stable code of the first gate that failed, or `allowed`."""
        return next((gate.code for gate in self.gates if not gate.passed), "allowed")

    @property
    def failed(self) -> tuple[GateResult, ...]:
        """The gates that failed."""
        return tuple(gate for gate in self.gates if not gate.passed)

    @property
    def basis(self) -> tuple[Basis, ...]:
        """The rows that made it so, in the order of the gates; empty on a refusal."""
        return tuple(basis for gate in self.gates for basis in gate.basis) if self.allowed else ()

    @property
    def valid_until(self) -> datetime | None:
        """Until when the answer stays yes if nothing is changed; None on a refusal or without end."""
        ends = [gate.until for gate in self.gates if gate.until is not None]
        return min(ends) if ends and self.allowed else None

    @property
    def related(self) -> bool:
        """Whether the person belongs there at that instant, body or desk: else its objects do not exist for him."""
        return any(gate.passed for gate in self.gates if gate.code in ("membership", "operator"))


def decide(question: Question, facts: Facts) -> Decision:
    """The decision on a question, from facts that hold at least the rows of its person, services and establishment."""
    if question.action in DESK:
        return Decision(question, (_operates(question, facts), *_standing(question, facts)))
    gates = [_registered(question, facts), _membership(question, facts), _suspension(question, facts)]
    gates += _standing(question, facts)
    if question.action in GRAVE:
        gates.append(_settled(question, facts))
    if question.action in LEVEL_NEEDED:
        gates += _using(question, facts)
    elif question.action in ADMINISTERING:
        gates.append(_administers(question, facts))
    if question.action in ON_ADMINISTRATORS:
        gates.append(_protection(question, facts))
    return Decision(question, tuple(gates))


def _found(code: str, kind: str, rows: Iterable[Held], question: Question, **gate: object) -> GateResult:
    """A gate that passes when a row holds; the one that holds longest is the basis."""
    held = [row for row in rows if row.span.holds(question)]
    if not held:
        return GateResult(code, False, **gate)  # type: ignore[arg-type]
    best = max(
        held, key=lambda row: (row.span.end(question.known_at) or datetime.max.replace(tzinfo=PARIS), row.ref)
    )
    basis = (Basis(kind, best.ref, best.span.opened_entry),)
    return GateResult(code, True, basis=basis, until=best.span.end(question.known_at), **gate)  # type: ignore[arg-type]


def _registered(question: Question, facts: Facts) -> GateResult:
    return _found("registration", "registration", facts.registrations, question, lifted_by=("operator",))


def _membership(question: Question, facts: Facts) -> GateResult:
    rows = facts.memberships.get(question.person, ())
    return _found("membership", "membership", rows, question, lifted_by=("administrators",))


def _suspension(question: Question, facts: Facts) -> GateResult:
    """Passes where nothing suspends the memberships that hold; which one holds is another gate's matter."""
    held = [row for row in facts.memberships.get(question.person, ()) if row.span.holds(question)]
    stopped = any(stop.span.holds(question) for row in held for stop in row.suspensions)
    return GateResult("suspension", not stopped, ("administrators",))


def _settled(question: Question, facts: Facts) -> GateResult:
    until = facts.standings.get(question.person, Standing(False, False)).restricted_until
    restricted = until is not None and until - RESTRICTION_LASTS <= question.at < until
    return GateResult("factor_settled", not restricted, ("administrators",))


def _protection(question: Question, facts: Facts) -> GateResult:
    held = [row for row in facts.memberships.get(question.person, ()) if row.span.holds(question)]
    bound = any(row.protected_until is not None and question.at < row.protected_until for row in held)
    return GateResult("newcomer", not bound, ("time",))


def _operates(question: Question, facts: Facts) -> GateResult:
    return _found("operator", "operator", facts.operators.get(question.person, ()), question)


def _standing(question: Question, facts: Facts) -> list[GateResult]:
    standing = facts.standings.get(question.person, Standing(False, False))
    factor = _found("second_factor", "credential", standing.credentials, question, lifted_by=("person",))
    return [
        GateResult("person_active", standing.is_active, ("administrators",)),
        GateResult("email_verified", standing.email_verified, ("person",)),
        # Which factor proves the act is told by the step-up, so the gate itself rests on no single one.
        GateResult(factor.code, factor.passed, factor.lifted_by),
    ]


def _administers(question: Question, facts: Facts) -> GateResult:
    rows = [row for row in facts.memberships.get(question.person, ()) if row.role == "administrator"]
    in_scope = [row for row in rows if row.scope is None or (question.siret and question.siret in row.scope)]
    if question.siret is None and question.action not in WHOLE_BODY:
        in_scope = rows
    code = "administrator" if not any(row.span.holds(question) for row in rows) else "administrator_scope"
    return _found(code, "administrator", in_scope, question, lifted_by=("administrators",))


def _using(question: Question, facts: Facts) -> list[GateResult]:
    asked = question.service or ""
    service = facts.services.get(asked)
    gates = [_establishment_open(question, facts)]
    if service is None:
        return [*gates, GateResult("service_offered", False, ("operator",), asked)]
    gates.append(GateResult("service_offered", facts.branch in service.branches, ("operator",), asked))
    needed = LEVEL_NEEDED[question.action]
    for code, level in [(asked, needed), *((code, Level.CONSULT) for code in service.requires)]:
        gates.append(_subscribed(question, facts, code))
        gates.append(_habilitated(question, facts, code, level))
    return gates


def _establishment_open(question: Question, facts: Facts) -> GateResult:
    found = facts.establishments.get(question.siret or "")
    day = question.at.astimezone(PARIS).date()
    is_open = (
        found is not None and found.opened_on <= day and (found.closed_on is None or day < found.closed_on)
    )
    return GateResult("establishment_open", is_open, ("register",))


def _subscribed(question: Question, facts: Facts, service: str) -> GateResult:
    rows = [row for row in facts.subscriptions if row.siret == question.siret and row.service == service]
    return _found(
        "subscription", "subscription", rows, question, lifted_by=("administrators",), service=service
    )


def _habilitated(question: Question, facts: Facts, service: str, level: Level) -> GateResult:
    rows = [
        row
        for row in facts.habilitations.get(question.person, ())
        if row.service == service and row.siret in (None, question.siret)
    ]
    enough = [row for row in rows if row.level >= level]
    gate = _found(
        "habilitation", "habilitation", enough, question, lifted_by=("administrators",), service=service
    )
    if gate.passed:
        return gate
    return GateResult(gate.code, False, gate.lifted_by, service, detail=_why_none(question, rows, enough))


def _why_none(question: Question, rows: list[HabilitationFact], enough: list[HabilitationFact]) -> str:
    """Why no right holds: `closed`, `ended`, `later`, `level` (a lower one holds) or `none`."""
    if any(row.span.holds(question) for row in rows):
        return "level"
    past = [row.span for row in enough if row.span.start <= question.at]
    if past:
        return "closed" if max(past, key=lambda span: span.start).closed_at else "ended"
    return "later" if enough else "none"
