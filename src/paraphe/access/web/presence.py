"""Asking for the proof of presence of one act, on the page where its answers are read again."""

from django.http import HttpRequest

from paraphe.accounts import selectors, services
from paraphe.accounts.errors import ProofRefused, StepUpMissing, TooManyTries
from paraphe.accounts.selectors import Person, StepUpPrompt
from paraphe.kernel.errors import PortalError
from paraphe.web.http import portal

REFUSALS = (ProofRefused, StepUpMissing, TooManyTries)
"""Errors that the prompt itself tells, so that nothing else on the page is lost."""


def prove(request: HttpRequest, act: str) -> None:
    """Verify what the prompt sent for this very act."""
    services.prove_presence(
        request=request,
        act=act,
        code=request.POST.get("step_up_code") or None,
        assertion=request.POST.get("step_up_assertion") or None,
    )


def prompt(request: HttpRequest, act: str, error: PortalError | None = None) -> StepUpPrompt:
    """The prompt, with the refusal of the last try."""
    person: Person = portal(request).user
    return selectors.step_up_prompt(person, act, error)
