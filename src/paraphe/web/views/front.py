"""The public home, the first help page, and the list of problems a program may receive."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from paraphe.web import failures, health, problems
from paraphe.web.guards import public
from paraphe.web.help import CONTACTS, FRONT_TOPICS, Topic, address_of_act, find_topics, has_answer


@public
def show_front(request: HttpRequest) -> HttpResponse:
    """What the portal is, what one comes for, and in what state it is."""
    return render(
        request, "pages/front.html", {"is_ready": health.is_ready(), "topics": _with_addresses(FRONT_TOPICS)}
    )


@public
def show_help(request: HttpRequest) -> HttpResponse:
    """The help topics, best match first; the phrases of the leaflet among them."""
    query = request.GET.get("q", "")[:200]
    context = {
        "query": query,
        "found": has_answer(query),
        "topics": _with_addresses(find_topics(query)),
        "contacts": CONTACTS,
    }
    return render(request, "pages/help.html", context)


def _with_addresses(topics: Sequence[Topic]) -> list[tuple[Topic, str]]:
    return [(topic, address_of_act(topic)) for topic in topics]


@public
def list_problems(request: HttpRequest) -> HttpResponse:
    """Every problem of the table, as problem documents name them in `type`."""
    fixed = {told.code: (told.title, told.sentence, told.remedy) for told in failures.FIXED}
    rooms = {code: (one.title, one.sentence, one.remedy) for code, one in problems.known().items()}
    rows = [(code, *texts) for code, texts in sorted({**fixed, **rooms}.items())]
    return render(request, "pages/problems.html", {"rows": rows})
