"""Giving and ending rights."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from paraphe.access import events
from paraphe.access.acts import CEILING, Grant, act_of_grant
from paraphe.access.changes import Wanted
from paraphe.access.errors import FourEyes, RightOverlaps, RightUnsound, SelfGrant
from paraphe.access.models import BodyRegistration, Habilitation, Invitation, Membership
from paraphe.access.selectors import active_administrators_of
from paraphe.access.services.endings import close_rights, require_scope
from paraphe.access.services.guard import hold_body, note_act, require
from paraphe.access.vocabulary import Action, Level
from paraphe.accounts import selectors as accounts_read
from paraphe.accounts import services as accounts
from paraphe.accounts.selectors import Person
from paraphe.journal import services as journal
from paraphe.kernel import clock
from paraphe.kernel.errors import WrongState
from paraphe.kernel.identifiers import Ref
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Organisation, Service

ABSENT_AFTER = timedelta(days=30)
"""An administrator not seen for so long does not count as a fellow."""
SILENT_AFTER = timedelta(hours=72)
"""Nor does one told of a newcomer by key so long ago, and not seen since."""


@transaction.atomic
def grant_habilitations(organisation: Organisation, *, grant: Grant, actor: Person) -> list[Habilitation]:
    """Give a right on each establishment × service, in one act and one entry, effective at once.

    Needs the actor's fresh step-up for this very act (`act_of_grant`). Raises Refused, SelfGrant where another
    administrator is there, RightUnsound for a level, period or service that does not fit, RightOverlaps where one runs
    already, FourEyes where the body has the service's rights given by two.
    """
    chain = hold_body(organisation)
    sirets = None if grant.establishments is None else [e.siret for e in grant.establishments]
    require(Action.HABILITATION_GRANT, organisation, actor=actor, sirets=sirets)
    check_grant(organisation, grant, actor=actor)
    require_four_eyes(organisation, grant.services)
    silent = silent_fellows(organisation, actor=actor) if grant.person == actor else []
    accounts.consume_step_up(actor, act_of_grant(organisation, grant))
    at = clock.now()
    wanted = [
        Wanted(grant.person, siret, service, grant.level, grant.valid_to)
        for siret in ([None] if sirets is None else sirets)
        for service in grant.services
    ]
    rows = [build_right(organisation, row, at=at) for row in wanted]
    entry = journal.record(
        event=events.HABILITATION_GRANTED,
        chains=[chain],
        at=at,
        body={
            "v": 1,
            "actor": actor.ref,
            "siren": organisation.siren,
            "grants": [grant_body(row) for row in rows],
            **silent_body(silent),
        },
    )
    note_act(organisation, kind="grant", actor=actor, entry=entry)
    return insert_rights(rows, entry=entry.pk)


def build_right(organisation: Organisation, wanted: Wanted, *, at: datetime) -> Habilitation:
    """A row not yet written for a right wanted from `at` on."""
    if isinstance(wanted.person, str):
        raise TypeError("an invitee is a person before a right is built")
    return Habilitation(
        ref=Ref.new(),
        person=wanted.person,
        siren=int(organisation.siren),
        siret=None if wanted.siret is None else int(wanted.siret),
        service=wanted.service,
        level=wanted.level.value,
        valid_from=max(at, wanted.valid_from or at),
        valid_to=wanted.valid_to,
    )


def silent_body(silent: Sequence[Membership]) -> dict[str, object]:
    """How an entry names the administrators whose absence let the actor decide for himself."""
    return {"silent_fellows": [row.ref for row in silent]} if silent else {}


def require_four_eyes(organisation: Organisation, services: Iterable[Service]) -> None:
    """FourEyes where the body has the rights of one of these services given by two administrators."""
    held = set(
        BodyRegistration.objects.filter(organisation=organisation).values_list("four_eyes", flat=True)[0]
    )
    for service in services:
        if service.code in held:
            raise FourEyes("access.four_eyes", service=service.name)


def insert_rights(rows: list[Habilitation], *, entry: int) -> list[Habilitation]:
    """Write rights that an entry gives; RightOverlaps where one runs already on the same key."""
    for row in rows:
        row.granted_entry = entry
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
    wanted = [Wanted(grant.person, None, service, grant.level, grant.valid_to) for service in grant.services]
    check_wanted(organisation, wanted, actor=actor)


def check_wanted(organisation: Organisation, wanted: Sequence[Wanted], *, actor: Person) -> None:
    """Refuse rights that can never be given: RightUnsound, naming the first at fault, or SelfGrant. Reads only.

    Whoever is invited in the same act belongs. Not checked: the actor's right to give, overlaps.
    """
    now = clock.now()
    for row in wanted:
        if row.level.code not in row.service.levels:
            raise RightUnsound("access.level_not_offered", service=row.service.code, level=row.level.code)
        if organisation.branch not in row.service.branches:
            raise RightUnsound("access.service_not_offered", service=row.service.code)
        if not max(now, row.valid_from or now) < row.valid_to <= now + CEILING:
            raise RightUnsound("access.period_unsound", field="valid_to")
    sirets = {row.siret for row in wanted if row.siret is not None}
    if sirets - {place.siret for place in registry.establishments_of(organisation)}:
        raise RightUnsound("access.establishment_elsewhere")
    persons = {row.person.pk for row in wanted if not isinstance(row.person, str)}
    if persons - belonging(organisation, persons):
        raise RightUnsound("access.person_elsewhere")
    if actor.pk in persons and has_fellow(organisation, actor=actor):
        raise SelfGrant("access.self_grant")


def belonging(organisation: Organisation, persons: set[int]) -> set[int]:
    """Those of these persons who are members, or whose invitation still runs: their rights wait for them to join."""
    waiting = Q(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=clock.now())
    members = Membership.objects.filter(organisation=organisation, person__in=persons, closed_at=None)
    invited = Invitation.objects.filter(waiting, organisation=organisation, person__in=persons)
    return {*members.values_list("person_id", flat=True), *invited.values_list("person_id", flat=True)}


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
    if not habilitations:
        raise WrongState("access.right_ended")
    rows = lock_running(organisation, habilitations)
    at = clock.now()
    require_scope(organisation, rows, actor=actor)
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
    close_rights(rows, at=at, entry=entry.pk)
    note_act(organisation, kind="close", actor=actor, entry=entry)
    return at


def lock_running(organisation: Organisation, habilitations: Sequence[Habilitation]) -> list[Habilitation]:
    """The rights, locked; WrongState where one of them has ended, or is of another body."""
    rows = list(
        Habilitation.objects.select_for_update(of=("self",))
        .filter(siren=int(organisation.siren), pk__in=[row.pk for row in habilitations])
        .select_related("person", "service")
        .order_by("pk")
    )
    at = clock.now()
    if len(rows) != len(habilitations) or any(row.closed_at or row.ends_at <= at for row in rows):
        raise WrongState("access.right_ended")
    return rows
