"""Where the right to sign comes from, in words: one seal for each fact of the journal it rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from paraphe.access.sentences import LEVELS, PROOFS
from paraphe.accounts import selectors as accounts
from paraphe.registry import selectors as registry
from paraphe.signatures.selectors import BasisEntry
from paraphe.web.components import Link
from paraphe.web.templatetags.formats import day, number

ORDER = (
    "registration",
    "administrator",
    "person",
    "membership",
    "subscription",
    "habilitation",
    "credential",
)
FACTORS = {"totp": "Une application d’authentification", "passkey": "Une clé d’accès"}
BY = {
    "registration": "Première nomination, avec l’inscription.",
    "promotion": "Nommé par un autre administrateur.",
    "accord": "Nommé avec l’accord d’un administrateur.",
    "key": "Nommé par une clé postale.",
}


@dataclass(frozen=True)
class Words:
    """The names a chain speaks of: people by reference, services by code."""

    people: Mapping[str, str]
    services: Mapping[str, str]


@dataclass(frozen=True)
class RightUsed:
    """The right to sign a signature uses: for which service and where, from when to when, given by whom."""

    service: str
    sirets: Sequence[str]
    valid_from: datetime
    valid_to: datetime | None
    given_by: str
    given_at: datetime


def words_for(entries: Sequence[BasisEntry]) -> Words:
    """The names needed by these entries, in two queries."""
    refs = {ref for entry in entries for ref in _people_in(entry.body or {})}
    people = {ref: person.full_name for ref, person in accounts.persons_by_ref(refs).items()}
    return Words(people, registry.service_names())


def _people_in(body: Mapping[str, Any]) -> list[str]:
    rows = (*body.get("grants", ()), *body.get("members", ()))
    named = [body.get("actor"), body.get("person"), *(row["person"] for row in rows)]
    return [ref for ref in named if ref]


def links_of(entries: Sequence[BasisEntry], last: Link) -> list[Link]:
    """The chain: facts in the order a right is built, each fact once, then `last`."""
    words = words_for(entries)
    ordered = sorted(entries, key=lambda entry: (ORDER.index(entry.kind), entry.at))
    groups: dict[tuple[str, str], list[BasisEntry]] = {}
    for entry in ordered:
        groups.setdefault(_group(entry), []).append(entry)
    return [*(_link(group, words) for group in groups.values()), last]


def _group(entry: BasisEntry) -> tuple[str, str]:
    """Rows made by one entry are one fact: a person's appointment is told once, rights given together too."""
    said = f"{entry.event}:{entry.index}:{entry.at.isoformat()}"
    return (entry.event, said) if entry.kind != "habilitation" else (_grant(entry)["service"], said)


def _link(group: Sequence[BasisEntry], words: Words) -> Link:
    entry = group[0]
    title, note = WRITERS[entry.event](group, words)
    place = (
        "En cours d’inscription au registre."
        if entry.index is None
        else f"Registre nº\u00a0{number(entry.index)}."
    )
    return Link(title, " ".join(part for part in (f"{day(entry.at)}.", note, place) if part))


def _registered(group: Sequence[BasisEntry], words: Words) -> tuple[str, str]:
    body = group[0].body
    return (
        f"{body['name']}, organisme inscrit",
        f"Preuve\u00a0: {PROOFS.get(body['proof']['kind'], body['proof']['kind'])}.",
    )


def _appointed(group: Sequence[BasisEntry], words: Words) -> tuple[str, str]:
    body = group[0].body
    return f"{_name(body['person'], words)} administre l’organisme", BY.get(body["by"], "")


def _joined(group: Sequence[BasisEntry], words: Words) -> tuple[str, str]:
    return f"{_name(group[0].body['person'], words)} rejoint l’organisme", "Invitation acceptée."


def _person(group: Sequence[BasisEntry], words: Words) -> tuple[str, str]:
    return f"Le compte de {_name(group[0].body['person'], words)} est ouvert", ""


def _subscribed(group: Sequence[BasisEntry], words: Words) -> tuple[str, str]:
    used = {entry.ref for entry in group}
    rows = [row for row in group[0].body["subscriptions"] if row["subscription"] in used]
    services = " ; ".join(dict.fromkeys(words.services.get(row["service"], row["service"]) for row in rows))
    places = len({row["siret"] for row in rows})
    return f"Service ouvert\u00a0: {services}", f"Pour {places} établissement{'s' if places > 1 else ''}."


def _granted(group: Sequence[BasisEntry], words: Words) -> tuple[str, str]:
    grant = _grant(group[0])
    ends = _instant(grant["valid_to"])
    until = f", jusqu’au {day(ends)}" if ends else ""
    service = words.services.get(grant["service"], grant["service"])
    level = LEVELS[grant["level"]].lower()
    note = f"{service}{until}, par {_name(group[0].body['actor'], words)}."
    return f"{_name(grant['person'], words)} reçoit le droit de {level}", note


def _welcomed(group: Sequence[BasisEntry], words: Words) -> tuple[str, str]:
    """An establishment welcomed with the rights of another: the service it opened, or the right given there."""
    return (_granted if group[0].kind == "habilitation" else _subscribed)(group, words)


def _undone(group: Sequence[BasisEntry], words: Words) -> tuple[str, str]:
    """What an undone act gave back: a right, or the place of somebody it had removed."""
    if group[0].kind == "habilitation":
        return _granted(group, words)
    back = next(row for row in group[0].body["members"] if row["membership"] == group[0].ref)
    by = _name(group[0].body["actor"], words)
    return f"{_name(back['person'], words)} revient dans l’organisme", f"Son retrait est annulé par {by}."


def _enrolled(group: Sequence[BasisEntry], words: Words) -> tuple[str, str]:
    body = group[0].body
    factor = FACTORS.get(body["kind"], "Un second facteur")
    return f"{factor} enregistrée par {_name(body['person'], words)}", ""


WRITERS = {
    "access.body.registered": _registered,
    "access.administrator.appointed": _appointed,
    "access.declarant.joined": _joined,
    "access.establishment.welcomed": _welcomed,
    "access.subscription.opened": _subscribed,
    "access.habilitation.granted": _granted,
    "access.rights.changed": _granted,
    "access.act.undone": _undone,
    "accounts.person.registered": _person,
    "accounts.credential.enrolled": _enrolled,
}


def right_used(entries: Sequence[BasisEntry], service: str) -> RightUsed:
    """The right to sign that is used on the service: the first end of those used, and who gave it."""
    used = [
        entry for entry in entries if entry.kind == "habilitation" and _grant(entry)["service"] == service
    ]
    first = min(used, key=lambda entry: _grant(entry)["valid_to"] or "9999")
    grant = _grant(first)
    words = words_for([first])
    return RightUsed(
        service=words.services.get(service, service),
        sirets=[_grant(entry)["siret"] or "" for entry in used],
        valid_from=datetime.fromisoformat(grant["valid_from"]),
        valid_to=_instant(grant["valid_to"]),
        given_by=_name(first.body["actor"], words),
        given_at=first.at,
    )


def _grant(entry: BasisEntry) -> Mapping[str, Any]:
    found: Mapping[str, Any] = next(g for g in entry.body["grants"] if g["habilitation"] == entry.ref)
    return found


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _name(ref: str, words: Words) -> str:
    return words.people.get(ref, "une personne")
