"""Tokens of the API: one's own, opened with a proof of presence and shown once; an administrator's view of all."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from paraphe.access import selectors, services, tokens
from paraphe.access.errors import UnknownAct
from paraphe.access.selectors import Membership
from paraphe.access.vocabulary import Action
from paraphe.access.web import presence
from paraphe.access.web.pages import body_of, crumbs, is_administrator
from paraphe.access.web.token_forms import ConfirmForm, TokenForm
from paraphe.kernel import clock
from paraphe.kernel.errors import PortalError, WrongState
from paraphe.web.forms import add_problem
from paraphe.web.guards import FORM, requires
from paraphe.web.http import portal, see_other


@requires(Action.BODY_READ, personal=True)
def list_tokens(request: HttpRequest, body_ref: str) -> HttpResponse:
    """One's own tokens, and for an administrator those of everyone in the body."""
    membership = _membership(request)
    others = []
    if is_administrator(request):
        rows = tokens.open_tokens_in(body_of(request))
        others = [row for row in rows if row.membership_id != membership.pk]
    context = {
        "mine": tokens.tokens_of_member(membership),
        "others": others,
        "administers": is_administrator(request),
        "now": clock.now(),
        "body_ref": body_ref,
        "crumbs": _trail(request),
    }
    return render(request, "access/tokens.html", context)


@requires(Action.BODY_READ, methods=FORM, personal=True)
def open_token(request: HttpRequest, body_ref: str) -> HttpResponse:
    """The form, its answers read again with a proof of presence, then the token, shown this once."""
    form = TokenForm(request.POST or None)
    if not form.is_bound or not form.is_valid() or "modifier" in request.POST:
        return _show_form(request, form)
    if "confirmer" not in request.POST:
        return _show_check(request, form)
    return _open(request, form)


def _open(request: HttpRequest, form: TokenForm) -> HttpResponse:
    membership, name, days = _membership(request), form.cleaned_data["name"], form.cleaned_data["days"]
    asked = {"name": name, "abilities": form.abilities, "lasts_days": days}
    try:
        presence.prove(request, tokens.act_of_token(membership, **asked))
        row, secret = services.open_token(membership, **asked, actor=portal(request).user)
    except presence.REFUSALS as error:
        return _show_check(request, form, error)
    except WrongState as error:
        add_problem(form, error)
        return _show_form(request, form)
    context = {"token": row, "secret": secret, "crumbs": _trail(request, "Le jeton")}
    return render(request, "access/token_opened.html", {**context, "body_ref": body_ref_of(request)})


def _show_form(request: HttpRequest, form: TokenForm) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "crumbs": _trail(request, "Créer un jeton")}
    return render(
        request, "access/token_form.html", {**context, "body_ref": body_ref_of(request)}, status=status
    )


def _show_check(request: HttpRequest, form: TokenForm, error: PortalError | None = None) -> HttpResponse:
    name, days = form.cleaned_data["name"], form.cleaned_data["days"]
    act = tokens.act_of_token(_membership(request), name=name, abilities=form.abilities, lasts_days=days)
    context = {
        "form": form,
        "name": name,
        "days": days,
        "writes": tokens.WRITE in form.abilities,
        "step_up": presence.prompt(request, act, error),
        "crumbs": _trail(request, "Relire"),
        "body_ref": body_ref_of(request),
    }
    return render(request, "access/token_check.html", context, status=422 if error else 200)


@requires(Action.BODY_READ, methods=FORM, personal=True)
def close_token(request: HttpRequest, body_ref: str, token_ref: str) -> HttpResponse:
    """Say what stops, then close the token, one's own or, for an administrator, anybody's in the body."""
    organisation = body_of(request)
    token = tokens.token_of(organisation, token_ref)
    if token.membership_id != _membership(request).pk and not is_administrator(request):
        raise UnknownAct("access.token_unknown")
    form = ConfirmForm(request.POST or None)
    if token.closed_at is None and form.is_bound and form.is_valid():
        try:
            token = services.close_token(token, actor=portal(request).user)
        except WrongState:  # closed meanwhile, by the same form sent twice or by somebody else
            token = tokens.token_of(organisation, token_ref)
    if token.closed_at is not None:
        messages.success(request, f"Le jeton «\u00a0{token.name}\u00a0» est révoqué. Il n’ouvre plus rien.")
        return see_other(reverse("access:tokens", args=[body_ref]))
    context = {"token": token, "form": form, "crumbs": _trail(request, "Révoquer"), "body_ref": body_ref}
    return render(request, "access/token_close.html", context, status=422 if form.errors else 200)


def _membership(request: HttpRequest) -> Membership:
    found = selectors.membership_of(body_of(request), portal(request).user.pk)
    assert found is not None
    return found


def body_ref_of(request: HttpRequest) -> str:
    """The reference of the body of the page."""
    return body_of(request).ref


def _trail(request: HttpRequest, *last: str) -> list[object]:
    """Back to one's rights, then to the list from the pages under it."""
    ref = body_ref_of(request)
    steps = [("Mes droits", reverse("access:mine", args=[ref]))]
    tokens_url = reverse("access:tokens", args=[ref]) if last else ""
    return list(crumbs(*steps, ("Jetons", tokens_url), *((label, "") for label in last)))
