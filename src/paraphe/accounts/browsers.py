"""Browsers that logged in before, by a signed cookie: counted apart, so that nobody is locked out by an
outsider.

The cookie proves no identity and opens nothing; it only says which counter a password try falls on. Source:
OWASP, "Slow down online guessing attacks with device cookies".
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from paraphe.accounts.throttle import Key, hash_subject, key

SALT = "paraphe.accounts.browser"
LIFE = timedelta(days=180)
ACCOUNTS_KEPT = 5


def cookie_name() -> str:
    """`__Host-` where the portal is served by https."""
    return "__Host-navigateur" if settings.SESSION_COOKIE_SECURE else "navigateur"


def password_keys(request: HttpRequest, email: str, network: str) -> tuple[Key, ...]:
    """What a password try is counted against: this known browser, or else the account and the address."""
    known = _read(request).get(hash_subject("browser", email))
    if known is not None:
        return (key("browser", email, known),)
    return (key("account", email), key("address", network))


def remember(request: HttpRequest, response: HttpResponseBase, email: str) -> None:
    """Make this browser known for this account, beside at most four others."""
    known = _read(request)
    known.pop(hash_subject("browser", email), None)
    kept = dict(list(known.items())[-(ACCOUNTS_KEPT - 1) :])
    kept[hash_subject("browser", email)] = secrets.token_hex(16)
    response.set_cookie(
        cookie_name(),
        signing.dumps(kept, salt=SALT, compress=True),
        max_age=LIFE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> dict[str, str]:
    try:
        known = signing.loads(request.COOKIES.get(cookie_name(), ""), salt=SALT, max_age=LIFE)
    except signing.BadSignature:
        return {}
    return known if isinstance(known, dict) else {}
