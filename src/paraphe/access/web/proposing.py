"""Where four eyes are needed: the page that offers to propose the change, carried signed from any page."""

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from paraphe.access import plans
from paraphe.access.changes import Change, act_of_change, pack_change, unpack_change
from paraphe.access.errors import RightUnsound
from paraphe.access.web import presence
from paraphe.access.web.differences import change_differences
from paraphe.access.web.pages import crumbs
from paraphe.access.web.rights import rights_url
from paraphe.kernel.errors import PortalError
from paraphe.registry.selectors import Organisation
from paraphe.web import problems
from paraphe.web.http import portal

SALT = "paraphe.access.proposal"
LASTS = 3600
"""Seconds for which a change prepared on a page can be proposed."""


def offer(
    request: HttpRequest, organisation: Organisation, change: Change, error: PortalError | None = None
) -> HttpResponse:
    """The change that two must make, and the way to propose it to another administrator; status 409, or 422."""
    told = None if error is None or isinstance(error, presence.REFUSALS) else problems.tell(error)
    context = {
        "differences": change_differences(organisation, change),
        "services": [service.name for service in plans.four_eyes_of(organisation, change)],
        "reason": change.reason,
        "packed": pack_for_page(request, organisation, change),
        "told": told,
        "step_up": presence.prompt(request, act_of_change(organisation, change), error),
        "crumbs": crumbs(("Droits", rights_url(organisation)), ("Proposer un changement", "")),
        "body_ref": organisation.ref,
    }
    return render(request, "access/propose.html", context, status=422 if error else 409)


def pack_for_page(request: HttpRequest, organisation: Organisation, change: Change) -> str:
    """The change as a form carries it, for this person and body only."""
    content = [organisation.ref, portal(request).user.ref, pack_change(change)]
    return signing.dumps(content, salt=SALT, compress=True)


def change_sent(request: HttpRequest, organisation: Organisation) -> Change:
    """The change that a form of this person and body carried; RightUnsound for any other."""
    try:
        sent = signing.loads(request.POST.get("changement", ""), salt=SALT, max_age=LASTS)
        body_ref, person_ref, content = sent
        if (body_ref, person_ref) != (organisation.ref, portal(request).user.ref):
            raise RightUnsound("access.change_stale")
        return unpack_change(organisation, content)
    except (signing.BadSignature, KeyError):
        raise RightUnsound("access.change_stale") from None
