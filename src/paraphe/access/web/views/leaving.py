"""Removing a person from the body: everything that ends is listed before, and ends in one act."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from paraphe.access import selectors, services
from paraphe.access.errors import UnknownPerson
from paraphe.access.selectors import Someone
from paraphe.access.vocabulary import Action
from paraphe.access.web.forms import ReasonForm
from paraphe.access.web.pages import body_of, crumbs, people_url, person_url
from paraphe.access.web.rights import right_rows
from paraphe.kernel.errors import WrongState
from paraphe.registry.selectors import Organisation
from paraphe.web.forms import add_problem
from paraphe.web.guards import FORM, requires
from paraphe.web.http import portal, see_other


@requires(Action.PERSON_INVITE, methods=FORM, personal=True)
def end_membership(request: HttpRequest, body_ref: str, person_ref: str) -> HttpResponse:
    """What ends with the departure, then the departure."""
    organisation = body_of(request)
    someone = selectors.person_of(organisation, person_ref)
    if someone.membership is None:
        raise UnknownPerson("access.person_unknown")
    form = ReasonForm(request.POST or None)
    if someone.membership.closed_at is None and form.is_bound and form.is_valid():
        try:
            reason, actor = form.cleaned_data["reason"], portal(request).user
            services.end_membership(someone.membership, reason=reason, actor=actor)
        except WrongState as error:
            add_problem(form, error)
            return _show(request, organisation, someone=someone, form=form)
        someone.membership.refresh_from_db()
    if someone.membership.closed_at is None:
        return _show(request, organisation, someone=someone, form=form)
    name = someone.person.full_name
    messages.success(request, f"{name} ne fait plus partie de l’organisme. Tous ses droits ont pris fin.")
    return see_other(people_url(organisation))


def _show(
    request: HttpRequest, organisation: Organisation, *, someone: Someone, form: ReasonForm
) -> HttpResponse:
    rights = [
        right for right in selectors.running_rights(organisation) if right.person_id == someone.person.pk
    ]
    name, back = someone.person.full_name, person_url(organisation, someone.person.ref)
    trail = crumbs(("Personnes", people_url(organisation)), (name, back), ("Retirer de l’organisme", ""))
    context = {"someone": someone, "rows": right_rows(organisation, rights), "form": form, "back": back}
    return render(
        request, "access/leave.html", {**context, "crumbs": trail}, status=422 if form.errors else 200
    )
