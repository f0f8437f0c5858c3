"""Entries of a body's chain told to its people: when, what, who, on whom, under which register number."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from paraphe.access import events, profiles, selectors, sentences
from paraphe.access.models import (
    ApiToken,
    Habilitation,
    Invitation,
    PendingChange,
    RightsAct,
    Subscription,
)
from paraphe.access.web import rights_history
from paraphe.access.wording import listed
from paraphe.accounts import selectors as accounts
from paraphe.accounts.selectors import Person
from paraphe.journal import selectors as journal
from paraphe.journal.selectors import Entry
from paraphe.journal.sentences import sentence_of
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Establishment, Organisation
from paraphe.web import components
from paraphe.web.templatetags.formats import hour, number, short_day

SIGNED = frozenset({"declarations.filing.filed"})
"""Entries that lie on a person's chain too; named here since the room that records them stands above."""
ACTORS = {
    "legalrepresentative": "le représentant légal",
    "operator": "l’exploitant du portail",
    "portal": "le portail, à l’échéance",
}
"""Who acts where it is no person of the body."""


@dataclass(frozen=True)
class Lookup:
    """Everything the entries of a page speak of, read at once."""

    persons: Mapping[str, Person]
    rights: Mapping[str, Habilitation]
    invitations: Mapping[str, Invitation]
    establishments: Mapping[str, Establishment]
    services: Mapping[str, str]
    uses: Mapping[str, tuple[str, str]]
    """By reference of a subscription, the SIRET and the service."""
    named: Mapping[str, str]
    """Names of tokens and profiles, by reference."""
    changes: Mapping[str, dict[str, Any]]
    """What proposals hold, by reference."""

    def name(self, ref: str) -> str:
        """The name behind a reference of a person."""
        if ref in ACTORS:
            return ACTORS[ref]
        person = self.persons.get(ref)
        return person.full_name if person else "une personne"

    def place(self, siret: str | None) -> str:
        """The name of an establishment, or all of them."""
        found = self.establishments.get(siret or "")
        return "tous les établissements" if siret is None else found.name if found else siret


def register_words(entry: Entry) -> str:
    """The number of the entry in the register, once the log holds it."""
    place = getattr(entry, "place", None)
    return f"Registre nº\u00a0{number(place.index)}" if place else "Registre : inscription en cours"


@dataclass(frozen=True)
class Told:
    """An entry in words: what happened, on whom and what, who acted (nobody where it is the one it is about)."""

    entry: Entry
    title: str
    words: str
    actor: str
    actor_ref: str
    by: str


def read_entries(entries: Sequence[Entry]) -> list[Told]:
    """What the entries say, in a constant number of queries."""
    signers = journal.persons_of(entry.pk for entry in entries if entry.event in SIGNED)
    said = [(entry, _with_signer(journal.body_of(entry), signers.get(entry.pk))) for entry in entries]
    lookup = _look_up([body for _, body in said if body is not None])
    return [_tell(entry, body, lookup) for entry, body in said]


def tell_entries(entries: Sequence[Entry], *, acts_of: Organisation | None = None) -> list[components.Entry]:
    """Lines of a ledger; those that are acts on rights lead to their page in the body `acts_of`."""
    urls = _act_urls(entries, acts_of) if acts_of else {}
    return [_line(told, urls.get(told.entry.pk, "")) for told in read_entries(entries)]


def _act_urls(entries: Sequence[Entry], organisation: Organisation) -> dict[int, str]:
    keys = [entry.pk for entry in entries]
    rows = RightsAct.objects.filter(organisation=organisation, entry__in=keys).values_list("entry", "ref")
    urls = {entry: reverse("access:act", args=[organisation.ref, ref]) for entry, ref in rows}
    for entry in entries:
        if entry.event.startswith("access.change."):
            body = journal.body_of(entry) or {}
            urls[entry.pk] = reverse("access:proposal", args=[organisation.ref, body["change"]])
    return urls


def _line(told: Told, url: str) -> components.Entry:
    note = " ".join(part for part in (told.words, told.by, f"{register_words(told.entry)}.") if part)
    at = told.entry.at
    return components.Entry(when=short_day(at), at=hour(at), title=told.title, note=note, url=url)


def _with_signer(body: Any, signer: str | None) -> Any:
    """The body of a filing is the bare list of its files; who filed is the person of its second chain."""
    return {"actor": signer} if isinstance(body, list) and signer else body


def _tell(entry: Entry, body: Any, lookup: Lookup) -> Told:
    words = ""
    if isinstance(body, dict):
        default = _tell_person if "person" in body else None
        teller = _TELLERS.get(entry.event, default)
        words = teller(body, lookup) if teller else ""
    ref = str(body.get("actor", "")) if isinstance(body, dict) else ""
    actor = lookup.name(ref) if ref else ""
    return Told(entry, sentence_of(entry.event), words, actor, ref, _by(body, lookup))


def _by(body: Any, lookup: Lookup) -> str:
    """Who acted, unless it is the one the entry is about."""
    if not isinstance(body, dict) or "actor" not in body or body["actor"] == body.get("person"):
        return ""
    return f"Par {lookup.name(body['actor'])}."


KINDS = ("person", "right", "invitation", "siren", "change", "other")
"""Kinds of what a body names."""


def _look_up(bodies: Iterable[Any]) -> Lookup:
    found: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for body in bodies:
        if isinstance(body, dict):
            for kind, refs in _refs_of(body):
                found[kind].update(refs)
    places = registry.establishments_of_sirens(found["siren"])
    return Lookup(
        persons=accounts.persons_by_ref(found["person"]),
        rights=selectors.rights_named(found["right"]),
        invitations=selectors.invitations_named(found["invitation"]),
        establishments={place.siret: place for place in places},
        services=registry.service_names(),
        uses=_uses_named(found["other"]),
        named=_names_of(found["other"]),
        changes=_changes_named(found["change"]),
    )


def _refs_of(body: dict[str, Any]) -> Iterable[tuple[str, Iterable[str]]]:
    """What a body names, by kind."""
    lists = [row for key in ("grants", "members") for row in body.get(key, ()) if isinstance(row, dict)]
    yield "person", (body[key] for key in ("actor", "person", "proposed_by", "deputy") if body.get(key))
    yield "person", (row["person"] for row in lists if "person" in row)
    yield "right", (ref for key in ("habilitations", "closed") for ref in body.get(key, ()))
    yield (
        "invitation",
        (*body.get("invitations", ()), *([body["invitation"]] if "invitation" in body else ())),
    )
    yield "siren", ([body["siren"]] if "siren" in body else ())
    yield "change", ([body["change"]] if isinstance(body.get("change"), str) else ())
    yield "other", (body[key] for key in ("token", "profile") if isinstance(body.get(key), str))
    yield "other", (ref for ref in body.get("subscriptions", ()) if isinstance(ref, str))


def _uses_named(refs: set[str]) -> dict[str, tuple[str, str]]:
    rows = Subscription.objects.filter(ref__in=refs) if refs else Subscription.objects.none()
    return {
        ref: (siret, code)
        for ref, siret, code in rows.values_list("ref", "establishment__siret", "service__code")
    }


def _names_of(refs: set[str]) -> dict[str, str]:
    if not refs:
        return {}
    tokens = ApiToken.objects.filter(ref__in=refs).values_list("ref", "name")
    known = profiles.profile_names(refs)
    return {**dict(tokens), **{ref: f"{name} (version {version})" for ref, (name, version) in known.items()}}


def _changes_named(refs: set[str]) -> dict[str, dict[str, Any]]:
    return dict(PendingChange.objects.filter(ref__in=refs).values_list("ref", "content")) if refs else {}


Teller = Callable[[dict[str, Any], Lookup], str]


def _tell_person(body: dict[str, Any], lookup: Lookup) -> str:
    reason = f" Motif : {body['reason']}." if body.get("reason") else ""
    return f"{lookup.name(body['person'])}.{reason}"


def _tell_invited(body: dict[str, Any], lookup: Lookup) -> str:
    invitation = lookup.invitations.get(body["invitation"])
    return f"{invitation.person.full_name}." if invitation else ""


def _tell_registered(body: dict[str, Any], lookup: Lookup) -> str:
    return f"{body['name']}. Preuve : {sentences.PROOFS.get(body['proof']['kind'], body['proof']['kind'])}."


def _tell_granted(body: dict[str, Any], lookup: Lookup) -> str:
    first = body["grants"][0]
    whom, level = lookup.name(first["person"]), sentences.LEVELS[first["level"]].lower()
    services = list(dict.fromkeys(lookup.services.get(g["service"], g["service"]) for g in body["grants"]))
    places = list(dict.fromkeys(lookup.place(g["siret"]) for g in body["grants"]))
    return f"{whom} peut {level} : {listed(services)}. Pour {listed(places)}."


def _tell_closed(body: dict[str, Any], lookup: Lookup) -> str:
    rights = [lookup.rights[ref] for ref in body["habilitations"] if ref in lookup.rights]
    parts = [f"{right.service.name} ({lookup.place(right.siret_text)})" for right in rights]
    whom = f"{rights[0].person.full_name} : " if rights else ""
    return f"{whom}{listed(parts)}. Motif : {body['reason']}."


def _tell_subscriptions(body: dict[str, Any], lookup: Lookup) -> str:
    services = dict.fromkeys(lookup.services.get(s["service"], s["service"]) for s in body["subscriptions"])
    places = dict.fromkeys(lookup.place(s["siret"]) for s in body["subscriptions"])
    return f"{listed(list(services))}. Pour {listed(list(places))}."


def register_tellers(tellers: Mapping[str, Teller]) -> None:
    """Add what a family of acts says of its own entries."""
    _TELLERS.update(tellers)


_TELLERS: dict[str, Teller] = {
    events.BODY_REGISTERED: _tell_registered,
    events.ADMINISTRATOR_APPOINTED: _tell_person,
    events.DECLARANT_INVITED: _tell_invited,
    events.INVITATION_WITHDRAWN: _tell_invited,
    events.DECLARANT_JOINED: _tell_person,
    events.MEMBERSHIP_ENDED: _tell_person,
    events.SUBSCRIPTION_OPENED: _tell_subscriptions,
    events.HABILITATION_GRANTED: _tell_granted,
    events.HABILITATION_CLOSED: _tell_closed,
    events.INVITATION_RENEWED: _tell_invited,
    **rights_history.TELLERS,
}
