"""Forms of the pages of rights. They check what a person can mistype; the verbs decide."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms

from paraphe.access.acts import DEFAULT_LASTS, Grant
from paraphe.access.policy import PARIS
from paraphe.access.vocabulary import Level
from paraphe.accounts.selectors import Person
from paraphe.kernel import clock
from paraphe.registry.selectors import Establishment, Service
from paraphe.web.forms import DayField

CHOSEN, PRESENT, ALL = "choisis", "presents", "tous"
LEVEL_HINTS = {
    "consult": "Voir et télécharger.",
    "prepare": "Voir, remplir et contrôler, sans pouvoir signer.",
    "sign": "Voir, remplir, signer et déposer au nom de l’organisme.",
}
LEVEL_WORDS = {"consult": "Consulter", "prepare": "Préparer", "sign": "Signer"}


class HintedChoices(forms.ChoiceField):
    """Radio buttons, each with a line of explanation."""

    widget = forms.RadioSelect

    def __init__(self, *, hints: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.choice_hints = hints


class InvitationForm(forms.Form):
    """Who is invited to declare."""

    given_name = forms.CharField(label="Prénom", max_length=80)
    family_name = forms.CharField(label="Nom", max_length=80)
    email = forms.EmailField(
        label="Adresse électronique professionnelle",
        max_length=254,
        help_text="Son adresse nominative, par exemple prenom.nom@mairie-exemple.fr. L’invitation y sera envoyée.",
        error_messages={"invalid": "Indiquez une adresse complète, par exemple prenom.nom@mairie-exemple.fr"},
    )

    def clean_email(self) -> str:
        """Addresses are compared in lower case."""
        return str(self.cleaned_data["email"]).strip().lower()

    @property
    def names(self) -> dict[str, str]:
        """The three answers, once valid."""
        return {name: " ".join(str(self.cleaned_data[name]).split()) for name in self.fields}


class GrantForm(forms.Form):
    """Which right is given: to whom, where, on what, at which level, until when."""

    person = forms.ChoiceField(label="À qui")
    where = HintedChoices(
        label="Pour quels établissements",
        choices=[
            (CHOSEN, "Ceux que vous cochez"),
            (PRESENT, "Tous ceux d’aujourd’hui"),
            (ALL, "Tous, présents et à venir"),
        ],
        hints={
            CHOSEN: "Cochez-les ci-dessous.",
            PRESENT: "Un droit sur chacun ; un établissement créé plus tard n’y sera pas.",
            ALL: "Un seul droit, qui vaudra aussi pour les établissements créés plus tard.",
        },
        initial=CHOSEN,
    )
    establishments = forms.MultipleChoiceField(
        label="Établissements cochés",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez un établissement au moins"},
    )
    services = forms.MultipleChoiceField(
        label="Pour quels services",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez un service au moins"},
    )
    level = HintedChoices(
        label="À quel niveau",
        choices=[(level.code, LEVEL_WORDS[level.code]) for level in Level],
        hints=LEVEL_HINTS,
        error_messages={"required": "Choisissez un niveau"},
    )
    valid_to = DayField(
        label="Jusqu’au",
        help_text="Ce jour compris. Un an si vous ne changez rien, trois ans au plus.",
        error_messages={"required": "Indiquez une date de fin"},
    )

    def __init__(
        self,
        *args: Any,
        people: Sequence[Person],
        places: Sequence[Establishment],
        offered: Sequence[Service],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.ref: person for person in people}
        self.places = {place.ref: place for place in places}
        self.offered = {service.code: service for service in offered}
        self._offer("person", [("", "Choisissez une personne")] + [(p.ref, p.full_name) for p in people])
        self._offer("establishments", [(p.ref, f"{p.name} – {p.siret_spaced}") for p in places])
        self._offer("services", [(s.code, service_label(s, self.offered)) for s in offered])
        self.fields["establishments"].required = not self.is_bound or self.data.get("where") == CHOSEN
        self.fields["valid_to"].initial = (clock.now() + DEFAULT_LASTS).astimezone(PARIS).date()
        if len(places) == 1:
            self.initial["establishments"] = [places[0].ref]

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def grant(self) -> Grant:
        """What the verb is asked, once the form is valid."""
        given = self.cleaned_data
        chosen = [self.places[ref] for ref in given["establishments"]]
        places = {CHOSEN: chosen, PRESENT: list(self.places.values()), ALL: None}[given["where"]]
        return Grant(
            person=self.people[given["person"]],
            establishments=places,
            services=[self.offered[code] for code in given["services"]],
            level=Level.of(given["level"]),
            valid_to=end_of_day(given["valid_to"]),
        )


class ReasonForm(forms.Form):
    """Why a right or a membership ends."""

    reason = forms.CharField(
        label="Motif",
        max_length=300,
        help_text="Il est gardé au journal de l’organisme. N’y écrivez rien de médical ni de privé.",
        error_messages={"required": "Indiquez le motif, en quelques mots"},
    )

    def clean_reason(self) -> str:
        """On one line, without doubled spaces."""
        return " ".join(str(self.cleaned_data["reason"]).split())


class AccountForm(forms.Form):
    """An invited person completes her account."""

    given_name = forms.CharField(
        label="Prénom", max_length=80, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    family_name = forms.CharField(
        label="Nom", max_length=80, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    password = forms.CharField(
        label="Mot de passe",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Douze signes au moins. Une phrase à vous convient bien.",
    )


def service_label(service: Service, offered: Mapping[str, Service]) -> str:
    """The service, and the ones whose right is needed too: never discovered by a refusal."""
    needed = [offered[code].name for code in service.requires if code in offered]
    return f"{service.name}, avec le droit de consulter : {', '.join(needed)}" if needed else service.name


def end_of_day(day: date) -> datetime:
    """The first instant after a day, in Europe/Paris: a right « until » a day covers it."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=PARIS)


def last_day(until: datetime) -> date:
    """The last day a right covers, from the instant it ends."""
    return (until - timedelta(microseconds=1)).astimezone(PARIS).date()
