"""What every page shows around its own text: who is there, for which body, where to go.

`frame` is lazy: a part costs nothing to a page that does not print it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.urls import NoReverseMatch
from django.utils.functional import cached_property

from paraphe.web import slots
from paraphe.web.appearance import Appearance, appearance_of
from paraphe.web.demo import is_demo
from paraphe.web.operator import Operator, operator
from paraphe.web.slots import BodyChoice, BodyInUse, MarginNote, MenuItem, NavEntry


@dataclass
class Frame:
    """The surroundings of one page of one request."""

    request: HttpRequest

    @cached_property
    def person(self) -> Any | None:
        """The logged-in person, or None."""
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def body(self) -> BodyInUse | None:
        return getattr(self.request, "body_in_use", None)

    @cached_property
    def navigation(self) -> Sequence[NavEntry]:
        return slots.navigation(self.request) if self.person else ()

    @cached_property
    def bodies(self) -> Sequence[BodyChoice]:
        return slots.bodies(self.request) if self.person else ()

    @cached_property
    def role(self) -> str:
        return slots.role_label(self.request) if self.person else ""

    @cached_property
    def menu(self) -> Sequence[MenuItem]:
        return slots.account_menu(self.request) if self.person else ()

    @cached_property
    def margin_note(self) -> MarginNote | None:
        return slots.margin_note(self.request) if self.person else None

    @cached_property
    def is_demo(self) -> bool:
        return is_demo()

    @cached_property
    def appearance(self) -> Appearance:
        return appearance_of(self.request)

    @cached_property
    def operator(self) -> Operator:
        return operator()

    @cached_property
    def help_url(self) -> str:
        """The address of the help; empty where no room serves it."""
        return address_of("helpdesk:help")

    @cached_property
    def login_url(self) -> str:
        """The address of the log-in page; empty where no room serves it."""
        return address_of(settings.LOGIN_URL)

    @cached_property
    def home_url(self) -> str:
        """Home of the person logged in, the public home otherwise."""
        return (self.person and address_of(settings.LOGIN_REDIRECT_URL)) or address_of("web:front")


def address_of(name: str) -> str:
    """The address of a URL name or path; empty where no room serves that name."""
    try:
        return resolve_url(name)
    except NoReverseMatch:
        return ""


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context processor: `frame`, and `csp_nonce` for scripts."""
    return {"frame": Frame(request), "csp_nonce": getattr(request, "csp_nonce", "")}
