"""The password: changing it, and setting a new one by a link sent to the address. Factors are never touched."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from paraphe.accounts import browsers, mails, selectors, services
from paraphe.accounts.models import Person
from paraphe.accounts.web.forms import ChangePasswordForm, EmailForm, NewPasswordForm
from paraphe.accounts.web.stepping import person_of
from paraphe.kernel.errors import PortalError
from paraphe.web.forms import add_problem
from paraphe.web.guards import FORM, public, signed_in

LINK = "paraphe.reset_link"


@signed_in(methods=FORM)
def change_password(request: HttpRequest) -> HttpResponse:
    """Ask for the present password, set the new one, close the other sessions."""
    person = person_of(request)
    form = ChangePasswordForm(request.POST or None)
    if form.is_valid() and _changed(request, person, form):
        services.keep_session(request, person)
        messages.success(request, "Votre mot de passe est changé. Vos autres sessions sont fermées.")
        return redirect("accounts_home")
    context = {"form": form, "has_password": person.has_usable_password()}
    return render(request, "accounts/change_password.html", context, status=422 if form.is_bound else 200)


def _changed(request: HttpRequest, person: Person, form: ChangePasswordForm) -> bool:
    current, password = form.cleaned_data["current"], form.cleaned_data["password"]
    try:
        if services.check_password(request=request, email=person.email, password=current) != person:
            form.add_error("current", "Ce n’est pas votre mot de passe actuel.")
            return False
        services.set_password(person=person, password=password, by="change", actor=person)
    except PortalError as error:
        add_problem(form, error)
        return False
    return True


@public(methods=FORM)
def request_reset(request: HttpRequest) -> HttpResponse:
    """Send a link to the address; the page and its time are the same whether or not it has an account."""
    form = EmailForm(request.POST or None)
    if form.is_valid():
        try:
            mails.send_reset(request, form.cleaned_data["email"])
        except PortalError as error:
            add_problem(form, error)
        else:
            return redirect("accounts_reset_sent")
    return render(
        request, "accounts/request_reset.html", {"form": form}, status=422 if form.is_bound else 200
    )


@public
def show_reset_sent(request: HttpRequest) -> HttpResponse:
    """What was done, without saying for whom."""
    return render(request, "accounts/reset_sent.html")


@public
def open_reset_link(request: HttpRequest, ref: str, key: str) -> HttpResponse:
    """Keep the link in the session, and leave its address, which other sites could be told."""
    request.session[LINK] = [ref, key]
    return redirect("accounts_reset_password")


@public(methods=FORM)
def reset_password(request: HttpRequest) -> HttpResponse:
    """Set a new password for whoever holds a living link; the second factor is asked at log-in as ever."""
    person = _holder(request)
    if person is None:
        return render(request, "accounts/reset_dead.html", status=410)
    form = NewPasswordForm(request.POST or None)
    if form.is_valid():
        try:
            password = form.cleaned_data["password"]
            services.set_password(person=person, password=password, by="reset", actor=person)
        except PortalError as error:
            add_problem(form, error)
        else:
            return _after_reset(request, person)
    return render(
        request, "accounts/reset_password.html", {"form": form}, status=422 if form.is_bound else 200
    )


def _holder(request: HttpRequest) -> Person | None:
    ref, key = request.session.get(LINK) or ("", "")
    person = selectors.person_by_ref(ref)
    if person is None or not person.is_active or person.registered_at is None:
        return None
    return person if mails.reset_tokens.check_token(person, key) else None


def _after_reset(request: HttpRequest, person: Person) -> HttpResponse:
    """The mailbox was proved: waits on the account end, and this browser is known from now on."""
    request.session.pop(LINK, None)
    browsers.forget_failures(request, person.email)
    messages.success(request, "Votre mot de passe est changé. Connectez-vous avec le nouveau.")
    response = redirect("account_login")
    browsers.remember(request, response, person.email)
    return response
