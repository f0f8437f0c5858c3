"""A second factor for everyone before any data: what the guards ask of each request (stack.md, first ruling)."""

from django.http import HttpRequest
from django.urls import reverse

from paraphe.accounts import selectors
from paraphe.accounts.models import Person
from paraphe.accounts.vocabulary import AFTER_CODE, AFTER_LOSS, OWN_FACTOR
from paraphe.web.http import is_safe

AFTER = "paraphe.after_enrolment"
RECOVERED = "paraphe.recovered"


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


def way_to_add(request: HttpRequest, person: Person) -> str:
    """How this session may add a second factor: by one in force, after a recovery code, or by an opened recovery."""
    if request.session.get(RECOVERED) and selectors.is_usable(selectors.open_recovery(person)):
        return AFTER_LOSS
    return AFTER_CODE if selectors.came_by_recovery_code(request) else OWN_FACTOR
