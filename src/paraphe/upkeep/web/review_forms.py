"""The day of the year a body chooses for its review."""

from django import forms

MONTHS = {
    1: "janvier",
    2: "février",
    3: "mars",
    4: "avril",
    5: "mai",
    6: "juin",
    7: "juillet",
    8: "août",
    9: "septembre",
    10: "octobre",
    11: "novembre",
    12: "décembre",
}


class DayForm(forms.Form):
    """A day and a month."""

    day = forms.TypedChoiceField(label="Jour", coerce=int, choices=[(day, str(day)) for day in range(1, 29)])
    month = forms.TypedChoiceField(label="Mois", coerce=int, choices=list(MONTHS.items()))
