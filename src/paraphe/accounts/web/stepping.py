"""The step-up of our own pages: read from the form, proved for the act, shown again with its refusal."""

from django.http import HttpRequest

from paraphe.accounts import selectors, services
from paraphe.accounts.models import Person
from paraphe.accounts.selectors import StepUpPrompt
from paraphe.kernel.errors import PortalError


class StepUpForm:
    """One act's proof. `prompt` is for the template; None where no proof is needed."""

    def __init__(self, request: HttpRequest, person: Person, act: str, *, needed: bool = True) -> None:
        self.request, self.person, self.act, self.needed = request, person, act, needed
        self.error: PortalError | None = None

    @property
    def prompt(self) -> StepUpPrompt | None:
        """What the component shows."""
        return selectors.step_up_prompt(self.person, self.act, self.error) if self.needed else None

    def prove(self) -> bool:
        """Whether the proof given holds; the refusal is kept for the page."""
        if not self.needed:
            return True
        given = self.request.POST
        code, assertion = given.get("step_up_code"), given.get("step_up_assertion")
        try:
            services.prove_presence(request=self.request, act=self.act, code=code, assertion=assertion)
        except PortalError as error:
            self.error = error
            return False
        return True


def person_of(request: HttpRequest) -> Person:
    """The person logged in; the guard of the view let the request come here."""
    assert isinstance(request.user, Person)
    return request.user
