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
from paraphe.web.tables import is_table_format, table_response


@requires(Action.PEOPLE_READ, personal=True)
def list_people(request: HttpRequest, body_ref: str) -> HttpResponse:
    """Everyone of the body, by the filters of the address; as a file where it asks for one."""
    organisation = body_of(request)
    listed = listing.list_people(organisation, request.GET.dict())
    fmt = request.GET.get("format", "")
    if is_table_format(fmt):
        name = f"personnes-{organisation.siren}"
        return table_response(name, listing.HEADER, listing.file_rows(listed.rows), fmt)
    context = {
        "listing": listed,
        "page": paginate(request, listed.rows),
        "choices": {"factors": listing.FACTORS, "signals": listing.SIGNALS, "orders": listing.ORDERS},
        "address": listed.asked.address(),
        "ticks_all": request.GET.get("coche") == "tout",
        "has_removable": any(row.is_removable for row in listed.rows),
        "body_ref": body_ref,
    }
    return render(request, "access/people.html", context)


@requires(Action.PEOPLE_READ, personal=True)
def show_person(request: HttpRequest, body_ref: str, person_ref: str) -> HttpResponse:
    """One person: identity, rights and their origin, why, history."""
    organisation = body_of(request)
    someone = selectors.person_of(organisation, person_ref)
    sheet = build_sheet(organisation, someone, asked=request.GET, reader=portal(request).user)
    trail = crumbs(("Personnes", people_url(organisation)), (someone.person.full_name, ""))
    return render(request, "access/person.html", {"sheet": sheet, "crumbs": trail, "body_ref": body_ref})
