"""Verbs about a lost second factor: asked by who knows the password, opened by somebody else, used after a day.

Opening belongs to the room of rights, which records it on the body's chain too and calls the `apply_` of this one.
"""

from datetime import timedelta

from django.db import transaction

from paraphe.accounts import events, throttle
from paraphe.accounts.errors import AccountUnready, RecoveryUnusable
from paraphe.accounts.models import Credential, FactorRecovery, Person
from paraphe.accounts.transitions import FACTOR_RECOVERY
from paraphe.journal.services import chain_of_person, record
from paraphe.kernel import clock

WAITS = timedelta(hours=24)
"""Between the opening and its use: the time for the person and her administrators to be told, and to cancel."""
USABLE = timedelta(days=7)
ASKED = {"administrator": timedelta(days=30), "key": timedelta(days=90)}
SETTLES = timedelta(hours=24)
"""How long a factor enrolled after a loss neither signs nor changes rights."""
OPEN = ("requested", "opened")


def pace_recovery(person: Person) -> None:
    """Count one demand about a lost factor; TooManyTries for whom asks again and again, since each one is told."""
    throttle.count_try(throttle.key("mail", "recovery", person.ref))


@transaction.atomic
def request_recovery(person: Person, *, actor: Person) -> FactorRecovery:
    """Somebody who gave the right password says that her factor is lost; the one already open where there is one."""
    row, fresh = apply_recovery_request(person, way=FactorRecovery.Way.ADMINISTRATOR)
    if fresh:
        _record(events.RECOVERY_REQUESTED, row, actor=actor.ref)
    return row


@transaction.atomic
def cancel_recovery(recovery: FactorRecovery, *, actor: Person) -> FactorRecovery:
    """The person found her factor, or never asked. WrongState where the request is over."""
    row = apply_recovery_end(recovery, "cancel")
    _record(events.RECOVERY_CANCELLED, row, actor=actor.ref)
    return row


@transaction.atomic
def expire_recovery(recovery: FactorRecovery) -> None:
    """A request nobody opened, or nobody used, ends. WrongState where it is over."""
    row = apply_recovery_end(recovery, "expire")
    _record(events.RECOVERY_EXPIRED, row, actor="portal")


def apply_recovery_request(person: Person, *, way: str, siren: str = "") -> tuple[FactorRecovery, bool]:
    """The open request of the person, and whether it was written now; the asking verb records. AccountUnready.

    One whose time is over ends first, by its own entry.
    """
    held = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if held.registered_at is None or not held.is_active:
        raise AccountUnready
    running = FactorRecovery.objects.filter(person=held, state__in=OPEN).select_related("person").first()
    if running is not None and running.expires_at > clock.now():
        return running, False
    if running is not None:
        expire_recovery(running)
    at = clock.now()
    row = FactorRecovery(person=held, way=way, siren=siren, asked_at=at, expires_at=at + ASKED[way])
    row.save(force_insert=True)
    return row, True


def apply_recovery_opening(recovery: FactorRecovery, *, by: Person | None, siren: str) -> FactorRecovery:
    """Write that another factor may be enrolled, in a day and for seven; the deciding verb records. WrongState."""
    row = hold_recovery(recovery)
    row.state = FACTOR_RECOVERY.next(row.state, "open")
    row.opened_at, row.opened_by, row.siren = clock.now(), by, siren
    row.usable_at = row.opened_at + WAITS
    row.expires_at = row.usable_at + USABLE
    row.save()
    return row


def apply_recovery_end(recovery: FactorRecovery, verb: str) -> FactorRecovery:
    """Write `refuse`, `cancel` or `expire`; the deciding verb records. WrongState where the request is over."""
    row = hold_recovery(recovery)
    row.state, row.closed_at = FACTOR_RECOVERY.next(row.state, verb), clock.now()
    row.save(update_fields=["state", "closed_at"])
    return row


def apply_recovery_proof(
    recovery: FactorRecovery, *, key: bool = False, check: bool = False
) -> FactorRecovery:
    """Write that the posted key was typed, or that the operator checked; the deciding verb records."""
    row = hold_recovery(recovery)
    if row.state != "requested":
        raise RecoveryUnusable
    row.key_at = clock.now() if key else row.key_at
    row.checked_at = clock.now() if check else row.checked_at
    row.save(update_fields=["key_at", "checked_at"])
    return row


def apply_factor_confirmation(person: Person) -> int:
    """Another administrator answers for a factor enrolled after a loss: it signs at once. How many there were."""
    waiting = Credential.objects.filter(person=person, revoked_at=None, settles_at__gt=clock.now())
    return waiting.update(settles_at=None)


def use_recovery(person: Person) -> FactorRecovery:
    """Spend the person's opened recovery, inside the verb that enrols another factor. RecoveryUnusable."""
    row = FactorRecovery.objects.select_for_update(of=("self",)).filter(person=person, state="opened").first()
    now = clock.now()
    if row is None or row.usable_at is None or not row.usable_at <= now < row.expires_at:
        raise RecoveryUnusable
    row.state, row.closed_at = FACTOR_RECOVERY.next(row.state, "use"), now
    row.save(update_fields=["state", "closed_at"])
    row.person = person
    _record(events.RECOVERY_USED, row, actor=person.ref)
    return row


def hold_recovery(recovery: FactorRecovery) -> FactorRecovery:
    """The request and its person, locked in the order every verb takes."""
    person = Person.objects.select_for_update(no_key=True).get(pk=recovery.person_id)
    row = FactorRecovery.objects.select_for_update().get(pk=recovery.pk)
    row.person = person
    return row


def _record(event: str, row: FactorRecovery, *, actor: str) -> None:
    body = {"v": 1, "actor": actor, "person": row.person.ref, "recovery": row.ref, "way": row.way}
    record(event=event, chains=[chain_of_person(row.person.ref)], body=body)
