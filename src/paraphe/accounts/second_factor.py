"""A second factor for everyone before any data: what the guards ask of each request (stack.md, first ruling)."""

from django.http import HttpRequest
from django.urls import reverse

from paraphe.accounts import selectors
from paraphe.accounts.models import Person
from paraphe.web.http import is_safe

AFTER = "paraphe.after_enrolment"


def where_to_go(request: HttpRequest) -> str:
    """Nothing when this session was proved by a second factor still in force; else the page that asks for
    one.

    The address that was asked is kept, so that one lands on it after enrolment.
    """
    person = request.user
    if (
        isinstance(person, Person)
        and selectors.proved_second_factor(request)
        and selectors.has_second_factor(person)
    ):
        return ""
    if is_safe(request):
        request.session[AFTER] = request.get_full_path()
    return reverse("accounts_enrolment")


def take_next(request: HttpRequest) -> str:
    """The address kept before enrolment, once; nothing otherwise. It is one of ours: we wrote it."""
    return str(request.session.pop(AFTER, ""))
