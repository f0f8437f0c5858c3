"""Forms about people's identity: a key typed from a letter, and how an answer is asked."""

from django import forms

ANSWER = {
    "label": "Motif de votre décision",
    "hint": "La personne le lit, et il est gardé au journal. N’y écrivez rien de médical ni de privé.",
}
"""How the reason of an answer to somebody is asked."""


class KeyForm(forms.Form):
    """The key of the letter, typed."""

    code = forms.CharField(
        label="Clé reçue par courrier",
        max_length=40,
        widget=forms.TextInput({"class": "input-m input-code", "spellcheck": "false", "autocomplete": "off"}),
        help_text="Douze signes, avec ou sans tirets, en majuscules ou en minuscules.",
        error_messages={"required": "Recopiez la clé de la lettre"},
    )
