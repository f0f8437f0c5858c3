"""The bodies at the operator's desk, read only; each look is recorded and seen by the body looked at."""

from collections.abc import Sequence
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from paraphe.access.vocabulary import Action
from paraphe.upkeep import activity, desk, health
from paraphe.upkeep.web.pages import body_of
from paraphe.web.components import Check, Crumb
from paraphe.web.desk import DeskEntry
from paraphe.web.guards import requires
from paraphe.web.http import portal
from paraphe.web.pagination import paginate


@requires(Action.DESK_READ, personal=True)
def list_bodies(request: HttpRequest) -> HttpResponse:
    """The registered bodies by name, with the state of their administration."""
    text, state = request.GET.get("q", "").strip()[:100].replace("\0", ""), request.GET.get("etat", "")
    rows = desk.registered_bodies(text=text, state=state)
    page = paginate(
        request, desk.keep_sleeping(list(rows), state) if state in ("alone", "sleeping") else rows
    )
    lines = desk.lines_of(page.rows)
    portal(request).looked_at = {line.organisation.siren for line in lines}
    context = {
        "page": page,
        "lines": [(line, health.STATE_MARKS[line.administration.state]) for line in lines],
        "filters": desk.FILTERS,
        "text": text,
        "state": state,
    }
    return render(request, "upkeep/desk_bodies.html", context)


@requires(Action.DESK_READ, personal=True)
def show_body(request: HttpRequest, organisation_ref: str) -> HttpResponse:
    """The health of one body, and who administers it."""
    organisation = body_of(organisation_ref)
    portal(request).looked_at = {organisation.siren}
    administration = activity.administrations_of([organisation])[organisation.pk]
    context = {
        "organisation": organisation,
        "mark": health.STATE_MARKS[administration.state],
        "administrators": [(row, administration.seen[row.pk]) for row in administration.administrators],
        "checks": [_without_link(check) for check in health.health_of(organisation)],
        "crumbs": [Crumb("Organismes", reverse("upkeep:desk_bodies")), Crumb(organisation.name)],
    }
    return render(request, "upkeep/desk_body.html", context)


def _without_link(check: Check) -> Check:
    """The pages of the body are not the operator's."""
    return replace(check, url="")


def list_desk(request: HttpRequest) -> Sequence[DeskEntry]:
    """The line of this room at the entrance of the desk: how many bodies have nobody to administer them."""
    count = desk.registered_bodies(state="frozen").count()
    note = "Comment chaque organisme est administré ; le nombre compte ceux qui n’ont plus d’administrateur."
    return [DeskEntry("Organismes", reverse("upkeep:desk_bodies"), count, note)]
