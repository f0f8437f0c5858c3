"""Inviting a declarant: the names, the answers read again, then the reference; and taking an invitation back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from paraphe.access import selectors, services
from paraphe.access.acts import act_of_invitation
from paraphe.access.errors import InvitationOver
from paraphe.access.vocabulary import Action
from paraphe.access.web import invitation_list, presence
from paraphe.access.web.forms import InvitationForm
from paraphe.access.web.pages import after_other_acts, body_of, crumbs, people_url, person_url
from paraphe.access.wording import of_person
from paraphe.accounts import services as accounts
from paraphe.kernel.errors import PortalError, WrongState
from paraphe.web.forms import add_problem
from paraphe.web.guards import FORM, POST, requires
from paraphe.web.http import portal, see_other
from paraphe.web.pagination import paginate
from paraphe.web.problems import tell
from paraphe.web.templatetags.formats import moment


@requires(Action.PERSON_INVITE, methods=FORM)
def invite(request: HttpRequest, body_ref: str) -> HttpResponse:
    """The form, its answers read again with a proof of presence, then the invitation."""
    form = InvitationForm(request.POST or None)
    if not form.is_bound or not form.is_valid() or "modifier" in request.POST:
        return _show_form(request, form)
    if "confirmer" not in request.POST:
        return _show_check(request, form)
    return _send(request, form)


def _show_form(request: HttpRequest, form: InvitationForm) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    trail = crumbs(("Personnes", people_url(body_of(request))), ("Inviter un déclarant", ""))
    return render(request, "access/invite.html", {"form": form, "crumbs": trail}, status=status)


def _show_check(request: HttpRequest, form: InvitationForm, error: PortalError | None = None) -> HttpResponse:
    prompt = presence.prompt(request, act_of_invitation(body_of(request), **form.names), error)
    trail = crumbs(("Personnes", people_url(body_of(request))), ("Relire", ""))
    context = {"form": form, "names": form.names, "step_up": prompt, "crumbs": trail}
    return render(request, "access/invite_check.html", context, status=422 if error else 200)


def _send(request: HttpRequest, form: InvitationForm) -> HttpResponse:
    organisation, actor = body_of(request), portal(request).user
    email = form.names["email"]
    already = after_other_acts(
        organisation, lambda: selectors.invitation_just_sent(organisation, email, by=actor)
    )
    if already is not None:
        return see_other(reverse("access:invitation", args=[organisation.ref, already.ref]))
    try:
        presence.prove(request, act_of_invitation(organisation, **form.names))
        invitation = services.invite_declarant(organisation, **form.names, actor=actor)
        names = {name: text for name, text in form.names.items() if name != "email"}
        accounts.compare_name(invitation.person, **names, actor=actor)
    except presence.REFUSALS as error:
        return _show_check(request, form, error)
    except PortalError as error:
        add_problem(form, error)
        return _show_form(request, form)
    return see_other(reverse("access:invitation", args=[organisation.ref, invitation.ref]))


@requires(Action.PERSON_INVITE, personal=True)
def list_invitations(request: HttpRequest, body_ref: str) -> HttpResponse:
    """Whom the body invited, by state, with the way to send again."""
    listed = invitation_list.list_invitations(body_of(request), request.GET.get("etat", ""))
    trail = crumbs(("Personnes", people_url(body_of(request))), ("Invitations", ""))
    context = {
        "listed": listed,
        "page": paginate(request, listed.rows),
        "crumbs": trail,
        "body_ref": body_ref,
    }
    return render(request, "access/invitations.html", context)


@requires(Action.PERSON_INVITE, methods=POST, personal=True)
def renew(request: HttpRequest, body_ref: str, invitation_ref: str) -> HttpResponse:
    """Send an invitation again, by a new link for seven days."""
    organisation = body_of(request)
    invitation = selectors.invitation_of(organisation, invitation_ref)
    try:
        renewed = services.renew_invitation(invitation, actor=portal(request).user)
    except WrongState as error:  # its page says how it stands
        told = tell(error)
        messages.warning(
            request, " ".join(part for part in (told.sentence, told.remedy) if part) if told else ""
        )
    else:
        messages.success(
            request,
            f"Un nouveau lien part à {renewed.email}, valable jusqu’au {moment(renewed.expires_at)}. "
            "L’ancien ne s’ouvre plus.",
        )
    return see_other(reverse("access:invitation", args=[organisation.ref, invitation.ref]))


@requires(Action.PERSON_INVITE, personal=True)
def show_invitation(request: HttpRequest, body_ref: str, invitation_ref: str) -> HttpResponse:
    """The reference of an invitation, its state, and what to do next."""
    organisation = body_of(request)
    invitation = selectors.invitation_of(organisation, invitation_ref)
    back = reverse("access:invitations", args=[organisation.ref])
    context = {
        "invitation": invitation,
        "row": invitation_list.tell_invitation(invitation, selectors.running_counts(organisation)),
        "person_url": person_url(organisation, invitation.person.ref),
        "crumbs": crumbs(("Personnes", people_url(organisation)), ("Invitations", back), ("Invitation", "")),
    }
    return render(request, "access/invitation.html", {**context, "body_ref": body_ref})


@requires(Action.PERSON_INVITE, methods=FORM, personal=True)
def withdraw(request: HttpRequest, body_ref: str, invitation_ref: str) -> HttpResponse:
    """Say what ends with the invitation, then take it back."""
    organisation = body_of(request)
    invitation = selectors.invitation_of(organisation, invitation_ref)
    if request.method == "POST":
        try:
            services.withdraw_invitation(invitation, actor=portal(request).user)
        except InvitationOver:  # the page of the invitation says how it ended
            return see_other(reverse("access:invitation", args=[organisation.ref, invitation.ref]))
        messages.success(
            request,
            f"L’invitation {of_person(invitation.person.full_name)} est retirée. Son lien ne s’ouvre plus.",
        )
        return see_other(people_url(organisation))
    trail = crumbs(("Personnes", people_url(organisation)), ("Retirer l’invitation", ""))
    return render(request, "access/withdraw.html", {"invitation": invitation, "crumbs": trail})
