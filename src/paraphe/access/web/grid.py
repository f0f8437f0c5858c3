"""The table of rights: effective levels by the same decision as everywhere, of one establishment, of one person, or
how many can sign in the whole body; filtered by the address, at any instant.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString

from paraphe.access import overview, selectors
from paraphe.access.models import Membership
from paraphe.access.overview import Grid
from paraphe.access.vocabulary import Level
from paraphe.access.web.frames import role_word
from paraphe.access.web.grid_cells import ShownCell, cell_maker, show_count
from paraphe.access.web.grid_query import (
    ALONE,
    ENDING,
    GAPS,
    PERSON,
    WAITING,
    WHOLE,
    Asked,
    fold,
    instant_of,
)
from paraphe.access.web.pages import person_url
from paraphe.accounts.selectors import Person
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Establishment, Organisation, Service

Row = TypeVar("Row")
CHOICES_TO_SEARCH = 10
"""From so many establishments or persons on, the page offers to search among them."""


@dataclass(frozen=True)
class MatrixRow:
    """One line: its heading, its detail, what else a file says of it, where it leads, its cells; whom or where."""

    name: str
    detail: str
    more: str
    url: str
    cells: Sequence[ShownCell]
    person: Person | None = None
    place: Establishment | None = None

    @property
    def html(self) -> SafeString:
        """All the cells of the line."""
        return SafeString("".join(cell.html for cell in self.cells))


@dataclass(frozen=True)
class Choice:
    """One option of a select."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Matrix:
    """Everything the table shows; `place` or `person` is what it is about, `total` counts the rows without filters."""

    asked: Asked
    caption: str
    first_heading: str
    services: Sequence[Service]
    offered: Sequence[Service]
    rows: Sequence[MatrixRow]
    foot: Sequence[ShownCell]
    choices: Sequence[Choice]
    total: int
    at: datetime
    place: Establishment | None = None
    person: Person | None = None
    grid: Grid = field(default_factory=lambda: Grid({}, frozenset(), ()))
    unopened: frozenset[str] = frozenset()
    to_search: bool = False

    @property
    def columns(self) -> list[tuple[Service, bool]]:
        """The services, each with whether it is open where the table is about."""
        return [(service, service.code not in self.unopened) for service in self.services]

    @property
    def foot_html(self) -> SafeString:
        """All the cells of the foot."""
        return SafeString("".join(cell.html for cell in self.foot))


def build_matrix(organisation: Organisation, asked: Asked) -> Matrix:
    """The table the address asks for: the head office, or the first person, where it names none that is here."""
    places = registry.establishments_of(organisation)
    offered = registry.services_for(organisation.branch)
    if asked.view == PERSON:
        return _of_person(organisation, asked, places=places, offered=offered)
    if asked.view == WHOLE:
        return _of_body(organisation, asked, places=places, offered=offered)
    return _of_place(organisation, asked, places=places, offered=offered)


def _of_place(
    organisation: Organisation,
    asked: Asked,
    *,
    places: Sequence[Establishment],
    offered: Sequence[Service],
) -> Matrix:
    at = instant_of(asked)
    found = _searched(asked, places, lambda place: f"{place.name} {place.siret} {place.city}")
    place = next((place for place in found if place.ref == asked.place), found[0])
    grid = overview.rights_grid(organisation, sirets=[place.siret], at=at, known_at=asked.known_at)
    own = {code for (_, _, code), cell in grid.cells.items() if cell.own is not None}
    used = [one for one in offered if (place.siret, one.code) in grid.subscribed or one.code in own]
    services = [one for one in used if _keeps_column(asked, one, grid, place)]
    people = _people_of(organisation, grid, asked, at)
    show = cell_maker(at, asked.known_at)
    rows = [
        MatrixRow(
            name=person.full_name,
            detail=detail,
            more=person.email,
            url=person_url(organisation, person.ref),
            cells=[show(grid.cells.get((person.pk, place.siret, one.code))) for one in services],
            person=person,
        )
        for person, detail in people
    ]
    kept = [row for row in rows if _keeps_row(asked, row)]
    return Matrix(
        asked=asked,
        caption=f"{place.name}, {place.siret_spaced}",
        first_heading="Personne",
        services=services,
        offered=used,
        rows=kept,
        foot=[_foot(grid, place, one) for one in services],
        choices=[Choice(one.ref, f"{one.name} – {one.siret_spaced}", one == place) for one in found],
        total=len(rows),
        at=at,
        place=place,
        grid=grid,
        unopened=frozenset(one.code for one in services if (place.siret, one.code) not in grid.subscribed),
        to_search=len(places) > CHOICES_TO_SEARCH,
    )


def _of_person(
    organisation: Organisation,
    asked: Asked,
    *,
    places: Sequence[Establishment],
    offered: Sequence[Service],
) -> Matrix:
    at = instant_of(asked)
    people = _people_of(organisation, None, asked, at)
    if not people:
        return Matrix(
            asked, "Personne n’appartenait à l’organisme", "Établissement", (), (), (), (), (), 0, at
        )
    found = _searched(asked, people, lambda row: f"{row[0].full_name} {row[0].email}")
    person, detail = next((row for row in found if row[0].ref == asked.person), found[0])
    grid = overview.rights_grid(organisation, persons=[person.pk], at=at, known_at=asked.known_at)
    in_use = {code for _, code in grid.subscribed} | {code for _, _, code in grid.cells}
    used = [one for one in offered if one.code in in_use]
    services = [one for one in used if asked.service in ("", one.code)]
    show = cell_maker(at, asked.known_at)
    rows = [
        MatrixRow(
            name=place.name,
            detail=place.siret_spaced,
            more=place.siret,
            url="",
            cells=[show(grid.cells.get((person.pk, place.siret, one.code))) for one in services],
            place=place,
        )
        for place in places
    ]
    return Matrix(
        asked=asked,
        caption=f"{person.full_name}, {detail}",
        first_heading="Établissement",
        services=services,
        offered=used,
        rows=[row for row in rows if _keeps_row(asked, row)],
        foot=(),
        choices=[Choice(one.ref, one.full_name, one == person) for one, _ in found],
        total=len(rows),
        at=at,
        person=person,
        grid=grid,
        to_search=len(people) > CHOICES_TO_SEARCH,
    )


def _of_body(
    organisation: Organisation,
    asked: Asked,
    *,
    places: Sequence[Establishment],
    offered: Sequence[Service],
) -> Matrix:
    at = instant_of(asked)
    grid = overview.rights_grid(organisation, at=at, known_at=asked.known_at)
    in_use = {code for _, code in grid.subscribed}
    used = [one for one in offered if one.code in in_use]
    services = [one for one in used if asked.service in ("", one.code)]
    base = reverse("access:matrix", args=[organisation.ref])
    rows = [
        MatrixRow(
            name=place.name,
            detail=place.siret_spaced,
            more=place.siret,
            url=f"{base}?{urlencode({'etablissement': place.ref})}",
            cells=[_count(grid, place, one, base) for one in services],
            place=place,
        )
        for place in places
    ]
    return Matrix(
        asked=asked,
        caption="Combien de personnes peuvent signer, par établissement et par service",
        first_heading="Établissement",
        services=services,
        offered=used,
        rows=[row for row in rows if _keeps_row(asked, row)],
        foot=(),
        choices=(),
        total=len(rows),
        at=at,
        grid=grid,
    )


def _people_of(
    organisation: Organisation, grid: Grid | None, asked: Asked, at: datetime
) -> list[tuple[Person, str]]:
    """Who has a line: those who belonged, then those who held a right without belonging, or are invited now."""
    members = overview.members_at(organisation, at=at, known_at=asked.known_at)
    found = {row.person_id: (row.person, _detail(row)) for row in members}
    if not asked.is_past:
        for invitation in selectors.open_invitations_of(organisation):
            found.setdefault(invitation.person_id, (invitation.person, "en cours d’invitation"))
    elif grid is not None:
        others = {person for person, _, _ in grid.cells} - set(found)
        named = overview.holders_named(organisation, others)
        found |= {key: (person, "pas encore membre") for key, person in named.items()}
    return list(found.values())


def _detail(membership: Membership) -> str:
    return role_word(membership).lower()


def _searched(asked: Asked, rows: Sequence[Row], words: Callable[[Row], str]) -> Sequence[Row]:
    """Those that answer the search, or all of them where none does."""
    text = fold(asked.search)
    return [row for row in rows if text in fold(words(row))] or rows if text else rows


def _keeps_column(asked: Asked, service: Service, grid: Grid, place: Establishment) -> bool:
    if asked.service not in ("", service.code):
        return False
    signers = len(grid.signers(place.siret, service.code))
    if asked.state in (GAPS, ALONE):
        in_use = (place.siret, service.code) in grid.subscribed and Level.SIGN.code in service.levels
        return in_use and signers == (0 if asked.state == GAPS else 1)
    return True


def _keeps_row(asked: Asked, row: MatrixRow) -> bool:
    if asked.text and fold(asked.text) not in fold(f"{row.name} {row.more}"):
        return False
    if asked.level and not any(cell.level == asked.level for cell in row.cells):
        return False
    wanted: Mapping[str, Callable[[ShownCell], bool]] = {
        ENDING: lambda cell: cell.ends_soon,
        WAITING: lambda cell: cell.waits,
    }
    if asked.view == WHOLE:
        wanted = {GAPS: lambda cell: cell.level == "gap", ALONE: lambda cell: cell.level == "alone"}
    fits = wanted.get(asked.state)
    return fits is None or any(fits(cell) for cell in row.cells)


def _foot(grid: Grid, place: Establishment, service: Service) -> ShownCell:
    return show_count(
        len(grid.signers(place.siret, service.code)),
        opened=(place.siret, service.code) in grid.subscribed,
        signed=Level.SIGN.code in service.levels,
        url="",
    )


def _count(grid: Grid, place: Establishment, service: Service, base: str) -> ShownCell:
    return show_count(
        len(grid.signers(place.siret, service.code)),
        opened=(place.siret, service.code) in grid.subscribed,
        signed=Level.SIGN.code in service.levels,
        url=f"{base}?{urlencode({'etablissement': place.ref, 'service': service.code})}",
    )
