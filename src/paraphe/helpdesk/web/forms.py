"""Forms of tickets. They check what a person can mistype; the verbs decide."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from paraphe.helpdesk.calendar import offer_calls
from paraphe.helpdesk.pieces import LARGEST, MOST_PIECES, NewPiece, accept_pieces
from paraphe.helpdesk.services import Call
from paraphe.helpdesk.services.tickets import LONGEST_SUBJECT, LONGEST_TEXT
from paraphe.helpdesk.vocabulary import HALVES, Half
from paraphe.kernel import clock
from paraphe.kernel.errors import Invalid
from paraphe.kernel.identifiers import Ref
from paraphe.registry.selectors import Establishment
from paraphe.web import problems
from paraphe.web.templatetags.formats import day as write_day

WEEK = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
CONSENT = "Il est montré en entier sur cette page. Sans votre accord, rien n’est joint."
_PHONE = re.compile(r"\+?[\d .\-()]{6,20}")


class ManyFilesInput(forms.ClearableFileInput):
    """A control that takes several files."""

    allow_multiple_selected = True


class PiecesField(forms.FileField):
    """Several files, accepted together."""

    def __init__(self) -> None:
        accepted = ".pdf,.png,.jpg,.jpeg,.txt"
        super().__init__(
            label="Fichiers",
            required=False,
            widget=ManyFilesInput(attrs={"accept": accepted, "multiple": True}),
            help_text="Cinq au plus, de 5 Mo chacun : PDF, PNG, JPEG ou texte. Aucun numéro de sécurité sociale.",
        )

    def clean(self, data: Any, initial: Any = None) -> list[NewPiece]:
        """The pieces; the sentence of the first file that cannot be taken."""
        files = [file for file in (data if isinstance(data, list | tuple) else [data]) if file]
        try:
            if len(files) > MOST_PIECES:
                return accept_pieces([("", b"")] * len(files))
            return accept_pieces([(str(file.name), _bytes_of(file)) for file in files])
        except Invalid as error:
            told = problems.tell(error)
            raise ValidationError(
                f"{told.sentence} {told.remedy}" if told else "", code=error.code
            ) from error


def _bytes_of(file: "UploadedFile[bytes]") -> bytes:
    """All its bytes, and one more than allowed at most."""
    file.seek(0)
    return bytes(file.read(LARGEST + 1))


class TurnForm(forms.Form):
    """What someone adds to a ticket."""

    text = forms.CharField(
        label="Votre message",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea,
        error_messages={"required": "Écrivez votre message"},
    )


class AuthorForm(TurnForm):
    """What its author adds, with files."""

    pieces = PiecesField()


class AskForm(forms.Form):
    """A question to the desk. `ticket` is drawn with the form: sent twice, it opens one ticket."""

    ticket = forms.CharField(widget=forms.HiddenInput, required=False)
    page = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    error = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)
    query = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)
    subject = forms.CharField(
        label="Sujet",
        max_length=LONGEST_SUBJECT,
        error_messages={"required": "Donnez un sujet, en quelques mots"},
    )
    text = forms.CharField(
        label="Votre question",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea,
        help_text="Ce que vous vouliez faire, et ce qui s’est passé. N’écrivez ni mot de passe ni donnée d’agent.",
        error_messages={"required": "Écrivez votre question"},
    )
    pieces = PiecesField()
    call = forms.ChoiceField(label="Être rappelé", required=False, help_text="Si vous préférez en parler.")
    phone = forms.CharField(
        label="Numéro où vous rappeler",
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        help_text="Seulement si vous demandez à être rappelé.",
    )
    establishment = forms.ChoiceField(
        label="Établissement concerné",
        required=False,
        help_text="Joint avec le contexte, si vous l’acceptez.",
    )
    consent = forms.BooleanField(
        label="Joindre le contexte",
        required=False,
        help_text=CONSENT,
    )

    def __init__(
        self, data: Any = None, files: Any = None, *, places: Sequence[Establishment], **given: Any
    ) -> None:
        super().__init__(data, files, **given)
        offered = [
            (_key_of(day, half), _words_of(day, half)) for day, half in offer_calls(clock.now().date())
        ]
        self._offer("call", [("", "Ne pas me rappeler"), *offered])
        self._offer("establishment", [("", "Aucun en particulier")] + [(p.ref, p.name) for p in places])
        if len(places) < 2:
            del self.fields["establishment"]

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_ticket(self) -> str:
        """The reference drawn with the form, or a fresh one."""
        try:
            return Ref(self.cleaned_data["ticket"])
        except Invalid:
            return Ref.new()

    def clean_subject(self) -> str:
        """On one line, without doubled spaces."""
        return " ".join(str(self.cleaned_data["subject"]).split())

    def clean(self) -> dict[str, Any]:
        """A call needs a number one can dial."""
        given = super().clean() or self.cleaned_data
        phone = " ".join(str(given.get("phone", "")).split())
        if given.get("call") and (not _PHONE.fullmatch(phone) or sum(map(str.isdigit, phone)) < 4):
            self.add_error("phone", "Donnez le numéro où vous rappeler, par exemple 01 23 45 67 89")
        return given

    def call_back(self) -> Call | None:
        """When to call back, once the form is valid."""
        asked = self.cleaned_data["call"]
        if not asked:
            return None
        day, _, half = asked.partition(" ")
        phone = " ".join(self.cleaned_data["phone"].split())
        return Call(date.fromisoformat(day), Half(half), phone)


def _key_of(day: date, half: Half) -> str:
    return f"{day.isoformat()} {half.value}"


def _words_of(day: date, half: Half) -> str:
    return f"{WEEK[day.weekday()].capitalize()} {write_day(day)}, {HALVES[half]}"
