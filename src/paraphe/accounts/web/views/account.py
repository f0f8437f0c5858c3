"""The account's home: what proves that the person is herself, and whether it is still right."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from paraphe.accounts import selectors, services
from paraphe.accounts.vocabulary import RECOVERY_CODES, SECOND_FACTORS, TOTP
from paraphe.accounts.web.stepping import person_of
from paraphe.web.guards import POST, signed_in


@signed_in
def show_account(request: HttpRequest) -> HttpResponse:
    """Mes moyens de connexion: name, address, factors, recovery codes, password."""
    person = person_of(request)
    credentials = selectors.active_credentials(person)
    factors = [credential for credential in credentials if credential.kind in SECOND_FACTORS]
    context = {
        "factors": factors,
        "removable": len(factors) > 1,
        "has_totp": any(factor.kind == TOTP for factor in factors),
        "codes": next((one for one in credentials if one.kind == RECOVERY_CODES), None),
        "left": selectors.recovery_codes_left(person),
        "has_password": person.has_usable_password(),
        "came_by_code": selectors.came_by_recovery_code(request),
        "restricted_until": selectors.restricted_until(person),
        "recovery": selectors.open_recovery(person),
        "name_request": selectors.pending_name(person),
        "change": selectors.open_email_change(person),
        "confirmed_at": selectors.profile_confirmed_at(person),
        "is_stale": bool(selectors.stale_profiles([person])),
    }
    return render(request, "accounts/account.html", context)


@signed_in(methods=POST)
def confirm_profile(request: HttpRequest) -> HttpResponse:
    """The person says that her name and address are right."""
    person = person_of(request)
    services.confirm_profile(person, actor=person)
    messages.success(request, "Merci : votre nom et votre adresse sont confirmés pour six mois.")
    return redirect("accounts_home")
