"""Forms of registering a body, of its proofs, of the desk. They check what a person can mistype; the verbs decide."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, QueryDict

from paraphe.access.documents import MOST
from paraphe.access.registrations import KEY, LETTER, MAILBOX
from paraphe.access.web.forms import service_label
from paraphe.registry.selectors import Service
from paraphe.web.forms import HintedChoices

ROOM = MOST + 256 * 1024
"""Bytes a form with a letter of designation may have."""
KIND_WORDS = {
    MAILBOX: "Un code envoyé à la messagerie officielle",
    KEY: "Une clé envoyée par courrier",
    LETTER: "Une lettre de désignation",
}
_PERSON = re.compile(r"[;,\t]")


def filled(request: HttpRequest) -> QueryDict | None:
    """What was sent, were it nothing; None for a page only read."""
    return request.POST if request.method == "POST" else None


class SiretForm(forms.Form):
    """Which establishment."""

    siret = forms.CharField(
        label="SIRET de l’établissement",
        max_length=30,
        help_text="Quatorze chiffres, avec ou sans espaces. Le SIREN, neuf chiffres, mène au siège.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "Tapez le SIRET de l’établissement"},
    )


class TermsForm(forms.Form):
    """The terms accepted."""

    terms = forms.BooleanField(
        label="J’ai lu et j’accepte les conditions d’utilisation",
        error_messages={"required": "Acceptez les conditions pour continuer"},
    )


class PreparationForm(forms.Form):
    """What will be done once the proof is in: services to open, people to invite."""

    services = forms.MultipleChoiceField(
        label="Services à ouvrir", widget=forms.CheckboxSelectMultiple, required=False
    )
    people = forms.CharField(
        label="Personnes à inviter",
        required=False,
        max_length=6000,
        widget=forms.Textarea(attrs={"spellcheck": "false"}),
        help_text="Une par ligne : prénom ; nom ; adresse électronique nominative. Vingt au plus.",
    )

    def __init__(self, *args: Any, offered: Sequence[Service], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field, by_code = self.fields["services"], {service.code: service for service in offered}
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(service.code, service_label(service, by_code)) for service in offered]

    def clean_people(self) -> list[dict[str, str]]:
        """The lines read, each with its number when it cannot be."""
        lines = [line for line in str(self.cleaned_data["people"]).splitlines() if line.strip()]
        if len(lines) > 20:
            raise ValidationError("Gardez vingt personnes au plus")
        return [_read_person(number, line) for number, line in enumerate(lines, 1)]


def _read_person(number: int, line: str) -> dict[str, str]:
    parts = [" ".join(part.split()) for part in _PERSON.split(line)]
    if len(parts) != 3 or not all(parts):
        raise ValidationError(
            f"Ligne {number} : écrivez le prénom, le nom et l’adresse, séparés par des points-virgules"
        )
    given_name, family_name, email = parts
    try:
        validate_email(email)
    except ValidationError:
        raise ValidationError(f"Ligne {number} : l’adresse n’est pas complète") from None
    if max(len(given_name), len(family_name)) > 80:
        raise ValidationError(f"Ligne {number} : un nom a quatre-vingts signes au plus")
    return {"given_name": given_name, "family_name": family_name, "email": email.lower()}


def write_people(people: Sequence[Mapping[str, str]]) -> str:
    """The people prepared, as the form takes them."""
    return "\n".join(f"{one['given_name']} ; {one['family_name']} ; {one['email']}" for one in people)


class ProofForm(forms.Form):
    """Which proof; the letter of designation comes with its file."""

    kind = HintedChoices(
        label="Comment prouver que vous agissez pour l’organisme",
        hints={},
        error_messages={"required": "Choisissez une preuve"},
    )
    document = forms.FileField(
        label="Lettre signée, si vous choisissez cette preuve",
        required=False,
        help_text="PDF, PNG ou JPEG, cinq mégaoctets au plus.",
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
        error_messages={"empty": "Ce fichier est vide"},
    )

    def __init__(self, *args: Any, hints: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, HintedChoices)
        field.choices = [(kind, KIND_WORDS[kind]) for kind in hints]
        field.choice_hints = hints

    def clean(self) -> dict[str, Any]:
        """A letter needs its file."""
        answers = self.cleaned_data
        if answers.get("kind") == LETTER and not answers.get("document") and "document" not in self.errors:
            self.add_error("document", "Choisissez le fichier de la lettre signée")
        return answers

    @property
    def content(self) -> bytes:
        """The file's bytes, one more than allowed at most."""
        chosen = self.cleaned_data.get("document")
        return bytes(chosen.read(MOST + 1)) if chosen else b""


class CodeForm(forms.Form):
    """The code of the mailbox or the key of the letter."""

    code = forms.CharField(
        label="Code ou clé",
        max_length=40,
        help_text="En majuscules ou en minuscules, avec ou sans les tirets.",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "class": "input input-code"}
        ),
        error_messages={"required": "Tapez le code reçu"},
    )


class LetterContestForm(forms.Form):
    """What the legal representative types from the letter."""

    reference = forms.CharField(
        label="Référence du courrier",
        max_length=40,
        help_text="Vingt signes, au bas de la lettre.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    code = forms.CharField(
        label="Code de contestation",
        max_length=40,
        help_text="En majuscules ou en minuscules, avec ou sans les tirets.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    reason = forms.CharField(
        label="Ce qui n’est pas normal",
        max_length=300,
        widget=forms.Textarea,
        help_text="La personne contestée et l’exploitant le liront. Rien de médical ni de privé.",
    )

    def clean_reference(self) -> str:
        """As references are written: lower case, without spaces."""
        return "".join(str(self.cleaned_data["reference"]).split()).lower()

    def clean_reason(self) -> str:
        """On one line, without doubled spaces."""
        return " ".join(str(self.cleaned_data["reason"]).split())
