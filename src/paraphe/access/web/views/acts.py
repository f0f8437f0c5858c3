"""One act on rights: what it did, with its reference; and its undoing, by whoever did it, for fifteen minutes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from paraphe.access import selectors, services
from paraphe.access.changes import act_of_undo
from paraphe.access.models import RightsAct
from paraphe.access.vocabulary import Action
from paraphe.access.web import presence
from paraphe.access.web.act_story import tell_act
from paraphe.access.web.pages import act_url, body_of, crumbs, people_url
from paraphe.kernel.errors import PortalError
from paraphe.web.guards import FORM, requires
from paraphe.web.http import portal, see_other


@requires(Action.PEOPLE_READ, personal=True)
def show_act(request: HttpRequest, body_ref: str, act_ref: str) -> HttpResponse:
    """The reference of an act, what it did in words, and the way to undo it while there is one."""
    organisation = body_of(request)
    act = selectors.act_of_body(organisation, act_ref)
    context = {
        "story": tell_act(organisation, act, reader=portal(request).user),
        "is_own": act.actor_id == portal(request).user.pk,
        "body_ref": body_ref,
        "crumbs": crumbs(("Personnes", people_url(organisation)), ("Acte", "")),
    }
    return render(request, "access/act.html", context)


@requires(Action.PEOPLE_READ, methods=FORM, personal=True)
def undo(request: HttpRequest, body_ref: str, act_ref: str) -> HttpResponse:
    """What comes back and what ends again, a proof of presence, then the page of the new act."""
    organisation = body_of(request)
    act = selectors.act_of_body(organisation, act_ref)
    if request.method != "POST":
        return _show_check(request, act)
    try:
        presence.prove(request, act_of_undo(act))
        undoing = services.undo_act(act, actor=portal(request).user)
    except presence.REFUSALS as error:
        return _show_check(request, act, error)
    return see_other(act_url(organisation, undoing))


def _show_check(request: HttpRequest, act: RightsAct, error: PortalError | None = None) -> HttpResponse:
    organisation = body_of(request)
    story = tell_act(organisation, act, reader=portal(request).user)
    own = act_url(organisation, act)
    context = {
        "story": story,
        "back": own,
        "step_up": presence.prompt(request, act_of_undo(act), error) if story.is_undoable else None,
        "crumbs": crumbs(("Personnes", people_url(organisation)), ("Acte", own), ("Annuler", "")),
    }
    status = 409 if story.obstacle else 422 if error else 200
    return render(request, "access/act_undo.html", context, status=status)
