"""« Que peut-elle faire, et pourquoi ? »: one question by form, answered by the chain of authority or by the gates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django import forms

from paraphe.access import selectors, sentences
from paraphe.access.policy import PARIS, Basis, Decision, Question
from paraphe.access.vocabulary import ACTION_OF_LEVEL, Level
from paraphe.access.web.deciding import show_gates
from paraphe.access.web.forms import LEVEL_WORDS
from paraphe.access.web.history import register_words
from paraphe.accounts import selectors as accounts
from paraphe.accounts.selectors import Person
from paraphe.journal import selectors as journal
from paraphe.kernel import clock
from paraphe.registry.selectors import Establishment, Organisation, Service
from paraphe.web.components import Check, Link
from paraphe.web.templatetags.formats import day, moment


class QuestionForm(forms.Form):
    """Which act, on which service, where, on which day (today where none is given)."""

    acte = forms.ChoiceField(
        label="Acte", choices=[(level.code, LEVEL_WORDS[level.code]) for level in reversed(Level)]
    )
    service = forms.ChoiceField(label="Service")
    etablissement = forms.ChoiceField(label="Établissement")
    jour = forms.DateField(
        label="Date (JJ/MM/AAAA)",
        required=False,
        input_formats=["%d/%m/%Y"],
        error_messages={"invalid": "Indiquez une date comme 31/12/2027"},
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
        now = clock.now()
        on = given["jour"]
        at = (
            datetime.combine(on, time(12), tzinfo=PARIS) if on and on != now.astimezone(PARIS).date() else now
        )
        return Question(
            person=person.pk,
            action=ACTION_OF_LEVEL[Level.of(given["acte"])],
            siren=organisation.siren,
            siret=self.places[given["etablissement"]].siret,
            service=given["service"],
            at=at,
        )


@dataclass(frozen=True)
class Explanation:
    """The answer: yes with its chain, or no with its gates."""

    allowed: bool
    title: str
    text: str
    links: Sequence[Link] = ()
    checks: Sequence[Check] = ()


def explain_for(
    form: QuestionForm, *, person: Person, organisation: Organisation, reader: Person
) -> Explanation:
    """Weigh the question of a valid form, past and coming rows included."""
    question = form.question(person, organisation)
    decision = selectors.explain(question)
    given = form.cleaned_data
    act = LEVEL_WORDS[given["acte"]].lower()
    place, service = form.places[given["etablissement"]], form.offered[given["service"]]
    what = f"{act} pour {place.name} : {service.name}"
    if not decision.allowed:
        checks = [
            Check(gate.title, gate.note, "" if gate.passed else "bad")
            for gate in show_gates(decision, organisation, reader=reader)
        ]
        title = f"Non. Le {day(question.at)}, {person.full_name} ne peut pas {what}."
        return Explanation(False, title, "Voici ce qui a été vérifié, et ce qui manque.", checks=checks)
    title = f"Oui. Le {day(question.at)}, {person.full_name} peut {what}."
    until = f" Sans changement, jusqu’au {moment(decision.valid_until)}." if decision.valid_until else ""
    text = f"Cette réponse repose sur les actes ci-dessous. Si l’un tombait, elle changerait.{until}"
    return Explanation(True, title, text, links=_chain_of(decision))


def _chain_of(decision: Decision) -> list[Link]:
    """The acts the answer rests on, oldest first, each with its author and register number."""
    entries = journal.entries_named(basis.entry for basis in decision.basis)
    bodies = {key: journal.body_of(entry) or {} for key, entry in entries.items()}
    names = accounts.persons_by_ref(body["actor"] for body in bodies.values() if "actor" in body)
    found = []
    for basis in sorted(decision.basis, key=lambda basis: basis.entry):
        entry, body = entries.get(basis.entry), bodies.get(basis.entry, {})
        if entry is None:
            continue
        actor = names.get(str(body.get("actor")))
        by = f", par {actor.full_name}" if actor else ""
        found.append(Link(_link_title(basis), f"Le {day(entry.at)}{by}. {register_words(entry)}."))
    return found


def _link_title(basis: Basis) -> str:
    return sentences.BASES[basis.kind]
