"""Adding one or several people: lines typed or pasted, rights in the same act, all read again, then one act."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from paraphe.access import people, services
from paraphe.access.changes import act_of_change
from paraphe.access.errors import Refused, RightUnsound
from paraphe.access.models import RightsAct
from paraphe.access.plans import four_eyes_of
from paraphe.access.profiles import profiles_for
from paraphe.access.services.habilitations import check_wanted
from paraphe.access.vocabulary import Action
from paraphe.access.web import presence, proposing
from paraphe.access.web.pages import act_url, after_other_acts, body_of, crumbs, people_url, scope_of
from paraphe.access.web.people_forms import AddedRightsForm, ListForm, faults_of
from paraphe.access.web.people_plan import (
    Plan,
    consequences,
    plan_people,
    rights_facts,
    show_arrivals,
)
from paraphe.accounts import services as accounts
from paraphe.kernel.errors import PortalError
from paraphe.registry import selectors as registry
from paraphe.web.forms import add_problem
from paraphe.web.guards import FORM, requires
from paraphe.web.http import portal, see_other

EDITING = ("ajouter-ligne", "oter", "modifier")
"""The buttons that change the form without going on."""


@requires(Action.PERSON_INVITE, methods=FORM, personal=True)
def add_people(request: HttpRequest, body_ref: str) -> HttpResponse:
    """The lines and the rights, then both read again with a proof of presence, then one act."""
    lines, rights = _forms(request)
    if not rights.is_bound or any(name in request.POST for name in EDITING):
        return _show_form(request, lines.open_again(), rights.open_again())
    if not (lines.is_sound() & rights.is_valid()):
        return _show_form(request, lines, rights)
    try:
        plan = _plan(request, lines, rights)
    except Refused:
        raise
    except PortalError as error:
        add_problem(rights, error)
        return _show_form(request, lines, rights)
    if four_eyes_of(body_of(request), plan.change):
        return proposing.offer(request, body_of(request), plan.change)
    if "confirmer" in request.POST:
        return _add(request, lines, rights, plan)
    return _show_check(request, lines, rights, plan)


def _forms(request: HttpRequest) -> tuple[ListForm, AddedRightsForm]:
    organisation, scope = body_of(request), scope_of(request)
    places = registry.establishments_of(organisation)
    typed = request.POST if request.method == "POST" else None
    lines = ListForm(typed, adds="ajouter-ligne" in request.POST, removed=request.POST.get("oter", ""))
    rights = AddedRightsForm(
        typed,
        places=[place for place in places if scope is None or place.siret in scope],
        offered=registry.services_for(organisation.branch),
        profiles=profiles_for(organisation),
        is_whole=scope is None,
    )
    return lines, rights


def _plan(request: HttpRequest, lines: ListForm, rights: AddedRightsForm) -> Plan:
    """What will be done, worked out once the acts under way are over; refused here as the verb would."""
    organisation, actor = body_of(request), portal(request).user
    plan = after_other_acts(organisation, lambda: plan_people(organisation, lines, rights))
    if plan.change.is_empty and _act_already_done(request, plan) is None:
        raise RightUnsound("access.people_unchanged")
    check_wanted(organisation, plan.change.grants, actor=actor)
    return plan


def _act_already_done(request: HttpRequest, plan: Plan) -> RightsAct | None:
    emails = [row.invitee.email for row in plan.arrivals]
    return people.act_just_done(body_of(request), source="people", emails=emails, by=portal(request).user)


def _add(request: HttpRequest, lines: ListForm, rights: AddedRightsForm, plan: Plan) -> HttpResponse:
    organisation, actor = body_of(request), portal(request).user
    if plan.change.is_empty and (already := _act_already_done(request, plan)):
        return see_other(act_url(organisation, already))
    try:
        presence.prove(request, act_of_change(organisation, plan.change))
        act = services.change_rights(organisation, change=plan.change, actor=actor)
    except presence.REFUSALS as error:
        return _show_check(request, lines, rights, plan, error)
    except Refused:
        raise
    except PortalError as error:
        add_problem(rights, error)
        return _show_form(request, lines, rights)
    _compare_names(plan, request)
    return see_other(act_url(organisation, act))


def _compare_names(plan: Plan, request: HttpRequest) -> None:
    """Whoever is known by another name than the one typed is to be looked at."""
    for row in plan.arrivals:
        if row.person is not None:
            names = {"given_name": row.invitee.given_name, "family_name": row.invitee.family_name}
            accounts.compare_name(row.person, **names, actor=portal(request).user)


def _show_form(request: HttpRequest, lines: ListForm, rights: AddedRightsForm) -> HttpResponse:
    points = faults_of(lines, rights)
    trail = crumbs(("Personnes", people_url(body_of(request))), ("Ajouter", ""))
    context = {"lines": lines, "rights": rights.dress(), "points": points, "crumbs": trail}
    return render(request, "access/add_people.html", context, status=422 if points else 200)


def _show_check(
    request: HttpRequest,
    lines: ListForm,
    rights: AddedRightsForm,
    plan: Plan,
    error: PortalError | None = None,
) -> HttpResponse:
    organisation = body_of(request)
    context = {
        "lines": lines,
        "rights": rights,
        "arrivals": show_arrivals(plan),
        "facts": rights_facts(rights),
        "consequences": consequences(organisation, plan, rights),
        "step_up": presence.prompt(request, act_of_change(organisation, plan.change), error),
        "crumbs": crumbs(("Personnes", people_url(organisation)), ("Ajouter", ""), ("Relire", "")),
    }
    return render(request, "access/add_people_check.html", context, status=422 if error else 200)
