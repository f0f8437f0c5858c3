"""Browsers that logged in before, by a signed cookie: counted apart, so that nobody is locked out by an
outsider.

The cookie proves no identity and opens nothing; it only says which counter a password try falls on. Source:
OWASP, "Slow down online guessing attacks with device cookies".
"""

import secrets
from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from paraphe.accounts import throttle
from paraphe.accounts.models import Person
from paraphe.accounts.throttle import Key, hash_subject, key

SALT = "paraphe.accounts.browser"
LIFE = timedelta(days=180)
ACCOUNTS_KEPT = 5


def cookie_name() -> str:
    """`__Host-` where the portal is served by https."""
    return "__Host-navigateur" if settings.SESSION_COOKIE_SECURE else "navigateur"


def password_keys(request: HttpRequest, email: str) -> tuple[Key, ...]:
    """What a password try is counted against: this known browser, or else the account and the network."""
    known = _known(request, email)
    if known:
        return (key("browser", email, known),)
    return (key("account", email), key("address", network_of(request)))


def factor_key(request: HttpRequest, person: Person) -> Key:
    """What a code is counted against: the person in this known browser, or the person anywhere else."""
    return key("factor", person.ref, _known(request, person.email))


def network_of(request: HttpRequest) -> str:
    """Where the request comes from, as counted."""
    return throttle.network_of(get_adapter(request).get_client_ip(request))


def forget_failures(request: HttpRequest, email: str) -> None:
    """Forget the failures of an account, here and elsewhere: its owner just proved who he is."""
    throttle.clear(key("account", email), *password_keys(request, email)[:1])


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


def _known(request: HttpRequest, email: str) -> str:
    return _read(request).get(hash_subject("browser", email), "")


def _read(request: HttpRequest) -> dict[str, str]:
    try:
        known = signing.loads(request.COOKIES.get(cookie_name(), ""), salt=SALT, max_age=LIFE)
    except signing.BadSignature:
        return {}
    return known if isinstance(known, dict) else {}
