"""Removing a person from the body: everything that ends is listed before, and ends in one act."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from paraphe.access import selectors, services
from paraphe.access.errors import Refused, UnknownPerson
from paraphe.access.models import Membership
from paraphe.access.vocabulary import Action
from paraphe.access.web.forms import ReasonForm
from paraphe.access.web.pages import body_of, crumbs, people_url, person_url
from paraphe.access.web.rights import right_rows
from paraphe.kernel.errors import PortalError
from paraphe.web.forms import add_problem
from paraphe.web.guards import FORM, requires
from paraphe.web.http import portal, see_other


@requires(Action.PERSON_INVITE, methods=FORM, personal=True)
def end_membership(request: HttpRequest, body_ref: str, person_ref: str) -> HttpResponse:
    """What ends with the departure, then the departure."""
    organisation = body_of(request)
    someone = selectors.person_of(organisation, person_ref)
    if someone.membership is None or someone.membership.closed_at is not None:
        raise UnknownPerson("access.person_unknown")
    form, name = ReasonForm(request.POST or None), someone.person.full_name
    if form.is_bound and form.is_valid() and _end(request, form, someone.membership):
        messages.success(request, f"{name} ne fait plus partie de l’organisme. Tous ses droits ont pris fin.")
        return see_other(people_url(organisation))
    rights = [
        right for right in selectors.running_rights(organisation) if right.person_id == someone.person.pk
    ]
    back = person_url(organisation, person_ref)
    trail = crumbs(("Personnes", people_url(organisation)), (name, back), ("Retirer de l’organisme", ""))
    context = {"someone": someone, "rows": right_rows(organisation, rights), "form": form, "back": back}
    return render(
        request, "access/leave.html", {**context, "crumbs": trail}, status=422 if form.errors else 200
    )


def _end(request: HttpRequest, form: ReasonForm, membership: Membership) -> bool:
    """Whether the verb ended the membership; its refusal is put on the form."""
    try:
        services.end_membership(membership, reason=form.cleaned_data["reason"], actor=portal(request).user)
    except Refused:
        raise
    except PortalError as error:
        add_problem(form, error)
        return False
    return True
