"""A change of rights before it is made: what runs today and what would run after, few lines that say everything."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from paraphe.access.changes import Change
from paraphe.access.models import Habilitation
from paraphe.access.plans import Plan
from paraphe.access.policy import PARIS
from paraphe.access.vocabulary import Level
from paraphe.access.web.forms import last_day
from paraphe.access.web.rights import EVERYWHERE
from paraphe.access.wording import listed
from paraphe.accounts.selectors import Person
from paraphe.kernel import clock
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Establishment, Organisation, Service

ADDED = "Ajouté : un autre service l’exige."
HELD = "Déjà donné : rien ne change."
PLACES_NAMED = 6


@dataclass(frozen=True, slots=True)
class Shown:
    """A level and its days; `since` is empty where it runs already or starts at once."""

    level: str
    since: date | None
    until: date


@dataclass(frozen=True, slots=True)
class Cell:
    """One person, establishment (None: all) and service: what runs, and what would."""

    person: str
    siret: str | None
    service: Service
    before: tuple[Shown, ...]
    after: tuple[Shown, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """Cells that change alike, in one line."""

    person: str
    services: str
    places: str
    detail: str
    before: Sequence[Shown]
    after: Sequence[Shown]
    note: str

    @property
    def is_held(self) -> bool:
        """Whether nothing changes."""
        return self.before == self.after


def plan_differences(organisation: Organisation, plan: Plan, *, person: Person) -> list[Difference]:
    """What a plan changes, what it adds because it is required, and what is held already."""
    cells = []
    for step in plan.steps:
        closed = {right.pk for right in step.closed}
        stay = [_of_right(right) for right in step.before if right.pk not in closed]
        fresh = [_shown(wanted.level, wanted.valid_from, wanted.valid_to) for wanted in step.given]
        note = HELD if step.is_held else ADDED if step.service.code in plan.added else ""
        before = tuple(_of_right(right) for right in step.before)
        after = _in_order([*stay, *fresh])
        cells.append(Cell(person.full_name, step.siret, step.service, before, after, note))
    return group_cells(organisation, cells)


def change_differences(organisation: Organisation, change: Change) -> list[Difference]:
    """What a change closes and gives, by person, establishment and service."""
    before: dict[tuple[str, str | None, str], list[Shown]] = {}
    after: dict[tuple[str, str | None, str], list[Shown]] = {}
    services: dict[str, Service] = {}
    for right in change.closures:
        services[right.service.code] = right.service
        key = (right.person.full_name, right.siret_text, right.service.code)
        before.setdefault(key, []).append(_of_right(right))
    for wanted in change.grants:
        services[wanted.service.code] = wanted.service
        name = wanted.person if isinstance(wanted.person, str) else wanted.person.full_name
        shown = _shown(wanted.level, wanted.valid_from, wanted.valid_to)
        after.setdefault((name, wanted.siret, wanted.service.code), []).append(shown)
    keys = dict.fromkeys((*before, *after))
    return group_cells(
        organisation,
        [
            Cell(key[0], key[1], services[key[2]], tuple(before.get(key, ())), _in_order(after.get(key, ())))
            for key in keys
        ],
    )


def group_cells(organisation: Organisation, cells: Iterable[Cell]) -> list[Difference]:
    """Cells that change alike in one line: the establishments of a service, then the services of those; one query."""
    names = {place.siret: place for place in registry.establishments_of(organisation)}
    by_service: dict[tuple[object, ...], list[Cell]] = {}
    for cell in cells:
        key = (cell.person, cell.service.code, cell.before, cell.after, cell.note)
        by_service.setdefault(key, []).append(cell)
    by_places: dict[tuple[object, ...], list[list[Cell]]] = {}
    for (person, _, *rest), group in by_service.items():
        places = tuple(cell.siret for cell in group)
        by_places.setdefault((person, places, *rest), []).append(group)
    return [_difference(groups, names) for groups in by_places.values()]


def _difference(groups: Sequence[Sequence[Cell]], names: Mapping[str, Establishment]) -> Difference:
    first = groups[0][0]
    sirets = [cell.siret for cell in groups[0]]
    places = [
        EVERYWHERE if siret is None else names[siret].name if siret in names else siret for siret in sirets
    ]
    return Difference(
        person=first.person,
        services=listed([group[0].service.name for group in groups], most=20),
        places=listed(places, most=PLACES_NAMED),
        detail=f"{len(places)}\u00a0établissements" if len(places) > PLACES_NAMED else "",
        before=first.before,
        after=first.after,
        note=first.note,
    )


def _in_order(rows: Sequence[Shown]) -> tuple[Shown, ...]:
    return tuple(sorted(rows, key=lambda row: row.until))


def _of_right(right: Habilitation) -> Shown:
    since = right.valid_from if right.valid_from > clock.now() else None
    return _shown(Level(right.level), since, right.ends_at)


def _shown(level: Level, since: datetime | None, until: datetime) -> Shown:
    return Shown(level.code, None if since is None else since.astimezone(PARIS).date(), last_day(until))
