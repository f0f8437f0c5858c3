"""Giving and ending rights."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from paraphe.access import events
from paraphe.access.acts import CEILING, Grant, act_of_grant
from paraphe.access.errors import RightOverlaps, RightUnsound, SelfGrant
from paraphe.access.models import Habilitation, Invitation, Membership
from paraphe.access.selectors import active_administrators_of
from paraphe.access.services.guard import hold_body, require
from paraphe.access.vocabulary import Action, Level
from paraphe.accounts import selectors as accounts_read
from paraphe.accounts import services as accounts
from paraphe.accounts.selectors import Person
from paraphe.journal import services as journal
from paraphe.kernel import clock
from paraphe.kernel.errors import WrongState
from paraphe.kernel.identifiers import Ref
from paraphe.registry.selectors import Organisation

ABSENT_AFTER = timedelta(days=30)
"""An administrator not seen for so long does not count as a fellow."""
SILENT_AFTER = timedelta(hours=72)
"""Nor does one told of a newcomer by key so long ago, and not seen since."""


@transaction.atomic
def grant_habilitations(organisation: Organisation, *, grant: Grant, actor: Person) -> list[Habilitation]:
    """Give a right on each establishment × service, in one act and one entry, effective at once.

    Needs the actor's fresh step-up for this very act (`act_of_grant`). Raises Refused, SelfGrant where another
    administrator is there, RightUnsound for a level, period or service that does not fit, RightOverlaps where one runs
    already.
    """
    chain = hold_body(organisation)
    sirets = None if grant.establishments is None else [e.siret for e in grant.establishments]
    require(Action.HABILITATION_GRANT, organisation, actor=actor, sirets=sirets)
    check_grant(organisation, grant, actor=actor)
    silent = silent_fellows(organisation, actor=actor) if grant.person == actor else []
    accounts.consume_step_up(actor, act_of_grant(organisation, grant))
    at = clock.now()
    rows = [
        Habilitation(
            ref=Ref.new(),
            person=grant.person,
            siren=int(organisation.siren),
            siret=siret,
            service=service,
            level=grant.level.value,
            valid_from=at,
            valid_to=grant.valid_to,
        )
        for siret in ([None] if sirets is None else [int(siret) for siret in sirets])
        for service in grant.services
    ]
    entry = journal.record(
        event=events.HABILITATION_GRANTED,
        chains=[chain],
        at=at,
        body={
            "v": 1,
            "actor": actor.ref,
            "siren": organisation.siren,
            "grants": [grant_body(row) for row in rows],
            **({"silent_fellows": [row.ref for row in silent]} if silent else {}),
        },
    )
    for row in rows:
        row.granted_entry = entry.pk
    return insert_rights(rows)


def insert_rights(rows: list[Habilitation]) -> list[Habilitation]:
    """Write rights already recorded; RightOverlaps where one runs already on the same key."""
    try:
        with transaction.atomic():
            return Habilitation.objects.bulk_create(rows)
    except IntegrityError as error:
        if "access_habilitation_no_overlap" not in str(error):
            raise
        raise RightOverlaps("access.right_overlaps") from None


def grant_body(row: Habilitation) -> dict[str, object]:
    """A right as its entry says it."""
    return {
        "habilitation": row.ref,
        "person": row.person.ref,
        "siret": row.siret_text,
        "service": row.service.code,
        "level": Level(row.level).code,
        "valid_from": clock.stamp(row.valid_from),
        "valid_to": clock.stamp(row.valid_to),
        "review_on": None,
    }


def check_grant(organisation: Organisation, grant: Grant, *, actor: Person) -> None:
    """Refuse what can never be given, be it proved or not: RightUnsound, or SelfGrant. Reads only.

    Not checked here: the actor's right to give, and overlaps.
    """
    if not grant.services or (grant.establishments is not None and not grant.establishments):
        raise RightUnsound("access.right_empty")
    if any(e.organisation_id != organisation.pk for e in grant.establishments or ()):
        raise RightUnsound("access.establishment_elsewhere")
    for service in grant.services:
        if grant.level.code not in service.levels:
            raise RightUnsound("access.level_not_offered", service=service.code, level=grant.level.code)
        if organisation.branch not in service.branches:
            raise RightUnsound("access.service_not_offered", service=service.code)
    now = clock.now()
    if not now < grant.valid_to <= now + CEILING:
        raise RightUnsound("access.period_unsound", field="valid_to")
    if not _belongs(organisation, grant.person):
        raise RightUnsound("access.person_elsewhere")
    if grant.person == actor and has_fellow(organisation, actor=actor):
        raise SelfGrant("access.self_grant")


def _belongs(organisation: Organisation, person: Person) -> bool:
    """A member, or a person whose invitation still runs: his right waits for him to join."""
    waiting = Q(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=clock.now())
    return (
        Membership.objects.filter(organisation=organisation, person=person, closed_at__isnull=True).exists()
        or Invitation.objects.filter(waiting, organisation=organisation, person=person).exists()
    )


def has_fellow(organisation: Organisation, *, actor: Person) -> bool:
    """Whether another administrator is there to decide on the actor's own rights."""
    fellows = [row for row in active_administrators_of(organisation) if row.person_id != actor.pk]
    return len(silent_fellows(organisation, actor=actor)) < len(fellows)


def silent_fellows(organisation: Organisation, *, actor: Person) -> list[Membership]:
    """The other administrators who do not count as fellows: not seen for thirty days, or, since the actor was appointed
    by a key, not seen although told of it three days ago. Source: mission.md, « After a key acceptance ».
    """
    rows = active_administrators_of(organisation)
    own = next((row for row in rows if row.person_id == actor.pk), None)
    fellows = [row for row in rows if row.person_id != actor.pk]
    seen = accounts_read.last_activity([row.person for row in fellows])
    return [row for row in fellows if _is_silent(row, own, seen.get(row.person_id, row.opened_at))]


def _is_silent(fellow: Membership, own: Membership | None, seen_at: datetime) -> bool:
    now = clock.now()
    if seen_at <= now - ABSENT_AFTER:
        return True
    by_key = own is not None and own.appointed_by == Membership.AppointedBy.KEY
    return own is not None and by_key and seen_at < own.opened_at <= now - SILENT_AFTER


@transaction.atomic
def close_habilitations(
    organisation: Organisation, *, habilitations: Sequence[Habilitation], reason: str, actor: Person
) -> datetime:
    """End rights at once, in one act and one entry; the instant they ended. WrongState where one has ended already."""
    chain = hold_body(organisation)
    rows = list(
        Habilitation.objects.select_for_update(of=("self",)).filter(
            siren=int(organisation.siren), pk__in=[row.pk for row in habilitations]
        )
    )
    at = clock.now()
    if not rows or len(rows) != len(habilitations) or any(row.closed_at or row.ends_at <= at for row in rows):
        raise WrongState("access.right_ended")
    whole = any(row.siret is None for row in rows)
    sirets = None if whole else sorted({row.siret_text or "" for row in rows})
    require(Action.HABILITATION_CLOSE, organisation, actor=actor, sirets=sirets)
    entry = journal.record(
        event=events.HABILITATION_CLOSED,
        chains=[chain],
        at=at,
        body={
            "v": 1,
            "actor": actor.ref,
            "siren": organisation.siren,
            "habilitations": sorted(row.ref for row in rows),
            "reason": reason,
        },
    )
    Habilitation.objects.filter(pk__in=[row.pk for row in rows]).update(closed_at=at, closed_entry=entry.pk)
    return at
