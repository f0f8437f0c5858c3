"""Removing one or several people: everything that ends is listed before, and ends in one act."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from paraphe.access import people, selectors, services
from paraphe.access.changes import act_of_removals
from paraphe.access.errors import Refused
from paraphe.access.vocabulary import Action
from paraphe.access.web import presence
from paraphe.access.web.leaving_story import Departure, foresee_departure
from paraphe.access.web.pages import act_url, administrators_url, body_of, crumbs, people_url, person_url
from paraphe.kernel.errors import PortalError
from paraphe.registry.selectors import Organisation
from paraphe.web.forms import ReasonForm, add_problem
from paraphe.web.guards import FORM, requires
from paraphe.web.http import portal, see_other

MOST = 500
"""How many people one act removes at most."""


@requires(Action.PERSON_REMOVE, methods=FORM, personal=True)
def remove_people(request: HttpRequest, body_ref: str) -> HttpResponse:
    """The people ticked in the list: what ends with their departure, then the departure."""
    asked = (request.POST if request.method == "POST" else request.GET).getlist("p")[:MOST]
    if not asked:
        messages.info(request, "Cochez dans la liste les personnes à retirer.")
        return see_other(f"{people_url(body_of(request))}?vue=declarants")
    return _remove(request, asked, back=people_url(body_of(request)))


@requires(Action.PERSON_REMOVE, methods=FORM, personal=True)
def end_membership(request: HttpRequest, body_ref: str, person_ref: str) -> HttpResponse:
    """One person: what ends with her departure, then the departure."""
    organisation = body_of(request)
    selectors.person_of(organisation, person_ref)
    return _remove(request, [person_ref], back=person_url(organisation, person_ref))


def _remove(request: HttpRequest, refs: Sequence[str], *, back: str) -> HttpResponse:
    organisation, actor = body_of(request), portal(request).user
    departure = foresee_departure(organisation, refs, handover_url=_handover_url(organisation))
    form = ReasonForm(request.POST or None)
    if not departure.leavers:
        return _say_nobody(request, refs, departure, back=back)
    if not form.is_bound or not form.is_valid():
        return _show(request, departure, form=form, back=back)
    try:
        if len(departure.leavers) > 1:
            presence.prove(request, act_of_removals(departure.refs))
        reason = form.cleaned_data["reason"]
        act = services.end_memberships(
            organisation, memberships=departure.memberships, reason=reason, actor=actor
        )
    except presence.REFUSALS as error:
        return _show(request, departure, form=form, back=back, error=error)
    except Refused:
        raise
    except PortalError as error:
        add_problem(form, error)
        return _show(request, departure, form=form, back=back)
    return see_other(act_url(organisation, act))


def _say_nobody(
    request: HttpRequest, refs: Sequence[str], departure: Departure, *, back: str
) -> HttpResponse:
    """Nobody to remove: the act that did it a moment ago, the way for an administrator, or the list."""
    organisation = body_of(request)
    already = people.removal_just_done(organisation, refs, by=portal(request).user)
    if already is not None:
        return see_other(act_url(organisation, already))
    if departure.kept:
        return _show(request, departure, form=None, back=back)
    messages.info(request, "Ces personnes ne font plus partie de l’organisme : il n’y a plus rien à retirer.")
    return see_other(people_url(organisation))


def _show(
    request: HttpRequest,
    departure: Departure,
    *,
    form: ReasonForm | None,
    back: str,
    error: PortalError | None = None,
) -> HttpResponse:
    several = len(departure.leavers) > 1
    title = "Retirer de l’organisme"
    if len(departure.leavers) == 1:
        title = f"Retirer {departure.leavers[0].person.full_name} de l’organisme"
    elif several:
        title = f"Retirer {len(departure.leavers)}\u00a0personnes de l’organisme"
    context = {
        "departure": departure,
        "form": form,
        "title": title,
        "back": back,
        "step_up": presence.prompt(request, act_of_removals(departure.refs), error) if several else None,
        "crumbs": crumbs(("Personnes", people_url(body_of(request))), ("Retirer", "")),
    }
    refused = form is None and request.method == "POST"
    status = 422 if error or refused or (form and form.errors) else 200
    return render(request, "access/leave.html", context, status=status)


def _handover_url(organisation: Organisation) -> str:
    """Where an administrator's departure is planned; the list of administrators where nothing plans it."""
    try:
        return reverse("upkeep:handover", args=[organisation.ref])
    except NoReverseMatch:
        return administrators_url(organisation)
