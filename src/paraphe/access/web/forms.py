"""Forms of the pages of rights. They check what a person can mistype; the verbs decide."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django import forms

from paraphe.access.policy import PARIS
from paraphe.registry.selectors import Service

CHOSEN, PRESENT, ALL = "choisis", "presents", "tous"
LEVEL_HINTS = {
    "consult": "Voir et télécharger.",
    "prepare": "Voir, remplir et contrôler, sans pouvoir signer.",
    "sign": "Voir, remplir, signer et déposer au nom de l’organisme.",
}
LEVEL_WORDS = {"consult": "Consulter", "prepare": "Préparer", "sign": "Signer"}


class AccountForm(forms.Form):
    """An invited person completes her account."""

    given_name = forms.CharField(
        label="Prénom", max_length=80, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    family_name = forms.CharField(
        label="Nom", max_length=80, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    password = forms.CharField(
        label="Mot de passe",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Douze signes au moins. Une phrase à vous convient bien.",
    )


def service_label(service: Service, offered: Mapping[str, Service]) -> str:
    """The service, and the ones whose right is needed too: never discovered by a refusal."""
    needed = [offered[code].name for code in service.requires if code in offered]
    return f"{service.name}, avec le droit de consulter : {', '.join(needed)}" if needed else service.name


def end_of_day(day: date) -> datetime:
    """The first instant after a day, in Europe/Paris: a right « until » a day covers it."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=PARIS)


def last_day(until: datetime) -> date:
    """The last day a right covers, from the instant it ends."""
    return (until - timedelta(microseconds=1)).astimezone(PARIS).date()
