"""The services of the establishments: which are used where, opening one with its charter, closing one with its loss."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from paraphe.access import services, subscriptions
from paraphe.access.errors import Refused
from paraphe.access.models import Habilitation, Subscription
from paraphe.access.vocabulary import Action
from paraphe.access.web.pages import after_other_acts, body_of, crumbs
from paraphe.access.web.rights import rights_url
from paraphe.access.wording import one_line
from paraphe.kernel import clock
from paraphe.kernel.errors import NotFound, PortalError
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Establishment, Organisation, Service
from paraphe.web.forms import add_problem
from paraphe.web.guards import FORM, requires
from paraphe.web.http import portal, see_other
from paraphe.web.pagination import paginate

OPEN, CLOSE = "ouvrir", "fermer"


class PlacesForm(forms.Form):
    """Which establishments, the accord to the charter where one opens it, the reason where one closes."""

    establishments = forms.MultipleChoiceField(
        label="Établissements cochés", error_messages={"required": "Cochez un établissement au moins"}
    )
    accept = forms.BooleanField(label="L’établissement accepte cette charte", required=False)
    reason = forms.CharField(
        label="Motif",
        max_length=300,
        required=False,
        help_text="Il est gardé au journal de l’organisme. N’y écrivez rien de médical ni de privé.",
    )

    def __init__(self, data: Any, *, places: Sequence[Establishment]) -> None:
        super().__init__(data)
        self.places = {place.ref: place for place in places}
        field = self.fields["establishments"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(ref, place.name) for ref, place in self.places.items()]

    def clean_reason(self) -> str:
        """On one line, without doubled spaces."""
        return one_line(str(self.cleaned_data["reason"]))

    @property
    def chosen(self) -> list[Establishment]:
        """The establishments ticked, once the form is valid."""
        return [self.places[ref] for ref in self.cleaned_data["establishments"]]


@dataclass(frozen=True)
class PlaceRow:
    """An establishment and its use of the service; `delay_until` while the body's own delay runs."""

    place: Establishment
    used_since: datetime | None
    delay_until: datetime | None


@requires(Action.PEOPLE_READ)
def list_services(request: HttpRequest, body_ref: str) -> HttpResponse:
    """The catalogue offered to the body, with how many establishments use each."""
    organisation = body_of(request)
    places = [place for place in registry.establishments_of(organisation) if place.closed_on is None]
    here = {place.pk for place in places}
    used: dict[int, set[int]] = {}
    for row in subscriptions.open_subscriptions_of(organisation):
        if row.establishment_id in here:
            used.setdefault(row.service_id, set()).add(row.establishment_id)
    names = registry.service_names()
    context = {
        "rows": [
            (service, len(used.get(service.pk, ())), [names[code] for code in service.requires])
            for service in registry.services_for(organisation.branch)
        ],
        "total": len(places),
        "body_ref": body_ref,
        "crumbs": crumbs(("Droits", rights_url(organisation)), ("Services", "")),
    }
    return render(request, "access/services.html", context)


@requires(Action.SUBSCRIPTION_OPEN, methods=FORM, personal=True)
def use_service(request: HttpRequest, body_ref: str, code: str) -> HttpResponse:
    """One service: which establishments use it, ticked to open or close it there."""
    organisation = body_of(request)
    service = _service_of(organisation, code)
    places = [place for place in registry.establishments_of(organisation) if place.closed_on is None]
    form = PlacesForm(request.POST if request.method == "POST" else None, places=places)
    if not form.is_bound or not form.is_valid() or not {OPEN, CLOSE} & set(request.POST):
        return _show_list(request, organisation, service=service, form=form)
    if CLOSE in request.POST:
        return _close(request, organisation, service=service, form=form)
    return _open(request, organisation, service=service, form=form)


def _service_of(organisation: Organisation, code: str) -> Service:
    """A service the body is offered; absent otherwise."""
    offered = {row.code: row for row in registry.services_for(organisation.branch)}
    if code not in offered:
        raise NotFound("registry.service_unknown")
    return offered[code]


def _show_list(
    request: HttpRequest, organisation: Organisation, *, service: Service, form: PlacesForm
) -> HttpResponse:
    since = {row.establishment_id: row for row in _used(organisation, service)}
    asked = " ".join(request.GET.get("q", "").split())[:100].casefold()
    rows = [
        _row(place, since.get(place.pk), service)
        for place in form.places.values()
        if asked in f"{place.name} {place.city} {place.siret}".casefold()
    ]
    names = registry.service_names()
    context = {
        "service": service,
        "form": form,
        "pages": paginate(request, rows, per_page=100),
        "ticked": set(form["establishments"].value() or []),
        "used": len(since),
        "required": [names[one] for one in service.requires],
        "q": request.GET.get("q", "")[:100],
        "body_ref": organisation.ref,
        "crumbs": _trail(organisation, service),
    }
    return render(request, "access/service.html", context, status=422 if form.is_bound else 200)


def _row(place: Establishment, used: Subscription | None, service: Service) -> PlaceRow:
    if used is None:
        return PlaceRow(place, None, None)
    delay = registry.access_delay_end(service, used.opened_at)
    return PlaceRow(place, used.opened_at, delay if delay and delay > clock.now() else None)


def _used(organisation: Organisation, service: Service) -> list[Subscription]:
    return [row for row in subscriptions.open_subscriptions_of(organisation) if row.service_id == service.pk]


def _open(
    request: HttpRequest, organisation: Organisation, *, service: Service, form: PlacesForm
) -> HttpResponse:
    """What opens, its charter and what waits for it; then the act."""
    places = form.chosen
    found = after_other_acts(
        organisation, lambda: subscriptions.foresee_opening(organisation, service, places)
    )
    if not found.pairs:
        messages.info(request, "Ces établissements utilisent déjà ce service. Rien n’a changé.")
        return see_other(_url(organisation, service))
    if "confirmer" in request.POST:
        try:
            opened = services.open_subscriptions(
                organisation,
                establishments=places,
                services=found.services,
                actor=portal(request).user,
                charters=[row.charter_code for row in found.services] if form.cleaned_data["accept"] else [],
            )
        except Refused:
            raise
        except PortalError as error:
            add_problem(form, error)
        else:
            messages.success(request, f"{len(opened)} ouverture{'s' if len(opened) > 1 else ''} de service.")
            return see_other(_url(organisation, service))
    return _show_opening(request, organisation, service=service, form=form)


def _show_opening(
    request: HttpRequest, organisation: Organisation, *, service: Service, form: PlacesForm
) -> HttpResponse:
    found = subscriptions.foresee_opening(organisation, service, form.chosen)
    context = {
        "service": service,
        "form": form,
        "found": found,
        "charters": [row for row in found.services if row.charter],
        "people": _people(found.waiting),
        "delays": [
            (row, until)
            for row in found.services
            if (until := registry.access_delay_end(row, clock.now())) is not None
        ],
        "back": _url(organisation, service),
        "crumbs": _trail(organisation, service, "Ouvrir"),
    }
    return render(request, "access/service_open.html", context, status=422 if form.errors else 200)


def _close(
    request: HttpRequest, organisation: Organisation, *, service: Service, form: PlacesForm
) -> HttpResponse:
    """Who loses what, the reason; then the act."""
    chosen = {place.pk for place in form.chosen}
    rows = after_other_acts(
        organisation,
        lambda: [row for row in _used(organisation, service) if row.establishment_id in chosen],
    )
    if not rows:
        messages.info(request, "Ces établissements n’utilisent pas ce service. Rien n’a changé.")
        return see_other(_url(organisation, service))
    if "confirmer" in request.POST and form.cleaned_data["reason"]:
        reason, actor = form.cleaned_data["reason"], portal(request).user
        services.close_subscriptions(organisation, subscriptions=rows, reason=reason, actor=actor)
        messages.success(
            request, f"Le service est fermé dans {len(rows)} établissement{'s' if len(rows) > 1 else ''}."
        )
        return see_other(_url(organisation, service))
    if "confirmer" in request.POST:
        form.add_error("reason", "Indiquez le motif, en quelques mots")
    return _show_closing(request, organisation, service=service, form=form)


def _show_closing(
    request: HttpRequest, organisation: Organisation, *, service: Service, form: PlacesForm
) -> HttpResponse:
    depending = subscriptions.depending_on(service, branch=organisation.branch)
    lost = subscriptions.rights_there(organisation, [service, *depending], form.chosen)
    context = {
        "service": service,
        "form": form,
        "depending": depending,
        "people": _people(lost),
        "back": _url(organisation, service),
        "crumbs": _trail(organisation, service, "Fermer"),
    }
    return render(request, "access/service_close.html", context, status=422 if form.errors else 200)


def _people(rights: Sequence[Habilitation]) -> list[tuple[str, list[str]]]:
    """Whom rights are of, each with the services, by name."""
    found: dict[int, tuple[str, dict[str, None]]] = {}
    for right in rights:
        found.setdefault(right.person_id, (right.person.full_name, {}))[1][right.service.name] = None
    return [(name, list(names)) for name, names in found.values()]


def _url(organisation: Organisation, service: Service) -> str:
    return reverse("access:service", args=[organisation.ref, service.code])


def _trail(organisation: Organisation, service: Service, label: str = "") -> object:
    steps = [
        ("Droits", rights_url(organisation)),
        ("Services", reverse("access:services", args=[organisation.ref])),
        (service.name, _url(organisation, service) if label else ""),
    ]
    return crumbs(*steps, *([(label, "")] if label else []))
