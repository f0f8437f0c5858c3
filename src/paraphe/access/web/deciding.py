"""The decider as the guards see it: a decision with its gates in French, and the body the page is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from paraphe.access import overview, selectors, sentences
from paraphe.access.models import Membership
from paraphe.access.policy import Decision, GateResult
from paraphe.access.vocabulary import ADMINISTERING, DESK, LEVEL_NEEDED, WHOLE_BODY, Action
from paraphe.accounts.selectors import Person
from paraphe.registry import selectors as registry
from paraphe.registry.errors import UnknownBody
from paraphe.registry.selectors import Organisation
from paraphe.web.slots import Answer


@dataclass(frozen=True)
class ShownGate:
    """One gate, in words, with the names of those who can lift it."""

    code: str
    title: str
    note: str
    passed: bool
    lifted_by: Sequence[str]


@dataclass(frozen=True)
class ShownDecision:
    """A decision as pages show it."""

    allowed: bool
    reason: str
    gates: Sequence[ShownGate]


@dataclass
class BodyShown:
    """The body of the page, for one person; what is not printed is not read."""

    organisation: Organisation
    person: Person

    @property
    def ref(self) -> str:
        """Its reference in addresses."""
        return self.organisation.ref

    @property
    def name(self) -> str:
        """Its name."""
        return self.organisation.name

    @property
    def siren(self) -> str:
        """Its SIREN."""
        return self.organisation.siren

    @cached_property
    def detail(self) -> str:
        """How many establishments it has."""
        count = self.organisation.establishments.count()
        return f"{count}\u00a0établissement{'s' if count > 1 else ''}"

    @cached_property
    def membership(self) -> Membership | None:
        """The person's membership of it."""
        return selectors.membership_of(self.organisation, self.person.pk)


def answer_guard(person: Person, action: str, kwargs: Mapping[str, Any]) -> Answer | None:
    """The decision on a page of the body named `body_ref`; None for someone who does not belong to it.

    Without an establishment in the address, the answer opens the page where at least one act of the kind is possible;
    the verb decides again on the establishments of the act.
    """
    if Action(action) in DESK:
        return _answer_desk(person, Action(action))
    try:
        organisation = registry.organisation_by_ref(str(kwargs.get("body_ref", "")))
    except UnknownBody:
        return None
    decision = _decide(person, Action(action), organisation, kwargs)
    if not decision.related:
        return None
    gates = () if decision.allowed else show_gates(decision, organisation, reader=person)
    shown = ShownDecision(decision.allowed, decision.reason, gates)
    return Answer(shown, BodyShown(organisation, person))


def _answer_desk(person: Person, action: Action) -> Answer | None:
    """The decision on a page of the operator's desk, which does not exist for anybody else."""
    decision = selectors.decide_desk(person.pk, action)
    if not decision.related:
        return None
    lifters = {"person": [person.full_name], "administrators": ["L’exploitant du portail"]}
    gates = [_show_gate(gate, own=True, names={}, lifters=lifters) for gate in decision.gates]
    return Answer(ShownDecision(decision.allowed, decision.reason, gates))


def _decide(
    person: Person, action: Action, organisation: Organisation, kwargs: Mapping[str, Any]
) -> Decision:
    siret = _siret_of(organisation, kwargs)
    service = kwargs.get("service")
    if action in LEVEL_NEEDED and not (siret and service):
        return overview.decide_somewhere(person.pk, action, organisation.siren)
    if action in WHOLE_BODY and action in ADMINISTERING and siret is None:
        action = Action.PEOPLE_READ
    question = selectors.ask(person.pk, action, organisation.siren, siret=siret, service=service)
    decision = selectors.decide(question)
    return decision if decision.allowed else selectors.explain(question)


def _siret_of(organisation: Organisation, kwargs: Mapping[str, Any]) -> str | None:
    ref = kwargs.get("establishment_ref")
    if ref is None:
        return None
    found = organisation.establishments.filter(ref=ref).first()
    return found.siret if found else "0"


def show_gates(decision: Decision, organisation: Organisation, *, reader: Person) -> list[ShownGate]:
    """Every gate of a decision in words, said to the person herself or of somebody else."""
    names = registry.service_names()
    siret = decision.question.siret
    able = [
        row
        for row in selectors.active_administrators_of(organisation)
        if row.scope is None or siret in row.scope
    ]
    lifters = {
        "administrators": [row.person.full_name for row in able],
        "person": _person_of(decision, reader),
        **{who: [name] for who, name in sentences.LIFTERS.items()},
    }
    own = decision.question.person == reader.pk
    shown = [_show_gate(gate, own=own, names=names, lifters=lifters) for gate in decision.gates]
    chartered = _chartered(decision)
    return [
        replace(told, note=f"{told.note} Sa charte sera à accepter.".strip()) if gate in chartered else told
        for gate, told in zip(decision.gates, shown, strict=True)
    ]


def _chartered(decision: Decision) -> list[GateResult]:
    """The gates that failed for a service not open, which opens with a charter; one query, none where it is open."""
    closed = [gate for gate in decision.failed if gate.code == "subscription" and gate.service]
    services = registry.services_by_code([gate.service or "" for gate in closed]) if closed else {}
    return [gate for gate in closed if gate.service in services and services[gate.service].charter]


def _person_of(decision: Decision, reader: Person) -> list[str]:
    """The person a gate asks to act herself; nobody else is looked up for a reader who is not the one."""
    return [reader.full_name] if decision.question.person == reader.pk else ["La personne elle-même"]


def _show_gate(
    gate: GateResult, *, own: bool, names: Mapping[str, str], lifters: Mapping[str, Sequence[str]]
) -> ShownGate:
    return ShownGate(
        code=gate.code,
        title=sentences.gate_title(gate, own=own),
        note=sentences.gate_note(gate, service=names.get(gate.service or "", "")),
        passed=gate.passed,
        lifted_by=[name for who in gate.lifted_by for name in lifters[who]] if not gate.passed else [],
    )
