"""Which establishments use which services, and who gains or loses what when one opens or closes; reads only."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q

from paraphe.access.models import Habilitation, Subscription
from paraphe.kernel import clock
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Establishment, Organisation, Service


def open_subscriptions_of(organisation: Organisation) -> list[Subscription]:
    """What the body's establishments use now."""
    rows = Subscription.objects.filter(establishment__organisation=organisation, closed_at=None)
    return list(rows.select_related("establishment", "service__protection_body"))


@dataclass(frozen=True, slots=True)
class Opening:
    """What opening services in establishments comes to.

    `services` holds what is asked and what it requires; `pairs` counts the openings that are new; `waiting` are the
    rights given already, which open with them.
    """

    services: Sequence[Service]
    added: Sequence[Service]
    pairs: int
    waiting: Sequence[Habilitation]


def foresee_opening(
    organisation: Organisation, service: Service, establishments: Sequence[Establishment]
) -> Opening:
    """Opening a service there now, with those it requires that are not open there yet; writes nothing."""
    used = {(row.establishment_id, row.service_id) for row in open_subscriptions_of(organisation)}
    wanted = [service, *registry.services_by_code(service.requires).values()]
    fresh = [(place, row) for row in wanted for place in establishments if (place.pk, row.pk) not in used]
    opened = [row for row in wanted if any(row == one for _, one in fresh)]
    return Opening(
        services=opened,
        added=[row for row in opened if row != service],
        pairs=len(fresh),
        waiting=rights_there(organisation, [service], establishments),
    )


def rights_there(
    organisation: Organisation, services: Iterable[Service], establishments: Sequence[Establishment]
) -> list[Habilitation]:
    """The rights that run on these services in these establishments, those on all establishments included."""
    sirets = [int(place.siret) for place in establishments]
    rows = Habilitation.objects.filter(
        Q(siret__in=sirets) | Q(siret=None),
        siren=int(organisation.siren),
        service__in=list(services),
        closed_at=None,
        ends_at__gt=clock.now(),
    )
    ordered = rows.select_related("person", "service").order_by(
        "person__family_name", "person__given_name", "person_id", "service__position", "siret"
    )
    return list(ordered)


def depending_on(service: Service, *, branch: str) -> list[Service]:
    """The services that cannot be used without this one."""
    return [row for row in registry.services_for(branch) if service.code in row.requires]
