"""What the person logged in can do in the body, and why."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from paraphe.access import selectors
from paraphe.access.vocabulary import Action
from paraphe.access.web.pages import body_of
from paraphe.access.web.sheet import build_sheet
from paraphe.web.guards import requires
from paraphe.web.http import portal


@requires(Action.BODY_READ, personal=True)
def show_mine(request: HttpRequest, body_ref: str) -> HttpResponse:
    """One's own rights, their origin and end, and the answer to « pourquoi »."""
    organisation, person = body_of(request), portal(request).user
    someone = selectors.person_of(organisation, person.ref)
    sheet = build_sheet(organisation, someone, asked=request.GET, reader=person)
    administrators = [row.person for row in selectors.administrators_of(organisation)]
    return render(request, "access/mine.html", {"sheet": sheet, "administrators": administrators})
