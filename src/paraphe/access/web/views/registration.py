"""Registering a body: what the register knows, the application, what is prepared, the space once opened."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from paraphe.access import registrations, selectors
from paraphe.access.errors import ApplicationRefused
from paraphe.access.models import BodyApplication
from paraphe.access.services import registration as verbs
from paraphe.access.web import registration_story as story
from paraphe.access.web.pages import crumbs
from paraphe.access.web.registration_forms import PreparationForm, SiretForm, TermsForm, filled, write_people
from paraphe.kernel.errors import PortalError
from paraphe.kernel.identifiers import InvalidIdentifier
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Establishment, Found
from paraphe.web import problems
from paraphe.web.components import Crumb
from paraphe.web.forms import add_problem
from paraphe.web.guards import FORM, public, signed_in
from paraphe.web.http import portal, see_other

TITLE = "Inscrire un organisme"


@public
def apply(request: HttpRequest) -> HttpResponse:
    """Type a SIRET: what the register knows, and the way on in each case."""
    asked = _asked(request)
    if asked is None:
        return _show_find(request, SiretForm())
    form = SiretForm({"siret": asked})
    if not form.is_valid():
        return _show_find(request, form)
    try:
        found = registry.look_up(form.cleaned_data["siret"])
    except InvalidIdentifier:
        form.add_error("siret", "Ce n’est pas un SIRET : relisez ses quatorze chiffres")
        return _show_find(request, form)
    return _show_found(request, form, found)


def _asked(request: HttpRequest) -> str | None:
    """The SIRET of the address; a SIREN alone stands for its head office."""
    typed = request.GET.get("siret", request.GET.get("siren"))
    siren = "".join((typed or "").split())
    body = registry.organisations_by_siren([siren]).get(siren) if len(siren) == 9 else None
    seat = registrations.seat_of(body) if body else None
    return seat.siret if seat else typed


def _show_find(request: HttpRequest, form: SiretForm) -> HttpResponse:
    words = " ".join(request.GET.get("q", "").split())[:200]
    found = registry.search_bodies(words) if words else []
    rows = [(body, selectors.registration_of(body) is not None) for body in found]
    person = portal(request).user
    own = registrations.applications_of(person) if person.is_authenticated else []
    context = {
        "form": form,
        "words": words,
        "rows": rows,
        "own": [(row, story.MARKS[row.state]) for row in own],
        "freshness": registry.freshness(),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "access/registration_find.html", context, status=status)


def _show_found(request: HttpRequest, form: SiretForm, found: Found) -> HttpResponse:
    """One of the cases of W1, each with its way on."""
    place, refusal = found.establishment, None
    if place is not None:
        try:
            verbs.require_open(place)
        except ApplicationRefused as error:
            refusal = error
    onward = f"{reverse('access:apply_open')}?{urlencode({'siret': found.siret})}"
    context = {
        "form": form,
        "found": found,
        "place": place,
        "told": problems.tell(refusal) if refusal else None,
        "code": refusal.code if refusal else "",
        "others": bool(place and registrations.open_applications(place.organisation)),
        "address": registry.mask_address(place) if place else "",
        "mailbox": story.mask_mailbox(place.organisation.official_mailbox) if place else "",
        "onward": onward,
        "sign_up": f"{reverse('accounts_register')}?{urlencode({'next': onward})}",
        "freshness": registry.freshness(),
        "crumbs": crumbs((TITLE, reverse("access:apply")), ("Ce que sait le répertoire", "")),
    }
    return render(request, "access/registration_found.html", context, status=200 if place else 404)


@signed_in(methods=FORM, personal=True)
def apply_open(request: HttpRequest) -> HttpResponse:
    """Accept the terms: the application is open."""
    place = _place_of(request)
    if place is None:
        return see_other(reverse("access:apply"))
    mine = registrations.open_application(place.organisation, portal(request).user)
    form = TermsForm(filled(request))
    if mine is None and form.is_valid():
        try:
            mine = verbs.open_application(place, actor=portal(request).user)
        except PortalError as error:
            add_problem(form, error)
    if mine is not None:
        return see_other(story.application_url(mine))
    context = {
        "form": form,
        "place": place,
        "address": registry.mask_address(place),
        "terms_version": registrations.TERMS_VERSION,
        "crumbs": crumbs((TITLE, reverse("access:apply")), ("Accepter les conditions", "")),
    }
    status = 422 if form.is_bound else 200
    return render(request, "access/registration_terms.html", context, status=status)


def _place_of(request: HttpRequest) -> Establishment | None:
    try:
        return registry.look_up(request.GET.get("siret", "")).establishment
    except InvalidIdentifier:
        return None


@signed_in(personal=True)
def show_application(request: HttpRequest, application_ref: str) -> HttpResponse:
    """What blocks, who can act, until when; what happened; what can be done."""
    row = own_application(request, application_ref)
    standing = registrations.stand(row)
    typable = next((proof for proof in standing.proofs if proof.state == "sent"), None)
    context = {
        "row": row,
        "mark": story.MARKS[row.state],
        "steps": story.steps_of(standing),
        "blocking": story.blocking_of(standing),
        "story": story.story_of(row, standing.proofs),
        "contest": standing.contest,
        "overtaken": standing.overtaken or row.reason == verbs.OVERTAKEN,
        "is_open": row.state in registrations.OPEN,
        "is_running": any(proof.state in registrations.RUNNING for proof in standing.proofs),
        "can_type": row.state == "pending" and typable is not None,
        "prepared": prepared_of(row),
        "crumbs": trail(),
    }
    return render(request, "access/registration_status.html", context)


def own_application(request: HttpRequest, ref: str) -> BodyApplication:
    """The application of the person logged in."""
    return registrations.application_of(portal(request).user, ref)


def trail(row: BodyApplication | None = None, last: str = "") -> list[Crumb]:
    """From the search to a page of the application."""
    steps = [(TITLE, reverse("access:apply"))]
    if row is None:
        return crumbs(*steps, ("Votre demande", ""))
    return crumbs(*steps, ("Votre demande", story.application_url(row)), (last, ""))


def prepared_of(row: BodyApplication) -> dict[str, Any]:
    """What was prepared, with the names of the services and those of them that have a charter."""
    codes = row.prepared.get("services", [])
    services = registry.services_by_code(codes)
    return {
        "services": [services[code].name if code in services else code for code in codes],
        "charters": [service for service in services.values() if service.charter],
        "people": row.prepared.get("people", []),
    }


@signed_in(methods=FORM, personal=True)
def prepare(request: HttpRequest, application_ref: str) -> HttpResponse:
    """Choose what will be opened and who will be invited, once proved."""
    row = own_application(request, application_ref)
    offered = registry.services_for(row.organisation.branch)
    kept = row.prepared
    initial = {"services": kept.get("services", []), "people": write_people(kept.get("people", []))}
    form = PreparationForm(filled(request), offered=offered, initial=initial)
    if form.is_valid():
        answers = form.cleaned_data
        try:
            verbs.prepare_application(
                row, services=answers["services"], guests=answers["people"], actor=portal(request).user
            )
        except PortalError as error:
            add_problem(form, error)
        else:
            messages.success(request, "C’est gardé. Rien n’est ouvert ni envoyé avant la preuve.")
            return see_other(story.application_url(row))
    context = {"row": row, "form": form, "crumbs": trail(row, "Préparer")}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "access/registration_prepare.html", context, status=status)


@signed_in(methods=FORM, personal=True)
def withdraw(request: HttpRequest, application_ref: str) -> HttpResponse:
    """Say what ends with the application, then take it back."""
    row = own_application(request, application_ref)
    if request.method == "POST":
        verbs.withdraw_application(row, actor=portal(request).user)
        messages.success(request, "Votre demande est retirée.")
        return see_other(story.application_url(row))
    context = {"row": row, "is_open": row.state in registrations.OPEN, "crumbs": trail(row, "Retirer")}
    return render(request, "access/registration_withdraw.html", context)


@signed_in(methods=FORM, personal=True)
def open_space(request: HttpRequest, application_ref: str) -> HttpResponse:
    """The body is registered: open the services prepared, in one act, then invite."""
    row = own_application(request, application_ref)
    if row.state != "active":
        return see_other(story.application_url(row))
    if request.method == "POST":
        count = verbs.open_prepared(row, actor=portal(request).user)
        done = (
            f"{count} ouverture{'s' if count > 1 else ''} de service." if count else "Rien n’était à ouvrir."
        )
        messages.success(request, done)
        return see_other(request.path)
    portal(request).looked_at = {row.organisation.siren}
    context = {
        "row": row,
        "prepared": prepared_of(row),
        "places": len([p for p in registry.establishments_of(row.organisation) if p.closed_on is None]),
        "crumbs": trail(row, "Ouvrir votre espace"),
    }
    return render(request, "access/registration_open.html", context)
