"""Freezing, reading exactly what is signed, and signing it by a proof of presence made for this very act."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from paraphe.access.vocabulary import Action
from paraphe.accounts import selectors as accounts
from paraphe.accounts import services as presence
from paraphe.accounts.selectors import Person
from paraphe.declarations import rights, selectors, services
from paraphe.declarations.errors import FileRefused
from paraphe.declarations.models import Draft
from paraphe.declarations.texts import short_title
from paraphe.declarations.web import bodies, refused, shown
from paraphe.kernel.errors import NotFound, PortalError
from paraphe.signatures import selectors as signatures
from paraphe.signatures.errors import CeremonyUsed
from paraphe.signatures.selectors import Ceremony
from paraphe.web import problems
from paraphe.web.guards import FORM, POST, requires
from paraphe.web.http import see_other


@requires(Action.BODY_READ, methods=POST, personal=True)
def freeze_declaration(request: HttpRequest, body_ref: str, draft_ref: str) -> HttpResponse:
    """Freeze the file and offer it for signature; the page of signature follows."""
    organisation, person = bodies.body_of(body_ref), bodies.person_of(request)
    draft = selectors.draft_to_sign(organisation, person.pk, draft_ref)
    try:
        services.freeze_draft(draft, actor=person)
    except FileRefused as error:
        return refused.show_refusal(request, error, organisation=organisation, draft=draft)
    except PortalError as error:
        return _stop(request, draft, error)
    return see_other(reverse("declarations:sign", args=[body_ref, draft_ref]))


@requires(Action.BODY_READ, methods=FORM, personal=True)
def sign_declaration(request: HttpRequest, body_ref: str, draft_ref: str) -> HttpResponse:
    """Show the words and the document, then sign; sent twice, it leads twice to the one receipt."""
    organisation, person = bodies.body_of(body_ref), bodies.person_of(request)
    draft = selectors.draft_to_sign(organisation, person.pk, draft_ref)
    filing = selectors.filing_of(draft)
    if filing is not None and request.method == "POST":
        return _to_receipt(draft)
    if filing is not None:
        return redirect("declarations:receipt", body_ref, filing.ref)
    places = rights.places_to_sign(draft, person=person.pk)
    if not all(place.allowed for place in places):
        return refused.show_refusal(request, FileRefused(places), organisation=organisation, draft=draft)
    if request.method == "POST":
        return _complete(request, draft, person)
    ceremony = signatures.open_ceremony_of(selectors.subject_of(draft), person=person.pk)
    return _show(request, draft, ceremony) if ceremony else _show_over(request, draft)


def _complete(request: HttpRequest, draft: Draft, person: Person) -> HttpResponse:
    given = request.POST
    ceremony = signatures.ceremony_by_ref(given.get("ceremony", ""), person=person.pk)
    if ceremony is None or ceremony.is_over:
        return _show_over(request, draft)
    refusal = _prove(request, ceremony, person)
    if refusal is not None:
        return _after_refusal(request, draft, ceremony, refusal)
    try:
        filing = services.file_declaration(draft, ceremony=ceremony.ref, actor=person)
    except CeremonyUsed:
        return _to_receipt(draft)
    except FileRefused as error:
        return refused.show_refusal(request, error, organisation=draft.organisation, draft=draft)
    except PortalError as error:
        return _stop(request, draft, error)
    return see_other(reverse("declarations:receipt", args=[draft.organisation.ref, filing.ref]))


def _prove(request: HttpRequest, ceremony: Ceremony, person: Person) -> PortalError | None:
    """The refusal of the proof given; None where the presence is proved for this very ceremony.

    A form sent twice brings the same code twice: the second is refused as spent, while the proof made of the first
    stands. That proof is then the one that counts.
    """
    act, given = services.act_of_filing(ceremony), request.POST
    code, assertion = given.get("step_up_code"), given.get("step_up_assertion")
    try:
        presence.prove_presence(request=request, act=act, code=code, assertion=assertion)
    except PortalError as error:
        return None if accounts.step_up_prompt(person, act).given else error
    return None


def _after_refusal(
    request: HttpRequest, draft: Draft, ceremony: Ceremony, error: PortalError
) -> HttpResponse:
    """The same page with the refusal; the receipt where another sending of the form has just filed."""
    if selectors.filing_of(draft) is not None:
        return _to_receipt(draft)
    return _show(request, draft, ceremony, error)


def _to_receipt(draft: Draft) -> HttpResponse:
    """To the receipt of another sending of the form, which may be at its inclusion still: it is waited for."""
    filing = selectors.filing_of(draft)
    if filing is None:
        return see_other(reverse("declarations:draft", args=[draft.organisation.ref, draft.ref]))
    services.include_filing(filing)
    return see_other(reverse("declarations:receipt", args=[draft.organisation.ref, filing.ref]))


def _show(
    request: HttpRequest, draft: Draft, ceremony: Ceremony, error: PortalError | None = None
) -> HttpResponse:
    person = bodies.person_of(request)
    prompt = accounts.step_up_prompt(person, services.act_of_filing(ceremony), error)
    context = {**_about(draft), **shown.ceremony_shown(draft, ceremony, person), "step_up": prompt}
    return render(request, "declarations/sign.html", context, status=422 if error else 200)


def _show_over(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Nothing is offered any more: one button opens the signature again."""
    return render(
        request, "declarations/over.html", _about(draft), status=200 if request.method == "GET" else 409
    )


def _stop(request: HttpRequest, draft: Draft, error: PortalError) -> HttpResponse:
    """Nothing was signed: why, and back to the declaration; an error without sentence stays a fault of ours."""
    told = None if isinstance(error, NotFound) else problems.tell(error)
    if told is None:
        raise error
    context = {**_about(draft), "told": told, "twin": selectors.twin_of(draft)}
    return render(request, "declarations/stopped.html", context, status=told.status)


def _about(draft: Draft) -> dict[str, Any]:
    return {"organisation": draft.organisation, "draft": draft, "title": short_title(draft.items)}
