"""The form that gives rights: to whom, where, a profile or services, at which level, from when until when."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms

from paraphe.access.acts import DEFAULT_LASTS
from paraphe.access.plans import Asked
from paraphe.access.policy import PARIS
from paraphe.access.profiles import ProfileView
from paraphe.access.vocabulary import Level
from paraphe.access.web.forms import (
    ALL,
    CHOSEN,
    LEVEL_HINTS,
    LEVEL_WORDS,
    PRESENT,
    end_of_day,
    service_label,
)
from paraphe.access.wording import listed, one_line
from paraphe.accounts.selectors import Person
from paraphe.kernel import clock
from paraphe.registry.selectors import Establishment, Service
from paraphe.web.forms import DayField, HintedChoices

ITEMS = "services"
"""The answer « chosen services » to the question of the profile."""
MANY = 12
"""From so many establishments on, the list can be searched."""


class GivingForm(forms.Form):
    """Which rights are given. `narrow` keeps what is ticked and shows what answers the search."""

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
            ALL: "Un seul droit. Chaque fois qu’un établissement s’y ajoute, la personne et les administrateurs "
            "en sont avertis.",
        },
        initial=CHOSEN,
    )
    find = forms.CharField(label="Chercher parmi les établissements", max_length=100, required=False)
    establishments = forms.MultipleChoiceField(
        label="Établissements cochés",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez un établissement au moins"},
    )
    profile = HintedChoices(label="Quels droits", hints={}, required=False, initial=ITEMS)
    services = forms.MultipleChoiceField(
        label="Services choisis",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez un service au moins"},
    )
    level = HintedChoices(
        label="À quel niveau, pour les services choisis",
        choices=[(level.code, LEVEL_WORDS[level.code]) for level in Level],
        hints=LEVEL_HINTS,
        error_messages={"required": "Choisissez un niveau"},
    )
    valid_from = DayField(
        label="À partir du", required=False, help_text="Aujourd’hui si vous ne changez rien."
    )
    valid_to = DayField(
        label="Jusqu’au",
        help_text="Ce jour compris. Un an si vous ne changez rien, trois ans au plus.",
        error_messages={"required": "Indiquez une date de fin"},
    )
    reason = forms.CharField(
        label="Motif",
        max_length=300,
        required=False,
        help_text="Il est gardé au journal, et la personne peut le lire. Rien de médical ni de privé.",
    )

    def __init__(
        self,
        *args: Any,
        people: Sequence[Person],
        places: Sequence[Establishment],
        offered: Sequence[Service],
        profiles: Sequence[ProfileView],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.ref: person for person in people}
        self.places = {place.ref: place for place in places}
        self.offered = {service.code: service for service in offered}
        self.profiles = {view.ref: view for view in profiles}
        self._offer("person", [("", "Choisissez une personne")] + [(p.ref, p.full_name) for p in people])
        self._offer("services", [(s.code, service_label(s, self.offered)) for s in offered])
        self._offer_places(places)
        self._offer_profiles()
        self._ask_what_is_needed()
        self.fields["valid_to"].initial = (clock.now() + DEFAULT_LASTS).astimezone(PARIS).date()
        if len(places) <= MANY:
            del self.fields["find"]
        if len(places) == 1:
            self.initial["establishments"] = [places[0].ref]

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def _offer_places(self, places: Sequence[Establishment]) -> None:
        self._offer("establishments", [(p.ref, f"{p.name} – {p.siret_spaced}") for p in places])

    def _offer_profiles(self) -> None:
        field = self.fields["profile"]
        assert isinstance(field, HintedChoices)
        views = self.profiles.values()
        field.choices = [
            *((view.ref, profile_label(view)) for view in views),
            (ITEMS, "Des services choisis"),
        ]
        field.choice_hints = {
            **{view.ref: profile_content(view) for view in views},
            ITEMS: "Cochez-les ci-dessous, et choisissez leur niveau.",
        }

    def _ask_what_is_needed(self) -> None:
        """Services and a level only where no profile brings them; establishments only where they are chosen."""
        by_profile = self.is_bound and self.data.get("profile") in self.profiles
        self.fields["profile"].required = not self.is_bound or "profile" in self.data
        self.fields["establishments"].required = not self.is_bound or self.data.get("where") == CHOSEN
        for name in ("services", "level"):
            self.fields[name].required = not by_profile

    def narrow(self) -> None:
        """Show the establishments that answer the search, and those already ticked."""
        if "find" not in self.fields:
            return
        asked = str(self["find"].value() or "").strip().casefold()
        ticked = set(self["establishments"].value() or [])
        self._offer_places(
            [
                place
                for place in self.places.values()
                if place.ref in ticked or asked in f"{place.name} {place.city} {place.siret}".casefold()
            ]
        )

    def clean_reason(self) -> str:
        """On one line, without doubled spaces."""
        return one_line(str(self.cleaned_data["reason"]))

    def clean(self) -> None:
        """The end comes after the beginning."""
        given = self.cleaned_data
        start, end = given.get("valid_from"), given.get("valid_to")
        if start and end and end < start:
            self.add_error("valid_to", "Indiquez une fin qui vient après le début")

    @property
    def chosen_profile(self) -> ProfileView | None:
        """The profile applied, once the form is valid."""
        return self.profiles.get(self.cleaned_data["profile"])

    def asked(self) -> Asked:
        """What is asked, once the form is valid."""
        given, view = self.cleaned_data, self.chosen_profile
        chosen = [self.places[ref].siret for ref in given["establishments"]]
        every = [place.siret for place in self.places.values()]
        start = given["valid_from"] and start_of_day(given["valid_from"])
        return Asked(
            person=self.people[given["person"]],
            sirets={CHOSEN: chosen, PRESENT: every, ALL: None}[given["where"]],
            items=view.chosen if view else self._items(),
            ends_at=end_of_day(given["valid_to"]),
            starts_at=start if start and start > clock.now() else None,
            profile=view.ref if view else "",
        )

    def _items(self) -> list[tuple[Service, Level]]:
        """The services ticked; one without that level, which another one requires, is left to the prerequisites."""
        level = Level.of(self.cleaned_data["level"])
        chosen = [self.offered[code] for code in self.cleaned_data["services"]]
        required = {code for service in chosen for code in service.requires}
        return [(row, level) for row in chosen if level.code in row.levels or row.code not in required]


def start_of_day(day: date) -> datetime:
    """The first instant of a day, in Europe/Paris."""
    return datetime.combine(day, time.min, tzinfo=PARIS)


def profile_label(view: ProfileView) -> str:
    """« Paie », « Régie (version 3) »: the portal's own have no number to the eye."""
    return f"{view.name} (profil de l’organisme)" if view.own else view.name


def profile_content(view: ProfileView) -> str:
    """« Signer : DSN et PASRAU ; consulter : Compte entreprise. »"""
    parts = []
    for level in sorted(Level, reverse=True):
        names = [service.name for service, held in view.items if held is level]
        if names:
            parts.append(f"{LEVEL_WORDS[level.code]} : {listed(names)}")
    return f"{' ; '.join(parts)}."
