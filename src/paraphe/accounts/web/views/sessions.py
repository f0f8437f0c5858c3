"""The person's open sessions, and ending them from afar."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from paraphe.accounts import selectors, services
from paraphe.accounts.web.stepping import person_of
from paraphe.web.guards import POST, signed_in


@signed_in
def list_sessions(request: HttpRequest) -> HttpResponse:
    """Where the account is open now."""
    return render(request, "accounts/sessions.html", {"sessions": selectors.open_sessions(request)})


@signed_in(methods=POST)
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """Close one session; it is dead at its next request."""
    if not services.end_session(person_of(request), session_id):
        raise Http404
    messages.success(request, "La session est fermée.")
    return redirect("accounts_sessions")


@signed_in(methods=POST)
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Close every session but this one."""
    services.end_other_sessions(request, person_of(request))
    messages.success(request, "Vos autres sessions sont fermées.")
    return redirect("accounts_sessions")
