"""Forms of the pages of this room. They check what a person can mistype; the verbs decide."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from paraphe.access.selectors import Membership
from paraphe.accounts.selectors import Person
from paraphe.kernel import clock
from paraphe.upkeep.handovers import PARIS
from paraphe.web.forms import DayField, HintedChoices, ReasonForm

TODAY, LATER = "aujourdhui", "date"
NOBODY = "personne"


class PlanForm(ReasonForm):
    """Who leaves, and when."""

    field_order = ["leaver", "when", "leaves_on", "reason"]

    leaver = HintedChoices(label="Qui part", error_messages={"required": "Choisissez qui part"})
    when = HintedChoices(
        label="Quand",
        choices=[(TODAY, "Aujourd’hui, ou déjà parti"), (LATER, "À une date à venir")],
        hints={
            TODAY: "La passation peut se terminer tout de suite.",
            LATER: "La personne garde ses accès d’ici là. À cette date, vous serez rappelés pour terminer.",
        },
        error_messages={"required": "Choisissez quand"},
    )
    leaves_on = DayField(
        label="Date du départ",
        required=False,
        help_text="Si la date est à venir.",
    )

    def __init__(
        self, *args: Any, administrators: Sequence[Membership], reader: Person, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.administrators = {row.person.ref: row for row in administrators}
        own = {row.person.ref: row.person_id == reader.pk for row in administrators}
        field = self.fields["leaver"]
        assert isinstance(field, HintedChoices)
        field.offer(
            [
                (ref, f"{row.person.full_name} (vous)" if own[ref] else row.person.full_name, _span(row))
                for ref, row in self.administrators.items()
            ]
        )

    def clean(self) -> dict[str, Any]:
        """A date is needed where the departure is to come; today otherwise."""
        given = super().clean() or {}
        if given.get("when") == TODAY:
            given["leaves_on"] = clock.now().astimezone(PARIS).date()
        elif given.get("when") == LATER and not given.get("leaves_on") and not self.has_error("leaves_on"):
            self.add_error("leaves_on", "Indiquez la date du départ")
        return given

    @property
    def leaving(self) -> tuple[Membership, date, str]:
        """The membership that ends, when and why, once valid."""
        given = self.cleaned_data
        return self.administrators[given["leaver"]], given["leaves_on"], given["reason"]


def _span(membership: Membership) -> str:
    count = len(membership.scope or ())
    return f"Administre {count}\u00a0établissement{'s' if count > 1 else ''}." if count else ""


class SuccessorForm(forms.Form):
    """Who takes over."""

    successor = HintedChoices(
        label="Qui prend la suite", error_messages={"required": "Choisissez qui prend la suite"}
    )

    def __init__(self, *args: Any, offered: Sequence[tuple[str, str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["successor"]
        assert isinstance(field, HintedChoices)
        field.offer(offered)


class ClosingForm(forms.Form):
    """Whether the space closes although declarations are not finished."""

    despite_work = forms.BooleanField(
        label="Je ferme l’espace malgré les déclarations non terminées", required=False
    )
