"""The toolbox's own addresses and one page of each kind, for its tests."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from paraphe.kernel.errors import Conflict, Forbidden, NotFound, PortalError
from paraphe.web.guards import FORM, enrolment, public, requires, signed_in
from paraphe.web.http import portal
from paraphe.web.models import DatabaseMark
from paraphe.web.tests.conftest import Body
from paraphe.web.tests.forms import SampleForm
from paraphe.web.tests.gallery import everything

RAISED: dict[str, type[PortalError]] = {"forbidden": Forbidden, "absent": NotFound, "conflict": Conflict}


@public(methods=FORM)
def fill_form(request: HttpRequest) -> HttpResponse:
    form = SampleForm(request.POST or None)
    return render(request, "tests/form.html", {"form": form}, status=422 if form.errors else 200)


@public
def raise_problem(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    raise RAISED[kind](code, name="Odile")


@public
def break_down(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a secret of the machine")


@public
def write_while_reading(request: HttpRequest) -> HttpResponse:
    DatabaseMark.objects.create(name="written")
    return HttpResponse("written")


@public(methods=FORM)
def write(request: HttpRequest) -> HttpResponse:
    DatabaseMark.objects.create(name=request.POST["name"])
    return HttpResponse("written")


@enrolment
def enrol(request: HttpRequest) -> HttpResponse:
    return HttpResponse("enrol")


@signed_in
def own_page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("own")


@requires("people:read", personal=True)
def people(request: HttpRequest, body_ref: str) -> HttpResponse:
    return render(request, "tests/people.html")


@public(methods=FORM, room=5_000)
def receive(request: HttpRequest) -> HttpResponse:
    return HttpResponse(", ".join(request.FILES))


@requires("declaration:prepare", methods=FORM, uploads=True)
def deposit(request: HttpRequest, body_ref: str) -> HttpResponse:
    return HttpResponse(", ".join(request.FILES))


@public
def gallery(request: HttpRequest) -> HttpResponse:
    messages.success(request, "2 changements appliqués.")
    portal(request).body_in_use = Body()
    return render(request, "tests/gallery.html", everything())


def unguarded(request: HttpRequest) -> HttpResponse:
    return HttpResponse("open to all")


urlpatterns = [
    path("", include("paraphe.web.urls")),
    path("formulaire", fill_form),
    path("souci/<str:kind>/<str:code>", raise_problem),
    path("panne", break_down),
    path("ecrire-en-lisant", write_while_reading),
    path("ecrire", write),
    path("enrolement", enrol),
    path("moi", own_page),
    path("o/<str:body_ref>/personnes", people),
    path("o/<str:body_ref>/depot", deposit),
    path("ouvert", receive),
    path("composants", gallery),
    path("sans-garde", unguarded),
]
handler400 = "paraphe.web.failures.bad_request"
handler403 = "paraphe.web.failures.permission_denied"
handler404 = "paraphe.web.failures.not_found"
handler500 = "paraphe.web.failures.server_error"
