"""Who is in the body, and what one of them can do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from paraphe.access import selectors
from paraphe.access.vocabulary import Action
from paraphe.access.web import listing
from paraphe.access.web.pages import body_of, crumbs, people_url
from paraphe.access.web.sheet import build_sheet
from paraphe.web.guards import requires
from paraphe.web.http import portal
from paraphe.web.pagination import paginate


@requires(Action.PEOPLE_READ, personal=True)
def list_people(request: HttpRequest, body_ref: str) -> HttpResponse:
    """Everyone of the body, by the filters of the address."""
    listed = listing.list_people(body_of(request), request.GET.dict())
    context = {"listing": listed, "page": paginate(request, listed.rows), "factors": listing.FACTORS}
    return render(request, "access/people.html", {**context, "body_ref": body_ref})


@requires(Action.PEOPLE_READ, personal=True)
def show_person(request: HttpRequest, body_ref: str, person_ref: str) -> HttpResponse:
    """One person: identity, rights and their origin, why, history."""
    organisation = body_of(request)
    someone = selectors.person_of(organisation, person_ref)
    sheet = build_sheet(organisation, someone, asked=request.GET, reader=portal(request).user)
    trail = crumbs(("Personnes", people_url(organisation)), (someone.person.full_name, ""))
    return render(request, "access/person.html", {"sheet": sheet, "crumbs": trail, "body_ref": body_ref})
