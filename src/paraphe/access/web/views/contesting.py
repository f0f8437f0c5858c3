"""Contesting by the code of a letter, without an account; and answering a contest with a second proof."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from paraphe.access import registrations
from paraphe.access.models import Contest, Letter
from paraphe.access.services.contesting import check_letter_code
from paraphe.access.services.contesting import contest_by_letter as contest_verb
from paraphe.access.web import registration_story as story
from paraphe.access.web.pages import crumbs
from paraphe.access.web.registration_forms import ROOM, LetterContestForm, filled
from paraphe.access.web.views.proofs import ask_proof, show_choice, show_code, typable_proof, weigh
from paraphe.access.words.registration import CONTEST_STATES, KINDS
from paraphe.accounts import browsers, throttle
from paraphe.kernel.errors import PortalError
from paraphe.web.components import Crumb
from paraphe.web.forms import add_problem
from paraphe.web.guards import FORM, public, signed_in
from paraphe.web.http import portal, see_other


@public(methods=FORM)
def contest_by_letter(request: HttpRequest) -> HttpResponse:
    """The reference and the code, what will be frozen read again, then frozen."""
    form = LetterContestForm(filled(request))
    if not form.is_bound or not form.is_valid() or "modifier" in request.POST:
        return _show_form(request, form)
    answers = form.cleaned_data
    try:
        receipt = throttle.count_try(throttle.key("address", "contest", browsers.network_of(request)))
        letter = check_letter_code(answers["reference"], code=answers["code"])
        throttle.forgive_try(receipt)
        if "confirmer" not in request.POST:
            return _show_check(request, form, letter)
        contest_verb(answers["reference"], code=answers["code"], reason=answers["reason"])
    except PortalError as error:
        add_problem(form, error)
        return _show_form(request, form)
    return render(request, "access/contest_done.html", {"letter": letter})


def _show_form(request: HttpRequest, form: LetterContestForm) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "access/contest_letter.html", {"form": form}, status=status)


def _show_check(request: HttpRequest, form: LetterContestForm, letter: Letter) -> HttpResponse:
    subject = registrations.contestable_of(letter)
    waits = subject is not None and getattr(subject, "state", "") == "pending"
    context = {"form": form, "letter": letter, "subject": subject, "waits": waits}
    return render(request, "access/contest_letter_check.html", context)


@signed_in(personal=True)
def show_contest(request: HttpRequest, contest_ref: str) -> HttpResponse:
    """What is frozen, why, what lifts it, what happened."""
    row = own_contest(request, contest_ref)
    proofs = list(row.proofs.order_by("-requested_at", "-pk"))
    running = next((proof for proof in proofs if proof.state in registrations.RUNNING), None)
    context = {
        "row": row,
        "state": CONTEST_STATES[row.state],
        "is_open": row.state == "open",
        "proofs": [(proof, story.proof_mark(proof), KINDS[proof.kind]) for proof in proofs],
        "blocking": story.blocking_of_proof(running) if running and row.state == "open" else None,
        "can_type": row.state == "open" and running is not None and running.state == "sent",
        "is_alone": row.membership is not None and row.state == "upheld" and row.membership.closed_at is None,
        "crumbs": crumbs(("Contestation", "")),
    }
    return render(request, "access/contest_status.html", context)


def own_contest(request: HttpRequest, ref: str) -> Contest:
    """A contest against the person logged in."""
    row = registrations.contest_of(portal(request).user, ref)
    portal(request).looked_at = {row.organisation.siren}
    return row


def _trail(row: Contest, last: str) -> list[Crumb]:
    return crumbs(("Contestation", story.contest_url(row)), (last, ""))


@signed_in(methods=FORM, room=ROOM, personal=True)
def choose_proof(request: HttpRequest, contest_ref: str) -> HttpResponse:
    """A second proof, of another kind than the first."""
    row = own_contest(request, contest_ref)
    form, done = ask_proof(request, row)
    if done or row.state != "open":
        return see_other(story.contest_url(row))
    return show_choice(request, form, subject=row, crumbs=_trail(row, "Choisir une preuve"))


@signed_in(methods=FORM, personal=True)
def type_code(request: HttpRequest, contest_ref: str) -> HttpResponse:
    """Type the code of the second proof: what was frozen goes on."""
    row = own_contest(request, contest_ref)
    proof = typable_proof(row)
    if proof is None or row.state != "open":
        return see_other(story.contest_url(row))
    form, error = weigh(request, proof)
    if form is None:
        messages.success(request, "La preuve est reçue : la contestation est levée.")
        return see_other(story.contest_url(row))
    return show_code(request, form, proof=proof, error=error, crumbs=_trail(row, "Taper le code"))
