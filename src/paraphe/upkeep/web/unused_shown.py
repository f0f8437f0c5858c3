"""Rights without use, as the page of health lists them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from paraphe.access.vocabulary import Level
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Organisation
from paraphe.upkeep.reviewing import last_day
from paraphe.upkeep.unused import Unused
from paraphe.upkeep.web.review_shown import EVERYWHERE


@dataclass(frozen=True)
class UnusedLine:
    """One right that does not serve: whose, what, where, since when, and the day it ends."""

    name: str
    url: str
    service: str
    level: str
    where: str
    since: datetime
    ends_on: date
    is_told: bool


def tell_unused(organisation: Organisation, lines: Sequence[Unused]) -> list[UnusedLine]:
    """The lines of these rights."""
    places = {place.siret: place.name for place in registry.establishments_of(organisation)} if lines else {}
    return [_tell(organisation, line, places) for line in lines]


def _tell(organisation: Organisation, line: Unused, places: dict[str, str]) -> UnusedLine:
    right, siret = line.right, line.right.siret_text
    return UnusedLine(
        name=right.person.full_name,
        url=reverse("access:person", args=[organisation.ref, right.person.ref]),
        service=right.service.name,
        level=Level(right.level).code,
        where=EVERYWHERE if siret is None else places.get(siret, siret),
        since=line.since,
        ends_on=last_day(line.lapses_at),
        is_told=line.told_at is not None,
    )
