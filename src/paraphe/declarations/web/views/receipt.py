"""The receipt of a filing: shown once included in the log, verified each time it is shown."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from paraphe.access.vocabulary import Action
from paraphe.accounts.selectors import step_up_prompt
from paraphe.accounts.services import prove_presence
from paraphe.declarations import selectors, services
from paraphe.declarations.models import Filing
from paraphe.declarations.texts import short_title
from paraphe.declarations.web import bodies, shown, steps
from paraphe.kernel.errors import PortalError
from paraphe.signatures import selectors as signatures
from paraphe.web.guards import FORM, POST, requires
from paraphe.web.http import see_other

CONTAINER = "application/vnd.etsi.asic-e+zip"


@requires(Action.BODY_READ, personal=True)
def show_receipt(request: HttpRequest, body_ref: str, filing_ref: str) -> HttpResponse:
    """The verdict just given, and everything the receipt says; the state « pas encore inscrit » before that."""
    filing = _filing(request, body_ref, filing_ref)
    if signatures.inclusion_of(filing.signature) is None:
        context = {**_about(filing), "steps": steps.steps_at("Signer")}
        return render(request, "declarations/pending.html", context)
    context = {**_about(filing), **shown.receipt_shown(filing), "verified": shown.verify_filing(filing)}
    return render(request, "declarations/receipt.html", context)


@requires(Action.BODY_READ, methods=POST, personal=True)
def resume_inclusion(request: HttpRequest, body_ref: str, filing_ref: str) -> HttpResponse:
    """Include a filing that a crash left recorded only; the receipt follows."""
    filing = _filing(request, body_ref, filing_ref)
    services.include_filing(filing)
    messages.success(request, "Le dépôt est inscrit au registre.")
    return see_other(reverse("declarations:receipt", args=[body_ref, filing_ref]))


@requires(Action.BODY_READ, personal=True)
def download_receipt(request: HttpRequest, body_ref: str, filing_ref: str) -> HttpResponse:
    """The récépissé: the evidence without the declaration's bytes."""
    filing = _filing(request, body_ref, filing_ref)
    if signatures.inclusion_of(filing.signature) is None:
        return render(request, "declarations/pending.html", _about(filing), status=409)
    return _file(services.take_receipt(filing), f"recepisse-{filing.ref}.asice")


@requires(Action.BODY_READ, methods=FORM, personal=True)
def download_dossier(request: HttpRequest, body_ref: str, filing_ref: str) -> HttpResponse:
    """The whole evidence, against a proof of presence; the download is recorded in the journal."""
    filing, person = _filing(request, body_ref, filing_ref), bodies.person_of(request)
    act, error = services.act_of_dossier(filing), None
    if request.method == "POST":
        given = request.POST
        code, assertion = given.get("step_up_code"), given.get("step_up_assertion")
        try:
            prove_presence(request=request, act=act, code=code, assertion=assertion)
            return _file(services.take_dossier(filing, actor=person), f"dossier-{filing.ref}.asice")
        except PortalError as refusal:
            error = refusal
    context = {**_about(filing), "step_up": step_up_prompt(person, act, error)}
    return render(request, "declarations/dossier.html", context, status=422 if error else 200)


def _filing(request: HttpRequest, body_ref: str, filing_ref: str) -> Filing:
    return selectors.filing_for(bodies.body_of(body_ref), bodies.person_of(request).pk, filing_ref)


def _about(filing: Filing) -> dict[str, Any]:
    title = short_title(filing.draft.items)
    return {"organisation": filing.organisation, "filing": filing, "draft": filing.draft, "title": title}


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=CONTAINER)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
