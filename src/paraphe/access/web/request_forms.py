"""Forms of requests for a right and of absences. They check what a person can mistype; the verbs decide."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from paraphe.access.acts import DEFAULT_LASTS
from paraphe.access.models import AccessRequest, Membership
from paraphe.access.requests import PARIS, Approval, RequestPlan
from paraphe.access.vocabulary import Level
from paraphe.access.web.forms import LEVEL_HINTS, LEVEL_WORDS, end_of_day, service_label
from paraphe.kernel import clock
from paraphe.registry.selectors import Establishment, Service
from paraphe.web.forms import DayField, HintedChoices

EVERYWHERE = "tous"
PRIVATE = "N’y écrivez rien de médical ni de privé."


def one_line(text: object) -> str:
    """The text without line breaks or doubled spaces."""
    return " ".join(str(text).split())


def _choose(form: forms.Form, name: str, choices: Sequence[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


class RequestForm(forms.Form):
    """Which right is asked for: where, on what, at which level, until when, why."""

    establishment = forms.ChoiceField(label="Pour quel établissement")
    service = forms.ChoiceField(label="Pour quel service")
    level = HintedChoices(
        label="À quel niveau",
        choices=[(level.code, LEVEL_WORDS[level.code]) for level in Level],
        hints=LEVEL_HINTS,
        error_messages={"required": "Choisissez un niveau"},
    )
    wanted_until = DayField(
        label="Jusqu’à quel jour",
        required=False,
        help_text="Ce jour compris, si vous n’en avez besoin que pour un temps.",
    )
    reason = forms.CharField(
        label="Pourquoi vous en avez besoin",
        max_length=500,
        widget=forms.Textarea,
        help_text=f"Les administrateurs le liront. {PRIVATE}",
        error_messages={"required": "Dites en quelques mots pourquoi vous en avez besoin"},
    )

    def __init__(
        self, *args: Any, places: Sequence[Establishment], offered: Sequence[Service], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.places = {place.ref: place for place in places}
        self.offered = {service.code: service for service in offered}
        every = [(EVERYWHERE, "Tous, présents et à venir")] if len(places) > 1 else []
        named = [(p.ref, f"{p.name} – {p.siret_spaced}") for p in places]
        _choose(self, "establishment", [("", "Choisissez un établissement"), *named, *every])
        services = [(s.code, service_label(s, self.offered)) for s in offered]
        _choose(self, "service", [("", "Choisissez un service"), *services])
        if len(places) == 1:
            self.initial.setdefault("establishment", places[0].ref)

    def clean_reason(self) -> str:
        """On one line."""
        return one_line(self.cleaned_data["reason"])

    def plan(self) -> RequestPlan:
        """What is asked, once the form is valid."""
        given = self.cleaned_data
        place = self.places.get(given["establishment"])
        return RequestPlan(
            siret=place.siret if place else None,
            service=self.offered[given["service"]],
            level=Level.of(given["level"]),
            reason=given["reason"],
            wanted_until=given["wanted_until"],
        )


class ApprovalForm(forms.Form):
    """What is given of what is asked: the same, a lower level, fewer establishments, or a nearer end."""

    level = HintedChoices(
        label="À quel niveau",
        choices=(),
        hints=LEVEL_HINTS,
        error_messages={"required": "Choisissez un niveau"},
    )
    establishments = forms.MultipleChoiceField(
        label="Pour quels établissements", widget=forms.CheckboxSelectMultiple, required=True
    )
    valid_to = DayField(
        label="Jusqu’au",
        help_text="Ce jour compris, trois ans au plus.",
        error_messages={"required": "Indiquez une date de fin"},
    )
    message = forms.CharField(
        label="Un mot pour la personne",
        max_length=300,
        required=False,
        help_text=f"Gardé au journal de l’organisme. {PRIVATE}",
    )

    def __init__(
        self, *args: Any, row: AccessRequest, places: Sequence[Establishment], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        self.places = {place.ref: place for place in places if row.siret in ("", place.siret)}
        levels = [level for level in Level if level <= row.level and level.code in row.service.levels]
        _choose(self, "level", [(level.code, LEVEL_WORDS[level.code]) for level in levels])
        every = [] if row.siret else [(EVERYWHERE, "Tous, présents et à venir")]
        named = [(place.ref, f"{place.name} – {place.siret_spaced}") for place in self.places.values()]
        _choose(self, "establishments", [*every, *named])

    def clean_message(self) -> str:
        """On one line."""
        return one_line(self.cleaned_data["message"])

    @property
    def chosen(self) -> list[Establishment] | None:
        """The establishments ticked; None for all of them, present and future."""
        ticked = self.cleaned_data["establishments"]
        return None if EVERYWHERE in ticked else [self.places[ref] for ref in ticked]

    def approval(self) -> Approval:
        """What the verb is asked, once the form is valid."""
        given, chosen = self.cleaned_data, self.chosen
        return Approval(
            sirets=None if chosen is None else [place.siret for place in chosen],
            level=Level.of(given["level"]),
            valid_to=end_of_day(given["valid_to"]),
            message=given["message"],
        )


def answers_as_asked(row: AccessRequest, places: Sequence[Establishment]) -> MultiValueDict[str, str]:
    """The answers of an approval that gives exactly what is asked: for a year where no end was wished."""
    until: date = row.wanted_until or (clock.now() + DEFAULT_LASTS).astimezone(PARIS).date()
    where = [place.ref for place in places if place.siret == row.siret] if row.siret else [EVERYWHERE]
    days = {"valid_to_jour": until.day, "valid_to_mois": until.month, "valid_to_annee": until.year}
    return MultiValueDict(
        {
            "level": [Level(row.level).code],
            "establishments": where,
            **{name: [str(value)] for name, value in days.items()},
        }
    )


class QuestionForm(forms.Form):
    """What an administrator wants to know before he decides."""

    question = forms.CharField(
        label="Votre question",
        max_length=500,
        widget=forms.Textarea,
        help_text=f"La personne la lira, et sa réponse vous reviendra. {PRIVATE}",
        error_messages={"required": "Écrivez votre question"},
    )

    def clean_question(self) -> str:
        """On one line."""
        return one_line(self.cleaned_data["question"])


class AnswerForm(forms.Form):
    """The requester's answer to that question."""

    answer = forms.CharField(
        label="Votre réponse",
        max_length=500,
        widget=forms.Textarea,
        help_text=PRIVATE,
        error_messages={"required": "Écrivez votre réponse"},
    )

    def clean_answer(self) -> str:
        """On one line."""
        return one_line(self.cleaned_data["answer"])


class AbsenceForm(forms.Form):
    """From when to when an administrator is away, and who is asked in his place."""

    starts_on = DayField(
        label="Premier jour d’absence", error_messages={"required": "Indiquez le premier jour d’absence"}
    )
    ends_on = DayField(
        label="Dernier jour d’absence", error_messages={"required": "Indiquez le dernier jour d’absence"}
    )
    deputy = forms.ChoiceField(
        label="Qui vous supplée", help_text="Un autre administrateur, prévenu aussitôt."
    )

    def __init__(self, *args: Any, deputies: Sequence[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.deputies = {row.person.ref: row.person for row in deputies}
        named = [(ref, person.full_name) for ref, person in self.deputies.items()]
        _choose(self, "deputy", [("", "Choisissez un administrateur"), *named])
