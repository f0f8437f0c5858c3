"""What is looked for in the journal of a body, kept in the address: days, people, place, service, kind, reason."""

from datetime import date
from typing import Any

from django import forms

from paraphe.access.journal_reads import Asked, Readings, people_known
from paraphe.access.web.history import ACTORS
from paraphe.journal.sentences import known
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Organisation

KINDS = {
    "personnes": (
        "Personnes",
        ("access.declarant.", "access.invitation.", "access.membership.", "access.members."),
    ),
    "administrateurs": (
        "Administrateurs",
        (
            "access.absence.",
            "access.administrator.",
            "access.body.",
            "access.candidacy.",
            "access.contest.",
            "access.letter.",
            "access.proof.",
            "access.registration.",
            "access.settings.",
            "upkeep.",
        ),
    ),
    "comptes": ("Comptes", ("access.recovery.", "accounts.")),
    "droits": (
        "Droits",
        (
            "access.act.",
            "access.bulk.",
            "access.change.",
            "access.habilitation.",
            "access.profile.",
            "access.request.",
            "access.rights.",
        ),
    ),
    "demandes": ("Demandes de droits", ("access.request.",)),
    "services": ("Services", ("access.subscription.",)),
    "etablissements": ("Établissements", ("access.establishment.", "access.register.")),
    "jetons": ("Jetons de l’API", ("access.token.",)),
    "depots": ("Dépôts", ("declarations.",)),
}
"""The filters of the journal: their label, and how the names of their events begin."""
DAY_ERROR = {"invalid": "Indiquez une date comme 31/12/2027"}


def events_of(kind: str) -> list[str] | None:
    """The events of a kind; None for all of them."""
    if kind not in KINDS:
        return None
    return [event for event in known() if event.startswith(KINDS[kind][1])]


class DaysForm(forms.Form):
    """Between two days, both whole; nothing given: always."""

    du = forms.DateField(
        label="Du (JJ/MM/AAAA)", required=False, input_formats=["%d/%m/%Y"], error_messages=DAY_ERROR
    )
    au = forms.DateField(
        label="Au (JJ/MM/AAAA)", required=False, input_formats=["%d/%m/%Y"], error_messages=DAY_ERROR
    )

    def clean(self) -> dict[str, Any]:
        """The days in their order."""
        given = super().clean() or self.cleaned_data
        first, last = given.get("du"), given.get("au")
        if first and last and last < first:
            self.add_error("au", "Ce jour précède le premier")
        return given

    def value(self, name: str) -> Any:
        """An answer, or nothing where it was not given or cannot be read."""
        return self.cleaned_data.get(name) if self.is_valid() or name in self.cleaned_data else None

    def day(self, name: str) -> date | None:
        """A day, or nothing."""
        found = self.value(name)
        return found if isinstance(found, date) else None


class RegisterForm(DaysForm):
    """The journal's filters. A value that is no choice of the list is told, and looks for nothing."""

    genre = forms.ChoiceField(label="Genre d’actes", required=False)
    acteur = forms.ChoiceField(label="Qui a agi", required=False)
    personne = forms.ChoiceField(label="Qui est concerné", required=False)
    etablissement = forms.ChoiceField(label="Établissement", required=False)
    service = forms.ChoiceField(label="Service", required=False)
    motif = forms.CharField(label="Motif", required=False, max_length=100)

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {person.ref: person for person in people_known(organisation)}
        names = [(ref, person.full_name) for ref, person in self.people.items()]
        places = [(place.siret, place.name) for place in registry.establishments_of(organisation)]
        offered = [(one.code, one.name) for one in registry.services_for(organisation.branch)]
        self._offer("genre", [(key, value[0]) for key, value in KINDS.items()])
        self._offer("acteur", [*names, *((ref, name.capitalize()) for ref, name in ACTORS.items())])
        self._offer("personne", names)
        self._offer("etablissement", places)
        self._offer("service", offered)

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Tous"), *choices]

    def asked(self) -> Asked:
        """What is looked for; what cannot be read is left out, and told beside its field."""
        return Asked(
            from_on=self.day("du"),
            to_on=self.day("au"),
            actor=self.value("acteur") or "",
            person=self.people.get(self.value("personne") or ""),
            siret=self.value("etablissement") or "",
            service=self.value("service") or "",
            reason=self.value("motif") or "",
            events=events_of(self.value("genre") or ""),
        )


class AccessesForm(DaysForm):
    """The filters of the readings: when, by whom, about whom."""

    lecteur = forms.ChoiceField(label="Qui a consulté", required=False)
    sujet = forms.ChoiceField(label="Au sujet de", required=False)

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(person.ref, person.full_name) for person in people_known(organisation)]
        for name in ("lecteur", "sujet"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "Tous"), *names]

    def readings(self) -> Readings:
        """What is looked for; what cannot be read is left out."""
        return Readings(
            from_on=self.day("du"),
            to_on=self.day("au"),
            person=self.value("lecteur") or "",
            about=self.value("sujet") or "",
        )
