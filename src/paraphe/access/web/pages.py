"""What every page of a body has at hand: the body, and the way back."""

from collections.abc import Callable
from typing import TypeVar

from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from paraphe.access.selectors import RightsAct
from paraphe.access.services.guard import hold_body
from paraphe.access.web.deciding import BodyShown
from paraphe.registry.selectors import Organisation
from paraphe.web.components import Crumb
from paraphe.web.http import portal

Found = TypeVar("Found")


def body_of(request: HttpRequest) -> Organisation:
    """The body of the page, found by its guard."""
    body = portal(request).body_in_use
    assert isinstance(body, BodyShown)
    return body.organisation


def is_administrator(request: HttpRequest) -> bool:
    """Whether the person logged in administers the body of the page, for what the page offers; the verbs decide."""
    body = portal(request).body_in_use
    return isinstance(body, BodyShown) and body.membership is not None and body.membership.is_administrator


def scope_of(request: HttpRequest) -> list[str] | None:
    """The SIRETs the reader administers in the body of the page, None for the whole of it."""
    body = portal(request).body_in_use
    membership = body.membership if isinstance(body, BodyShown) else None
    return None if membership is None or membership.scope is None else list(membership.scope)


def crumbs(*steps: tuple[str, str]) -> list[Crumb]:
    """The parents of the page, given as (label, address), the page itself without address."""
    return [Crumb(label, url) for label, url in steps]


def people_url(organisation: Organisation) -> str:
    """The list of people of the body."""
    return reverse("access:people", args=[organisation.ref])


def person_url(organisation: Organisation, person_ref: str) -> str:
    """The page of one person of the body."""
    return reverse("access:person", args=[organisation.ref, person_ref])


def administrators_url(organisation: Organisation) -> str:
    """The list of administrators of the body."""
    return reverse("access:administrators", args=[organisation.ref])


def act_url(organisation: Organisation, act: RightsAct) -> str:
    """The page of an act on the rights of the body: where every such act leads."""
    return reverse("access:act", args=[organisation.ref, act.ref])


def after_other_acts(organisation: Organisation, look: Callable[[], Found]) -> Found:
    """Look once the acts under way on the body are over: a form sent twice finds what its first sending did."""
    with transaction.atomic():
        hold_body(organisation)
        return look()
