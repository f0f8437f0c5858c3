"""Forms of becoming administrator. They check what a person can mistype; the verbs decide."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from paraphe.access.candidacy_acts import COOPTATION, KEY, CandidacyPlan
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Establishment
from paraphe.web.forms import HintedChoices

WHOLE, CHOSEN = "tout", "choisis"
MANY = 12
"""From so many establishments on, the form has a search among them."""


class SearchForm(forms.Form):
    """Which body: its SIRET, its SIREN, its name or its town."""

    q = forms.CharField(
        label="Nom, commune, SIREN ou SIRET de l’organisme",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class CandidacyForm(forms.Form):
    """What the candidate asks: which establishments, by which path, where the key goes, with which message."""

    where = HintedChoices(
        label="Ce que vous demandez à administrer",
        choices=[(WHOLE, "Tout l’organisme"), (CHOSEN, "Des établissements que vous cochez")],
        hints={
            WHOLE: "Tous ses établissements, présents et à venir.",
            CHOSEN: "Cochez-les dans la liste. Vous ne déciderez de rien pour les autres.",
        },
        initial=WHOLE,
    )
    find = forms.CharField(label="Chercher parmi les établissements", max_length=100, required=False)
    establishments = forms.MultipleChoiceField(
        label="Établissements cochés",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez un établissement au moins"},
    )
    path = HintedChoices(
        label="Qui accepte votre candidature",
        choices=[(COOPTATION, "Un administrateur en place"), (KEY, "Une clé envoyée par courrier")],
        hints={},
        error_messages={"required": "Choisissez une voie"},
    )
    letter_to = forms.ChoiceField(
        label="Adresse du courrier, si vous choisissez la clé",
        help_text="Au siège, la clé vaut pour ce que vous demandez. Ailleurs, elle ne vaut que pour cet établissement.",
    )
    message = forms.CharField(
        label="Message aux administrateurs",
        max_length=500,
        required=False,
        widget=forms.Textarea,
        help_text="Dites qui vous êtes et pourquoi : ils décident d’après cela. Rien de médical ni de privé.",
    )

    def __init__(
        self, *args: Any, places: Sequence[Establishment], hints: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.places = {place.ref: place for place in places}
        path = self.fields["path"]
        assert isinstance(path, HintedChoices)
        path.choice_hints = hints
        offer_places(self, "establishments", places)
        offer_addresses(self, places)
        if len(places) <= MANY:
            del self.fields["find"]
        if len(places) == 1:
            for name in ("where", "establishments", "letter_to"):
                del self.fields[name]
        else:
            chosen = self.is_bound and self.data.get("where") == CHOSEN
            self.fields["establishments"].required = chosen
            self.fields["letter_to"].required = self.is_bound and self.data.get("path") == KEY

    def clean_message(self) -> str:
        """On one line, without doubled spaces."""
        return " ".join(str(self.cleaned_data["message"]).split())

    def narrow(self) -> None:
        """Show the establishments that answer the search and those already ticked; nothing is optional to the eye."""
        for name in self.fields.keys() & {"establishments", "letter_to"}:
            self.fields[name].required = True
        if "find" not in self.fields:
            return
        asked = str(self["find"].value() or "").strip().casefold()
        ticked = set(self["establishments"].value() or [])
        shown = [
            place
            for place in self.places.values()
            if place.ref in ticked or asked in f"{place.name} {place.city} {place.siret}".casefold()
        ]
        offer_places(self, "establishments", shown)

    @property
    def is_choosing(self) -> bool:
        """Whether the list of establishments is in use, and so shown open."""
        return bool(self["where"].value() == CHOSEN or self["find"].value() or self["establishments"].value())

    def plan(self) -> CandidacyPlan:
        """What the verb is asked, once the form is valid."""
        given = self.cleaned_data
        chosen = given.get("where") == CHOSEN
        scope = [self.places[ref].siret for ref in given["establishments"]] if chosen else None
        return CandidacyPlan(scope, given["path"], given["message"], letter_place(self))


class AddressForm(forms.Form):
    """Where the key goes, when the candidate takes that path on the way."""

    letter_to = forms.ChoiceField(
        label="Adresse du courrier",
        help_text="Au siège, la clé vaut pour ce que vous demandez. Ailleurs, elle ne vaut que pour cet établissement.",
    )

    def __init__(self, *args: Any, places: Sequence[Establishment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {place.ref: place for place in places}
        offer_addresses(self, places)


class KeyForm(forms.Form):
    """The key of the letter."""

    key = forms.CharField(
        label="Clé reçue par courrier",
        max_length=40,
        help_text="Douze signes, par exemple ABCD-2345-WXYZ. Majuscules, tirets et espaces sont indifférents.",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "class": "input-m input-code"}
        ),
    )


class AccordsForm(forms.Form):
    """How many administrators must agree to another one."""

    needed = HintedChoices(
        label="Accords demandés",
        choices=[("1", "Un accord"), ("2", "Deux accords")],
        hints={
            "1": "N’importe quel administrateur en place peut accepter un candidat.",
            "2": "Deux administrateurs différents doivent accepter. Il faut être au moins deux.",
        },
    )


def offer_places(form: forms.Form, name: str, places: Sequence[Establishment]) -> None:
    """Give the field these establishments to tick."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [(place.ref, f"{place.name} – {place.siret_spaced}") for place in places]


def offer_addresses(form: forms.Form, places: Sequence[Establishment]) -> None:
    """Give the form the addresses a key can go to, masked, the seat first."""
    field = form.fields["letter_to"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [(place.ref, f"{place.name} – {masked(place)}") for place in places]


def masked(place: Establishment) -> str:
    """The address as one who does not know it may see it."""
    return registry.mask_address(place) or "adresse inconnue du répertoire"


def letter_place(form: CandidacyForm | AddressForm) -> Establishment | None:
    """The establishment the key goes to, None for a co-optation."""
    if form.cleaned_data.get("path", KEY) != KEY:
        return None
    ref = form.cleaned_data.get("letter_to") or next(iter(form.places), "")
    return form.places.get(ref)
