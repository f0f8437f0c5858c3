"""Second factors: choosing the first one, adding others, drawing recovery codes, removing."""

import time

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.adapter import get_adapter
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from paraphe.accounts import passkeys, selectors, services, totp
from paraphe.accounts.models import Credential, Person
from paraphe.accounts.second_factor import take_next, way_to_add
from paraphe.accounts.vocabulary import (
    AFTER_LOSS,
    ENROL,
    OWN_FACTOR,
    PASSKEY,
    RECOVERY_CODES,
    REVOKE,
    TOTP,
)
from paraphe.accounts.web.forms import PasskeyForm, RecoveryTextForm, TotpForm
from paraphe.accounts.web.stepping import StepUpForm, person_of
from paraphe.kernel.errors import PortalError
from paraphe.web.forms import add_problem
from paraphe.web.guards import FORM, POST, enrolment, signed_in

SECRET = "paraphe.totp_secret"  # noqa: S105
RECENT = 300


@enrolment
def choose_factor(request: HttpRequest) -> HttpResponse:
    """Passkey first, application second; or, in a session opened before the factor existed, log in again."""
    person = person_of(request)
    has_factor = selectors.has_second_factor(person)
    if has_factor and selectors.proved_second_factor(request):
        return redirect(take_next(request) or "accounts_home")
    is_lost = way_to_add(request, person) == AFTER_LOSS
    context = {"must_log_in_again": has_factor and not is_lost, "is_lost": is_lost}
    return render(request, "accounts/choose_factor.html", context)


@enrolment(methods=FORM)
def enrol_totp(request: HttpRequest) -> HttpResponse:
    """Show the secret as a picture and as text, and take the first code."""
    person = person_of(request)
    proof = _proof_for(request, person, TOTP)
    form, secret = TotpForm(request.POST or None), _secret(request)
    if request.method == "POST" and form.is_valid() and proof.prove():
        try:
            code = form.cleaned_data["code"]
            leave = way_to_add(request, person)
            credential = services.enrol_totp(
                person=person, secret=secret, code=code, actor=person, leave=leave
            )
        except PortalError as error:
            add_problem(form, error)
        else:
            request.session.pop(SECRET, None)
            return _enrolled(request, person, credential)
    picture = totp.picture_of(totp.address_of(person, secret))
    replaces = any(credential.kind == TOTP for credential in selectors.active_credentials(person))
    shown = {"picture": picture, "secret": totp.spaced(secret), "replaces": replaces}
    context = {"form": form, "step_up": proof.prompt, **shown}
    return render(request, "accounts/enrol_totp.html", context, status=422 if form.is_bound else 200)


@enrolment(methods=POST)
def challenge_enrolment(request: HttpRequest) -> HttpResponse:
    """Options for making a passkey."""
    return JsonResponse(passkeys.begin_enrolment(request, person_of(request)))


@enrolment(methods=FORM)
def enrol_passkey(request: HttpRequest) -> HttpResponse:
    """Name the passkey, and take the device's answer."""
    person = person_of(request)
    proof = _proof_for(request, person, PASSKEY)
    form = PasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and proof.prove():
        try:
            answer = passkeys.complete_enrolment(request, passkeys.read_answer(form.cleaned_data["answer"]))
            label = form.cleaned_data["label"]
            leave = way_to_add(request, person)
            credential = services.enrol_passkey(
                person=person, answer=answer, label=label, actor=person, leave=leave
            )
        except PortalError as error:
            add_problem(form, error)
        else:
            return _enrolled(request, person, credential)
    context = {"form": form, "step_up": proof.prompt}
    return render(request, "accounts/enrol_passkey.html", context, status=422 if form.is_bound else 200)


@signed_in(methods=FORM)
def draw_recovery_codes(request: HttpRequest) -> HttpResponse:
    """Say how many codes are left; draw ten and show them this once."""
    person = person_of(request)
    left = selectors.recovery_codes_left(person)
    held = any(credential.kind == RECOVERY_CODES for credential in selectors.active_credentials(person))
    proof = StepUpForm(
        request, person, f"{ENROL}:{RECOVERY_CODES}", needed=held or not _proved_recently(request)
    )
    if request.method == "POST" and proof.prove():
        codes = services.draw_recovery_codes(person=person, actor=person)
        shown = {"codes": codes, "next": take_next(request)}
        return render(request, "accounts/recovery_codes.html", shown)
    context = {"left": left, "held": held, "step_up": proof.prompt}
    return render(request, "accounts/recovery.html", context, status=422 if request.method == "POST" else 200)


@signed_in(methods=POST)
def save_recovery_codes(request: HttpRequest) -> HttpResponse:
    """Give the codes of the page back as a file; they are not kept here in clear, so the page brings them."""
    form = RecoveryTextForm(request.POST)
    if not form.is_valid():
        raise Http404
    lines = [
        "Codes de secours Paraphe",
        f"Compte : {person_of(request).email}",
        "Chaque code sert une fois.",
        "",
    ]
    text = "\r\n".join([*lines, *form.cleaned_data["codes"].split(), ""])
    disposition = {"Content-Disposition": 'attachment; filename="codes-de-secours-paraphe.txt"'}
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=disposition)


@signed_in(methods=FORM)
def remove_credential(request: HttpRequest, ref: str) -> HttpResponse:
    """Say what is lost, then remove a credential and close the other sessions."""
    person = person_of(request)
    credential = next((one for one in selectors.active_credentials(person) if one.ref == ref), None)
    if credential is None:
        raise Http404
    proof = StepUpForm(request, person, f"{REVOKE}:{ref}")
    if request.method == "POST" and proof.prove():
        services.revoke_credential(person=person, credential_ref=ref, actor=person)
        services.keep_session(request, person)
        messages.success(request, f"« {credential.label} » est retiré. Vos autres sessions sont fermées.")
        return redirect("accounts_home")
    context = {"credential": credential, "step_up": proof.prompt}
    return render(request, "accounts/remove.html", context, status=422 if request.method == "POST" else 200)


def _proof_for(request: HttpRequest, person: Person, kind: str) -> StepUpForm:
    """Another factor is added with one already in force; the first, or one after a loss, needs none."""
    needed = way_to_add(request, person) == OWN_FACTOR and selectors.has_second_factor(person)
    return StepUpForm(request, person, f"{ENROL}:{kind}", needed=needed)


def _enrolled(request: HttpRequest, person: Person, credential: Credential) -> HttpResponse:
    """The session is now proved by this factor; then recovery codes if there are none."""
    record_authentication(request, person, "mfa", id=credential.authenticator_id, type=credential.kind)
    services.keep_session(request, person)
    messages.success(request, f"« {credential.label} » est enregistré.")
    has_codes = selectors.recovery_codes_left(person) > 0
    return redirect((take_next(request) or "accounts_home") if has_codes else "accounts_recovery")


def _secret(request: HttpRequest) -> str:
    """The secret being set up, sealed in the session until its first code."""
    sealed = request.session.get(SECRET)
    if not isinstance(sealed, str):
        sealed = request.session[SECRET] = get_adapter().encrypt(totp.new_secret())
    return str(get_adapter().decrypt(sealed))


def _proved_recently(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user if request.user.is_authenticated else None)
    return any(one.get("method") == "mfa" and time.time() - one["at"] < RECENT for one in records)
