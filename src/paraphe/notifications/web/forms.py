"""How a person hears of each kind of news."""

from django import forms

from paraphe.notifications.vocabulary import CHOSEN, WAYS, WORDS, Kind, Way


class WaysForm(forms.Form):
    """One choice a kind; the kinds that are not chosen are not asked."""

    def __init__(self, *args: object, ways: dict[Kind, Way], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for kind in CHOSEN:
            self.fields[kind.value] = forms.ChoiceField(
                label=WORDS[kind].label,
                help_text=WORDS[kind].hint,
                choices=[(way.value, label) for way, label in WAYS.items()],
                widget=forms.RadioSelect,
                initial=ways[kind].value,
            )

    def chosen(self) -> dict[Kind, Way]:
        """The ways chosen, once the form is valid."""
        return {Kind(name): Way(value) for name, value in self.cleaned_data.items()}
