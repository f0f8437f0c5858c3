"""Help: searching, reading an entry, saying whether it helped, who to reach."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse

from paraphe.helpdesk import ranking, selectors, services
from paraphe.helpdesk.acts import address_of_act, is_for_others, label_of_act
from paraphe.helpdesk.contacts import read_contacts
from paraphe.helpdesk.rendering import render as render_entry
from paraphe.helpdesk.web.counting import CountedResponse
from paraphe.helpdesk.web.reading import Place, place_of
from paraphe.web.components import Crumb
from paraphe.web.guards import POST, public
from paraphe.web.http import see_other

TOLD = "paraphe.help.told"


@public
def show_help(request: HttpRequest) -> HttpResponse:
    """The answers to a question, best first; without one, every entry by theme."""
    place = place_of(request)
    question = " ".join(request.GET.get("q", "")[: ranking.LONGEST].split())
    if not question:
        context = {"shelves": selectors.shelves(place.reader.role), "leaflet": selectors.leaflet_entries()}
        return _show(request, "helpdesk/help.html", place, {**context, "contacts": read_contacts()[:2]})
    return _answer(request, question, place)


def _answer(request: HttpRequest, question: str, place: Place) -> HttpResponse:
    hits = ranking.search(question, place.reader)
    found, role = {hit.slug for hit in hits}, place.reader.role
    context = {
        "shell": place.shell,
        "place": place,
        "query": question,
        "answers": [(hit, address_of_act(hit.act, role), label_of_act(hit.act)) for hit in hits],
        "leaflet": [entry for entry in selectors.leaflet_entries() if entry.slug not in found],
        "contacts": read_contacts()[:2],
    }
    response = CountedResponse(render_to_string("helpdesk/help.html", context, request))
    response.count = partial(services.count_search, question, is_answered=bool(hits))
    return response


@public
def show_entry(request: HttpRequest, slug: str) -> HttpResponse:
    """One entry, in the words that fit its reader, with its act."""
    place, entry = place_of(request), selectors.entry_by_slug(slug)
    contacts = [one for one in read_contacts() if one.topic in entry.contacts]
    context = {
        "entry": entry,
        "text": render_entry(entry.body, place.reader),
        "address": address_of_act(entry.act, place.reader.role),
        "is_for_others": is_for_others(entry.act, place.reader.role),
        "label": label_of_act(entry.act),
        "related": selectors.related_to(entry),
        "contacts": contacts,
        "is_told": slug in request.session.get(TOLD, []),
        "crumbs": [Crumb("Aide", reverse("helpdesk:help")), Crumb(entry.title)],
    }
    return _show(request, "helpdesk/entry.html", place, context)


@public(methods=POST)
def give_opinion(request: HttpRequest, slug: str) -> HttpResponse:
    """Count whether an entry helped, once a session."""
    entry = selectors.entry_by_slug(slug)
    told = request.session.get(TOLD, [])
    if request.POST.get("aide") in ("oui", "non") and slug not in told:
        services.count_opinion(entry.slug, helped=request.POST["aide"] == "oui")
        request.session[TOLD] = [*told, slug][-100:]
        messages.success(request, "Merci, votre avis est compté.")
    return see_other(reverse("helpdesk:entry", args=[entry.slug]))


@public
def list_contacts(request: HttpRequest) -> HttpResponse:
    """Who to reach, by topic."""
    context = {
        "contacts": read_contacts(),
        "crumbs": [Crumb("Aide", reverse("helpdesk:help")), Crumb("Qui joindre")],
    }
    return _show(request, "helpdesk/contacts.html", place_of(request), context)


def _show(request: HttpRequest, template: str, place: Place, context: dict[str, Any]) -> HttpResponse:
    return render(request, template, {"shell": place.shell, "place": place, **context})
