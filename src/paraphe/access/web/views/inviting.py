"""Invitations: the list by state, one of them, sending it again, taking it back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from paraphe.access import selectors, services
from paraphe.access.errors import InvitationOver
from paraphe.access.vocabulary import Action
from paraphe.access.web import invitation_list
from paraphe.access.web.pages import body_of, crumbs, people_url, person_url
from paraphe.access.wording import of_person
from paraphe.kernel.errors import WrongState
from paraphe.web.guards import FORM, POST, requires
from paraphe.web.http import portal, see_other
from paraphe.web.pagination import paginate
from paraphe.web.problems import tell
from paraphe.web.templatetags.formats import moment


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
