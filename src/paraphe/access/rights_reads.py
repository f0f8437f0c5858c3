"""Rights of a body as they were at an instant, as known at a journal position."""

from datetime import datetime
from typing import Protocol

from django.db.models import Case, F, Q, QuerySet, When
from django.db.models.functions import Least

from paraphe.access.models import Habilitation
from paraphe.access.vocabulary import Level
from paraphe.kernel import clock
from paraphe.registry.selectors import Organisation


class Asked(Protocol):
    """Which rights are looked for; `state`: running, coming, ended or all, at `at` (None: now)."""

    @property
    def siret(self) -> str | None: ...
    @property
    def service(self) -> str | None: ...
    @property
    def level(self) -> str | None: ...
    @property
    def state(self) -> str: ...
    @property
    def at(self) -> datetime | None: ...
    @property
    def known_at(self) -> int | None: ...


def rights_at(organisation: Organisation, asked: Asked) -> QuerySet[Habilitation]:
    """The rights that fit, by service, establishment and reference; a right on all establishments fits each."""
    rows = Habilitation.objects.filter(siren=int(organisation.siren)).select_related("person", "service")
    closed = Q(closed_at__isnull=False)
    if asked.known_at is not None:
        rows = rows.filter(granted_entry__lte=asked.known_at)
        closed &= Q(closed_entry__lte=asked.known_at)
    at = asked.at or clock.now()
    end = Case(When(closed, then=Least("valid_to", "closed_at")), default=F("valid_to"))
    states = {
        "running": Q(valid_from__lte=at, known_end__gt=at),
        "coming": Q(valid_from__gt=at, known_end__gt=F("valid_from")),
        "ended": Q(known_end__lte=at),
        "all": Q(),
    }
    rows = rows.alias(known_end=end).filter(states[asked.state])
    if asked.siret:
        rows = rows.filter(Q(siret=int(asked.siret)) | Q(siret__isnull=True))
    if asked.service:
        rows = rows.filter(service__code=asked.service)
    if asked.level:
        rows = rows.filter(level__gte=Level.of(asked.level))
    return rows.order_by("service__position", "siret", "pk")
