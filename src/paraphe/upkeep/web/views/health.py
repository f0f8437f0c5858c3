"""The health of a body's administration, for those who administer it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from paraphe.access.vocabulary import Action
from paraphe.upkeep import activity, closures, health
from paraphe.upkeep.web.pages import body_of
from paraphe.web.guards import requires


@requires(Action.PEOPLE_READ, personal=True)
def show_health(request: HttpRequest, body_ref: str) -> HttpResponse:
    """What is well, what is weak, and where to act."""
    organisation = body_of(body_ref)
    state = activity.administrations_of([organisation])[organisation.pk].state
    context = {
        "mark": health.STATE_MARKS[state],
        "checks": health.health_of(organisation),
        "people": health.people_checks(organisation),
        "note": health.sleeping_note(),
        "closure": closures.open_closure(organisation),
        "body_ref": body_ref,
    }
    return render(request, "upkeep/health.html", context)
