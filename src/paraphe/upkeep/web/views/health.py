"""The health of a body's administration, for those who administer it, and the freshness of each profile."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from paraphe.access.vocabulary import Action
from paraphe.upkeep import activity, closures, freshness, health
from paraphe.upkeep.web.pages import body_of, person_of
from paraphe.upkeep.web.unused_shown import tell_unused
from paraphe.web.components import Crumb
from paraphe.web.guards import requires
from paraphe.web.pagination import paginate


@requires(Action.PEOPLE_READ, personal=True)
def show_health(request: HttpRequest, body_ref: str) -> HttpResponse:
    """What is well, what is weak, and where to act."""
    organisation = body_of(body_ref)
    watched = freshness.watch(organisation)
    context = {
        "mark": health.STATE_MARKS[activity.administrations_of([organisation])[organisation.pk].state],
        "freshness": freshness.freshness_of(watched),
        "checks": health.health_of(organisation),
        "people": health.people_checks(organisation),
        "unused": tell_unused(organisation, watched.unused),
        "note": health.sleeping_note(),
        "closure": closures.open_closure(organisation),
        "body_ref": body_ref,
    }
    return render(request, "upkeep/health.html", context)


@requires(Action.PEOPLE_READ, personal=True)
def show_profiles(request: HttpRequest, body_ref: str) -> HttpResponse:
    """How fresh each profile is, part by part, the least fresh first."""
    organisation = body_of(body_ref)
    profiles = freshness.profiles_of(freshness.watch(organisation))
    is_all = request.GET.get("vue") == "tous"
    rows = profiles if is_all else [row for row in profiles if row.freshness.missing]
    context = {
        "page": paginate(request, rows),
        "is_all": is_all,
        "count": len(profiles),
        "own": person_of(request),
        "crumbs": [Crumb("Santé de l’organisme", "../"), Crumb("Profils")],
        "body_ref": body_ref,
    }
    return render(request, "upkeep/profiles.html", context)
