"""The rights of an establishment, people by services, of a person, establishments by services, or of the whole body."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from paraphe.access.vocabulary import Action
from paraphe.access.web.grid import Matrix, build_matrix
from paraphe.access.web.grid_query import PERSON, PLACE, STATES, WHOLE, Asked, read_query
from paraphe.access.web.grid_table import file_name, table_of
from paraphe.access.web.pages import body_of
from paraphe.registry.selectors import Organisation
from paraphe.web.components import LEVEL_WORDS, Tab
from paraphe.web.guards import requires
from paraphe.web.tables import CSV, XLSX, table_response

VIEW_WORDS = {PLACE: "Un établissement", PERSON: "Une personne", WHOLE: "Vue d’ensemble"}


@requires(Action.PEOPLE_READ, personal=True)
def show_matrix(request: HttpRequest, body_ref: str) -> HttpResponse:
    """What is not given is refused: effective levels, and where nobody can sign."""
    organisation = body_of(request)
    matrix = build_matrix(organisation, read_query(organisation, request.GET))
    return render(request, "access/matrix.html", matrix_context(request, organisation, matrix))


@requires(Action.PEOPLE_READ, personal=True)
def export_matrix(request: HttpRequest, body_ref: str) -> HttpResponse:
    """Exactly what the table shows, as a file."""
    organisation = body_of(request)
    matrix = build_matrix(organisation, read_query(organisation, request.GET))
    header, rows = table_of(matrix)
    fmt = XLSX if request.GET.get("format") == XLSX else CSV
    return table_response(file_name(organisation, matrix), header, rows, fmt)


def matrix_context(request: HttpRequest, organisation: Organisation, matrix: Matrix) -> dict[str, object]:
    """What the table's pages have in common."""
    query = request.GET.copy()
    query.pop("format", None)
    return {
        "matrix": matrix,
        "tabs": tabs_of(organisation, matrix.asked),
        "states": STATES[matrix.asked.view],
        "levels": LEVEL_WORDS,
        "query": query.urlencode(),
        "can_edit": matrix.asked.view != WHOLE and not matrix.asked.is_past,
        "body_ref": organisation.ref,
    }


def tabs_of(organisation: Organisation, asked: Asked) -> list[Tab]:
    """The three views of the table."""
    base = reverse("access:matrix", args=[organisation.ref])
    return [
        Tab(words, f"{base}?vue={view}" if view else base, is_current=view == asked.view)
        for view, words in VIEW_WORDS.items()
    ]
