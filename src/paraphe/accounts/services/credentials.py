"""Verbs about what a person proves presence with: each writes one entry on the person's chain."""

from datetime import datetime
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Max

from paraphe.accounts import events, recovery, totp
from paraphe.accounts.errors import (
    CODE_REFUSED,
    CredentialGone,
    FactorMissing,
    FactorUnsettled,
    LastFactor,
    ProofRefused,
)
from paraphe.accounts.models import Credential, Person
from paraphe.accounts.services.losses import SETTLES, use_recovery
from paraphe.accounts.services.presence import consume_step_up
from paraphe.accounts.vocabulary import (
    AFTER_LOSS,
    ENROL,
    KINDS,
    OWN_FACTOR,
    PASSKEY,
    RECOVERY_CODES,
    REVOKE,
    SECOND_FACTORS,
    TOTP,
)
from paraphe.journal.services import chain_of_person, record
from paraphe.kernel import clock

TYPES = {
    TOTP: Authenticator.Type.TOTP,
    PASSKEY: Authenticator.Type.WEBAUTHN,
    RECOVERY_CODES: Authenticator.Type.RECOVERY_CODES,
}
REPLACED = "replaced"
REMOVED = "removed"
LOST = "lost"
CLOSED = "closed"


@transaction.atomic
def enrol_totp(
    *, person: Person, secret: str, code: str, actor: Person, leave: str = OWN_FACTOR
) -> Credential:
    """Enrol an authentication application that just showed a right code of `secret`; the code is spent.

    An application already enrolled is revoked first, by its own entry. `leave`: see `_take_leave`. Raises
    ProofRefused, StepUpMissing, RecoveryUnusable.
    """
    counter = totp.counter_of(secret, code)
    if counter is None:
        raise ProofRefused(CODE_REFUSED)
    held = _hold(person)
    settles_at = _take_leave(held, f"{ENROL}:{TOTP}", leave=leave, actor=actor)
    for former in Credential.objects.filter(person=held, kind=TOTP, revoked_at=None):
        _revoke(former, reason=REPLACED, actor=actor)
    fresh = Credential(person=held, kind=TOTP, label=KINDS[TOTP].capitalize(), last_counter=counter)
    fresh.settles_at = settles_at
    return _enrol(fresh, {"secret": get_adapter().encrypt(secret)}, actor=actor)


@transaction.atomic
def enrol_passkey(
    *, person: Person, answer: dict[str, Any], label: str, actor: Person, leave: str = OWN_FACTOR
) -> Credential:
    """Enrol a passkey whose answer `passkeys.complete_enrolment` just verified.

    `leave`: see `_take_leave`. Raises StepUpMissing, RecoveryUnusable.
    """
    name = " ".join(label.split())[:100] or KINDS[PASSKEY].capitalize()
    held = _hold(person)
    settles_at = _take_leave(held, f"{ENROL}:{PASSKEY}", leave=leave, actor=actor)
    fresh = Credential(person=held, kind=PASSKEY, label=name, settles_at=settles_at)
    return _enrol(fresh, {"name": name, "credential": answer}, actor=actor)


@transaction.atomic
def draw_recovery_codes(*, person: Person, actor: Person) -> list[str]:
    """Draw ten recovery codes, which void the former ones; the only time they are in clear.

    Raises FactorMissing where the person has no second factor yet, StepUpMissing for another set than the
    first, FactorUnsettled where the proof is a factor enrolled after a loss less than a day ago.
    """
    held = _hold(person)
    if not _active(held, SECOND_FACTORS).exists():
        raise FactorMissing
    if _active(held, (RECOVERY_CODES,)).exists():
        _consume_settled(held, f"{ENROL}:{RECOVERY_CODES}")
    for former in _active(held, (RECOVERY_CODES,)):
        _revoke(former, reason=REPLACED, actor=actor)
    codes = recovery.draw_codes()
    fresh = Credential(person=held, kind=RECOVERY_CODES, label=KINDS[RECOVERY_CODES].capitalize())
    _enrol(fresh, {"hashes": recovery.hash_codes(codes)}, actor=actor)
    return codes


@transaction.atomic
def revoke_credential(*, person: Person, credential_ref: str, actor: Person) -> None:
    """Remove a credential; all the person's sessions end. Raises CredentialGone, LastFactor for the last one, or
    FactorUnsettled: a factor enrolled after a loss removes no other for a day.
    """
    held = _hold(person)
    credential = Credential.objects.filter(person=held, ref=credential_ref, revoked_at=None).first()
    if credential is None:
        raise CredentialGone
    others = _active(held, SECOND_FACTORS).exclude(pk=credential.pk)
    if credential.kind in SECOND_FACTORS and not others.exists():
        raise LastFactor
    _consume_settled(held, f"{REVOKE}:{credential.ref}")
    _revoke(credential, reason=REMOVED, actor=actor)
    held.sessions_epoch += 1
    held.save(update_fields=["sessions_epoch"])


def _hold(person: Person) -> Person:
    """The person's row, held so that two changes of factors follow each other."""
    return Person.objects.select_for_update(no_key=True).get(pk=person.pk)


def revoke_everything(person: Person, *, actor: Person) -> None:
    """Remove every credential of an account that closes, each by its entry, inside the verb that closes it."""
    for credential in _all_active(_hold(person)):
        _revoke(credential, reason=CLOSED, actor=actor)


def _take_leave(person: Person, act: str, *, leave: str, actor: Person) -> datetime | None:
    """By what right another factor is added; until when it neither signs nor changes rights, None for at once.

    The first factor needs nothing, the others one already in force, proved for this act (`own`). In a session opened
    by a recovery code (`code`, which the page reads from the session) nothing more is asked; by an opened recovery
    (`loss`), every former factor is revoked first. After a loss the fresh factor settles in a day.
    """
    held = _active(person, SECOND_FACTORS).exists()
    if leave == AFTER_LOSS:
        use_recovery(person)
        for former in _all_active(person):
            _revoke(former, reason=LOST, actor=actor)
    elif held and leave == OWN_FACTOR:
        consume_step_up(person, act)
        return _inherited(person)
    return clock.now() + SETTLES if held or leave == AFTER_LOSS else None


def _consume_settled(person: Person, act: str) -> None:
    """Spend the proof of an act that takes another way in away from the person: never by a factor that waits."""
    settles_at = consume_step_up(person, act).credential.settles_at
    if settles_at is not None and settles_at > clock.now():
        raise FactorUnsettled


def _inherited(person: Person) -> datetime | None:
    """A factor added by one that is not settled settles no sooner."""
    waiting = _active(person, SECOND_FACTORS).filter(settles_at__gt=clock.now())
    found: datetime | None = waiting.aggregate(last=Max("settles_at"))["last"]
    return found


def _all_active(person: Person) -> list[Credential]:
    return list(Credential.objects.filter(person=person, revoked_at=None).order_by("pk"))


def _active(person: Person, kinds: tuple[str, ...]) -> Any:
    return Credential.objects.filter(person=person, kind__in=kinds, revoked_at=None)


def _enrol(credential: Credential, data: dict[str, Any], *, actor: Person) -> Credential:
    """Write allauth's row and ours, record; the first second factor ends the sessions opened without one."""
    person = credential.person
    if credential.kind in SECOND_FACTORS and not _active(person, SECOND_FACTORS).exists():
        person.sessions_epoch += 1
        person.save(update_fields=["sessions_epoch"])
    row = Authenticator.objects.create(user=person, type=TYPES[credential.kind], data=data)
    body = {"v": 1, "actor": actor.ref, "person": person.ref, "credential": credential.ref}
    chains = [chain_of_person(person.ref)]
    entry = record(event=events.CREDENTIAL_ENROLLED, chains=chains, body={**body, "kind": credential.kind})
    credential.authenticator_id = row.pk
    credential.enrolled_at, credential.enrolled_entry = entry.at, entry.pk
    credential.save(force_insert=True)
    return credential


def _revoke(credential: Credential, *, reason: str, actor: Person) -> None:
    Authenticator.objects.filter(pk=credential.authenticator_id).delete()
    person = credential.person
    body = {"v": 1, "actor": actor.ref, "person": person.ref, "credential": credential.ref, "reason": reason}
    entry = record(event=events.CREDENTIAL_REVOKED, chains=[chain_of_person(person.ref)], body=body)
    credential.revoked_at, credential.revoked_entry = entry.at, entry.pk
    credential.save(update_fields=["revoked_at", "revoked_entry"])
