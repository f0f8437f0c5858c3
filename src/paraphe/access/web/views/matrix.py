"""The rights of an establishment, people by services, or of a person, establishments by services."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from paraphe.access.vocabulary import Action
from paraphe.access.web.grid import build_matrix
from paraphe.access.web.pages import body_of
from paraphe.web.guards import requires


@requires(Action.PEOPLE_READ, personal=True)
def show_matrix(request: HttpRequest, body_ref: str) -> HttpResponse:
    """What is not given is refused: effective levels, and where nobody can sign."""
    matrix = build_matrix(body_of(request), request.GET)
    return render(request, "access/matrix.html", {"matrix": matrix, "body_ref": body_ref})
