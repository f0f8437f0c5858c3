"""« Qui pouvait … le … ? » : the answer in words, each person with what the answer rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django import forms
from django.urls import reverse

from paraphe.access import past
from paraphe.access.past import PastAnswer, PastQuestion, PersonThen
from paraphe.access.policy import PARIS, Basis
from paraphe.access.vocabulary import Level
from paraphe.access.web.deciding import show_gates
from paraphe.access.web.explaining import (
    INVALID_DAY,
    INVALID_HOUR,
    QuestionForm,
    Signed,
    chains_of,
    read_signed,
)
from paraphe.access.web.forms import LEVEL_WORDS
from paraphe.accounts.selectors import Person
from paraphe.kernel import clock
from paraphe.registry.selectors import Organisation
from paraphe.web.components import Check, Link
from paraphe.web.templatetags.formats import day, moment


class HourForm(QuestionForm):
    """The question with its hour."""

    heure = forms.TimeField(
        label="Heure (HH:MM)",
        required=False,
        input_formats=["%H:%M", "%Hh%M", "%H h %M"],
        error_messages=INVALID_HOUR,
    )


class PastForm(HourForm):
    """Who could do that act there, on that day, at that hour; as known on another day where one is given."""

    connu = forms.DateField(
        label="Tel que connu le (JJ/MM/AAAA)",
        required=False,
        input_formats=["%d/%m/%Y"],
        error_messages=INVALID_DAY,
    )

    def asked(self) -> PastQuestion:
        """The question, once the form is valid."""
        given = self.cleaned_data
        return PastQuestion(
            siret=self.places[given["etablissement"]].siret,
            service=self.offered[given["service"]],
            level=Level.of(given["acte"]),
            at=self.instant,
            known_at=None if self.known_until is None else past.position_at(self.known_until),
        )

    @property
    def known_until(self) -> datetime | None:
        """The end of the day whose knowledge is asked; None for today's."""
        on = self.cleaned_data["connu"]
        if on is None or on >= clock.now().astimezone(PARIS).date():
            return None
        return datetime.combine(on + timedelta(days=1), time.min, tzinfo=PARIS) - timedelta(microseconds=1)


@dataclass(frozen=True)
class AbleShown:
    """Somebody who could: the right she had, by whom given, until when; the whole chain under it."""

    person: Person
    url: str
    right: str
    right_url: str
    until: str
    chain: Sequence[Link]


@dataclass(frozen=True)
class UnableShown:
    """Somebody to whom a right was given there and who could not: what was missing."""

    person: Person
    url: str
    missing: Sequence[Check]


@dataclass(frozen=True)
class PastShown:
    """The answer of the page."""

    title: str
    tone: str
    text: str
    able: Sequence[AbleShown]
    unable: Sequence[UnableShown]


def answer(form: PastForm, organisation: Organisation, *, reader: Person) -> PastShown:
    """Weigh the question of a valid form, and tell it; a constant number of queries for those who could."""
    asked = form.asked()
    found = past.who_could(organisation, asked)
    place = form.places[form.cleaned_data["etablissement"]]
    act = LEVEL_WORDS[asked.level.code].lower()
    what = f"{act} pour {place.name} : {asked.service.name}"
    known = form.known_until
    as_known = f" D’après ce que le journal savait le {day(known)} au soir." if known else ""
    return PastShown(
        title=f"{_count(len(found.able))} {what}",
        tone="ok" if found.able else "warn",
        text=f"Le {moment(asked.at)}.{as_known}",
        able=_tell_able(found, organisation, asked),
        unable=[_tell_unable(one, organisation, reader=reader) for one in found.unable],
    )


def _count(number: int) -> str:
    if number == 0:
        return "Personne ne pouvait"
    return "Une personne pouvait" if number == 1 else f"{number} personnes pouvaient"


def _tell_able(found: PastAnswer, organisation: Organisation, asked: PastQuestion) -> list[AbleShown]:
    chains = chains_of([one.decision for one in found.able])
    bases = {one.person.pk: _right_behind(one, asked.service.code) for one in found.able}
    signed = read_signed([basis.entry for basis in bases.values() if basis is not None])
    return [
        _able(one, organisation, basis=bases[one.person.pk], signed=signed, chain=chain)
        for one, chain in zip(found.able, chains, strict=True)
    ]


def _right_behind(one: PersonThen, service: str) -> Basis | None:
    gates = [gate for gate in one.decision.gates if gate.code == "habilitation" and gate.service == service]
    return next((basis for gate in gates for basis in gate.basis), None)


def _able(
    one: PersonThen,
    organisation: Organisation,
    *,
    basis: Basis | None,
    signed: Mapping[int, Signed],
    chain: Sequence[Link],
) -> AbleShown:
    until = one.decision.valid_until
    given = signed.get(basis.entry) if basis else None
    return AbleShown(
        person=one.person,
        url=reverse("access:person", args=[organisation.ref, one.person.ref]),
        right=given.words[:1].lower() + given.words[1:] if given else "",
        right_url=reverse("access:timeline_right", args=[organisation.ref, basis.ref]) if basis else "",
        until=moment(until) if until else "",
        chain=chain,
    )


def _tell_unable(one: PersonThen, organisation: Organisation, *, reader: Person) -> UnableShown:
    missing = [
        Check(gate.title, gate.note, "bad")
        for gate in show_gates(one.decision, organisation, reader=reader)
        if not gate.passed
    ]
    url = reverse("access:person", args=[organisation.ref, one.person.ref])
    return UnableShown(one.person, url, missing)
