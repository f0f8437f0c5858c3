"""Giving rights: the answers, the difference they make, a proof of presence, then the page of the act."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from paraphe.access import profiles, selectors, services
from paraphe.access.changes import Change, act_of_change
from paraphe.access.errors import FourEyes, Refused, RightUnsound
from paraphe.access.plans import Plan, four_eyes_of, plan_giving
from paraphe.access.services.habilitations import check_wanted
from paraphe.access.vocabulary import Action
from paraphe.access.web import foreseeing, presence, proposing
from paraphe.access.web.differences import plan_differences
from paraphe.access.web.giving_form import GivingForm
from paraphe.access.web.pages import act_url, after_other_acts, body_of, crumbs, people_url, person_url
from paraphe.kernel.errors import PortalError
from paraphe.registry import selectors as registry
from paraphe.web.forms import add_problem
from paraphe.web.guards import FORM, requires
from paraphe.web.http import portal, see_other


@requires(Action.HABILITATION_GRANT, methods=FORM, personal=True)
def grant(request: HttpRequest, body_ref: str) -> HttpResponse:
    """The form, its answers read again with the difference they make, then the act."""
    form = _form(request)
    editing = "modifier" in request.POST or "filtrer" in request.POST
    if not form.is_bound or editing or not form.is_valid():
        return _show_form(request, form)
    if "confirmer" not in request.POST:
        return _show_check(request, form)
    return _give(request, form)


def _form(request: HttpRequest) -> GivingForm:
    organisation = body_of(request)
    members = [row.person for row in selectors.members_of(organisation)]
    here = {person.pk for person in members}
    invited = [row.person for row in selectors.open_invitations_of(organisation) if row.person_id not in here]
    return GivingForm(
        request.POST or None,
        initial=_asked(request),
        people=[*members, *dict.fromkeys(invited)],
        places=registry.establishments_of(organisation),
        offered=registry.services_for(organisation.branch),
        profiles=profiles.profiles_for(organisation),
    )


def _asked(request: HttpRequest) -> dict[str, object]:
    """What the address fills in: another page leads here with its answer; the form checks it like any other."""
    told = {
        "person": request.GET.get("personne"),
        "where": request.GET.get("ou"),
        "establishments": request.GET.getlist("etablissement"),
        "profile": request.GET.get("profil"),
        "services": request.GET.getlist("service"),
        "level": request.GET.get("niveau"),
    }
    return {name: value for name, value in told.items() if value}


def _show_form(request: HttpRequest, form: GivingForm) -> HttpResponse:
    searching = "filtrer" in request.POST
    status = 422 if form.is_bound and not searching and form.errors else 200
    form.narrow()
    trail = crumbs(("Personnes", people_url(body_of(request))), ("Donner un droit", ""))
    return render(request, "access/grant.html", {"form": form, "crumbs": trail}, status=status)


def _planned(request: HttpRequest, form: GivingForm) -> tuple[Plan, Change]:
    """What the answers come to; refuses before asking for a proof what the verb would refuse after it."""
    organisation, asked = body_of(request), form.asked()
    plan = plan_giving(organisation, asked)
    source = "profile" if asked.profile else "grant"
    change = plan.change(source, reason=form.cleaned_data["reason"], profile=asked.profile)
    check_wanted(organisation, change.grants, actor=portal(request).user)
    return plan, change


def _show_check(request: HttpRequest, form: GivingForm, error: PortalError | None = None) -> HttpResponse:
    organisation = body_of(request)
    try:
        plan, change = _planned(request, form)
    except PortalError as refusal:
        return _tell(request, form, refusal)
    asked = form.asked()
    context = {
        "form": form,
        "facts": foreseeing.asked_facts(asked, form.chosen_profile),
        "differences": plan_differences(organisation, plan, person=asked.person),
        "consequences": foreseeing.consequences(organisation, asked),
        "is_held": change.is_empty,
        "four_eyes": four_eyes_of(organisation, change),
        "person_url": person_url(organisation, asked.person.ref),
        "step_up": presence.prompt(request, act_of_change(organisation, change), error),
        "crumbs": crumbs(("Personnes", people_url(organisation)), ("Donner un droit", ""), ("Relire", "")),
    }
    return render(request, "access/grant_check.html", context, status=422 if error else 200)


def _tell(request: HttpRequest, form: GivingForm, refusal: PortalError) -> HttpResponse:
    if isinstance(refusal, Refused):
        raise refusal
    add_problem(form, refusal)
    return _show_form(request, form)


def _give(request: HttpRequest, form: GivingForm) -> HttpResponse:
    organisation, actor = body_of(request), portal(request).user
    try:
        plan, change = after_other_acts(organisation, lambda: _planned(request, form))
        if change.is_empty:
            return _already(request, plan)
        if four_eyes_of(organisation, change):
            raise FourEyes("access.four_eyes")
        presence.prove(request, act_of_change(organisation, change))
        act = services.change_rights(organisation, change=change, actor=actor)
    except presence.REFUSALS as error:
        return _show_check(request, form, error)
    except FourEyes:
        return proposing.offer(request, organisation, change)
    except PortalError as refusal:
        return _tell(request, form, refusal)
    return see_other(act_url(organisation, act))


def _already(request: HttpRequest, plan: Plan) -> HttpResponse:
    """A form sent twice finds the act of its first sending; else there was nothing to give."""
    organisation = body_of(request)
    rights = [right for step in plan.steps for right in step.before]
    if not rights:
        raise RightUnsound("access.right_empty")
    last = max(rights, key=lambda right: right.granted_entry)
    act = selectors.act_of_entry(last.granted_entry)
    if act is not None and act.actor_id == portal(request).user.pk:
        return see_other(act_url(organisation, act))
    messages.info(request, "Cette personne a déjà ces droits, aussi longtemps. Rien n’a changé.")
    return see_other(person_url(organisation, last.person.ref))
