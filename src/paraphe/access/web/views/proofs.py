"""Proofs of an application: choosing one, typing its code, the model of the letter."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from paraphe.access import registrations
from paraphe.access.letters_pdf import write_designation
from paraphe.access.models import AuthorityProof, BodyApplication, Contest
from paraphe.access.registrations import KEY, LETTER, MAILBOX
from paraphe.access.services.proving import act_of_code, redeem_code, request_proof
from paraphe.access.web import presence
from paraphe.access.web import registration_story as story
from paraphe.access.web.registration_forms import ROOM, CodeForm, ProofForm, filled
from paraphe.access.web.views.registration import own_application, trail
from paraphe.kernel.errors import PortalError
from paraphe.registry.selectors import mask_address
from paraphe.web.components import Crumb
from paraphe.web.forms import add_problem
from paraphe.web.guards import FORM, signed_in
from paraphe.web.http import portal, see_other

DONE = {
    MAILBOX: "Le code part à la messagerie officielle. Tapez-le dans les 24 heures.",
    KEY: "La lettre part à la prochaine impression. La clé pourra être tapée pendant soixante jours.",
    LETTER: "La lettre est reçue. Deux personnes de l’exploitation vont la contrôler.",
}


@signed_in(methods=FORM, room=ROOM, personal=True)
def choose_proof(request: HttpRequest, application_ref: str) -> HttpResponse:
    """Where each proof goes, masked, then the one chosen."""
    row = own_application(request, application_ref)
    form, done = ask_proof(request, row)
    if done:
        return see_other(story.application_url(row))
    if row.state != "pending":
        return see_other(story.application_url(row))
    return show_choice(request, form, subject=row, crumbs=trail(row, "Choisir une preuve"))


def ask_proof(request: HttpRequest, subject: BodyApplication | Contest) -> tuple[ProofForm, bool]:
    """The form, and whether the proof it names is now asked for."""
    bound = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ProofForm(*bound, hints=story.proof_hints(subject))
    if not form.is_bound or not form.is_valid():
        return form, False
    kind = form.cleaned_data["kind"]
    try:
        request_proof(subject, kind=kind, actor=portal(request).user, content=form.content)
    except PortalError as error:
        add_problem(form, error)
        return form, False
    messages.success(request, DONE[kind])
    return form, True


def show_choice(
    request: HttpRequest, form: ProofForm, *, subject: BodyApplication | Contest, crumbs: list[Crumb]
) -> HttpResponse:
    """The page of the choice, for an application or a contest."""
    context = {
        "form": form,
        "subject": subject,
        "is_contest": isinstance(subject, Contest),
        "missing": story.proofs_missing(subject),
        "back": crumbs[-2].url,
        "crumbs": crumbs,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "access/registration_proof.html", context, status=status)


@signed_in(personal=True)
def download_model(request: HttpRequest, application_ref: str) -> HttpResponse:
    """The letter of designation to print and have signed."""
    row = own_application(request, application_ref)
    response = HttpResponse(write_designation(row), content_type="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="lettre-de-designation.pdf"'
    return response


@signed_in(methods=FORM, personal=True)
def type_code(request: HttpRequest, application_ref: str) -> HttpResponse:
    """Type the code or the key, with a proof of presence: the space opens."""
    row = own_application(request, application_ref)
    proof = typable_proof(row)
    if proof is None or row.state != "pending":
        return see_other(story.application_url(row))
    form, error = weigh(request, proof)
    if form is None:
        messages.success(
            request, "La preuve est reçue : l’espace de l’organisme est ouvert, et vous l’administrez."
        )
        return see_other(reverse("access:open_space", args=[row.ref]))
    return show_code(request, form, proof=proof, error=error, crumbs=trail(row, "Taper le code"))


def typable_proof(subject: BodyApplication | Contest) -> AuthorityProof | None:
    """The proof whose secret is on its way or can be typed; a burnt one shows once more why."""
    rows = subject.proofs.filter(kind__in=(MAILBOX, KEY), state__in=("requested", "sent"))
    return rows.select_related("organisation", "person").order_by("-requested_at", "-pk").first()


def weigh(request: HttpRequest, proof: AuthorityProof) -> tuple[CodeForm | None, PortalError | None]:
    """No form once the code is right; else the form with its refusal, and that of the proof of presence."""
    form = CodeForm(filled(request))
    if not form.is_bound or not form.is_valid():
        return form, None
    try:
        presence.prove(request, act_of_code(proof))
        redeem_code(proof, typed=form.cleaned_data["code"], actor=portal(request).user)
    except presence.REFUSALS as error:
        return form, error
    except PortalError as refusal:
        add_problem(form, refusal)
        return form, None
    return None, None


def show_code(
    request: HttpRequest,
    form: CodeForm,
    *,
    proof: AuthorityProof,
    error: PortalError | None,
    crumbs: list[Crumb],
) -> HttpResponse:
    """The page where a code is typed, for an application or a contest."""
    proof.refresh_from_db()
    place = registrations.seat_of(proof.organisation)
    context = {
        "form": form,
        "proof": proof,
        "is_key": proof.kind == KEY,
        "where": story.mask_mailbox(proof.organisation.official_mailbox) if proof.kind == MAILBOX else "",
        "address": mask_address(place) if place else "",
        "left": 5 - proof.tries,
        "is_over": proof.state == "burnt",
        "step_up": presence.prompt(request, act_of_code(proof), error),
        "back": crumbs[-2].url,
        "crumbs": crumbs,
    }
    status = 422 if error or (form.is_bound and form.errors) else 200
    return render(request, "access/registration_code.html", context, status=status)
