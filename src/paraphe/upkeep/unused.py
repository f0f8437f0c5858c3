"""Rights that nobody uses: since when, and when they lapse. Reads only.

A use is a file received or filed, or a page of declarations read, on a service whose use the portal sees. A right given
less than twelve months ago, or not used for less, never lapses so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from paraphe.access import selectors as access
from paraphe.access.selectors import Habilitation
from paraphe.declarations.usage import OBSERVED, Uses, uses_in
from paraphe.kernel import clock
from paraphe.registry.selectors import Organisation
from paraphe.upkeep.models import UnusedNotice
from paraphe.upkeep.vocabulary import UNUSED_AFTER, UNUSED_NOTICE


@dataclass(frozen=True)
class Unused:
    """One right without use: the last use or the day it was given, and when its lapse was told, if it was."""

    right: Habilitation
    since: datetime
    told_at: datetime | None

    @property
    def lapses_at(self) -> datetime:
        """When it lapses: twelve months after the last use, and a month after it was told."""
        told = self.told_at or clock.now()
        return max(self.since + UNUSED_AFTER, told + UNUSED_NOTICE)


def unused_rights(organisation: Organisation) -> list[Unused]:
    """The rights that lapse within a month unless they serve, the longest unused first; constant in queries."""
    before = clock.now() - (UNUSED_AFTER - UNUSED_NOTICE)
    rights = [
        right
        for right in access.running_rights(organisation)
        if right.service.code in OBSERVED and right.valid_from <= before
    ]
    if not rights:
        return []
    uses = uses_in(organisation)
    found = [(right, since_of(right, uses)) for right in rights]
    idle = [(right, since) for right, since in found if since <= before]
    told = _told([right for right, _ in idle])
    lines = [Unused(right, since, _after(told.get(right.pk), since)) for right, since in idle]
    return sorted(lines, key=lambda line: (line.since, line.right.pk))


def since_of(right: Habilitation, uses: Uses) -> datetime:
    """Since when the right has not served: its last use, or the day it was given."""
    key = (right.person_id, right.siret_text, right.service.code)
    used = uses.last_use(key, person=right.person.ref)
    return max(used, right.valid_from) if used else right.valid_from


def _told(rights: Sequence[Habilitation]) -> dict[int, datetime]:
    rows = UnusedNotice.objects.filter(right__in=[right.pk for right in rights])
    return dict(rows.order_by().values_list("right_id").annotate(last=Max("at")))


def _after(told_at: datetime | None, since: datetime) -> datetime | None:
    """A notice told before the last use is about another absence of use."""
    return told_at if told_at is not None and told_at > since else None
