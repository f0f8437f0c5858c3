"""Answering requests for a right, from the administrators' side: approve, ask, refuse."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from paraphe.access import plans, requests, selectors, services
from paraphe.access.changes import act_of_change
from paraphe.access.errors import AlreadyDecided
from paraphe.access.models import AccessRequest
from paraphe.access.services.requests import check_request_decision
from paraphe.access.vocabulary import Action
from paraphe.access.web import presence, proposing
from paraphe.access.web import request_pages as story
from paraphe.access.web.pages import body_of, crumbs
from paraphe.access.web.request_forms import ApprovalForm, QuestionForm, answers_as_asked
from paraphe.kernel.errors import Forbidden, PortalError
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Organisation
from paraphe.web.components import Crumb, Tab
from paraphe.web.forms import ReasonForm, add_problem
from paraphe.web.guards import FORM, requires
from paraphe.web.http import portal, see_other
from paraphe.web.pagination import paginate


def list_url(organisation: Organisation) -> str:
    """The requests of the body."""
    return reverse("access:requests", args=[organisation.ref])


@requires(Action.REQUEST_DECIDE, personal=True)
def list_requests(request: HttpRequest, body_ref: str) -> HttpResponse:
    """The requests made in the body, by the filters of the address: `vue`, `nom`."""
    organisation, asked = body_of(request), request.GET
    view = asked.get("vue", "") if asked.get("vue", "") in story.VIEWS else ""
    text = asked.get("nom", "").strip()[:100]
    page = paginate(request, requests.search(organisation, states=story.VIEWS[view][1], text=text))
    places = story.place_names(organisation)
    rows = [
        (row, story.what(row, places), story.MARKS[row.state], story.age_words(row), story.decide_url(row))
        for row in page.rows
    ]
    context = {"page": page, "rows": rows, "view": view, "text": text, "tabs": _tabs(organisation, view)}
    return render(request, "access/requests.html", {**context, "body_ref": body_ref})


def _tabs(organisation: Organisation, view: str) -> list[Tab]:
    counts, base = requests.count_by_state(organisation), list_url(organisation)
    return [
        Tab(label, f"{base}?vue={key}" if key else base, sum(counts.get(s, 0) for s in states), key == view)
        for key, (label, states) in story.VIEWS.items()
    ]


@requires(Action.REQUEST_DECIDE, personal=True)
def show_request(request: HttpRequest, body_ref: str, request_ref: str) -> HttpResponse:
    """Who asks what and why, what she holds already, and the three answers."""
    return _show(request, requests.request_of(body_of(request), request_ref))


def _show(request: HttpRequest, row: AccessRequest, *, status: int = 200) -> HttpResponse:
    context = {
        "row": row,
        "what": story.what(row, story.place_names(row.organisation)),
        "mark": story.MARKS[row.state],
        "facts": story.facts_of(row),
        "held": story.held_rows(row),
        "decision": story.decision_words(row),
        "waiting": story.waiting_words(row) if row.state == "sent" else "",
        "is_open": row.state in requests.OPEN,
        "obstacle": _obstacle(request, row),
        "story": story.story_of(row),
        "crumbs": trail(row),
        "body_ref": row.organisation.ref,
    }
    return render(request, "access/request.html", context, status=status)


def _obstacle(request: HttpRequest, row: AccessRequest) -> str:
    """Why the reader cannot answer, in words; empty where he can."""
    try:
        check_request_decision(row, actor=portal(request).user)
    except Forbidden as refusal:
        own = "C’est votre propre demande : un autre administrateur doit en décider."
        scope = "Vous n’administrez pas tous les établissements demandés."
        return own if refusal.code == "access.self_decision" else scope
    return ""


def trail(row: AccessRequest, last: str = "") -> list[Crumb]:
    """The way back to the list, by the request where the page is one step further."""
    steps = [("Demandes de droits", list_url(row.organisation))]
    if not last:
        return crumbs(*steps, (row.person.full_name, ""))
    return crumbs(*steps, (row.person.full_name, story.decide_url(row)), (last, ""))


@requires(Action.REQUEST_DECIDE, methods=FORM, personal=True)
def approve(request: HttpRequest, body_ref: str, request_ref: str) -> HttpResponse:
    """What is given, as asked or less, with what it entails; then the right, with a proof of presence."""
    row = requests.request_of(body_of(request), request_ref)
    check_request_decision(row, actor=portal(request).user)
    if row.state not in requests.OPEN:
        return _tell_decided(request, row)
    form = _approval_form(request, row)
    if not form.is_valid() or "modifier" in request.POST:
        return _show_form(request, row, form)
    if "confirmer" not in request.POST:
        return _show_check(request, row, form)
    return _approve(request, row, form)


def _tell_decided(request: HttpRequest, row: AccessRequest) -> HttpResponse:
    """A request that waits no more: its act where the reader approved it (a form sent twice), else who decided."""
    act = selectors.act_of_entry(row.decided_entry) if row.decided_entry else None
    if row.decided_by == portal(request).user and act is not None:
        return see_other(reverse("access:act", args=[row.organisation.ref, act.ref]))
    if request.method != "POST":
        return see_other(story.decide_url(row))
    return _show(request, row, status=409)


def _approval_form(request: HttpRequest, row: AccessRequest) -> ApprovalForm:
    places = registry.establishments_of(row.organisation)
    data = request.POST if request.method == "POST" else answers_as_asked(row, places)
    return ApprovalForm(data, row=row, places=places)


def _show_form(request: HttpRequest, row: AccessRequest, form: ApprovalForm) -> HttpResponse:
    context = {"row": row, "form": form, "crumbs": trail(row, "Accorder")}
    return render(request, "access/request_approve.html", context, status=422 if form.errors else 200)


def _show_check(
    request: HttpRequest, row: AccessRequest, form: ApprovalForm, error: PortalError | None = None
) -> HttpResponse:
    approval = form.approval()
    try:
        requests.check_approval(row, approval)
    except PortalError as refusal:
        add_problem(form, refusal)
        return _show_form(request, row, form)
    change = requests.change_of(row, approval)
    if plans.four_eyes_of(row.organisation, change):
        return proposing.offer(request, row.organisation, change)
    context = {
        "row": row,
        "form": form,
        "facts": story.approval_facts(row, approval),
        "consequences": story.consequences(row, approval, reader=portal(request).user),
        "step_up": presence.prompt(request, act_of_change(row.organisation, change), error),
        "crumbs": trail(row, "Accorder"),
    }
    return render(request, "access/request_check.html", context, status=422 if error else 200)


def _approve(request: HttpRequest, row: AccessRequest, form: ApprovalForm) -> HttpResponse:
    approval, organisation = form.approval(), row.organisation
    try:
        presence.prove(request, act_of_change(organisation, requests.change_of(row, approval)))
        act = services.approve_request(row, approval=approval, actor=portal(request).user)
    except presence.REFUSALS as error:
        return _show_check(request, row, form, error)
    except AlreadyDecided:
        return _tell_decided(request, requests.request_of(organisation, row.ref))
    except PortalError as refusal:
        add_problem(form, refusal)
        return _show_form(request, row, form)
    return see_other(reverse("access:act", args=[organisation.ref, act.ref]))


@requires(Action.REQUEST_DECIDE, methods=FORM, personal=True)
def refuse(request: HttpRequest, body_ref: str, request_ref: str) -> HttpResponse:
    """The reason, which the requester reads, then the refusal."""
    row = requests.request_of(body_of(request), request_ref)
    form = ReasonForm(request.POST if request.method == "POST" else None)

    def act() -> None:
        services.refuse_request(row, reason=form.cleaned_data["reason"], actor=portal(request).user)
        messages.success(request, f"La demande est refusée. {row.person.full_name} lira votre motif.")

    return _answer(request, row, form=form, act=act)


@requires(Action.REQUEST_DECIDE, methods=FORM, personal=True)
def question(request: HttpRequest, body_ref: str, request_ref: str) -> HttpResponse:
    """What the administrator wants to know before he decides."""
    row = requests.request_of(body_of(request), request_ref)
    form = QuestionForm(request.POST if request.method == "POST" else None)

    def act() -> None:
        services.ask_requester(row, question=form.cleaned_data["question"], actor=portal(request).user)
        messages.success(request, f"Votre question est envoyée à {row.person.full_name}.")

    return _answer(request, row, form=form, act=act)


def _answer(
    request: HttpRequest, row: AccessRequest, *, form: ReasonForm | QuestionForm, act: Callable[[], None]
) -> HttpResponse:
    """A form of one field, then the act; where another administrator answered first, the request says so."""
    check_request_decision(row, actor=portal(request).user)
    if row.state not in requests.OPEN:
        return _tell_decided(request, row)
    asks = isinstance(form, QuestionForm)
    if not form.is_bound or not form.is_valid():
        context = {
            "row": row,
            "form": form,
            "asks": asks,
            "crumbs": trail(row, "Demander" if asks else "Refuser"),
        }
        return render(request, "access/request_answer.html", context, status=422 if form.errors else 200)
    try:
        act()
    except AlreadyDecided:
        return _tell_decided(request, requests.request_of(row.organisation, row.ref))
    return see_other(list_url(row.organisation))
