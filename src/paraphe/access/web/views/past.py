"""The past and the reasons: who could act at an instant, why a person can or cannot, timelines."""

from datetime import date, datetime, time

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from paraphe.access import past, selectors
from paraphe.access.policy import PARIS
from paraphe.access.vocabulary import Action
from paraphe.access.web import past_story, timelines
from paraphe.access.web.explaining import INVALID_DAY, explain_for
from paraphe.access.web.pages import body_of, crumbs, people_url, person_url
from paraphe.access.web.rights import place_name, right_rows
from paraphe.kernel import clock
from paraphe.registry import selectors as registry
from paraphe.web.guards import requires
from paraphe.web.http import portal


@requires(Action.PEOPLE_READ, personal=True)
def show_past(request: HttpRequest, body_ref: str) -> HttpResponse:
    """Who could do this act there at that instant, and on what it rested; everything is in the address."""
    organisation = body_of(request)
    form = past_story.PastForm(
        request.GET if "acte" in request.GET else None,
        places=registry.establishments_of(organisation),
        offered=registry.services_for(organisation.branch),
        initial={"heure": "12:00"},
    )
    asked = form.is_bound and form.is_valid()
    told = past_story.answer(form, organisation, reader=portal(request).user) if asked else None
    trail = crumbs(("Droits", reverse("access:matrix", args=[body_ref])), ("Qui pouvait… ?", ""))
    context = {"form": form, "told": told, "crumbs": trail, "body_ref": body_ref}
    return render(request, "access/past.html", context, status=422 if form.errors else 200)


@requires(Action.PEOPLE_READ, personal=True)
def show_why(request: HttpRequest, body_ref: str, person_ref: str) -> HttpResponse:
    """Why a person can or cannot do an act there: every gate, and what it would take."""
    organisation, reader = body_of(request), portal(request).user
    person = selectors.person_of(organisation, person_ref).person
    form = past_story.HourForm(
        request.GET if "acte" in request.GET else None,
        places=registry.establishments_of(organisation),
        offered=registry.services_for(organisation.branch),
    )
    told = None
    if form.is_bound and form.is_valid():
        told = explain_for(form, person=person, organisation=organisation, reader=reader)
    trail = crumbs(
        ("Personnes", people_url(organisation)),
        (person.full_name, person_url(organisation, person_ref)),
        ("Pourquoi ?", ""),
    )
    context = {"person": person, "form": form, "told": told, "crumbs": trail, "body_ref": body_ref}
    return render(request, "access/why_page.html", context, status=422 if form.errors else 200)


class DayForm(forms.Form):
    """The day whose rights are shown."""

    jour = forms.DateField(label="Date (JJ/MM/AAAA)", input_formats=["%d/%m/%Y"], error_messages=INVALID_DAY)

    @property
    def instant(self) -> datetime:
        """That day at noon, or now for today."""
        on: date = self.cleaned_data["jour"]
        now = clock.now()
        if on == now.astimezone(PARIS).date():
            return now
        return datetime.combine(on, time(12), tzinfo=PARIS)


@requires(Action.PEOPLE_READ, personal=True)
def show_person(request: HttpRequest, body_ref: str, person_ref: str) -> HttpResponse:
    """Everything that happened to a person in the body; the rights she held on a day where one is asked."""
    organisation = body_of(request)
    person = selectors.person_of(organisation, person_ref).person
    form = DayForm(request.GET if "jour" in request.GET else None)
    at = form.instant if form.is_bound and form.is_valid() else None
    context = {
        "person": person,
        "form": form,
        "at": at,
        "held": right_rows(organisation, past.rights_then(organisation, person, at)) if at else [],
        "timeline": timelines.timeline_of_person(organisation, person),
        "body_ref": body_ref,
        "crumbs": crumbs(
            ("Personnes", people_url(organisation)),
            (person.full_name, person_url(organisation, person_ref)),
            ("Histoire", ""),
        ),
    }
    return render(request, "access/timeline_person.html", context, status=422 if form.errors else 200)


@requires(Action.PEOPLE_READ, personal=True)
def show_place(request: HttpRequest, body_ref: str, establishment_ref: str) -> HttpResponse:
    """Everything that happened to the rights of an establishment."""
    organisation = body_of(request)
    place = next(
        (one for one in registry.establishments_of(organisation) if one.ref == establishment_ref), None
    )
    if place is None:
        raise Http404
    context = {
        "place": place,
        "timeline": timelines.timeline_of_place(organisation, place),
        "crumbs": crumbs(
            ("Établissements", reverse("access:establishments", args=[body_ref])), (place.name, "")
        ),
        "body_ref": body_ref,
    }
    return render(request, "access/timeline_place.html", context)


@requires(Action.PEOPLE_READ, personal=True)
def show_right(request: HttpRequest, body_ref: str, right_ref: str) -> HttpResponse:
    """How a right was given, by whom, and how it ended or will end."""
    organisation = body_of(request)
    right = selectors.right_of(organisation, right_ref)
    places = {place.siret: place for place in registry.establishments_of(organisation)}
    context = {
        "right": right,
        "what": timelines.right_words(right, place_name(right, places)),
        "state": timelines.right_state(right, clock.now()),
        "timeline": timelines.timeline_of_right(organisation, right),
        "rows": right_rows(organisation, [right]),
        "crumbs": crumbs(
            ("Personnes", people_url(organisation)),
            (right.person.full_name, person_url(organisation, right.person.ref)),
            ("Histoire d’un droit", ""),
        ),
        "body_ref": body_ref,
    }
    return render(request, "access/timeline_right.html", context)
