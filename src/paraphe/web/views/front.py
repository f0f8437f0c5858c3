"""The public home, and the list of problems a program may receive."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from paraphe.web import failures, health, problems, slots
from paraphe.web.guards import public


@public
def show_front(request: HttpRequest) -> HttpResponse:
    """What the portal is, what one comes for, and in what state it is."""
    context = {"is_ready": health.is_ready(), "topics": slots.front_topics()}
    return render(request, "pages/front.html", context)


@public
def list_problems(request: HttpRequest) -> HttpResponse:
    """Every problem of the table, as problem documents name them in `type`."""
    fixed = {told.code: (told.title, told.sentence, told.remedy) for told in failures.FIXED}
    rooms = {code: (one.title, one.sentence, one.remedy) for code, one in problems.known().items()}
    rows = [(code, *texts) for code, texts in sorted({**fixed, **rooms}.items())]
    return render(request, "pages/problems.html", {"rows": rows})
