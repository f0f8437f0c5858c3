"""Who was last seen when, and what it makes of a body's administration. Reads only."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from paraphe.access import selectors as access
from paraphe.access.selectors import Membership, Suspension
from paraphe.accounts import selectors as accounts
from paraphe.kernel import clock
from paraphe.registry.selectors import Organisation
from paraphe.upkeep.vocabulary import SLEEPS_AFTER, BodyState


def last_seen(memberships: Sequence[Membership]) -> dict[int, datetime]:
    """By membership, the last sign of life: activity, or the day it opened or was woken where that is later."""
    active = accounts.last_activity([row.person for row in memberships])
    rows = Suspension.objects.filter(membership__in=[row.pk for row in memberships], closed_at__isnull=False)
    woken = dict(rows.order_by("closed_at").values_list("membership_id", "closed_at"))
    found = {}
    for row in memberships:
        signs = [row.opened_at, active.get(row.person_id), woken.get(row.pk)]
        found[row.pk] = max(at for at in signs if at is not None)
    return found


def sole_administrator(organisation: Organisation) -> Membership | None:
    """The one active administrator of the whole body, where there is exactly one."""
    rows = [row for row in access.active_administrators_of(organisation) if row.scope is None]
    return rows[0] if len(rows) == 1 else None


@dataclass(frozen=True)
class Administration:
    """How one body is administered now: its state, and its active administrators with when each was last seen."""

    state: BodyState
    administrators: Sequence[Membership]
    seen: dict[int, datetime]

    @property
    def seen_at(self) -> datetime | None:
        """The latest sign of life of any administrator."""
        return max((self.seen[row.pk] for row in self.administrators), default=None)


def administrations_of(organisations: Iterable[Organisation]) -> dict[int, Administration]:
    """By body, how it is administered, in a constant number of queries."""
    keys = [row.pk for row in organisations]
    rows = Membership.objects.filter(organisation__in=keys, role="administrator", closed_at=None)
    members = list(rows.select_related("person").order_by("opened_at", "pk"))
    stopped, seen = access.suspended_among(members), last_seen(members)
    found: dict[int, list[Membership]] = defaultdict(list)
    for row in members:
        if row.pk not in stopped:
            found[row.organisation_id].append(row)
    return {key: Administration(state_of_body(found[key], seen), found[key], seen) for key in keys}


def state_of_body(administrators: Sequence[Membership], seen: dict[int, datetime]) -> BodyState:
    """Frozen without an active administrator of the whole body, alone with one, sleeping where he is not seen."""
    whole = [row for row in administrators if row.scope is None]
    if not whole:
        return BodyState.FROZEN
    if len(whole) > 1:
        return BodyState.ACTIVE
    return BodyState.SLEEPING if seen[whole[0].pk] <= clock.now() - SLEEPS_AFTER else BodyState.ALONE
