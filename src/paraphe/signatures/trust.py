"""The portal's keys in this process: made at the first start, loaded once."""

import fcntl
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.crypto import salted_hmac

from paraphe.kernel import clock
from paraphe.signatures.engine.keys import TrustKeys, init_trust
from paraphe.signatures.engine.log import sign_log_state
from paraphe.signatures.engine.tsa import TimestampAuthority
from paraphe.signatures.models import TimestampToken


def trust_directory() -> Path:
    """Where the keys lie (0600, encrypted)."""
    return Path(settings.STATE_DIR) / "trust"


def _passphrase() -> str:
    given: str = getattr(settings, "TRUST_PASSPHRASE", "")
    return given or salted_hmac("paraphe.signatures.trust", "passphrase", algorithm="sha256").hexdigest()


def trust_keys() -> TrustKeys:
    """The keys, made at the very first call on this machine, under a lock."""
    return _keys_in(trust_directory())


@cache
def _keys_in(directory: Path) -> TrustKeys:
    directory.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with directory.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (directory / "trust.json").exists():
            return init_trust(
                directory,
                passphrase=_passphrase(),
                origin=settings.LOG_ORIGIN,
                operator=settings.PARAPHE_OPERATOR["name"] or "Exploitant non déclaré",
                at=clock.now(),
            )
        return TrustKeys.load(directory, _passphrase())


def timestamp_authority() -> TimestampAuthority:
    """The timestamp authority of this process; it starts from the last time certified by any process."""
    return _authority_in(trust_directory())


@cache
def _authority_in(directory: Path) -> TimestampAuthority:
    last = TimestampToken.objects.order_by("-pk").values_list("at", flat=True).first()
    return TimestampAuthority(_keys_in(directory), next_serial=_next_serial, clock=clock.now, not_before=last)


def _next_serial() -> int:
    """A serial number never given before: the key of the row that keeps the time certified."""
    return TimestampToken.objects.create(at=clock.now().replace(microsecond=0)).pk


def trust_document() -> dict[str, Any]:
    """What a verifier pins: roots, log key, operator (the content of trust.json)."""
    return trust_keys().trust_document()


def sign_checkpoint(size: int, root: bytes) -> bytes:
    """The signed note of the log's state, lent to the journal."""
    return sign_log_state(size, root=root, keys=trust_keys())
