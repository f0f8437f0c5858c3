"""The bodies as the operator sees them: how each is administered, to help, never to decide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from paraphe.access.selectors import BodyRegistration, Membership, Suspension
from paraphe.registry.selectors import Organisation
from paraphe.upkeep.activity import Administration, administrations_of
from paraphe.upkeep.vocabulary import BodyState

FILTERS = {
    "": "Tous",
    "frozen": "Sans administrateur",
    "alone": "Un seul administrateur",
    "sleeping": "Administrateur absent",
}


@dataclass(frozen=True)
class BodyLine:
    """One body and how it is administered."""

    organisation: Organisation
    registration: BodyRegistration
    administration: Administration


def registered_bodies(*, text: str = "", state: str = "") -> QuerySet[BodyRegistration]:
    """The open spaces whose body's name holds the text, or whose SIREN begins so, in this state; by name.

    Sleeping bodies are among those with one administrator: `keep_sleeping` reads who was seen.
    """
    rows = BodyRegistration.objects.filter(closed_at=None).select_related("organisation")
    if text:
        digits = "".join(text.split())
        named = Q(organisation__name__icontains=text)
        rows = rows.filter(named | Q(organisation__siren__startswith=digits) if digits.isdigit() else named)
    if state in FILTERS and state:
        rows = rows.filter(organisation__in=_with_whole(0 if state == "frozen" else 1))
    return rows.order_by("organisation__name", "pk")


def _with_whole(count: int) -> QuerySet[Organisation]:
    """The bodies with none, or with exactly one, active administrator of the whole of them."""
    stopped = Suspension.objects.filter(closed_at=None).values("membership")
    active = Membership.objects.filter(role="administrator", scope=None, closed_at=None).exclude(
        pk__in=stopped
    )
    if count == 0:
        return Organisation.objects.exclude(pk__in=active.values("organisation"))
    ones = active.values("organisation").annotate(held=Count("pk")).filter(held=count)
    return Organisation.objects.filter(pk__in=ones.values("organisation"))


def keep_sleeping(rows: Sequence[BodyRegistration], state: str) -> list[BodyRegistration]:
    """Of bodies with one administrator, those where he is absent, or those where he is not."""
    found = administrations_of(row.organisation for row in rows)
    asked = BodyState.SLEEPING if state == "sleeping" else BodyState.ALONE
    return [row for row in rows if found[row.organisation_id].state is asked]


def lines_of(rows: Sequence[BodyRegistration]) -> list[BodyLine]:
    """The bodies of one page, in a constant number of queries."""
    found: Mapping[int, Administration] = administrations_of(row.organisation for row in rows)
    return [BodyLine(row.organisation, row, found[row.organisation_id]) for row in rows]
