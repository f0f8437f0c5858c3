"""Many rights told in few lines: the same person, level and end together, their services and establishments listed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from paraphe.access.models import Habilitation
from paraphe.access.vocabulary import Level
from paraphe.access.web.forms import last_day
from paraphe.access.web.rights import EVERYWHERE, place_name
from paraphe.access.wording import listed
from paraphe.accounts.selectors import Person
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Establishment, Organisation

PLACES_NAMED = 6


@dataclass(frozen=True)
class ToldRights:
    """Some rights of one person in one line; `places` names a few establishments, `detail` counts them."""

    person: Person
    services: str
    places: str
    detail: str
    level: str
    until: date
    count: int


def tell_rights(organisation: Organisation, rights: Sequence[Habilitation]) -> list[ToldRights]:
    """The rights of one body, in as few lines as say everything; one query."""
    names = {place.siret: place for place in registry.establishments_of(organisation)}
    lines: dict[tuple[int, int, datetime, tuple[int, ...]], list[Habilitation]] = {}
    for row in _with_places(rights):
        lines.setdefault(row[0], []).extend(row[1])
    told = [_tell(group, names) for group in lines.values()]
    return sorted(told, key=lambda line: (line.person.family_name, line.person.given_name, line.services))


def _with_places(
    rights: Sequence[Habilitation],
) -> list[tuple[tuple[int, int, datetime, tuple[int, ...]], list[Habilitation]]]:
    """By person, service, level and end, the rights there are, under a key that says where they hold."""
    found: dict[tuple[int, int, int, datetime], list[Habilitation]] = {}
    for right in rights:
        found.setdefault((right.person_id, right.service_id, right.level, right.valid_to), []).append(right)
    return [
        ((key[0], key[2], key[3], tuple(sorted(right.siret or 0 for right in group))), group)
        for key, group in found.items()
    ]


def _tell(group: Sequence[Habilitation], names: Mapping[str, Establishment]) -> ToldRights:
    first = group[0]
    services = list(dict.fromkeys(right.service.name for right in group))
    places = list(dict.fromkeys(place_name(right, names) for right in group))
    everywhere = any(right.siret is None for right in group)
    return ToldRights(
        person=first.person,
        services=listed(services, most=20),
        places=EVERYWHERE if everywhere else listed(places, most=PLACES_NAMED),
        detail=f"{len(places)}\u00a0établissements" if len(places) > 1 else "",
        level=Level(first.level).code,
        until=last_day(first.valid_to),
        count=len(group),
    )
