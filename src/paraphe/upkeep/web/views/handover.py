"""Announcing a departure, designating who takes over, calling it off."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from paraphe.access import selectors as access
from paraphe.access.errors import Refused
from paraphe.access.vocabulary import Action
from paraphe.access.wording import of_person
from paraphe.accounts.selectors import person_by_ref
from paraphe.kernel.errors import PortalError
from paraphe.upkeep import handovers, services
from paraphe.upkeep.errors import SuccessorUnsound
from paraphe.upkeep.models import Handover
from paraphe.upkeep.transitions import OVER
from paraphe.upkeep.web import shown
from paraphe.upkeep.web.forms import NOBODY, PlanForm, SuccessorForm
from paraphe.upkeep.web.pages import (
    body_of,
    crumbs,
    handover_url,
    landing_url,
    person_of,
    posted,
    url_if_served,
)
from paraphe.web.forms import ReasonForm, add_problem
from paraphe.web.guards import FORM, requires
from paraphe.web.http import see_other


@requires(Action.HANDOVER_PLAN, personal=True)
def list_handovers(request: HttpRequest, body_ref: str) -> HttpResponse:
    """The departures under way, those over, and the way to announce one."""
    organisation = body_of(body_ref)
    running, over = shown.landing_lines(organisation)
    others = len(access.active_administrators_of(organisation))
    context = {"running": running, "over": over, "body_ref": body_ref, "administrators": others}
    return render(request, "upkeep/handovers.html", context)


@requires(Action.HANDOVER_PLAN, methods=FORM, personal=True)
def plan(request: HttpRequest, body_ref: str) -> HttpResponse:
    """Who leaves, when, why; then the page of the hand-over."""
    organisation, person = body_of(body_ref), person_of(request)
    rows = access.administrators_of(organisation)
    given = {"leaver": request.GET.get("personne", "")}
    form = PlanForm(posted(request), administrators=rows, reader=person, initial=given)
    if form.is_bound and form.is_valid():
        leaver, day, reason = form.leaving
        try:
            handover = services.announce_handover(leaver, leaves_on=day, reason=reason, actor=person)
            return see_other(handover_url(handover))
        except Refused:
            raise
        except PortalError as error:
            add_problem(form, error)
    context = {"form": form, "crumbs": crumbs(organisation, ("Annoncer un départ", "")), "body_ref": body_ref}
    return render(request, "upkeep/plan.html", context, status=422 if form.errors else 200)


@requires(Action.HANDOVER_PLAN, personal=True)
def show(request: HttpRequest, body_ref: str, handover_ref: str) -> HttpResponse:
    """Where the hand-over stands, what blocks it and who can act, what moves, what ends."""
    handover = handovers.handover_of(body_of(body_ref), handover_ref)
    if handovers.state_of(handover) in OVER:
        return _show_over(request, handover)
    sight = shown.see_handover(handover, reader=person_of(request))
    trail = crumbs(handover.organisation, (f"Départ {of_person(sight.leaver)}", ""))
    context = {"sight": sight, "acts": shown.next_acts(sight), "crumbs": trail, "body_ref": body_ref}
    return render(request, "upkeep/handover.html", context)


def _show_over(request: HttpRequest, handover: Handover) -> HttpResponse:
    """A hand-over done leads to its record; one called off says so."""
    if handovers.state_of(handover) == "done":
        return see_other(handover_url(handover, "record"))
    name = handover.leaver.person.full_name
    trail = crumbs(handover.organisation, (f"Départ {of_person(name)}", ""))
    context = {"handover": handover, "leaver": name, "facts": shown.handover_facts(handover), "crumbs": trail}
    return render(request, "upkeep/cancelled.html", context)


@requires(Action.HANDOVER_PLAN, methods=FORM, personal=True)
def name(request: HttpRequest, body_ref: str, handover_ref: str) -> HttpResponse:
    """Who takes over, among those the body knows; with the ways to bring somebody else."""
    handover = handovers.handover_of(body_of(body_ref), handover_ref)
    initial = {"successor": handover.successor.ref if handover.successor else ""}
    form = SuccessorForm(posted(request), offered=shown.offered_successors(handover), initial=initial)
    if form.is_bound and form.is_valid():
        try:
            _designate(handover, form.cleaned_data["successor"], request)
            return see_other(handover_url(handover))
        except Refused:
            raise
        except PortalError as error:
            add_problem(form, error)
    return _show_name(request, handover, form)


def _designate(handover: Handover, ref: str, request: HttpRequest) -> None:
    """Name the person of this reference, or nobody; nothing where it is so already."""
    actor = person_of(request)
    if ref == NOBODY:
        if handover.successor_id is not None:
            services.clear_successor(handover, actor=actor)
        return
    person = person_by_ref(ref)
    if person is None:
        raise SuccessorUnsound("upkeep.successor_unsound", field="successor")
    if person.pk != handover.successor_id:
        services.name_successor(handover, successor=person, actor=actor)


def _show_name(request: HttpRequest, handover: Handover, form: SuccessorForm) -> HttpResponse:
    organisation, name = handover.organisation, handover.leaver.person.full_name
    trail = crumbs(
        organisation, (f"Départ {of_person(name)}", handover_url(handover)), ("Qui prend la suite", "")
    )
    become = url_if_served("access:become")
    context = {
        "handover": handover,
        "form": form,
        "leaver": name,
        "become_url": f"{request.build_absolute_uri(become)}?siren={organisation.siren}" if become else "",
        "back": handover_url(handover),
        "crumbs": trail,
        "body_ref": organisation.ref,
    }
    return render(request, "upkeep/successor.html", context, status=422 if form.errors else 200)


@requires(Action.HANDOVER_PLAN, methods=FORM, personal=True)
def cancel(request: HttpRequest, body_ref: str, handover_ref: str) -> HttpResponse:
    """Why it is called off, then it is."""
    handover = handovers.handover_of(body_of(body_ref), handover_ref)
    form, back = ReasonForm(posted(request)), handover_url(handover)
    name = handover.leaver.person.full_name
    if form.is_bound and form.is_valid():
        try:
            services.cancel_handover(handover, reason=form.cleaned_data["reason"], actor=person_of(request))
            messages.success(request, f"La passation est abandonnée : {name} garde ses accès.")
            return see_other(landing_url(handover.organisation))
        except Refused:
            raise
        except PortalError as error:
            add_problem(form, error)
    trail = crumbs(handover.organisation, (f"Départ {of_person(name)}", back), ("Abandonner", ""))
    context = {"handover": handover, "form": form, "leaver": name, "back": back, "crumbs": trail}
    return render(request, "upkeep/cancel.html", context, status=422 if form.errors else 200)
