"""What the register tells a body: proposals that wait, those answered, establishments as they stand."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from paraphe.access.models import Habilitation, Subscription
from paraphe.access.selectors import registration_of
from paraphe.kernel import clock
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Establishment, Organisation, RegisterEvent


def proposals(organisation: Organisation) -> list[RegisterEvent]:
    """What the register told of the body since it opened its space and nobody answered yet, newest first."""
    return _told(organisation, settled=False)


def answered(organisation: Organisation) -> list[RegisterEvent]:
    """What the register told and somebody answered, newest first; what another news replaced is left out."""
    return [event for event in _told(organisation, settled=True) if event.settlement != "replaced"]


def _told(organisation: Organisation, *, settled: bool) -> list[RegisterEvent]:
    registration = registration_of(organisation)
    if registration is None:
        return []
    return registry.register_events(organisation, since=registration.registered_at, settled=settled)


@dataclass(frozen=True)
class PlaceState:
    """An establishment with how many services it uses and how many rights run on it alone."""

    place: Establishment
    services: int
    rights: int


def states_of(organisation: Organisation) -> tuple[list[PlaceState], int]:
    """Every establishment as it stands, and how many running rights hold on all of them; constant in queries."""
    places = registry.establishments_of(organisation)
    now = clock.now()
    subscribed = Subscription.objects.filter(establishment__organisation=organisation, closed_at=None)
    services = dict(subscribed.order_by().values_list("establishment_id").annotate(count=Count("pk")))
    running = Habilitation.objects.filter(siren=int(organisation.siren), valid_from__lte=now, ends_at__gt=now)
    rights = dict(running.order_by().values_list("siret").annotate(count=Count("pk")))
    states = [
        PlaceState(place, services.get(place.pk, 0), rights.get(int(place.siret), 0)) for place in places
    ]
    return states, rights.get(None, 0)


def rights_on(place: Establishment, *, everywhere: bool = False) -> list[Habilitation]:
    """The rights that run on this establishment alone (`everywhere`: those of all too), by person then service."""
    now, where = clock.now(), Q(siret=int(place.siret))
    if everywhere:
        where |= Q(siret=None, siren=int(place.siret[:9]))
    rows = Habilitation.objects.filter(where, valid_from__lte=now, ends_at__gt=now)
    ordered = rows.select_related("person", "service").order_by(
        "person__family_name", "person__given_name", "person_id", "service__position"
    )
    return list(ordered)


def models_for(organisation: Organisation, event: RegisterEvent) -> Sequence[Establishment]:
    """The open establishments whose rights may be given to a new one: those that use services first, seat ahead."""
    today = clock.now().date()
    states, _ = states_of(organisation)
    open_now = [
        state
        for state in states
        if state.place.pk != event.establishment_id
        and (state.place.closed_on is None or state.place.closed_on > today)
    ]
    return [state.place for state in sorted(open_now, key=lambda state: not state.services)]
