"""Hints that rights may have to be looked at again: what the register says has changed. Nothing ends by itself.

The end of an employee's contract in a filed DSN gives no hint: nothing links a person of the portal to an employee, the
NIR being kept nowhere. See docs/decisions/0016-yearly-review.md.
"""

from collections import Counter

from django.urls import reverse

from paraphe.access import selectors as access
from paraphe.access.establishments import proposals
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Establishment, Organisation, RegisterEvent
from paraphe.upkeep import reviewing
from paraphe.web.components import Check
from paraphe.web.templatetags.formats import day

WHOLE = {
    RegisterEvent.Kind.ENDED: "Le répertoire annonce la fermeture de l’organisme",
    RegisterEvent.Kind.MERGED: "Le répertoire annonce une fusion de l’organisme",
    RegisterEvent.Kind.CATEGORY: "La catégorie juridique de l’organisme a changé",
}
"""What changes for everybody, and makes a review useful."""


def register_hints(organisation: Organisation) -> list[Check]:
    """Establishments closed where rights still run, and what the register told of the whole body."""
    events = [event for event in proposals(organisation) if event.kind in WHOLE]
    return [*_closed_hints(organisation), *(_tell_event(organisation, event) for event in events)]


def _closed_hints(organisation: Organisation) -> list[Check]:
    today = reviewing.today()
    places = registry.establishments_of(organisation)
    closed = [place for place in places if place.closed_on is not None and place.closed_on <= today]
    if not closed:
        return []
    held = Counter(right.siret_text for right in access.running_rights(organisation))
    return [_tell_closed(organisation, place, held) for place in closed if held[place.siret]]


def _tell_closed(organisation: Organisation, place: Establishment, held: Counter[str | None]) -> Check:
    count = held[place.siret]
    words = f"{count}\u00a0droits y courent" if count > 1 else "un droit y court"
    until = registry.late_until(place)
    late = f" Les déclarations en retard y sont possibles jusqu’au {day(until)}." if until else ""
    note = f"Depuis le {day(place.closed_on)}, et {words} encore.{late} Regardez s’ils sont à retirer."
    url = reverse("access:establishments", args=[organisation.ref])
    return Check(f"L’établissement {place.name} a fermé", note, "warn", url)


def _tell_event(organisation: Organisation, event: RegisterEvent) -> Check:
    note = "Rien ne change de soi-même : relisez qui a encore besoin de ses droits."
    url = reverse("access:register_event", args=[organisation.ref, event.ref])
    return Check(WHOLE[RegisterEvent.Kind(event.kind)], note, "warn", url)
