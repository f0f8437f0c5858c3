"""What the pages of this room have at hand: the body, the person, the proof of presence."""

from typing import cast

from django.http import HttpRequest, QueryDict
from django.urls import NoReverseMatch, reverse

from paraphe.accounts import selectors as accounts
from paraphe.accounts import services as presence
from paraphe.accounts.errors import ProofRefused, StepUpMissing, TooManyTries
from paraphe.accounts.selectors import Person, StepUpPrompt
from paraphe.kernel.errors import PortalError
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Organisation
from paraphe.upkeep.models import Handover
from paraphe.web.components import Crumb

REFUSALS = (ProofRefused, StepUpMissing, TooManyTries)
"""Errors the prompt itself tells, so that nothing else on the page is lost."""


def person_of(request: HttpRequest) -> Person:
    """The person logged in."""
    return cast(Person, request.user)


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, be it nothing; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def body_of(body_ref: str) -> Organisation:
    """The body of the address, once the guard let the request come here."""
    return registry.organisation_by_ref(body_ref)


def prove(request: HttpRequest, act: str) -> None:
    """Verify what the prompt sent for this very act."""
    presence.prove_presence(
        request=request,
        act=act,
        code=request.POST.get("step_up_code") or None,
        assertion=request.POST.get("step_up_assertion") or None,
    )


def prompt(request: HttpRequest, act: str, error: PortalError | None = None) -> StepUpPrompt:
    """The prompt, with the refusal of the last try."""
    return accounts.step_up_prompt(person_of(request), act, error)


def landing_url(organisation: Organisation) -> str:
    """The page of the hand-overs of the body."""
    return reverse("upkeep:handover", args=[organisation.ref])


def handover_url(handover: Handover, name: str = "show") -> str:
    """A page of one hand-over."""
    return reverse(f"upkeep:{name}", args=[handover.organisation.ref, handover.ref])


def crumbs(organisation: Organisation, *steps: tuple[str, str]) -> list[Crumb]:
    """The parents of a page of hand-over, given as (label, address), the page itself without address."""
    return [Crumb("Passation", landing_url(organisation)), *(Crumb(label, url) for label, url in steps)]


def url_if_served(name: str, *args: str) -> str:
    """The address of a page of another room, empty where it is not served."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
