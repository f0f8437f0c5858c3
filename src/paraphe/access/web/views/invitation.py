"""The link of an invitation: it opens an account where there is none, then the place in the body.

The token is the secret that came by mail; it gives access to nothing but this invitation.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from paraphe.access import selectors, services
from paraphe.access.errors import InvitationOver, UnknownInvitation
from paraphe.access.links import read_invitation_token
from paraphe.access.models import Invitation
from paraphe.access.web.forms import AccountForm
from paraphe.accounts import services as accounts
from paraphe.kernel import clock
from paraphe.kernel.errors import PortalError
from paraphe.web import slots
from paraphe.web.forms import add_problem
from paraphe.web.guards import POST, public, signed_in
from paraphe.web.http import portal, see_other


@public
def show(request: HttpRequest, token: str) -> HttpResponse:
    """What the invitation is, and the next step for whoever opens it."""
    invitation = _find(token)
    if invitation is None:
        return render(request, "access/link_dead.html", status=404)
    ended = _ended_page(request, invitation)
    if ended is not None:
        return ended
    user = portal(request).user
    if user.is_authenticated:
        return _show_accept(request, invitation, token)
    if invitation.person.registered_at is None:
        names = {"given_name": invitation.person.given_name, "family_name": invitation.person.family_name}
        return _show_account(request, invitation, token=token, form=AccountForm(initial=names))
    return render(request, "access/link_login.html", {"invitation": invitation, "next": request.path})


@public(methods=POST)
def open_account(request: HttpRequest, token: str) -> HttpResponse:
    """Complete the account of the invited person, log her in, and lead her back to the invitation."""
    invitation, back = _find(token), reverse("access:invitation_link", args=[token])
    if invitation is None or invitation.person.registered_at is not None or _is_over(invitation):
        return see_other(back)
    form = AccountForm(request.POST)
    if form.is_valid():
        try:
            person = accounts.register_person(invitation.person, **form.cleaned_data)
        except PortalError as error:
            add_problem(form, error)
        else:
            return accounts.log_in(request, person, next_url=back)
    return _show_account(request, invitation, token=token, form=form)


@signed_in(methods=POST)
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Join the body; the rights prepared hold from now on."""
    invitation = _find(token)
    if invitation is None:
        return render(request, "access/link_dead.html", status=404)
    try:
        services.accept_invitation(invitation, actor=portal(request).user)
    except InvitationOver:  # sent twice: the first sending made her a member
        if selectors.membership_of(invitation.organisation, portal(request).user.pk) is None:
            raise
        return see_other(reverse("home:body", args=[invitation.organisation.ref]))
    messages.success(request, f"Vous faites partie de l’organisme {invitation.organisation.name}.")
    return see_other(reverse("home:body", args=[invitation.organisation.ref]))


def _find(token: str) -> Invitation | None:
    try:
        ref, version = read_invitation_token(token)
        return selectors.invitation_by_link(ref, version)
    except UnknownInvitation:
        return None


def _is_over(invitation: Invitation) -> bool:
    ended = invitation.accepted_at or invitation.withdrawn_at
    return ended is not None or invitation.expires_at <= clock.now()


def _ended_page(request: HttpRequest, invitation: Invitation) -> HttpResponse | None:
    if not _is_over(invitation):
        return None
    mine = portal(request).user == invitation.person
    state = "accepted" if invitation.accepted_at else "withdrawn" if invitation.withdrawn_at else "expired"
    context = {"invitation": invitation, "state": state, "is_mine": mine}
    return render(request, "access/link_over.html", context, status=410)


def _show_accept(request: HttpRequest, invitation: Invitation, token: str) -> HttpResponse:
    if portal(request).user != invitation.person:
        return render(request, "access/link_other.html", {"invitation": invitation}, status=403)
    elsewhere = slots.second_factor(request)
    if elsewhere:
        return see_other(elsewhere)
    rights = selectors.rights_of(invitation.organisation, invitation.person_id)
    prepared = [right for right in rights if right.ends_at > clock.now()]
    context = {"invitation": invitation, "token": token, "prepared": prepared}
    return render(request, "access/link_accept.html", context)


def _show_account(
    request: HttpRequest, invitation: Invitation, *, token: str, form: AccountForm
) -> HttpResponse:
    context = {"invitation": invitation, "token": token, "form": form}
    return render(request, "access/link_account.html", context, status=422 if form.errors else 200)
