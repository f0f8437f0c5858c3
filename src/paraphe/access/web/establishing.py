"""Establishments and news of the register as pages show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from paraphe.access.establishments import PlaceState, rights_on, states_of
from paraphe.access.selectors import registration_of
from paraphe.access.services.establishments import FOUR_EYES, GONE, OWN, TWICE, Copy
from paraphe.access.vocabulary import Level
from paraphe.access.web.forms import last_day
from paraphe.access.wording import listed
from paraphe.kernel import clock
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Establishment, Organisation, RegisterEvent
from paraphe.web.components import Check, Fact, Mark
from paraphe.web.templatetags.formats import day

if TYPE_CHECKING:
    from paraphe.access.web.history import Lookup

Kind = RegisterEvent.Kind
STATES = {"": "Tous les états", "ouverts": "Ouverts", "fermes": "Fermés"}
NUMBER_LEAST = 5
"""Digits from which a number typed is looked for inside the SIRET."""
LEFT_WORDS = {
    OWN: "c’est un droit à votre nom : un autre administrateur doit vous le donner",
    TWICE: "cette personne y a déjà un droit sur ce service",
    GONE: "cette personne n’est plus dans l’organisme",
    FOUR_EYES: "deux administrateurs donnent les droits de ce service : proposez-le par « Donner un droit »",
}
TITLES = {
    Kind.OPENED: "Nouvel établissement : {name}",
    Kind.REOPENED: "{name} est rouvert",
    Kind.CLOSED: "{name} est fermé",
    Kind.MOVED: "{name} a un nouveau SIRET",
    Kind.ENDED: "Le répertoire dit l’organisme fermé",
    Kind.MERGED: "L’organisme a rejoint {other}",
    Kind.RENAMED: "Nouveau nom : {name}",
    Kind.ADDRESS: "Nouvelle adresse : {name}",
    Kind.CATEGORY: "Autre catégorie juridique",
}
NOTES = {
    Kind.OPENED: "Personne ne peut y déclarer tant que vous ne l’avez pas décidé.",
    Kind.REOPENED: "Les droits qui y couraient encore valent de nouveau : vérifiez-les.",
    Kind.CLOSED: "Aucun droit n’est retiré, mais plus rien ne s’y signe.",
    Kind.MOVED: "Sous le nouveau SIRET, personne ne peut déclarer tant que vous ne l’avez pas décidé.",
    Kind.ENDED: "Rien n’est retiré ici. Vos déclarations et vos reçus restent lisibles.",
    Kind.MERGED: "Vos droits ne passent pas seuls au nouvel organisme : il faut y candidater.",
    Kind.RENAMED: "Avant : {was}. Vos reçus passés gardent l’ancien nom.",
    Kind.ADDRESS: "Avant : {was}. Les courriers du portail iront à la nouvelle adresse.",
    Kind.CATEGORY: "Avant : {was}. Les services proposés peuvent changer avec elle.",
}
ACTIONABLE = frozenset({Kind.OPENED, Kind.MOVED, Kind.MERGED})


@dataclass(frozen=True)
class PlaceRow:
    """One establishment of the list."""

    place: Establishment
    services: int
    rights: int
    mark: Mark
    note: str
    url: str


@dataclass(frozen=True)
class NewsRow:
    """One news of the register, with where to answer it."""

    title: str
    note: str
    seen_at: Any
    url: str
    asks: bool
    mark: Mark | None


@dataclass(frozen=True)
class PlaceList:
    """The list of establishments for the filters of the address."""

    rows: Sequence[PlaceRow]
    everywhere: int
    name: str
    state: str
    total: int


@dataclass(frozen=True)
class CopyRow:
    """A right of a copy, ready to print."""

    person: str
    service: str
    level: str
    until: Any
    why: str = ""


def list_places(organisation: Organisation, query: Mapping[str, str]) -> PlaceList:
    """The establishments whose name, SIRET or city holds the words typed, in the state asked."""
    name, state = query.get("nom", "").strip()[:100], query.get("etat", "")
    states, everywhere = states_of(organisation)
    today = clock.now().astimezone(registry.PARIS).date()
    words = [word for word in name.casefold().split() if word]
    rows = [
        _place_row(organisation, one, is_open=one.place.closed_on is None or one.place.closed_on > today)
        for one in states
        if _matches(one.place, words)
    ]
    wanted = {"ouverts": "ok", "fermes": "off"}.get(state)
    shown = [row for row in rows if wanted is None or row.mark.tone == wanted]
    return PlaceList(shown, everywhere, name, state if state in STATES else "", len(states))


def _matches(place: Establishment, words: Sequence[str]) -> bool:
    text, digits = f"{place.name} {place.postcode} {place.city}".casefold(), "".join(words)
    by_number = digits.isdigit() and len(digits) >= NUMBER_LEAST and digits in place.siret
    return by_number or all(word in text for word in words)


def _place_row(organisation: Organisation, state: PlaceState, *, is_open: bool) -> PlaceRow:
    place = state.place
    matrix = f"{reverse('access:matrix', args=[organisation.ref])}?etablissement={place.ref}"
    mark = Mark("ok", "Ouvert") if is_open else Mark("off", "Fermé")
    return PlaceRow(place, state.services, state.rights, mark, _closing_note(place), matrix)


def _closing_note(place: Establishment) -> str:
    if place.closed_on is None:
        return ""
    closed = f"depuis le {day(place.closed_on)}"
    if place.moved_to is None:
        return closed
    return f"{closed}, repris par {place.moved_to.name}"


def news_row(organisation: Organisation, event: RegisterEvent) -> NewsRow:
    """A news with its title, what it entails and its state."""
    mark = Mark("off", event.get_settlement_display().capitalize()) if event.settlement else None
    return NewsRow(
        title=news_title(event),
        note=news_note(event),
        seen_at=event.seen_at,
        url=reverse("access:register_event", args=[organisation.ref, event.ref]),
        asks=event.kind in ACTIONABLE,
        mark=mark,
    )


def news_title(event: RegisterEvent) -> str:
    """What happened, in one line."""
    other = event.other.organisation.name if event.other else ""
    return TITLES[Kind(event.kind)].format(name=_name(event), other=other)


def news_note(event: RegisterEvent) -> str:
    """What it entails, in a sentence or two."""
    return NOTES[Kind(event.kind)].format(was=event.was)


def _name(event: RegisterEvent) -> str:
    return event.establishment.name if event.establishment else event.organisation.name


def news_facts(event: RegisterEvent) -> list[Fact]:
    """What the register says of the establishment, and of its successor."""
    facts: list[Fact] = []
    for term, place in (("Établissement", event.establishment), ("Nouveau SIRET", event.other)):
        if place is not None:
            where = ", ".join(
                part for part in (place.street, f"{place.postcode} {place.city}".strip()) if part
            )
            small = f"{place.siret_spaced} · {where}" if where else place.siret_spaced
            facts.append(Fact(term, place.name, small))
    place = event.establishment
    if event.kind == Kind.OPENED and place is not None:
        facts.append(Fact("Ouvert le", day(place.opened_on)))
    if place is not None and place.closed_on is not None:
        facts.append(Fact("Fermé le", day(place.closed_on)))
    if place is not None and (until := registry.late_until(place)):
        facts.append(Fact("Déclarations tardives", f"Encore possibles jusqu’au {day(until)}"))
    if event.was:
        facts.append(Fact("Avant", event.was))
    return facts


def rows_on(place: Establishment) -> list[CopyRow]:
    """Who has which right on an establishment now, be it by a right on all of them."""
    return [
        _copy_row(right, "" if right.siret else "son droit vaut pour tous les établissements")
        for right in rights_on(place, everywhere=True)
    ]


def copy_rows(copy: Copy) -> tuple[list[CopyRow], list[CopyRow]]:
    """The rights a copy gives, and those it leaves out, each with the reason."""
    given = [_copy_row(right) for right in copy.rights]
    return given, [_copy_row(right, LEFT_WORDS[why]) for right, why in copy.left]


def _copy_row(right: Any, why: str = "") -> CopyRow:
    return CopyRow(
        right.person.full_name, right.service.name, Level(right.level).code, last_day(right.valid_to), why
    )


def copy_facts(copy: Copy) -> list[Fact]:
    """What is about to be given, in short."""
    services = listed([service.name for service in copy.services]) or "Aucun de plus"
    facts = [Fact("Établissement", copy.place.name, copy.place.siret_spaced)]
    if copy.like is not None:
        facts.append(Fact("Comme", copy.like.name, copy.like.siret_spaced))
    facts.append(Fact("Services ouverts", services))
    people = len({right.person_id for right in copy.rights})
    count = len(copy.rights)
    words = f"{count} droit{'s' if count > 1 else ''}, {people} personne{'s' if people > 1 else ''}"
    return [*facts, Fact("Droits donnés", words if count else "Aucun")]


def copy_checks(copy: Copy, *, moved: bool) -> list[Check]:
    """What happens when it is confirmed."""
    checks = []
    if copy.services or copy.rights:
        note = "Ils sont donnés par vous, et finissent aux mêmes dates."
        checks.append(Check("Ces droits valent dès que vous confirmez", note))
    if moved:
        checks.append(
            Check(
                "L’ancien établissement reste lisible",
                "Ses déclarations, ses reçus et ses droits ne changent pas.",
            )
        )
    if copy.everywhere:
        count = copy.everywhere
        title = f"{count} droit{'s' if count > 1 else ''} sur tous les établissements y vaudra aussi"
        title = title if count == 1 else title.replace("vaudra", "vaudront")
        checks.append(Check(title, "Là où un service est ouvert, sans rien donner de plus.", "warn"))
    if copy.left:
        checks.append(Check("Des droits ne sont pas repris", "La raison est dite pour chacun.", "warn"))
    if not copy.services and not copy.rights:
        checks.append(
            Check("Il n’y a rien à reprendre", "L’établissement sera accueilli sans droit.", "warn")
        )
    return checks


def way_after_merger(event: RegisterEvent) -> tuple[str, str]:
    """Where to go for the new body, and the words of the link: candidate where it is open, register it where not."""
    assert event.other is not None
    successor = event.other.organisation
    if registration_of(successor) is None:
        return f"{reverse('access:apply')}?siret={event.other.siret}", "Inscrire le nouvel organisme"
    return f"{reverse('access:become')}?siren={successor.siren}", "Candidater au nouvel organisme"


def tell_welcomed(body: Mapping[str, Any], lookup: "Lookup") -> str:
    """The line of the journal about a welcome: where, like what, how much."""
    rights, services = len(body["grants"]), len(body["subscriptions"])
    if body["like"] is None:
        return f"{lookup.place(body['siret'])}, sans aucun droit."
    return (
        f"{lookup.place(body['siret'])}, comme {lookup.place(body['like'])} : "
        f"{services} service{'s' if services > 1 else ''}, {rights} droit{'s' if rights > 1 else ''}."
    )


def tell_ignored(body: Mapping[str, Any], lookup: "Lookup") -> str:
    """The line of the journal about a news put aside."""
    told = [
        f"{Kind(one['kind']).label} ({lookup.place(one['siret'])})"
        if one["siret"]
        else Kind(one["kind"]).label
        for one in body["events"]
    ]
    words = listed(told)
    return f"{words[:1].upper()}{words[1:]}."
