"""What is typed beside the table of rights: until when what is given lasts."""

from datetime import date, datetime
from typing import Any

from django import forms

from paraphe.access.acts import CEILING, DEFAULT_LASTS
from paraphe.access.policy import PARIS
from paraphe.access.web.forms import end_of_day
from paraphe.kernel import clock
from paraphe.web.forms import DayField


class EditForm(forms.Form):
    """The last day of what is given or raised."""

    valid_to = DayField(
        label="Jusqu’au",
        help_text="Pour les droits que vous donnez ou augmentez, ce jour compris. Un an si vous ne changez rien, trois "
        "ans au plus. Un droit abaissé garde sa date.",
        error_messages={"required": "Indiquez une date de fin"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_to"].initial = (clock.now() + DEFAULT_LASTS).astimezone(PARIS).date()

    def clean_valid_to(self) -> date:
        """In the future, and no further than rights may last."""
        day: date = self.cleaned_data["valid_to"]
        now: datetime = clock.now()
        if day.year > 2200 or not now < end_of_day(day) <= now + CEILING:
            raise forms.ValidationError("Choisissez un jour à venir, dans trois ans au plus", code="period")
        return day
