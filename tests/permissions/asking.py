"""Asking an address as someone, and saying the answer in one word."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http.response import HttpResponseBase
from django.urls import URLPattern, get_resolver, reverse

from tests.permissions.cast import Cast

LOG_IN, ENROLMENT = "/compte/connexion/", "/compte/second-facteur/"
EMPTY_FORM = {"csrfmiddlewaretoken": "x"}
"""A form sent with none of its fields filled, as a browser would send it."""
OTHER_METHODS = ("PUT", "PATCH", "DELETE", "OPTIONS")
FLEETING = re.compile(
    rb'nonce="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"|<span class="ref">[a-z2-9]{20}</span>|nonce-[\w-]+'
)


@dataclass(frozen=True)
class Route:
    """A named address of the URL table, and the names of its parts."""

    name: str
    parts: tuple[str, ...]
    methods: tuple[str, ...]
    personal: bool

    def address(self, refs: Mapping[str, Any]) -> str:
        """The address of these objects."""
        return reverse(self.name, kwargs={part: refs[part] for part in self.parts})


def walk_routes(patterns: Any = None, namespace: str = "") -> Iterator[Route]:
    """Every address of the table."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLPattern):
            name, guard = f"{namespace}{one.name}", one.callback.guard  # type: ignore[attr-defined]
            yield Route(name, tuple(one.pattern.converters), guard.methods, guard.personal)
        else:
            inside = f"{one.namespace}:" if one.namespace else ""
            yield from walk_routes(one.url_patterns, f"{namespace}{inside}")


def ask(
    cast: Cast, relation: str, route: Route, method: str, *, refs: Mapping[str, Any] | None = None
) -> Any:
    """The answer to one request; what is taken back is never what the other addresses are about."""
    named = dict(cast.refs if refs is None else refs)
    if method == "POST" and refs is None:
        named |= cast.refs["withdrawn"].get(route.name, {})
        if route.name == "access:withdraw":
            named["invitation_ref"] = cast.invite_someone()
    client = cast.clients[relation]
    data = EMPTY_FORM if method == "POST" else None
    return getattr(client, method.lower())(route.address(named), data)


def word_of(answer: HttpResponseBase) -> int | str:
    """The status; `login` or `factor` where one is sent to log in or to enrol a second factor."""
    if answer.status_code in (302, 303):
        where = answer["Location"].partition("?")[0]
        return {LOG_IN: "login", ENROLMENT: "factor"}.get(where, answer.status_code)
    return answer.status_code


def face_of(answer: Any) -> tuple[int, bytes, list[tuple[str, str]]]:
    """Status, body and headers without what is drawn anew at each answer: nonces and the request's identifier."""
    headers = [
        (name, FLEETING.sub(b"", value.encode()).decode())
        for name, value in answer.headers.items()
        if name != "X-Request-ID"
    ]
    return answer.status_code, FLEETING.sub(b"", answer.content), sorted(headers)
