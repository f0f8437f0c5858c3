"""The account's home, and its address."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from paraphe.accounts import mails, selectors, services
from paraphe.accounts.mailboxes import personal_email
from paraphe.accounts.models import Person
from paraphe.accounts.vocabulary import CHANGE_EMAIL, RECOVERY_CODES, SECOND_FACTORS, TOTP
from paraphe.accounts.web.forms import NewEmailForm
from paraphe.accounts.web.stepping import StepUpForm, person_of
from paraphe.kernel.errors import PortalError
from paraphe.web.forms import add_problem
from paraphe.web.guards import FORM, public, signed_in


@signed_in
def show_account(request: HttpRequest) -> HttpResponse:
    """Mes moyens de connexion: address, factors, recovery codes, password."""
    person = person_of(request)
    credentials = selectors.active_credentials(person)
    factors = [credential for credential in credentials if credential.kind in SECOND_FACTORS]
    context = {
        "factors": factors,
        "removable": len(factors) > 1,
        "has_totp": any(factor.kind == TOTP for factor in factors),
        "recovery": next((one for one in credentials if one.kind == RECOVERY_CODES), None),
        "left": selectors.recovery_codes_left(person),
        "has_password": person.has_usable_password(),
    }
    return render(request, "accounts/account.html", context)


@signed_in(methods=FORM)
def request_email_change(request: HttpRequest) -> HttpResponse:
    """Take the new address, ask for a proof, send the link there; nothing changes before the link is used."""
    person = person_of(request)
    form = NewEmailForm(request.POST or None)
    proof = StepUpForm(request, person, CHANGE_EMAIL)
    if form.is_valid() and _requested(request, person, form, proof):
        messages.info(
            request, "Un lien est parti à la nouvelle adresse. Rien ne change avant que vous l’ouvriez."
        )
        return redirect("accounts_home")
    context = {"form": form, "step_up": proof.prompt}
    return render(request, "accounts/change_email.html", context, status=422 if form.is_bound else 200)


def _requested(request: HttpRequest, person: Person, form: NewEmailForm, proof: StepUpForm) -> bool:
    try:
        email = personal_email(form.cleaned_data["email"])
    except PortalError as error:
        add_problem(form, error)
        return False
    if not proof.prove():
        return False
    with transaction.atomic():
        services.consume_step_up(person, CHANGE_EMAIL)
    mails.send_email_change(request, person, email)
    return True


@public(methods=FORM)
def confirm_email_change(request: HttpRequest, token: str) -> HttpResponse:
    """Show what will change, then change it. The link came by the new mailbox, so it proves it."""
    person, email = mails.read_email_change(token)
    if request.method != "POST":
        return render(request, "accounts/confirm_email.html", {"email": email, "former": person.email})
    former = person.email
    services.change_email(person=person, email=email, actor=person)
    mails.send_email_changed(request, person, former)
    messages.success(request, "Votre adresse est changée. Connectez-vous avec la nouvelle.")
    return redirect("accounts_home" if request.user == person else "account_login")
