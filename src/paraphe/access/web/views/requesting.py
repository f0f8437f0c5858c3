"""Asking for a right, and following one's own requests."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from paraphe.access import requests, services
from paraphe.access.errors import RequestRefused
from paraphe.access.models import AccessRequest
from paraphe.access.vocabulary import Action, Level
from paraphe.access.web import request_pages as story
from paraphe.access.web.pages import body_of, crumbs
from paraphe.access.web.request_forms import EVERYWHERE, AnswerForm, RequestForm
from paraphe.kernel.errors import Forbidden, PortalError
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Organisation
from paraphe.web.forms import add_problem
from paraphe.web.guards import FORM, requires
from paraphe.web.http import portal, see_other


def mine_url(organisation: Organisation) -> str:
    """One's own requests in the body."""
    return reverse("access:my_requests", args=[organisation.ref])


@requires(Action.RIGHT_REQUEST, personal=True)
def list_mine(request: HttpRequest, body_ref: str) -> HttpResponse:
    """What one asked in the body, drafts first, then the latest."""
    organisation = body_of(request)
    places = story.place_names(organisation)
    rows = [
        (row, story.what(row, places), story.MARKS[row.state], story.decision_words(row))
        for row in requests.requests_of_person(organisation, portal(request).user)
    ]
    return render(request, "access/requests_mine.html", {"rows": rows, "body_ref": body_ref})


@requires(Action.RIGHT_REQUEST, methods=FORM, personal=True)
def ask_right(request: HttpRequest, body_ref: str) -> HttpResponse:
    """The form, filled from the page of a refusal or from a draft; kept, or sent."""
    organisation = body_of(request)
    draft = _draft(request)
    form = RequestForm(
        request.POST if request.method == "POST" else None,
        initial=_asked(request, draft, organisation),
        places=registry.establishments_of(organisation),
        offered=registry.services_for(organisation.branch),
    )
    if form.is_bound and form.is_valid():
        return _keep(request, form, draft)
    return _show_form(request, form)


def _draft(request: HttpRequest) -> AccessRequest | None:
    ref = request.GET.get("brouillon", "")
    return requests.own_request(body_of(request), portal(request).user, ref) if ref else None


def _asked(
    request: HttpRequest, draft: AccessRequest | None, organisation: Organisation
) -> dict[str, object]:
    """What fills the form: a draft, else the address of the page that leads here; the form checks it like any other."""
    where = request.GET.get("etablissement", "")
    by_siret = {place.siret: place.ref for place in registry.establishments_of(organisation)}
    told: dict[str, object] = {
        "establishment": by_siret.get(where, where),
        "service": request.GET.get("service"),
        "level": request.GET.get("niveau"),
    }
    if draft is not None:
        told = {
            "establishment": by_siret.get(draft.siret, EVERYWHERE),
            "service": draft.service.code,
            "level": Level(draft.level).code,
            "wanted_until": draft.wanted_until,
            "reason": draft.reason,
        }
    return {name: value for name, value in told.items() if value}


def _show_form(request: HttpRequest, form: RequestForm) -> HttpResponse:
    trail = crumbs(("Mes demandes", mine_url(body_of(request))), ("Demander un droit", ""))
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "access/request_form.html", {"form": form, "crumbs": trail}, status=status)


def _keep(request: HttpRequest, form: RequestForm, draft: AccessRequest | None) -> HttpResponse:
    organisation, actor = body_of(request), portal(request).user
    sends = "garder" not in request.POST
    try:
        with transaction.atomic():
            row = services.save_request_draft(organisation, plan=form.plan(), actor=actor, draft=draft)
            row = services.send_request(row, actor=actor) if sends else row
    except Forbidden:
        raise
    except RequestRefused as refusal:
        return _show_refused(request, form, refusal)
    except PortalError as refusal:
        add_problem(form, refusal)
        return _show_form(request, form)
    done = "Votre demande est envoyée." if sends else "Votre brouillon est gardé. Vous seul le voyez."
    messages.success(request, done)
    return see_other(story.own_url(row))


def _show_refused(request: HttpRequest, form: RequestForm, refusal: RequestRefused) -> HttpResponse:
    """The request that waits already, where the form was sent twice; else the form again with the reason."""
    waiting = requests.waiting_like(body_of(request), portal(request).user, form.plan())
    if refusal.code == "access.request_waiting" and waiting is not None:
        messages.info(request, "Cette demande est déjà envoyée : la voici.")
        return see_other(story.own_url(waiting))
    add_problem(form, refusal)
    return _show_form(request, form)


@requires(Action.RIGHT_REQUEST, methods=FORM, personal=True)
def show_mine(request: HttpRequest, body_ref: str, request_ref: str) -> HttpResponse:
    """One's own request: its state and history; sent, answered or withdrawn here."""
    row = requests.own_request(body_of(request), portal(request).user, request_ref)
    form = AnswerForm(request.POST if "repondre" in request.POST else None)
    if request.method != "POST":
        return _show_mine(request, row, form)
    actor = portal(request).user
    if "envoyer" in request.POST:
        services.send_request(row, actor=actor)
        messages.success(request, "Votre demande est envoyée.")
    elif "retirer" in request.POST:
        services.withdraw_request(row, actor=actor)
        messages.success(request, "Votre demande est retirée.")
    elif form.is_bound and form.is_valid():
        services.answer_request(row, answer=form.cleaned_data["answer"], actor=actor)
        messages.success(request, "Votre réponse est envoyée.")
    else:
        return _show_mine(request, row, form, status=422)
    return see_other(story.own_url(row))


def _show_mine(
    request: HttpRequest, row: AccessRequest, form: AnswerForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "row": row,
        "form": form,
        "what": story.what(row, story.place_names(row.organisation)),
        "mark": story.MARKS[row.state],
        "facts": story.facts_of(row)[1:],
        "decision": story.decision_words(row),
        "waiting": story.waiting_words(row) if row.state == "sent" else "",
        "story": [] if row.state == "draft" else story.story_of(row),
        "crumbs": crumbs(("Mes demandes", mine_url(row.organisation)), ("Votre demande", "")),
    }
    return render(request, "access/request_mine.html", context, status=status)
