"""The entrance of someone logged in: which body, then what waits there."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from paraphe.access import selectors as access
from paraphe.access.vocabulary import Action
from paraphe.home.acts import ACTS
from paraphe.home.arrivals import own_requests
from paraphe.home.errors import UnknownAct
from paraphe.home.frames import IN_USE
from paraphe.home.panels import build_panels
from paraphe.home.waiting import build_board, build_own_board
from paraphe.registry import selectors as registry
from paraphe.web.guards import requires, signed_in
from paraphe.web.http import portal, see_other


@signed_in
def start(request: HttpRequest) -> HttpResponse:
    """Lead to the body in use, to the choice of one, or say why there is none."""
    belongings = access.bodies_of(portal(request).user.pk)
    refs = [belonging.organisation.ref for belonging in belongings]
    last = request.session.get(IN_USE)
    if last in refs or len(refs) == 1:
        return see_other(reverse("home:body", args=[last if last in refs else refs[0]]))
    return _show_choice(request, belongings)


@signed_in
def choose(request: HttpRequest) -> HttpResponse:
    """Every body of the person, and the invitations that wait for her."""
    return _show_choice(request, access.bodies_of(portal(request).user.pk))


def _show_choice(request: HttpRequest, belongings: list[access.Belonging]) -> HttpResponse:
    person = portal(request).user
    context = {
        "belongings": belongings,
        "invitations": access.invitations_waiting_for(person.pk),
        "requests": own_requests(person),
    }
    return render(request, "home/choose.html", context)


@requires(Action.BODY_READ, personal=True)
def show_body(request: HttpRequest, body_ref: str) -> HttpResponse:
    """What waits in the body for this person."""
    organisation, person = registry.organisation_by_ref(body_ref), portal(request).user
    if request.session.get(IN_USE) != body_ref:
        request.session[IN_USE] = body_ref
    context = {"panels": build_panels(organisation, person), "body_ref": body_ref}
    membership = access.membership_of(organisation, person.pk)
    if membership is not None and membership.is_administrator:
        return render(
            request, "home/administrator.html", {**context, "board": build_board(organisation, person)}
        )
    return render(request, "home/declarant.html", {**context, "board": build_own_board(organisation, person)})


@signed_in
def go_to_act(request: HttpRequest, act: str) -> HttpResponse:
    """Land on an act of the leaflet in the body in use, or choose the body first."""
    if act not in ACTS or not ACTS[act].is_open:
        raise UnknownAct("home.act_unknown")
    asked = ACTS[act]
    if asked.audience == "anyone":
        return see_other(reverse(asked.view))
    refs = [
        belonging.organisation.ref
        for belonging in access.bodies_of(portal(request).user.pk)
        if asked.audience == "member" or belonging.membership.is_administrator
    ]
    last = request.session.get(IN_USE)
    if last in refs or len(refs) == 1:
        return see_other(reverse(asked.view, args=[last if last in refs else refs[0]]))
    return see_other(reverse("home:choose"))
