"""What administrators decide about a person's identity, and a person who closes her account."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from paraphe.access import identity, selectors
from paraphe.access.errors import UnknownPerson
from paraphe.access.identity_acts import act_of_agreement, act_of_name_correction
from paraphe.access.models import Membership
from paraphe.access.services import identity as verbs
from paraphe.access.vocabulary import Action
from paraphe.access.web import presence
from paraphe.access.web.identity_forms import ANSWER
from paraphe.access.web.pages import body_of, crumbs, people_url, person_url
from paraphe.accounts import selectors as people
from paraphe.accounts import services as accounts
from paraphe.accounts.selectors import EmailChange, NameRequest
from paraphe.accounts.vocabulary import CLOSE_ACCOUNT
from paraphe.kernel import clock
from paraphe.kernel.errors import PortalError
from paraphe.web.forms import ReasonForm, add_problem, blank_form
from paraphe.web.guards import FORM, requires, signed_in
from paraphe.web.http import portal, see_other


def member_of_page(request: HttpRequest, person_ref: str) -> Membership:
    """The open membership of the page's person; UnknownPerson where she is not of the body."""
    found = selectors.person_of(body_of(request), person_ref).membership
    if found is None or found.closed_at is not None:
        raise UnknownPerson("access.person_unknown")
    return found


def page_of(request: HttpRequest, member: Membership, title: str) -> dict[str, object]:
    """What every page about one person's identity shows: who, the way back, whether it is oneself."""
    organisation, name = body_of(request), member.person.full_name
    back = person_url(organisation, member.person.ref)
    trail = crumbs(("Personnes", people_url(organisation)), (name, back), (title, ""))
    own = member.person_id == portal(request).user.pk
    return {"person": member.person, "back": back, "crumbs": trail, "own": own}


def attempt(request: HttpRequest, form: forms.Form, act: Callable[[], object]) -> PortalError | None:
    """Do the act; a refusal of the proof is given back for its prompt, any other is put on the form."""
    try:
        act()
    except presence.REFUSALS as error:
        return error
    except PortalError as error:
        add_problem(form, error)
    return None


@requires(Action.IDENTITY_CORRECT, methods=FORM, personal=True)
def decide_name(request: HttpRequest, body_ref: str, person_ref: str) -> HttpResponse:
    """The correction a person asked for, both names side by side; give it with a proof, or refuse it."""
    member = member_of_page(request, person_ref)
    asked = people.pending_name(member.person)
    form, error = ReasonForm(request.POST or None, **ANSWER), None
    if asked is not None and form.is_bound and form.is_valid():
        error = _answer_name(request, member, asked=asked, form=form)
        if error is None and not form.errors:
            return see_other(person_url(body_of(request), person_ref))
    prompt = presence.prompt(request, act_of_name_correction(asked), error) if asked else None
    context = {**page_of(request, member, "Nom"), "asked": asked, "form": form, "step_up": prompt}
    return render(request, "access/identity_name.html", context, status=_status(form, error))


def _answer_name(
    request: HttpRequest, member: Membership, *, asked: NameRequest, form: ReasonForm
) -> PortalError | None:
    answer = {"request": asked, "reason": form.cleaned_data["reason"], "actor": portal(request).user}

    def give() -> None:
        presence.prove(request, act_of_name_correction(asked))
        verbs.correct_name(member, **answer)
        messages.success(request, f"Le nom est corrigé : {asked.full_name}.")

    def refuse() -> None:
        verbs.refuse_name(member, **answer)
        messages.info(request, "La correction est refusée. La personne lira votre motif.")

    return attempt(request, form, refuse if "refuser" in request.POST else give)


@requires(Action.IDENTITY_CORRECT, methods=FORM, personal=True)
def decide_email(request: HttpRequest, body_ref: str, person_ref: str) -> HttpResponse:
    """The change of address a person waits for; agree in the place of a dead mailbox, after a day."""
    member = member_of_page(request, person_ref)
    change = people.open_email_change(member.person)
    form, error = forms.Form(), None
    if change is not None and request.method == "POST":
        form = blank_form()
        error = attempt(request, form, lambda: _agree(request, member, change))
        if error is None and not form.errors:
            return see_other(person_url(body_of(request), person_ref))
    context = {**page_of(request, member, "Adresse électronique"), "change": change, "form": form}
    if change is not None:
        context["ripe_at"] = ripe_at = change.asked_at + accounts.MAILBOX_DELAY
        context["is_ripe"] = ripe_at <= clock.now() and change.state in ("pending", "proved")
        context["step_up"] = presence.prompt(request, act_of_agreement(change), error)
    return render(request, "access/identity_email.html", context, status=_status(form, error))


def _agree(request: HttpRequest, member: Membership, change: EmailChange) -> None:
    presence.prove(request, act_of_agreement(change))
    done = verbs.agree_for_mailbox(member, change=change, actor=portal(request).user)
    if done.state == "done":
        accounts.tell_former_address(request, done)
        messages.success(request, "L’adresse est changée. L’ancienne en est avertie.")
    else:
        messages.success(request, "Votre accord est donné. La nouvelle adresse doit encore se prouver.")


@requires(Action.IDENTITY_CORRECT, methods=FORM, personal=True)
def clear_doubts(request: HttpRequest, body_ref: str, person_ref: str) -> HttpResponse:
    """What says that two people may share the account; clear one, with the reason."""
    member = member_of_page(request, person_ref)
    doubts = people.doubts_about([member.person])
    form = ReasonForm(request.POST or None, **ANSWER)
    chosen = next((doubt for doubt in doubts if doubt.ref == request.POST.get("doubt")), None)
    if chosen is not None and form.is_valid():
        reason, actor = form.cleaned_data["reason"], portal(request).user
        attempt(request, form, lambda: verbs.clear_doubt(member, doubt=chosen, reason=reason, actor=actor))
        if not form.errors:
            messages.success(request, "Le doute est levé, votre motif est gardé.")
            return see_other(person_url(body_of(request), person_ref))
    context = {**page_of(request, member, "Compte peut-être partagé"), "doubts": doubts, "form": form}
    return render(request, "access/identity_doubts.html", context, status=_status(form, None))


@signed_in(methods=FORM)
def close_account(request: HttpRequest) -> HttpResponse:
    """What ends with the account, body by body, and what forbids it; then the end, with a proof."""
    person, error = portal(request).user, None
    held, form = identity.bodies_that_hold(person), forms.Form()
    if request.method == "POST" and not held:
        form = blank_form()
        error = attempt(request, form, lambda: _close(request))
        if error is None and not form.errors:
            messages.info(request, "Votre compte est fermé. Ce que vous avez signé reste valable.")
            return see_other(reverse("web:front"))
    context = {
        "held": held,
        "bodies": selectors.bodies_of(person.pk),
        "signed": person.name_locked_at is not None,
        "keeps_name": person.name_locked_at is not None or identity.has_decided(person),
        "form": form,
        "step_up": presence.prompt(request, CLOSE_ACCOUNT, error),
    }
    refused = request.method == "POST"
    return render(request, "access/identity_close.html", context, status=422 if refused else 200)


def _close(request: HttpRequest) -> None:
    presence.prove(request, CLOSE_ACCOUNT)
    verbs.leave_everything(portal(request).user)
    accounts.log_out(request)


def _status(form: forms.Form, error: PortalError | None) -> int:
    return 422 if error or (form.is_bound and form.errors) else 200
