"""« Que peut-elle faire, et pourquoi ? »: one question by form, answered gate by gate, with what it would take.

The explanation is the decision itself, told: it never weighs anything on its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django import forms

from paraphe.access import past, selectors, sentences
from paraphe.access.policy import PARIS, Basis, Decision, GateResult, Question
from paraphe.access.vocabulary import ACTION_OF_LEVEL, LEVEL_NEEDED, Level
from paraphe.access.web import lifting
from paraphe.access.web.deciding import ShownGate, show_gates
from paraphe.access.web.forms import LEVEL_WORDS
from paraphe.access.web.history import ACTORS, register_words
from paraphe.access.wording import listed
from paraphe.accounts import selectors as accounts
from paraphe.accounts.selectors import Person
from paraphe.journal import selectors as journal
from paraphe.journal.selectors import Entry
from paraphe.kernel import clock
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Establishment, Organisation, Service
from paraphe.web.components import Check, Link
from paraphe.web.templatetags.formats import day, moment

INVALID_DAY = {"invalid": "Indiquez une date comme 31/12/2027"}
INVALID_HOUR = {"invalid": "Indiquez une heure comme 14:30"}


class QuestionForm(forms.Form):
    """Which act, on which service, where, on which day (today where none is given), at which hour (noon)."""

    acte = forms.ChoiceField(
        label="Acte", choices=[(level.code, LEVEL_WORDS[level.code]) for level in reversed(Level)]
    )
    service = forms.ChoiceField(label="Service")
    etablissement = forms.ChoiceField(label="Établissement")
    jour = forms.DateField(
        label="Date (JJ/MM/AAAA)", required=False, input_formats=["%d/%m/%Y"], error_messages=INVALID_DAY
    )

    def __init__(
        self, *args: Any, places: Sequence[Establishment], offered: Sequence[Service], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.places = {place.ref: place for place in places}
        self.offered = {service.code: service for service in offered}
        for name, choices in (
            ("service", [(s.code, s.name) for s in offered]),
            ("etablissement", [(p.ref, p.name) for p in places]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    def question(self, person: Person, organisation: Organisation) -> Question:
        """The question asked, once the form is valid; a past day is asked at noon."""
        given = self.cleaned_data
        return Question(
            person=person.pk,
            action=ACTION_OF_LEVEL[Level.of(given["acte"])],
            siren=organisation.siren,
            siret=self.places[given["etablissement"]].siret,
            service=given["service"],
            at=self.instant,
        )

    @property
    def instant(self) -> datetime:
        """The instant asked about: now for today without an hour, else noon or the hour given."""
        now, on = clock.now(), self.cleaned_data["jour"]
        hour: time | None = self.cleaned_data.get("heure")
        if hour is None and (on is None or on == now.astimezone(PARIS).date()):
            return now
        return datetime.combine(on or now.astimezone(PARIS).date(), hour or time(12), tzinfo=PARIS)


@dataclass(frozen=True)
class Explanation:
    """The answer: yes with its chain, or no; every gate in both; `needs` is the shortest list of acts to a yes."""

    allowed: bool
    title: str
    text: str
    links: Sequence[Link] = ()
    checks: Sequence[Check] = ()
    needs: Sequence[Check] = ()


def explain_for(
    form: QuestionForm, *, person: Person, organisation: Organisation, reader: Person
) -> Explanation:
    """Weigh the question of a valid form, past and coming rows included."""
    decision = selectors.explain(form.question(person, organisation))
    return explain_decision(decision, person=person, organisation=organisation, reader=reader)


def explain_decision(
    decision: Decision, *, person: Person, organisation: Organisation, reader: Person
) -> Explanation:
    """A decision on the use of a service, told whole: constant in queries, but for what ended."""
    question = decision.question
    place = organisation.establishments.filter(siret=question.siret).first()
    service = registry.service_names().get(question.service or "", question.service)
    level = LEVEL_NEEDED[question.action]
    where = place.name if place else question.siret
    what = f"{LEVEL_WORDS[level.code].lower()} pour {where} : {service}"
    told = Telling(decision, organisation, _entries_of(decision))
    checks = told.checks(show_gates(decision, organisation, reader=reader))
    if not decision.allowed:
        title = f"Non. Le {day(question.at)}, {person.full_name} ne peut pas {what}."
        needs = lifting.acts_needed(decision, person=person, organisation=organisation, reader=reader)
        return Explanation(False, title, "Voici ce qui a été vérifié, et ce qui manque.", (), checks, needs)
    title = f"Oui. Le {day(question.at)}, {person.full_name} peut {what}."
    until = f" Sans changement, jusqu’au {moment(decision.valid_until)}." if decision.valid_until else ""
    text = f"Cette réponse repose sur les actes ci-dessous. Si l’un tombait, elle changerait.{until}"
    return Explanation(True, title, text, chains_of([decision])[0], checks)


@dataclass(frozen=True)
class Signed:
    """An entry with who acted and why, in words."""

    entry: Entry
    by: str
    reason: str

    @property
    def words(self) -> str:
        """« Le 2 mars 2026, par Claire Maubert. Registre nº 12. »"""
        by = f", par {self.by}" if self.by else ""
        return f"Le {day(self.entry.at)}{by}. {register_words(self.entry)}."


def read_signed(keys: Sequence[int]) -> dict[int, Signed]:
    """Entries by number, with the names of those who acted: three queries whatever their number."""
    entries = journal.entries_named(keys)
    bodies = {key: journal.body_of(entry) for key, entry in entries.items()}
    said = {key: body if isinstance(body, dict) else {} for key, body in bodies.items()}
    names = accounts.persons_by_ref(body["actor"] for body in said.values() if "actor" in body)
    found = {}
    for key, entry in entries.items():
        ref = str(said[key].get("actor", ""))
        by = names[ref].full_name if ref in names else ACTORS.get(ref, "")
        found[key] = Signed(entry, by, str(said[key].get("reason") or ""))
    return found


def _entries_of(decision: Decision) -> dict[int, Signed]:
    return read_signed([basis.entry for gate in decision.gates for basis in gate.basis])


@dataclass(frozen=True)
class Telling:
    """A decision being told: what each gate rests on, since when, by whom, until when, what ended it."""

    decision: Decision
    organisation: Organisation
    signed: Mapping[int, Signed]

    def checks(self, shown: Sequence[ShownGate]) -> list[Check]:
        """Every gate, passed or not, with its history."""
        return [self._check(gate, words) for gate, words in zip(self.decision.gates, shown, strict=True)]

    def _check(self, gate: GateResult, shown: ShownGate) -> Check:
        if gate.passed:
            acts = [self.signed[basis.entry].words for basis in gate.basis if basis.entry in self.signed]
            until = f"Jusqu’au {moment(gate.until)}." if gate.until else ""
            return Check(shown.title, " ".join(part for part in (shown.note, *acts, until) if part))
        who = f"Peut le lever : {listed(shown.lifted_by)}." if shown.lifted_by else ""
        note = " ".join(part for part in (shown.note, self._ending(gate), who) if part)
        return Check(shown.title, note, "bad")

    def _ending(self, gate: GateResult) -> str:
        """When, by whom and why what would have let it pass ended; empty where nothing did."""
        teller = _ENDINGS.get(gate.code)
        return teller(self.decision.question, gate, self.organisation) if teller else ""


def _end_words(what: str, at: datetime, entry: int | None) -> str:
    if entry is None:
        return f"{what} le {moment(at)}, à sa fin prévue."
    signed = read_signed([entry]).get(entry)
    by = f" par {signed.by}" if signed and signed.by else ""
    number = f" {register_words(signed.entry)}." if signed else ""
    reason = f" Motif : {signed.reason}." if signed and signed.reason else ""
    return f"{what} le {moment(at)}{by}.{reason}{number}"


def _right_ended(question: Question, gate: GateResult, organisation: Organisation) -> str:
    if gate.detail not in ("closed", "ended"):
        return ""
    main = gate.service == question.service
    level = LEVEL_NEEDED[question.action] if main else Level.CONSULT
    right = past.last_right(question, gate.service or "", level)
    if right is None:
        return ""
    if right.closed_at is not None and right.closed_at <= question.at:
        return _end_words("Retiré", right.closed_at, right.closed_entry)
    return _end_words("Arrivé", right.valid_to, None)


def _left(question: Question, gate: GateResult, organisation: Organisation) -> str:
    row = past.last_membership(organisation, question.person, question.at)
    if row is None or row.closed_at is None or row.closed_at > question.at:
        return ""
    return _end_words("Partie", row.closed_at, row.closed_entry)


def _suspended(question: Question, gate: GateResult, organisation: Organisation) -> str:
    row = past.suspension_then(organisation, question.person, question.at)
    return _end_words("Suspendue", row.opened_at, row.opened_entry) if row else ""


def _service_closed(question: Question, gate: GateResult, organisation: Organisation) -> str:
    row = past.last_subscription(question.siret or "", gate.service or "", question.at)
    if row is None or row.closed_at is None or row.closed_at > question.at:
        return ""
    return _end_words("Fermé", row.closed_at, row.closed_entry)


_ENDINGS = {
    "habilitation": _right_ended,
    "membership": _left,
    "suspension": _suspended,
    "subscription": _service_closed,
}


def chains_of(decisions: Sequence[Decision]) -> list[list[Link]]:
    """For each decision, the acts its answer rests on, oldest first, each with its author and register number."""
    signed = read_signed([basis.entry for decision in decisions for basis in decision.basis])
    return [
        [
            Link(_link_title(basis), signed[basis.entry].words)
            for basis in sorted(decision.basis, key=lambda basis: basis.entry)
            if basis.entry in signed
        ]
        for decision in decisions
    ]


def _link_title(basis: Basis) -> str:
    return sentences.BASES[basis.kind]
