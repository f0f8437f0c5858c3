"""Passkeys (WebAuthn), always with user verification, over challenges of ours.

The ceremony's state lies in the session, one per purpose: enrolment, log-in, or a named act. fido2, which
allauth brings, verifies origin, relying party, challenge, flags and signature; the signature counter is not
checked, since synchronised passkeys do not keep one.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import WebAuthn, get_credentials, get_server
from django.http import HttpRequest
from fido2.utils import websafe_decode
from fido2.webauthn import (
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from paraphe.accounts.errors import PASSKEY_REFUSED, ProofRefused
from paraphe.accounts.models import Person

SESSION_KEY = "paraphe.passkeys"
ENROLMENT = "enrolment"
LOG_IN = "log_in"
KEPT = 4
REQUIRED = UserVerificationRequirement.REQUIRED
MALFORMED = (ValueError, TypeError, KeyError, AttributeError, IndexError)


def begin_enrolment(request: HttpRequest, person: Person) -> dict[str, Any]:
    """Options for `navigator.credentials.create`: a discoverable passkey, verified by its holder."""
    options, state = get_server().register_begin(
        user=PublicKeyCredentialUserEntity(
            id=person.ref.encode(), name=person.email, display_name=person.full_name
        ),
        credentials=get_credentials(person),
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=REQUIRED,
        extensions={"credProps": True},
    )
    _keep(request, ENROLMENT, state)
    return dict(options)


def complete_enrolment(request: HttpRequest, answer: Any) -> dict[str, Any]:
    """The answer, once it holds; ProofRefused otherwise. Attestation is not asked for and not checked."""
    state = _take(request, ENROLMENT)
    try:
        RegistrationResponse.from_dict(answer)
        get_server().register_complete(state, answer)
    except MALFORMED:
        raise ProofRefused(PASSKEY_REFUSED) from None
    return dict(answer)


def begin_proof(request: HttpRequest, purpose: str, person: Person | None = None) -> dict[str, Any]:
    """Options for `navigator.credentials.get`; the challenge covers the purpose, so an answer serves no other
    act.
    """
    challenge = hashlib.sha256(b"paraphe" + purpose.encode() + secrets.token_bytes(32)).digest()
    options, state = get_server().authenticate_begin(
        credentials=get_credentials(person) if person else None,
        user_verification=REQUIRED,
        challenge=challenge,
    )
    _keep(request, purpose, state)
    return dict(options)


def complete_proof(request: HttpRequest, purpose: str, person: Person, answer: Any) -> Authenticator:
    """The authenticator that answered for this purpose; ProofRefused otherwise. A challenge serves once."""
    state = _take(request, purpose)
    try:
        used = get_server().authenticate_complete(state, get_credentials(person), answer)
    except MALFORMED:
        raise ProofRefused(PASSKEY_REFUSED) from None
    return next(row for row in _passkeys_of(person) if credential_id(row) == used.credential_id)


def read_answer(text: str) -> Any:
    """The answer the page's script wrote, as parsed JSON; ProofRefused where it is not."""
    try:
        return json.loads(text)
    except ValueError:
        raise ProofRefused(PASSKEY_REFUSED) from None


def person_named_by(answer: Any) -> Person:
    """The person whose handle the passkey gives; ProofRefused where there is none active."""
    try:
        ref = websafe_decode(answer["response"]["userHandle"]).decode()
        return Person.objects.get(ref=ref, is_active=True)
    except (*MALFORMED, Person.DoesNotExist):
        raise ProofRefused(PASSKEY_REFUSED) from None


def credential_id(row: Authenticator) -> bytes:
    """The identifier the browser knows the passkey by."""
    found = WebAuthn(row).authenticator_data.credential_data
    return bytes(found.credential_id) if found else b""


def _passkeys_of(person: Person) -> list[Authenticator]:
    return list(Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN))


def _keep(request: HttpRequest, purpose: str, state: Mapping[str, Any]) -> None:
    kept = {name: value for name, value in request.session.get(SESSION_KEY, {}).items() if name != purpose}
    request.session[SESSION_KEY] = {**dict(list(kept.items())[-(KEPT - 1) :]), purpose: state}


def _take(request: HttpRequest, purpose: str) -> dict[str, Any]:
    kept = dict(request.session.get(SESSION_KEY, {}))
    state = kept.pop(purpose, None)
    request.session[SESSION_KEY] = kept
    if not isinstance(state, dict):
        raise ProofRefused(PASSKEY_REFUSED)
    return state
