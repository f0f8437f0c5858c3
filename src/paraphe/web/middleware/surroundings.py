"""The outermost layer: a reference for the request, the guard of its view, the headers of its answer.

Sources: OWASP ASVS 5.0 sections 3.4 and 4.1; RFC 9110 for Cache-Control on pages that name someone.
"""

import secrets
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from structlog.contextvars import bind_contextvars, clear_contextvars

from paraphe.kernel.identifiers import Ref
from paraphe.web.http import portal

REFUSED_FEATURES = (
    "accelerometer", "camera", "geolocation", "gyroscope", "magnetometer", "microphone", "payment", "usb"
)  # fmt: skip
PERMISSIONS = ", ".join(
    [
        *(f"{feature}=()" for feature in REFUSED_FEATURES),
        "publickey-credentials-get=(self)",
        "publickey-credentials-create=(self)",
    ]
)
POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; "
    "object-src 'none'"
)
HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Surroundings:
    """Give each request a reference and a nonce, find its guard, and seal the answer with headers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request = portal(request)
        request.request_id = str(
            Ref.new()
        )  # ours, never the client's: it is quoted in logs and to the help desk
        request.csp_nonce = secrets.token_urlsafe(18)
        request.guard = request.body_in_use = request.decision = None
        request.looked_at = ()
        clear_contextvars()
        bind_contextvars(request_id=request.request_id)
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers["Content-Security-Policy"] = POLICY.format(nonce=request.csp_nonce)
        response.headers["X-Request-ID"] = request.request_id
        if not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "no-store" if _names_someone(request) else "no-cache"
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        """A view that does not say who may open it does not open."""
        guard = getattr(view, "guard", None)
        if guard is None:
            raise ImproperlyConfigured(f"{request.path_info}: the view {view} has no guard")
        portal(request).guard = guard


def _names_someone(request: HttpRequest) -> bool:
    """True for a page of someone logged in, without loading the person where nobody asked for him."""
    guard = portal(request).guard
    if guard is not None and guard.kind != "public":
        return True
    user = getattr(request, "_cached_user", None)
    return bool(user is not None and user.is_authenticated)
