"""Time-based codes (RFC 6238: SHA-1, six digits, thirty seconds), one step of tolerance, each used once."""

import hmac
from base64 import b32encode, b64encode
from io import BytesIO
from secrets import token_bytes
from urllib.parse import quote, urlencode

import qrcode
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.db.models import Q
from qrcode.image.svg import SvgPathFillImage

from paraphe.accounts.models import Credential, Person
from paraphe.kernel import clock

STEP = 30
TOLERANCE = 1


def new_secret() -> str:
    """160 random bits, in base 32."""
    return b32encode(token_bytes(20)).decode()


def counter_now() -> int:
    """The present time step."""
    return int(clock.now().timestamp()) // STEP


def code_at(secret: str, counter: int) -> str:
    """The code of a time step."""
    return str(format_hotp_value(hotp_value(secret, counter)))


def counter_of(secret: str, code: str) -> int | None:
    """The time step the code belongs to, within the tolerance; None where it belongs to none."""
    typed = "".join(char for char in code if char.isdigit())
    now = counter_now()
    matches = [
        counter
        for counter in range(now - TOLERANCE, now + TOLERANCE + 1)
        if hmac.compare_digest(code_at(secret, counter), typed)
    ]
    return matches[0] if matches else None


def accept(credential: Credential, code: str) -> bool:
    """Whether the code is right and newer than any accepted before; it is then spent, for every worker at
    once.
    """
    counter = counter_of(secret_of(credential), code)
    if counter is None:
        return False
    newer = Q(last_counter=None) | Q(last_counter__lt=counter)
    active = Credential.objects.filter(newer, pk=credential.pk, revoked_at=None)
    return active.update(last_counter=counter) == 1


def secret_of(credential: Credential) -> str:
    """The secret of an active credential, in clear."""
    row = Authenticator.objects.get(pk=credential.authenticator_id)
    return str(get_adapter().decrypt(row.data["secret"]))


def address_of(person: Person, secret: str) -> str:
    """The `otpauth:` address that applications read."""
    label = quote(f"{settings.MFA_TOTP_ISSUER}:{person.email}")
    query = urlencode({"secret": secret, "issuer": settings.MFA_TOTP_ISSUER}, quote_via=quote)
    return f"otpauth://totp/{label}?{query}"


def picture_of(address: str) -> str:
    """The address as a QR code: an SVG document, as the address of an image."""
    out = BytesIO()
    qrcode.make(address, image_factory=SvgPathFillImage, box_size=10, border=4).save(out)
    return f"data:image/svg+xml;base64,{b64encode(out.getvalue()).decode()}"


def spaced(secret: str) -> str:
    """The secret in groups of four, to be typed."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
