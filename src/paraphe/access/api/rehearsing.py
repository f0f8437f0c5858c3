"""A dry run: the verb itself, up to the proof of presence, then everything is taken back."""

from datetime import datetime

from django.db import transaction

from paraphe.access import services
from paraphe.access.api import shapes, telling
from paraphe.access.changes import Change, Wanted
from paraphe.access.errors import RightOverlaps
from paraphe.access.models import Habilitation
from paraphe.access.services.people import build_invitation
from paraphe.accounts.errors import StepUpMissing
from paraphe.accounts.selectors import Person
from paraphe.kernel import clock
from paraphe.registry.selectors import Organisation

Span = tuple[int | str, str | None, int, datetime, datetime]
"""Holder, place, service, start, end."""


def rehearse(organisation: Organisation, change: Change, *, actor: Person) -> None:
    """Raise what `change_rights` would raise, but for the proof of presence; nothing is written.

    The verb checks all it can before it asks for the proof; what the rows would refuse after it is looked at here.
    """
    with transaction.atomic():
        try:
            services.change_rights(organisation, change=change, actor=actor)
        except StepUpMissing:
            for row in change.invitees:
                build_invitation(organisation, row, actor=actor, at=clock.now())
            _require_room(organisation, change)
        transaction.set_rollback(True)


def _require_room(organisation: Organisation, change: Change) -> None:
    """RightOverlaps where a right given would run beside another one on its key."""
    closed = {right.pk for right in change.closures}
    persons = [wanted.person.pk for wanted in change.grants if not isinstance(wanted.person, str)]
    rows = Habilitation.objects.filter(
        siren=int(organisation.siren), person__in=persons, ends_at__gt=clock.now()
    ).exclude(pk__in=closed)
    taken: list[Span] = [
        (row.person_id, row.siret_text, row.service_id, row.valid_from, row.valid_to) for row in rows
    ]
    for wanted in change.grants:
        span = _span(wanted)
        if any(span[:3] == other[:3] and other[3] < span[4] and span[3] < other[4] for other in taken):
            raise RightOverlaps("access.right_overlaps")
        taken.append(span)


def _span(wanted: Wanted) -> Span:
    holder = wanted.person.lower() if isinstance(wanted.person, str) else wanted.person.pk
    start = max(clock.now(), wanted.valid_from or clock.now())
    return holder, wanted.siret, wanted.service.pk, start, wanted.valid_to


def difference_of(change: Change, *, at: datetime) -> shapes.Difference:
    """What the change does, in the API's words."""
    return shapes.Difference(
        closed=[telling.right_shown(right, at=at) for right in change.closures],
        given=[
            shapes.Wish(
                person=row.person if isinstance(row.person, str) else row.person.ref,
                siret=row.siret,
                service=row.service.code,
                level=telling.level_code(row.level),
                valid_from=row.valid_from,
                valid_to=row.valid_to,
            )
            for row in change.grants
        ],
        invited=[
            shapes.Guest(email=row.email, given_name=row.given_name, family_name=row.family_name)
            for row in change.invitees
        ],
    )
