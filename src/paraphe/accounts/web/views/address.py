"""The address: asked by the person, agreed by the former mailbox, proved by the new one."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from paraphe.accounts import links, mails, selectors, services
from paraphe.accounts.models import EmailChange, Person
from paraphe.accounts.vocabulary import CHANGE_EMAIL
from paraphe.accounts.web.forms import NewEmailForm
from paraphe.accounts.web.stepping import StepUpForm, person_of
from paraphe.kernel.errors import PortalError
from paraphe.web.forms import add_problem
from paraphe.web.guards import FORM, POST, public, signed_in


@signed_in(methods=FORM)
def request_email_change(request: HttpRequest) -> HttpResponse:
    """Take the new address with a proof, send both links; nothing changes before both mailboxes answered."""
    person = person_of(request)
    form = NewEmailForm(request.POST or None)
    proof = StepUpForm(request, person, CHANGE_EMAIL)
    if form.is_valid() and _asked(request, person, form, proof):
        messages.info(
            request, "Deux liens sont partis : un à chaque adresse. Rien ne change avant leurs réponses."
        )
        return redirect("accounts_email")
    context = {"form": form, "step_up": proof.prompt, "change": selectors.open_email_change(person)}
    return render(request, "accounts/change_email.html", context, status=422 if form.is_bound else 200)


def _asked(request: HttpRequest, person: Person, form: NewEmailForm, proof: StepUpForm) -> bool:
    email = form.cleaned_data["email"]
    if email.strip().lower() == person.email:
        form.add_error("email", "C’est déjà l’adresse de votre compte.")
        return False
    if not proof.prove():
        return False
    try:
        change = services.ask_email_change(person, email=email, actor=person)
    except PortalError as error:
        add_problem(form, error)
        return False
    mails.send_email_change(request, change)
    return True


@signed_in(methods=POST)
def withdraw_email_change(request: HttpRequest) -> HttpResponse:
    """Keep the address; both links die."""
    person = person_of(request)
    change = selectors.open_email_change(person)
    if change is not None:
        services.withdraw_email_change(change, actor=person)
        messages.info(
            request, "Le changement est abandonné. Vous gardez votre adresse, et les liens ne valent plus."
        )
    return redirect("accounts_home")


@public(methods=FORM)
def confirm_email_change(request: HttpRequest, token: str) -> HttpResponse:
    """What a mailbox is asked, then its answer: the former agrees or refuses, the new one proves itself."""
    change, side = links.read_email_change(token)
    if request.method == "POST":
        if side == links.FORMER and "refuser" in request.POST:
            return _refuse(request, change)
        return _accept(request, change, side)
    context = {"change": change, "side": side, "answered": _has_answered(change, side)}
    return render(request, "accounts/confirm_email.html", context)


def _has_answered(change: EmailChange, side: str) -> bool:
    return change.state == {links.FORMER: "agreed", links.NEW: "proved"}.get(side)


def _accept(request: HttpRequest, change: EmailChange, side: str) -> HttpResponse:
    verbs = {links.FORMER: services.agree_email_change, links.NEW: services.prove_email_change}
    if side not in verbs:
        raise Http404
    row = verbs[side](change, actor=change.person)
    here = request.user == change.person
    if row.state != "done":
        messages.success(request, "C’est noté. L’autre adresse doit encore répondre.")
        return redirect("accounts_home" if here else "account_login")
    mails.send_email_changed(request, row)
    messages.success(request, "Votre adresse est changée. Connectez-vous désormais avec la nouvelle.")
    return redirect("accounts_home" if here else "account_login")


def _refuse(request: HttpRequest, change: EmailChange) -> HttpResponse:
    services.refuse_email_change(change, actor=change.person)
    messages.warning(
        request,
        "L’adresse ne change pas, et toutes les sessions du compte sont fermées. Choisissez tout de suite un nouveau "
        "mot de passe : quelqu’un connaît peut-être l’ancien.",
    )
    return redirect("accounts_reset")
