"""Taking a right back: what is lost, why, and at once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from paraphe.access import selectors, services
from paraphe.access.errors import Refused
from paraphe.access.vocabulary import Action
from paraphe.access.web.forms import ReasonForm
from paraphe.access.web.pages import body_of, crumbs, people_url, person_url
from paraphe.access.web.rights import right_rows
from paraphe.access.wording import of_person
from paraphe.kernel.errors import PortalError
from paraphe.web.forms import add_problem
from paraphe.web.guards import FORM, requires
from paraphe.web.http import portal, see_other


@requires(Action.HABILITATION_CLOSE, methods=FORM, personal=True)
def close_right(request: HttpRequest, body_ref: str, right_ref: str) -> HttpResponse:
    """The right and what the person loses with it, then its end, effective at once."""
    organisation = body_of(request)
    right = selectors.right_of(organisation, right_ref)
    back = person_url(organisation, right.person.ref)
    form = ReasonForm(request.POST or None)
    if form.is_bound and form.is_valid() and _close(request, form, right_ref):
        messages.success(
            request, f"Le droit {of_person(right.person.full_name)} est retiré. Cela vaut dès maintenant."
        )
        return see_other(back)
    trail = crumbs(
        ("Personnes", people_url(organisation)), (right.person.full_name, back), ("Retirer un droit", "")
    )
    context = {"row": right_rows(organisation, [right])[0], "form": form, "crumbs": trail, "back": back}
    return render(request, "access/close.html", context, status=422 if form.errors else 200)


def _close(request: HttpRequest, form: ReasonForm, right_ref: str) -> bool:
    """Whether the verb took the right back; its refusal is put on the form."""
    organisation, reason = body_of(request), form.cleaned_data["reason"]
    right = selectors.right_of(organisation, right_ref)
    try:
        services.close_habilitations(
            organisation, habilitations=[right], reason=reason, actor=portal(request).user
        )
    except Refused:
        raise
    except PortalError as error:
        add_problem(form, error)
        return False
    return True
