"""Forms about people's identity: a reason that is kept, a key typed from a letter."""

from typing import Any

from django import forms


class AnswerForm(forms.Form):
    """Why an administrator, or the operator, decides so."""

    reason = forms.CharField(
        label="Motif de votre décision",
        max_length=300,
        help_text="La personne le lit, et il est gardé au journal. N’y écrivez rien de médical ni de privé.",
        error_messages={"required": "Indiquez le motif, en quelques mots"},
    )

    def __init__(self, *args: Any, hint: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if hint:
            self.fields["reason"].help_text = hint

    def clean_reason(self) -> str:
        """On one line, without doubled spaces."""
        return " ".join(str(self.cleaned_data["reason"]).split())


class KeyForm(forms.Form):
    """The key of the letter, typed."""

    code = forms.CharField(
        label="Clé reçue par courrier",
        max_length=40,
        widget=forms.TextInput({"class": "input-m input-code", "spellcheck": "false", "autocomplete": "off"}),
        help_text="Douze signes, avec ou sans tirets, en majuscules ou en minuscules.",
        error_messages={"required": "Recopiez la clé de la lettre"},
    )
