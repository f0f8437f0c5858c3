"""Absences of administrators: who is away, until when, who answers in his place."""

from datetime import date

from paraphe.access.deputies import PARIS, absences_on
from paraphe.access.models import Absence, Membership
from paraphe.access.selectors import active_administrators_of
from paraphe.kernel import clock
from paraphe.registry.selectors import Organisation

__all__ = ["Absence", "absences_on"]


def today() -> date:
    """The day it is in Paris."""
    return clock.now().astimezone(PARIS).date()


def open_absence(membership: Membership) -> Absence | None:
    """The absence announced by this administrator that is not closed, running or to come."""
    rows = Absence.objects.filter(membership=membership, closed_at=None)
    return rows.select_related("deputy", "membership__person", "membership__organisation").first()


def open_absences(organisation: Organisation) -> list[Absence]:
    """The absences of the body's administrators that are not over, soonest first."""
    rows = Absence.objects.filter(
        membership__organisation=organisation, membership__closed_at=None, closed_at=None
    )
    rows = rows.filter(ends_on__gte=today()).select_related("deputy", "membership__person")
    return list(rows.order_by("starts_on", "pk"))


def deputies_for(membership: Membership) -> list[Membership]:
    """Who can stand in: an active administrator whose scope contains his, and who is not away today himself."""
    away = absences_on(membership.organisation, today())
    return [
        row
        for row in active_administrators_of(membership.organisation)
        if row.pk != membership.pk and row.pk not in away and _contains(row, membership)
    ]


def _contains(holder: Membership, other: Membership) -> bool:
    if holder.scope is None:
        return True
    return other.scope is not None and set(other.scope) <= set(holder.scope)


def to_close() -> list[Absence]:
    """Absences whose last day has passed."""
    rows = Absence.objects.filter(closed_at=None, ends_on__lt=today())
    return list(rows.select_related("membership__organisation", "membership__person", "deputy"))
