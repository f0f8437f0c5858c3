"""Recovery codes: ten, shown once, kept as keyed hashes, each used once. They log in; they never sign."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction

from paraphe.accounts.models import Credential
from paraphe.kernel.identifiers import REF_ALPHABET

COUNT = 10
GROUPS = 3
GROUP = 4


def draw_codes() -> list[str]:
    """Ten fresh codes of twelve signs (58 bits), in groups of four."""
    return ["-".join(_draw_group() for _ in range(GROUPS)) for _ in range(COUNT)]


def _draw_group() -> str:
    return "".join(secrets.choice(REF_ALPHABET) for _ in range(GROUP))


def hash_codes(codes: Iterable[str]) -> list[str]:
    """What is stored: useless without the portal's key."""
    return [_hash(code) for code in codes]


def _hash(code: str) -> str:
    signs = "".join(char for char in code.lower() if char.isalnum())
    mac = hmac.new(settings.SECRET_KEY.encode(), f"paraphe.recovery\x1f{signs}".encode(), hashlib.sha256)
    return mac.hexdigest()


def accept(credential: Credential, code: str) -> bool:
    """Whether the code is among those left; it is then spent."""
    typed = _hash(code)
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().filter(pk=credential.authenticator_id).first()
        left = row.data["hashes"] if row else []
        kept = [each for each in left if not hmac.compare_digest(each, typed)]
        if row is None or len(kept) == len(left):
            return False
        row.data = {"hashes": kept}
        row.save(update_fields=["data"])
    return True


def count_left(credential: Credential) -> int:
    """How many codes are still unused."""
    row = Authenticator.objects.filter(pk=credential.authenticator_id).first()
    return len(row.data["hashes"]) if row else 0
