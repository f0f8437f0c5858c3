"""Asking to become administrator: which body, what is asked, the answers read again, then the candidacy."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from paraphe.access import candidacies
from paraphe.access.candidacy_acts import act_of_candidacy
from paraphe.access.errors import CandidacyRefused
from paraphe.access.services.candidacies import check_candidacy, check_candidate, propose_candidacy
from paraphe.access.web import candidacy_story as story
from paraphe.access.web import presence
from paraphe.access.web.candidacy_forms import CandidacyForm, SearchForm
from paraphe.access.web.pages import after_other_acts, crumbs
from paraphe.kernel.errors import PortalError
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Organisation
from paraphe.web import problems
from paraphe.web.components import Crumb
from paraphe.web.forms import add_problem
from paraphe.web.guards import FORM, signed_in
from paraphe.web.http import portal, see_other

TITLE = "Devenir administrateur"


@signed_in(methods=FORM, personal=True)
def become(request: HttpRequest) -> HttpResponse:
    """Find the body, say what is asked, read it again with a proof of presence, ask."""
    organisation = _asked_body(request)
    if organisation is None:
        return _show_search(request)
    portal(request).looked_at = {organisation.siren}
    sent = _just_sent(request, organisation)
    if sent is not None:
        return see_other(story.own_url(sent))
    try:
        check_candidate(organisation, actor=portal(request).user)
    except CandidacyRefused as refusal:
        return _show_blocked(request, organisation, refusal)
    return _answer(request, organisation)


def _answer(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    if "filtrer" in request.POST:
        return _show_form(request, organisation, _form(request, organisation, kept=True))
    form = _form(request, organisation)
    if not form.is_bound or not form.is_valid() or "modifier" in request.POST:
        return _show_form(request, organisation, form)
    if "confirmer" not in request.POST:
        return _show_check(request, organisation, form)
    return _propose(request, organisation, form)


def _asked_body(request: HttpRequest) -> Organisation | None:
    """The body of the address: `siren` or `siret`, of a body the mirror knows."""
    number = "".join((request.GET.get("siren") or request.GET.get("siret") or "").split())[:9]
    return registry.organisations_by_siren([number]).get(number) if len(number) == 9 else None


def _just_sent(request: HttpRequest, organisation: Organisation) -> candidacies.Candidacy | None:
    """The candidacy a form sent twice has made already."""
    if "confirmer" not in request.POST:
        return None
    person = portal(request).user
    return after_other_acts(organisation, lambda: candidacies.open_candidacy(organisation, person))


def _show_search(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET if "q" in request.GET or "siret" in request.GET else None)
    asked = (request.GET.get("q") or request.GET.get("siret") or request.GET.get("siren") or "").strip()[:200]
    found = registry.search_bodies(asked) if asked else []
    opened = candidacies.with_space(found)
    rows = [(body, body.pk in opened) for body in found]
    own = candidacies.candidacies_of_person(portal(request).user)
    context = {
        "form": form,
        "asked": asked,
        "rows": rows,
        "own": [(row, story.MARKS[row.state]) for row in own],
    }
    return render(request, "access/candidacy_find.html", context)


def _show_blocked(
    request: HttpRequest, organisation: Organisation, refusal: CandidacyRefused
) -> HttpResponse:
    told = problems.tell(refusal)
    waiting = candidacies.open_candidacy(organisation, portal(request).user)
    context = {
        "told": told,
        "code": refusal.code,
        "organisation": organisation,
        "waiting": waiting,
        "crumbs": _trail(),
    }
    return render(request, "access/candidacy_blocked.html", context, status=409)


def _form(request: HttpRequest, organisation: Organisation, *, kept: bool = False) -> CandidacyForm:
    """The form; `kept` shows again what was typed without weighing it, for the search among establishments."""
    places = story.open_places(organisation)
    hints = story.path_hints(organisation, portal(request).user)
    if not kept:
        return CandidacyForm(request.POST or None, places=places, hints=hints)
    typed = {name: request.POST.get(name, "") for name in ("where", "find", "path", "letter_to", "message")}
    typed |= {"establishments": request.POST.getlist("establishments")}  # type: ignore[dict-item]
    return CandidacyForm(initial=typed, places=places, hints=hints)


def _show_form(request: HttpRequest, organisation: Organisation, form: CandidacyForm) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    form.narrow()
    context = {"form": form, "organisation": organisation, "crumbs": _trail()}
    return render(request, "access/candidacy_form.html", context, status=status)


def _show_check(
    request: HttpRequest, organisation: Organisation, form: CandidacyForm, error: PortalError | None = None
) -> HttpResponse:
    plan, person = form.plan(), portal(request).user
    try:
        check_candidacy(organisation, plan, actor=person)
    except PortalError as refusal:
        add_problem(form, refusal)
        return _show_form(request, organisation, form)
    context = {
        "form": form,
        "organisation": organisation,
        "facts": story.plan_facts(organisation, plan),
        "consequences": story.plan_consequences(organisation, plan, person=person),
        "step_up": presence.prompt(request, act_of_candidacy(organisation, plan), error),
        "crumbs": _trail("Relire"),
    }
    return render(request, "access/candidacy_check.html", context, status=422 if error else 200)


def _propose(request: HttpRequest, organisation: Organisation, form: CandidacyForm) -> HttpResponse:
    plan = form.plan()
    try:
        presence.prove(request, act_of_candidacy(organisation, plan))
        row = propose_candidacy(organisation, plan=plan, actor=portal(request).user)
    except presence.REFUSALS as error:
        return _show_check(request, organisation, form, error)
    except PortalError as refusal:
        add_problem(form, refusal)
        return _show_form(request, organisation, form)
    return see_other(story.own_url(row))


def _trail(last: str = "") -> list[Crumb]:
    steps = [(TITLE, reverse("access:become")), *([(last, "")] if last else [])]
    return crumbs(*steps)
