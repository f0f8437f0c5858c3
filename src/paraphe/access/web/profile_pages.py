"""Profiles as pages show them: their form, and who holds rights from which version."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.urls import reverse

from paraphe.access import profiles, selectors
from paraphe.access.models import Habilitation, Profile
from paraphe.access.profiles import ProfileView
from paraphe.access.web.forms import LEVEL_WORDS
from paraphe.accounts.selectors import Person
from paraphe.journal import selectors as journal
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Organisation, Service

NONE = ""
PLACES_IN_LINK = 60
"""Beyond, the link names no establishment: an address stays short, and the form asks."""


class ProfileForm(forms.Form):
    """A level for each service of the catalogue, or none."""

    name = forms.CharField(
        label="Nom du profil",
        max_length=60,
        help_text="Court et clair, par exemple « Paie des écoles ».",
        error_messages={"required": "Donnez un nom au profil"},
    )

    def __init__(self, data: Any, *, offered: Sequence[Service], profile: Profile | None = None) -> None:
        content = {} if profile is None else {row["service"]: row["level"] for row in profile.content}
        initial = {field_of(code): level for code, level in content.items()}
        super().__init__(data, initial={**initial, "name": profile.name if profile else ""})
        self.offered = list(offered)
        names = {service.code: service.name for service in offered}
        for service in offered:
            self.fields[field_of(service.code)] = _level_field(service, names)
        if profile is not None:
            self.fields["name"].disabled = True
            self.fields["name"].help_text = "Le nom ne change pas : enregistrer écrit la version suivante."

    @property
    def content(self) -> list[dict[str, str]]:
        """The services with a level, once the form is valid."""
        levels = ((row.code, self.cleaned_data[field_of(row.code)]) for row in self.offered)
        return [{"service": code, "level": level} for code, level in levels if level]


def field_of(code: str) -> str:
    """The field of a service."""
    return f"service_{code}"


def _level_field(service: Service, names: Mapping[str, str]) -> forms.ChoiceField:
    needed = [names[code] for code in service.requires if code in names]
    words = f"Ajoute de lui-même, en consultation : {', '.join(needed)}." if needed else ""
    choices = [(NONE, "Aucun droit"), *((code, LEVEL_WORDS[code]) for code in service.levels)]
    return forms.ChoiceField(label=service.name, required=False, choices=choices, help_text=words)


@dataclass(frozen=True)
class ProfileCard:
    """A profile with its lines, and the addresses of what can be done with it."""

    view: ProfileView
    lines: Sequence[tuple[str, str, bool]]
    give_url: str
    page_url: str


def card_of(organisation: Organisation, view: ProfileView) -> ProfileCard:
    """A profile, ready to print."""
    return ProfileCard(
        view=view,
        lines=[(service.name, level.code, service.code in view.added) for service, level in view.items],
        give_url=f"{reverse('access:grant', args=[organisation.ref])}?{urlencode({'profil': view.ref})}",
        page_url=reverse("access:profile", args=[organisation.ref, view.ref]),
    )


@dataclass(frozen=True)
class Holder:
    """Somebody with running rights from a version of a profile; `update_url` where a newer version holds."""

    person: Person
    version: int
    count: int
    update_url: str


def profiles_behind(rights: Iterable[Habilitation]) -> dict[int, str]:
    """By entry that gave rights, the reference of the profile it applied; one query."""
    entries = journal.entries_named({right.granted_entry for right in rights})
    bodies = {key: journal.body_of(entry) for key, entry in entries.items()}
    return {
        key: str(body["profile"])
        for key, body in bodies.items()
        if isinstance(body, dict) and body.get("profile")
    }


def holders_of(organisation: Organisation, view: ProfileView) -> list[Holder]:
    """Who holds running rights from this profile, whatever the version; constant in queries."""
    rights = selectors.running_rights(organisation)
    behind = profiles_behind(rights)
    names = profiles.profile_names(behind.values())
    held: dict[tuple[int, str], list[Habilitation]] = {}
    for right in rights:
        ref = behind.get(right.granted_entry, "")
        if ref in names and names[ref][0] == view.name:
            held.setdefault((right.person_id, ref), []).append(right)
    return [
        Holder(
            rows[0].person,
            names[ref][1],
            len(rows),
            "" if ref == view.ref else update_url(organisation, rows, view),
        )
        for (_, ref), rows in held.items()
    ]


def update_url(organisation: Organisation, rights: Sequence[Habilitation], view: ProfileView) -> str:
    """Where the newer version is given to whom these rights are, on the same establishments."""
    refs = {place.siret: place.ref for place in registry.establishments_of(organisation)}
    asked: list[tuple[str, str]] = [("personne", rights[0].person.ref), ("profil", view.ref)]
    sirets = list(dict.fromkeys(right.siret_text for right in rights))
    if None in sirets:
        asked.append(("ou", "tous"))
    elif len(sirets) <= PLACES_IN_LINK:
        asked += [("etablissement", refs[siret]) for siret in sirets if siret in refs]
    return f"{reverse('access:grant', args=[organisation.ref])}?{urlencode(asked)}"
