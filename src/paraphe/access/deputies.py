"""Who decides on a request for a right now: administrators whose scope holds it, the deputy of each who is away."""

from datetime import date
from zoneinfo import ZoneInfo

from paraphe.access.models import Absence, AccessRequest, Membership
from paraphe.access.selectors import active_administrators_of
from paraphe.accounts.selectors import Person
from paraphe.kernel import clock
from paraphe.registry.selectors import Organisation

PARIS = ZoneInfo("Europe/Paris")


def request_named(ref: str) -> AccessRequest | None:
    """A request by reference, whatever the body: for those who read the journal's entries."""
    return AccessRequest.objects.filter(ref=ref).select_related("organisation", "person", "service").first()


def absences_on(organisation: Organisation, day: date) -> dict[int, Absence]:
    """By membership, the absences that hold on a day."""
    rows = Absence.objects.filter(
        membership__organisation=organisation, closed_at=None, starts_on__lte=day, ends_on__gte=day
    )
    return {row.membership_id: row for row in rows.select_related("deputy", "membership__person")}


def deciders_of_request(request: AccessRequest) -> list[Person]:
    """The administrators who can answer a request, each one away replaced by his deputy; never the requester.

    All of them where nobody would be left.
    """
    rows = [row for row in active_administrators_of(request.organisation) if _holds(row, request.siret)]
    away = absences_on(request.organisation, clock.now().astimezone(PARIS).date())
    here = [away[row.pk].deputy if row.pk in away else row.person for row in rows]
    found = {person.pk: person for person in here if person.pk != request.person_id}
    if not found:
        found = {row.person_id: row.person for row in rows if row.person_id != request.person_id}
    return list(found.values())


def _holds(membership: Membership, siret: str) -> bool:
    return membership.scope is None or (bool(siret) and siret in membership.scope)
