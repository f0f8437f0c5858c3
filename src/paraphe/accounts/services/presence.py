"""Proving that the person is here: at log-in, and for one named act."""

from typing import Any

from django.http import HttpRequest

from paraphe.accounts import browsers, passkeys, recovery, throttle, totp
from paraphe.accounts.errors import CODE_REFUSED, PASSKEY_REFUSED, ProofRefused, StepUpMissing
from paraphe.accounts.models import Credential, Person, StepUp
from paraphe.accounts.step_ups import act_digest, fresh_step_ups
from paraphe.accounts.vocabulary import PASSKEY, RECOVERY_CODES, TOTP
from paraphe.kernel import clock


def step_up_challenge(*, request: HttpRequest, act_hash: str) -> dict[str, Any]:
    """Options for the passkey's answer to one act, named by its digest. Writes the session only."""
    return passkeys.begin_proof(request, _purpose(act_hash), _person_of(request))


def prove_presence(
    *, request: HttpRequest, act: str, code: str | None = None, assertion: str | None = None
) -> StepUp:
    """Verify a TOTP code or a passkey's answer for this very act, and keep the proof five minutes, for one
    use.

    `assertion` is the JSON the page's script writes; it is preferred where both are given. With neither, a
    proof given for this act and still unused serves, so that a form sent again asks nothing twice. Passwords
    and recovery codes prove nothing here. Raises ProofRefused, or TooManyTries. Source: evidence.md ruling 6,
    ASVS 5.0 7.5.3.
    """
    person, act_hash = _person_of(request), act_digest(act)
    given = fresh_step_ups(person, act_hash).first() if not (code or assertion) else None
    if given is not None:
        return given
    if assertion:
        credential = accept_passkey(
            request=request, person=person, purpose=_purpose(act_hash), assertion=assertion
        )
        return _keep_proof(person, credential, act_hash)
    credential = accept_factor_code(request=request, person=person, code=code or "", kinds=(TOTP,))
    return _keep_proof(person, credential, act_hash)


def consume_step_up(person: Person, act: str) -> StepUp:
    """Spend the person's proof for this act, inside the verb's transaction; StepUpMissing where there is
    none.

    Two verbs at once: the second waits for the first, then finds nothing. A verb that fails gives the proof
    back.
    """
    found = fresh_step_ups(person, act_digest(act)).select_for_update(of=("self",)).first()
    if found is None:
        raise StepUpMissing
    found.used_at = clock.now()
    found.save(update_fields=["used_at"])
    return found


def accept_factor_code(
    *, request: HttpRequest, person: Person, code: str, kinds: tuple[str, ...] = (TOTP, RECOVERY_CODES)
) -> Credential:
    """The credential whose code this is, then spent; ProofRefused, or TooManyTries after failures."""
    counted = browsers.factor_key(request, person)
    throttle.count_try(counted)
    credential = _matching(person, code, kinds)
    if credential is None:
        raise ProofRefused(CODE_REFUSED)
    throttle.clear(counted)
    return credential


def accept_passkey(*, request: HttpRequest, person: Person, purpose: str, assertion: str) -> Credential:
    """The passkey that answered for this purpose; ProofRefused otherwise. Not counted: nothing can be
    guessed.
    """
    row = passkeys.complete_proof(request, purpose, person, passkeys.read_answer(assertion))
    row.record_usage()
    credential = Credential.objects.filter(authenticator_id=row.pk, kind=PASSKEY, revoked_at=None).first()
    if credential is None:
        raise ProofRefused(PASSKEY_REFUSED)
    return credential


def _matching(person: Person, code: str, kinds: tuple[str, ...]) -> Credential | None:
    accepts = {TOTP: totp.accept, RECOVERY_CODES: recovery.accept}
    held = Credential.objects.filter(person=person, kind__in=kinds, revoked_at=None).order_by("-kind")
    return next((credential for credential in held if accepts[credential.kind](credential, code)), None)


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
