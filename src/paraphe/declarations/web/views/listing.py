"""The declarations of a body that the person may see."""

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from paraphe.access.vocabulary import Action
from paraphe.declarations import selectors
from paraphe.declarations.web import bodies, listed
from paraphe.web.guards import requires
from paraphe.web.pagination import paginate


@requires(Action.BODY_READ, personal=True)
def list_declarations(request: HttpRequest, body_ref: str) -> HttpResponse:
    """Drafts and filings, newest first, filtered by the address; a constant number of queries."""
    organisation, person = bodies.body_of(body_ref), bodies.person_of(request)
    levels = selectors.levels_of(organisation, person.pk)
    seen, asked = selectors.files_seen(organisation, person.pk, levels), listed.Asked.of(request.GET)
    pages = paginate(request, listed.with_filings(asked.narrow(seen)), per_page=25)
    names = bodies.place_names(organisation)
    context = {
        "organisation": organisation,
        "pages": pages,
        "rows": [listed.row_of(row, names=names, address=partial(_address, body_ref)) for row in pages.rows],
        "asked": asked,
        "states": [(code, label) for code, (label, _) in listed.STATES.items()],
        "places": [(siret, names[siret]) for siret in names if siret in levels],
        "months": listed.months_of(seen),
        "may_prepare": selectors.may_prepare(levels),
        "administrators": bodies.join_names(bodies.administrators_of(organisation)),
    }
    return render(request, "declarations/list.html", context)


def _address(body_ref: str, name: str, ref: str) -> str:
    return reverse(f"declarations:{name}", args=[body_ref, ref])
