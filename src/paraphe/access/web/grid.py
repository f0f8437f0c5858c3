"""The matrix of rights: effective levels by the same decision as everywhere, read-only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from paraphe.access import overview, selectors
from paraphe.access.overview import Grid
from paraphe.access.web.frames import ROLE_WORDS
from paraphe.access.web.pages import person_url
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Establishment, Organisation, Service


@dataclass(frozen=True)
class MatrixRow:
    """One line: its heading, its detail, where it leads, and the level code of each service ("" for none)."""

    name: str
    detail: str
    url: str
    levels: Sequence[str]


@dataclass(frozen=True)
class Foot:
    """Under a service: how many can sign, or that nobody can; `is_signed` False where the service is not signed."""

    count: int
    is_signed: bool


@dataclass(frozen=True)
class Choice:
    """One option of a select."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Matrix:
    """Everything the page of the matrix shows."""

    by_person: bool
    caption: str
    first_heading: str
    services: Sequence[Service]
    rows: Sequence[MatrixRow]
    foot: Sequence[Foot]
    choices: Sequence[Choice]


def build_matrix(organisation: Organisation, query: Mapping[str, str]) -> Matrix:
    """The matrix of the establishment of the address (the head office at first), or of the person of the address."""
    places = registry.establishments_of(organisation)
    offered = registry.services_for(organisation.branch)
    if query.get("vue") == "personne":
        return _of_person(organisation, query.get("personne", ""), places=places, offered=offered)
    place = next((place for place in places if place.ref == query.get("etablissement")), places[0])
    return _of_place(organisation, place, places=places, offered=offered)


def _of_place(
    organisation: Organisation,
    place: Establishment,
    *,
    places: Sequence[Establishment],
    offered: Sequence[Service],
) -> Matrix:
    grid = overview.rights_grid(organisation, sirets=[place.siret])
    services = [service for service in offered if (place.siret, service.code) in grid.subscribed]
    rows = [
        MatrixRow(
            name=row.person.full_name,
            detail=ROLE_WORDS[row.role].lower(),
            url=person_url(organisation, row.person.ref),
            levels=[_level(grid, row.person_id, place, service) for service in services],
        )
        for row in selectors.members_of(organisation)
    ]
    foot = [Foot(len(grid.signers(place.siret, s.code)), "sign" in s.levels) for s in services]
    choices = [Choice(one.ref, f"{one.name} – {one.siret_spaced}", one == place) for one in places]
    caption = f"{place.name}, {place.siret_spaced}"
    return Matrix(False, caption, "Personne", services, rows, foot, choices)


def _of_person(
    organisation: Organisation, ref: str, *, places: Sequence[Establishment], offered: Sequence[Service]
) -> Matrix:
    members = selectors.members_of(organisation)
    member = next((row for row in members if row.person.ref == ref), members[0])
    grid = overview.rights_grid(organisation)
    in_use = {code for _, code in grid.subscribed}
    services = [service for service in offered if service.code in in_use]
    rows = [
        MatrixRow(
            name=place.name,
            detail=place.siret_spaced,
            url="",
            levels=[_level(grid, member.person_id, place, service) for service in services],
        )
        for place in places
    ]
    choices = [Choice(row.person.ref, row.person.full_name, row == member) for row in members]
    return Matrix(True, member.person.full_name, "Établissement", services, rows, (), choices)


def _level(grid: Grid, person: int, place: Establishment, service: Service) -> str:
    level = grid.levels.get((person, place.siret, service.code))
    return level.code if level else ""
