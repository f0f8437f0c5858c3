"""A lost second factor: enrolling another one once somebody opened it, and stopping a request."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from paraphe.accounts import links, selectors, services
from paraphe.accounts.errors import RecoveryUnusable
from paraphe.accounts.second_factor import RECOVERED
from paraphe.accounts.web.stepping import person_of
from paraphe.accounts.web.views.login import during_log_in
from paraphe.web.guards import FORM, POST, public, signed_in


@public(methods=POST)
@during_log_in
def replace_factor(request: HttpRequest) -> HttpResponseBase:
    """Open a session that can do nothing but enrol another factor, once the recovery is usable."""
    stage = request._login_stage  # type: ignore[attr-defined]  # set by allauth's decorator
    if not selectors.is_usable(selectors.open_recovery(stage.login.user)):
        raise RecoveryUnusable
    request.session[RECOVERED] = True
    return stage.exit()  # type: ignore[no-any-return]


@public(methods=FORM)
def cancel_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """« Ce n’est pas moi », from the mailbox: say what is stopped, then stop it."""
    recovery = links.read_recovery(token)
    if request.method != "POST":
        return render(request, "accounts/cancel_recovery.html", {"recovery": recovery})
    services.cancel_recovery(recovery, actor=recovery.person)
    messages.warning(
        request,
        "La demande est arrêtée : vos seconds facteurs restent comme ils sont. Choisissez un nouveau mot de passe si "
        "vous n’aviez rien demandé.",
    )
    return redirect("accounts_reset")


@signed_in(methods=POST)
def cancel_mine(request: HttpRequest) -> HttpResponse:
    """The factor is found, or nothing was lost: stop the request."""
    person = person_of(request)
    recovery = selectors.open_recovery(person)
    if recovery is not None:
        services.cancel_recovery(recovery, actor=person)
        messages.info(request, "La demande est arrêtée. Vos seconds facteurs restent comme ils sont.")
    return redirect("accounts_home")
