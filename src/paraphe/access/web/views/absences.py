"""An administrator's absence: announced with a deputy, ended when he is back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from paraphe.access import absences, services
from paraphe.access.errors import UnknownAct
from paraphe.access.models import Membership
from paraphe.access.vocabulary import Action
from paraphe.access.web.deciding import BodyShown
from paraphe.access.web.pages import body_of, crumbs
from paraphe.access.web.request_forms import AbsenceForm
from paraphe.kernel.errors import Forbidden, PortalError
from paraphe.web.forms import add_problem
from paraphe.web.guards import FORM, requires
from paraphe.web.http import portal, see_other


@requires(Action.REQUEST_DECIDE, methods=FORM, personal=True)
def edit_absence(request: HttpRequest, body_ref: str) -> HttpResponse:
    """The absence announced, with the way to end it; else the form that announces one."""
    membership = _own_membership(request)
    if "terminer" in request.POST:
        return _end(request, membership)
    form = AbsenceForm(
        request.POST if request.method == "POST" else None, deputies=absences.deputies_for(membership)
    )
    if form.is_bound and form.is_valid() and _announce(request, form, membership):
        return see_other(reverse("access:absence", args=[body_ref]))
    context = {
        "form": form,
        "own": absences.open_absence(membership),
        "others": [row for row in absences.open_absences(body_of(request)) if row.membership != membership],
        "crumbs": crumbs(
            ("Administrateurs", reverse("access:administrators", args=[body_ref])), ("Absence", "")
        ),
        "body_ref": body_ref,
    }
    return render(request, "access/absence.html", context, status=422 if form.errors else 200)


def _own_membership(request: HttpRequest) -> Membership:
    body = portal(request).body_in_use
    assert isinstance(body, BodyShown)
    assert body.membership is not None
    return body.membership


def _end(request: HttpRequest, membership: Membership) -> HttpResponse:
    own = absences.open_absence(membership)
    if own is None:
        raise UnknownAct("access.absence_unknown")
    services.end_absence(own, actor=portal(request).user)
    messages.success(request, "Votre absence est terminée : les demandes vous reviennent.")
    return see_other(reverse("access:absence", args=[membership.organisation.ref]))


def _announce(request: HttpRequest, form: AbsenceForm, membership: Membership) -> bool:
    """Announce it; False where the verb refuses, with its reason on the form."""
    given = form.cleaned_data
    days = {"starts_on": given["starts_on"], "ends_on": given["ends_on"]}
    deputy = form.deputies[given["deputy"]]
    try:
        services.announce_absence(membership, deputy=deputy, actor=portal(request).user, **days)
    except Forbidden:
        raise
    except PortalError as refusal:
        add_problem(form, refusal)
        return False
    messages.success(request, f"Votre absence est annoncée. {deputy.full_name} vous supplée.")
    return True
