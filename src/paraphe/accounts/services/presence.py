"""Proving that the person is here: at log-in, and for one named act."""

import hashlib
import json
from datetime import timedelta
from typing import Any

from django.http import HttpRequest

from paraphe.accounts import passkeys, recovery, throttle, totp
from paraphe.accounts.errors import CODE_REFUSED, PASSKEY_REFUSED, ProofRefused, StepUpMissing
from paraphe.accounts.models import Credential, Person, StepUp
from paraphe.accounts.vocabulary import PASSKEY, RECOVERY_CODES, TOTP
from paraphe.kernel import clock

LIFE = timedelta(minutes=5)


def act_digest(act: str) -> str:
    """What is stored of an act: the SHA-256 of its name, in hexadecimal."""
    return hashlib.sha256(act.encode()).hexdigest()


def step_up_challenge(*, request: HttpRequest, act_hash: str) -> dict[str, Any]:
    """Options for the passkey's answer to one act, named by its digest. Writes the session only."""
    return passkeys.begin_proof(request, _purpose(act_hash), _person_of(request))


def prove_presence(
    *, request: HttpRequest, act: str, code: str | None = None, assertion: str | None = None
) -> StepUp:
    """Verify a TOTP code or a passkey's answer for this very act, and keep the proof five minutes, for one
    use.

    `assertion` is the JSON the page's script writes; it is preferred where both are given. Passwords and
    recovery codes prove nothing here. Raises ProofRefused, or TooManyTries. Source: evidence.md ruling 6,
    ASVS 5.0 7.5.3.
    """
    person, act_hash = _person_of(request), act_digest(act)
    if assertion:
        credential = _answering_passkey(request, person, _purpose(act_hash), assertion)
        return _keep_proof(person, credential, act_hash)
    credential = accept_factor_code(person=person, code=code or "", kinds=(TOTP,))
    return _keep_proof(person, credential, act_hash)


def consume_step_up(person: Person, act: str) -> StepUp:
    """Spend the person's proof for this act, inside the verb's transaction; StepUpMissing where there is
    none.

    Two verbs at once: the second waits for the first, then finds nothing. A verb that fails gives the proof
    back.
    """
    found = (
        StepUp.objects.select_for_update(of=("self",))
        .select_related("credential")
        .filter(person=person, act=act_digest(act), used_at=None, at__gt=clock.now() - LIFE)
        .filter(credential__revoked_at=None)
        .order_by("-at")
        .first()
    )
    if found is None:
        raise StepUpMissing
    found.used_at = clock.now()
    found.save(update_fields=["used_at"])
    return found


def accept_factor_code(
    *, person: Person, code: str, kinds: tuple[str, ...] = (TOTP, RECOVERY_CODES)
) -> Credential:
    """The credential whose code this is, then spent; ProofRefused, or TooManyTries after failures."""
    counted = throttle.key("factor", person.ref)
    throttle.count_try(counted)
    accepts = {TOTP: totp.accept, RECOVERY_CODES: recovery.accept}
    for credential in Credential.objects.filter(person=person, kind__in=kinds, revoked_at=None).order_by(
        "-kind"
    ):
        if accepts[credential.kind](credential, code):
            throttle.clear(counted)
            return credential
    raise ProofRefused(CODE_REFUSED)


def _answering_passkey(request: HttpRequest, person: Person, purpose: str, assertion: str) -> Credential:
    try:
        answer = json.loads(assertion)
    except ValueError:
        raise ProofRefused(PASSKEY_REFUSED) from None
    row = passkeys.complete_proof(request, purpose, person, answer)
    row.record_usage()
    credential = Credential.objects.filter(authenticator_id=row.pk, kind=PASSKEY, revoked_at=None).first()
    if credential is None:
        raise ProofRefused(PASSKEY_REFUSED)
    return credential


def _keep_proof(person: Person, credential: Credential, act_hash: str) -> StepUp:
    return StepUp.objects.create(person=person, credential=credential, method=credential.kind, act=act_hash)


def _purpose(act_hash: str) -> str:
    return f"act:{act_hash}"


def _person_of(request: HttpRequest) -> Person:
    """The person logged in; a guard let the request come here."""
    person = request.user
    if not isinstance(person, Person):
        raise StepUpMissing
    return person
