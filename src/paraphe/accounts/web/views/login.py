"""Coming in: what one knows, then what one has; or a passkey, which is both. And going out."""

from typing import cast

from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from paraphe.accounts import passkeys, selectors, services
from paraphe.accounts.models import Credential, Person
from paraphe.accounts.vocabulary import PASSKEY
from paraphe.accounts.web.forms import FactorForm, LogInForm
from paraphe.accounts.web.going import next_of
from paraphe.kernel.errors import PortalError
from paraphe.web import problems
from paraphe.web.forms import add_problem
from paraphe.web.guards import FORM, POST, View, enrolment, public
from paraphe.web.http import portal

NOBODY = "L’adresse ou le mot de passe ne correspond pas. Vérifiez les deux, puis recommencez."
SECOND_FACTOR = "second_factor"


def during_log_in(view: View) -> View:
    """Between a right password and the session; elsewhere, allauth leads to the log-in page."""
    decorate = login_stage_required(stage=AuthenticateStage.key, redirect_urlname="account_login")
    return cast(View, decorate(view))


@public(methods=FORM)
def log_in(request: HttpRequest) -> HttpResponse:
    """Ask for address and password, or offer a passkey; the same answer whoever is not let in."""
    if portal(request).user.is_authenticated:
        return redirect(next_of(request) or settings.LOGIN_REDIRECT_URL)
    form = LogInForm(request.POST or None)
    if form.is_valid():
        person = _checked(request, form)
        if person is not None:
            login = Login(user=person, email=person.email, redirect_url=next_of(request) or None)
            return perform_password_login(request, {"email": person.email}, login)  # type: ignore[no-any-return]
    context = {"form": form, "next": next_of(request)}
    return render(request, "accounts/log_in.html", context, status=422 if form.is_bound else 200)


def _checked(request: HttpRequest, form: LogInForm) -> Person | None:
    """The person, or None with the reason on the form."""
    email, password = form.cleaned_data["email"], form.cleaned_data["password"]
    try:
        person = services.check_password(request=request, email=email, password=password)
    except PortalError as error:
        add_problem(form, error)
        return None
    if person is None:
        form.add_error(None, NOBODY)
    return person


@public(methods=POST)
def challenge_log_in(request: HttpRequest) -> HttpResponse:
    """The challenge for a passkey of whoever comes."""
    return JsonResponse(passkeys.begin_proof(request, passkeys.LOG_IN))


@public(methods=POST)
def log_in_by_passkey(request: HttpRequest) -> HttpResponse:
    """Log in by a passkey alone: it is held, and its holder was verified."""
    try:
        answer = passkeys.read_answer(request.POST.get("answer", ""))
        person = passkeys.person_named_by(answer)
        row = passkeys.complete_proof(request, passkeys.LOG_IN, person, answer)
    except PortalError as error:
        told = problems.tell(error)
        messages.error(request, f"{told.sentence} {told.remedy}" if told else "")
        return redirect("account_login")
    login = Login(user=person, redirect_url=next_of(request) or None)
    return perform_passwordless_login(request, row, login)  # type: ignore[no-any-return]


@public(methods=FORM)
@during_log_in
def prove_second_factor(request: HttpRequest) -> HttpResponseBase:
    """Between the password and the session: a code, a recovery code or a passkey."""
    stage = request._login_stage  # type: ignore[attr-defined]  # set by allauth's decorator
    person: Person = stage.login.user
    form = FactorForm(request.POST or None)
    if request.method == "POST":
        credential = _proved(request, person, form)
        if credential is not None:
            row = Authenticator.objects.get(pk=credential.authenticator_id)
            post_authentication(request, row)
            return stage.exit()  # type: ignore[no-any-return]
    kinds = {credential.kind for credential in selectors.active_credentials(person)}
    recovery = selectors.open_recovery(person)
    context = {
        "form": form,
        "has_passkey": PASSKEY in kinds,
        "has_codes": kinds != {PASSKEY},
        "recovery": recovery,
        "is_usable": selectors.is_usable(recovery),
    }
    return render(request, "accounts/second_factor.html", context, status=422 if form.is_bound else 200)


def _proved(request: HttpRequest, person: Person, form: FactorForm) -> Credential | None:
    """The credential that proved the person, or None with the reason on the form."""
    answer = request.POST.get("answer", "")
    try:
        if answer:
            form.full_clean()
            return services.accept_passkey(
                request=request, person=person, purpose=SECOND_FACTOR, assertion=answer
            )
        if form.is_valid():
            return services.accept_factor_code(request=request, person=person, code=form.cleaned_data["code"])
    except PortalError as error:
        add_problem(form, error)
    return None


@public(methods=POST)
@during_log_in
def challenge_second_factor(request: HttpRequest) -> HttpResponse:
    """The challenge for a passkey of the person whose password was right."""
    stage = request._login_stage  # type: ignore[attr-defined]
    return JsonResponse(passkeys.begin_proof(request, SECOND_FACTOR, stage.login.user))


@enrolment(methods=FORM)
def log_out(request: HttpRequest) -> HttpResponse:
    """Say so, then end the session here and in the list."""
    if request.method != "POST":
        return render(request, "accounts/log_out.html")
    services.log_out(request)
    messages.info(request, "Vous êtes déconnecté. Votre session est fermée sur cet appareil.")
    return redirect("account_login")
