"""The request as the pages see it, and the few HTTP facts every layer shares."""

from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from paraphe.web.guards import Guard
    from paraphe.web.slots import BodyInUse, Decision

    type_of_view = Callable[..., HttpResponseBase]

SAFE_METHODS = frozenset({"GET", "HEAD"})
PROBLEM_JSON = "application/problem+json"
FOR_PROGRAMS = "/api/v1/"
"""Below this address, only programs ask."""


class PortalRequest(HttpRequest):
    """A request after our middleware: what the guards and the frame wrote on it."""

    csp_nonce: str
    request_id: str
    guard: "Guard | None"
    body_in_use: "BodyInUse | None"
    decision: "Decision | None"
    looked_at: "Collection[str]"
    user: Any


def portal(request: HttpRequest) -> PortalRequest:
    """The same request, typed with the attributes our middleware sets."""
    return cast(PortalRequest, request)


def is_safe(request: HttpRequest) -> bool:
    """True for the methods that may only read."""
    return request.method in SAFE_METHODS


def wants_json(request: HttpRequest) -> bool:
    """True where only programs ask, or when the client names JSON and does not name HTML in its Accept header."""
    if request.path_info.startswith(FOR_PROGRAMS):
        return True
    accept = request.headers.get("Accept", "")
    return "json" in accept and "text/html" not in accept


def served_path(path: str) -> str:
    """`path` when the URL table knows it, else the empty string."""
    try:
        resolve(path)
    except Resolver404:
        return ""
    return path


def see_other(url: str) -> HttpResponse:
    """A 303 answer: after a POST, the browser reads `url` by GET."""
    response = HttpResponse(status=303)
    response["Location"] = url
    return response
