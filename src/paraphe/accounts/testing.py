"""People for other rooms' tests: made by the verbs, logged in by the pages, with a passkey held in memory.

Nothing here opens a door the portal does not have: `give_step_up` writes the row that `prove_presence` would.
"""

import hashlib
import itertools
import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from paraphe.accounts import services, totp
from paraphe.accounts.models import Credential, Person, StepUp
from paraphe.accounts.step_ups import act_digest
from paraphe.accounts.vocabulary import SECOND_FACTORS, TOTP
from paraphe.kernel import clock

PASSWORD = "cheval agrafe correcte"  # noqa: S105
_numbers = itertools.count(1)


def make_newcomer(
    *,
    email: str | None = None,
    given_name: str = "Odile",
    family_name: str = "Farge",
    password: str = PASSWORD,
) -> Person:
    """A registered person who has no second factor yet."""
    number = next(_numbers)
    address = email or f"personne{number}.{family_name.lower()}@exemple.fr"
    person = services.apply_new_person(email=address, given_name=given_name, family_name=family_name)
    return services.register_person(person, given_name=given_name, family_name=family_name, password=password)


def make_person(
    *,
    email: str | None = None,
    given_name: str = "Odile",
    family_name: str = "Farge",
    password: str = PASSWORD,
) -> tuple[Person, str]:
    """A registered person with an authentication application, and the application's secret."""
    person = make_newcomer(email=email, given_name=given_name, family_name=family_name, password=password)
    secret = totp.new_secret()
    services.enrol_totp(person=person, secret=secret, code=totp_code(secret, steps=-1), actor=person)
    return person, secret


def totp_code(secret: str, at: datetime | None = None, *, steps: int = 0) -> str:
    """The code of the application at an instant, or some steps of thirty seconds from it."""
    counter = int(at.timestamp()) // totp.STEP if at else totp.counter_now()
    return totp.code_at(secret, counter + steps)


def next_code(person: Person) -> str:
    """A code the person may type now and for five seconds: the first of the tolerated ones that is not spent."""
    credential = Credential.objects.get(person=person, kind=TOTP, revoked_at=None)
    spent = credential.last_counter or 0
    soon = int(clock.now().timestamp() + 5) // totp.STEP
    counter = max(soon - totp.TOLERANCE, spent + 1)
    return totp.code_at(totp.secret_of(credential), counter)


def give_step_up(person: Person, act: str) -> StepUp:
    """A fresh proof of presence for this act, with the person's latest second factor."""
    credential = Credential.objects.filter(person=person, kind__in=SECOND_FACTORS, revoked_at=None).latest(
        "pk"
    )
    return StepUp.objects.create(
        person=person, credential=credential, method=credential.kind, act=act_digest(act)
    )


def login(client: Client, person: Person, *, password: str = PASSWORD) -> None:
    """Log the client in by the real pages: password, then a code of the application."""
    client.post("/compte/connexion/", {"email": person.email, "password": password})
    client.post("/compte/connexion/second-facteur/", {"code": next_code(person)})
    if "_auth_user_id" not in client.session:
        raise AssertionError(f"{person.email} is not logged in")


@dataclass
class SoftPasskey:
    """An authenticator in memory (ES256, no attestation), which answers as a browser's script would write it."""

    origin: str = "http://localhost"
    verified: bool = True
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    handle: bytes = b""

    def create(self, options: dict[str, Any]) -> str:
        """The answer to `navigator.credentials.create`."""
        asked = options["publicKey"]
        self.handle = websafe_decode(asked["user"]["id"])
        public = ES256.from_cryptography_key(self.key.public_key())  # type: ignore[no-untyped-call]
        held = AttestedCredentialData.create(b"\0" * 16, self.id, public)
        data = AuthenticatorData.create(_hash(asked["rp"]["id"]), self._flags(attested=True), 0, held)
        attestation = AttestationObject.create("none", data, {})
        client = self._client(CollectedClientData.TYPE.CREATE, asked["challenge"])
        response = {
            "clientDataJSON": websafe_encode(client),
            "attestationObject": websafe_encode(attestation),
        }
        return self._answer(response)

    def get(self, options: dict[str, Any]) -> str:
        """The answer to `navigator.credentials.get`."""
        asked = options["publicKey"]
        data = AuthenticatorData.create(_hash(asked["rpId"]), self._flags(attested=False), 0)
        client = self._client(CollectedClientData.TYPE.GET, asked["challenge"])
        signature = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": websafe_encode(client),
            "authenticatorData": websafe_encode(data),
            "signature": websafe_encode(signature),
            "userHandle": websafe_encode(self.handle),
        }
        return self._answer(response)

    def _flags(self, *, attested: bool) -> AuthenticatorData.FLAG:
        flags = AuthenticatorData.FLAG.UP
        if self.verified:
            flags |= AuthenticatorData.FLAG.UV
        return flags | AuthenticatorData.FLAG.AT if attested else flags

    def _client(self, kind: CollectedClientData.TYPE, challenge: str) -> CollectedClientData:
        return CollectedClientData.create(type=kind.value, challenge=challenge, origin=self.origin)

    def _answer(self, response: dict[str, str]) -> str:
        identity = websafe_encode(self.id)
        answer = {"id": identity, "rawId": identity, "type": "public-key", "response": response}
        return json.dumps({**answer, "clientExtensionResults": {"credProps": {"rk": True}}})


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
