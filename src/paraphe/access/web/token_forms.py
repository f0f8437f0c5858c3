"""The form of a token: a name to recognise it by, what it may do, how long it lasts."""

from django import forms

from paraphe.access.tokens import LONGEST, READ, WRITE
from paraphe.web.forms import HintedChoices

READS, WRITES = "lire", "modifier"


class TokenForm(forms.Form):
    """Which token is opened."""

    name = forms.CharField(
        label="Nom du programme",
        max_length=60,
        help_text="Pour le reconnaître dans la liste, par exemple « Paie, serveur de la mairie ».",
        error_messages={"required": "Donnez un nom à ce jeton"},
    )
    kind = HintedChoices(
        label="Ce qu’il peut faire",
        choices=[(READS, "Lire"), (WRITES, "Lire et modifier")],
        hints={
            READS: "Ce que vous pouvez voir dans cet organisme.",
            WRITES: "Ce que vous pouvez faire ; un acte qui donne un pouvoir demande encore votre code.",
        },
        initial=READS,
    )
    days = forms.TypedChoiceField(
        label="Combien de temps il dure",
        choices=[(7, "7 jours"), (30, "30 jours"), (LONGEST, f"{LONGEST} jours")],
        coerce=int,
        initial=30,
    )

    @property
    def abilities(self) -> list[str]:
        """What was chosen, as the verb takes it."""
        return [READ, WRITE] if self.cleaned_data["kind"] == WRITES else [READ]


class ConfirmForm(forms.Form):
    """A question without an answer to give: the button itself."""

    confirmer = forms.CharField(widget=forms.HiddenInput, initial="1")
