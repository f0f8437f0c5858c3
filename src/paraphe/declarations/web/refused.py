"""A refused file, establishment by establishment: what was checked, what failed, who can lift it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from paraphe.access import sentences
from paraphe.access.requests import asking_query
from paraphe.declarations.errors import FileRefused
from paraphe.declarations.models import Draft
from paraphe.declarations.rights import Place
from paraphe.declarations.web import bodies
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Organisation
from paraphe.web.components import Check

if TYPE_CHECKING:
    from paraphe.access.policy import GateResult

SHOWN = 200
ELSEWHERE = "Cet établissement n’est pas de l’organisme où vous travaillez"
ELSEWHERE_NOTE = (
    "Le numéro du fichier ne commence pas par le SIREN de l’organisme. Aucun droit donné ici ne peut couvrir un autre "
    "organisme\u00a0: déposez le fichier depuis l’organisme qu’il déclare, ou corrigez S21.G00.06.001 et "
    "S21.G00.11.001."
)


@dataclass(frozen=True)
class PlaceShown:
    """One establishment of the file."""

    siret: str
    line: int
    name: str
    allowed: bool
    checks: Sequence[Check]
    lifters: str
    ask_url: str = ""


def show_places(places: Sequence[Place], organisation: Organisation) -> list[PlaceShown]:
    """The places in words, refused ones first, at most `SHOWN`."""
    services = registry.service_names()
    administrators = bodies.administrators_of(organisation)
    ordered = sorted(places, key=lambda place: place.allowed)[:SHOWN]
    return [_show(place, organisation, services, administrators) for place in ordered]


def _show(
    place: Place, organisation: Organisation, services: dict[str, str], administrators: list[str]
) -> PlaceShown:
    if not place.siret.startswith(organisation.siren):
        checks = [Check(ELSEWHERE, ELSEWHERE_NOTE, "bad")]
        return PlaceShown(place.siret, place.line, "", False, checks, "")
    failed = place.decision.failed
    lifters = [name for gate in failed for name in _lifters(gate, administrators)]
    return PlaceShown(
        siret=place.siret,
        line=place.line,
        name=place.name,
        allowed=place.allowed,
        checks=[_check(gate, services) for gate in place.decision.gates],
        lifters=bodies.join_names(list(dict.fromkeys(lifters))),
        ask_url=_ask_url(place, organisation),
    )


def _ask_url(place: Place, organisation: Organisation) -> str:
    """Where the right that is missing is asked for, filled in; empty where no right would open anything."""
    query = asking_query(place.decision)
    return f"{reverse('access:ask_right', args=[organisation.ref])}{query}" if query else ""


def _check(gate: "GateResult", services: dict[str, str]) -> Check:
    note = sentences.gate_note(gate, service=services.get(gate.service or "", ""))
    return Check(sentences.gate_title(gate), note, "" if gate.passed else "bad")


def _lifters(gate: "GateResult", administrators: list[str]) -> list[str]:
    named = {"administrators": administrators, "person": ["vous-même"]}
    return [name for who in gate.lifted_by for name in named.get(who, [sentences.LIFTERS.get(who, who)])]


def show_refusal(
    request: HttpRequest, error: FileRefused, *, organisation: Organisation, draft: Draft | None = None
) -> HttpResponse:
    """The page of refusal (403): at deposit without `draft`, at signing with it."""
    refused = sum(not place.allowed for place in error.places)
    context = {
        "organisation": organisation,
        "draft": draft,
        "places": show_places(error.places, organisation),
        "total": len(error.places),
        "refused": refused,
        "only_elsewhere": all(p.allowed or not p.siret.startswith(organisation.siren) for p in error.places)
        and bool(error.places),
        "more": max(0, len(error.places) - SHOWN),
        "administrators": bodies.join_names(bodies.administrators_of(organisation)),
    }
    return render(request, "declarations/refused.html", context, status=403)
