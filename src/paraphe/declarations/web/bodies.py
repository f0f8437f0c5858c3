"""The body and the person of a request, once the guard let it come here."""

from typing import cast

from django.http import HttpRequest

from paraphe.access import selectors as access
from paraphe.accounts.selectors import Person
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Organisation


def person_of(request: HttpRequest) -> Person:
    """The person logged in."""
    return cast(Person, request.user)


def body_of(body_ref: str) -> Organisation:
    """The body of the address."""
    return registry.organisation_by_ref(body_ref)


def administrators_of(organisation: Organisation) -> list[str]:
    """The names of those who can give rights."""
    return [row.person.full_name for row in access.administrators_of(organisation)]


def place_names(organisation: Organisation) -> dict[str, str]:
    """The names of the body's establishments by SIRET."""
    return {row.siret: row.name for row in registry.establishments_of(organisation)}


def join_names(names: list[str], word: str = "ou") -> str:
    """« Claire Maubert, Odile Farge ou Samuel Kerbrat »; empty for nobody."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {word} {names[-1]}"
