"""What the entries of acts on rights say to a reader: a line for each, whatever they closed, gave or invited."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from paraphe.access import events, sentences
from paraphe.access.wording import listed
from paraphe.web.templatetags.formats import day

if TYPE_CHECKING:
    from paraphe.access.models import Habilitation
    from paraphe.access.web.history import Lookup

MOST_GROUPS = 3
SOURCES = {
    "matrix": "depuis le tableau des droits",
    "file": "par fichier",
    "bulk": "par fichier",
    "profile": "par un profil",
    "copy": "par copie d’un collègue",
    "renewal": "par renouvellement",
    "review": "à la revue",
    "request": "après une demande",
    "people": "en ajoutant des personnes",
    "api": "par l’API",
}
"""Where an act was made, in words; a source without words is not told."""


def tell_changed(body: dict[str, Any], lookup: "Lookup") -> str:
    """Rights closed and given, people invited, from where, and who proposed it."""
    parts = [
        *_given(body.get("grants", ()), lookup),
        *_closed(body.get("closed", ()), lookup),
        *_invited(body.get("invitations", ()), lookup),
    ]
    if body.get("profile") in lookup.named:
        parts.append(f"Profil : {lookup.named[body['profile']]}.")
    if body.get("source") in SOURCES:
        parts.append(f"Acte fait {SOURCES[body['source']]}.")
    if "proposed_by" in body:
        parts.append(f"Proposé par {lookup.name(body['proposed_by'])}.")
    return " ".join([*parts, *_reason(body)])


def tell_undone(body: dict[str, Any], lookup: "Lookup") -> str:
    """What came back, and what was taken back."""
    members = [lookup.name(row["person"]) for row in body.get("members", ())]
    back = [f"Reviennent dans l’organisme : {listed(members)}."] if members else []
    return " ".join([*back, tell_changed(body, lookup)]).strip()


def tell_removed(body: dict[str, Any], lookup: "Lookup") -> str:
    """Those who left, how many rights ended, and why."""
    names = [lookup.name(row["person"]) for row in body["members"]]
    count = sum(len(row["habilitations"]) for row in body["members"])
    ended = f"{count}\u00a0droit{'s' if count > 1 else ''} retiré{'s' if count > 1 else ''}."
    return " ".join([f"{listed(names)}.", ended, *_reason(body)])


def tell_settings(body: dict[str, Any], lookup: "Lookup") -> str:
    """The setting changed: how many accords, or which services are given by two."""
    if "four_eyes" in body:
        names = [lookup.services.get(code, code) for code in body["four_eyes"]]
        return (
            f"Deux administrateurs donnent les droits de : {listed(names)}." if names else "Un seul suffit."
        )
    return "Deux accords sont demandés." if body.get("accords_needed") == 2 else "Un accord suffit."


def tell_subject(body: dict[str, Any], lookup: "Lookup") -> str:
    """Whom and what an entry is about, by the keys it has: person, service, level, place, days, name, reason."""
    parts = [lookup.name(body["person"])] if "person" in body else []
    if "deputy" in body:
        parts.append(f"suppléance par {lookup.name(body['deputy'])}")
    if body.get("level") in sentences.LEVELS:
        parts.append(sentences.LEVELS[body["level"]].lower())
    if body.get("service"):
        parts.append(lookup.services.get(body["service"], str(body["service"])))
    if "siret" in body:
        parts.append(lookup.place(body["siret"] or None))
    parts += [lookup.named[body[key]] for key in ("token", "profile") if body.get(key) in lookup.named]
    if isinstance(body.get("name"), str):
        parts.append(body["name"])
    told = f"{' · '.join(parts)}." if parts else ""
    return " ".join([*([told] if told else []), *_content(body, lookup), *_reason(body)])


def tell_services(body: dict[str, Any], lookup: "Lookup") -> str:
    """The services closed, for which establishments, and why."""
    rows = [lookup.uses[ref] for ref in map(_ref_of, body["subscriptions"]) if ref in lookup.uses]
    services = list(dict.fromkeys(lookup.services.get(code, code) for _, code in rows))
    places = list(dict.fromkeys(lookup.place(siret) for siret, _ in rows))
    told = [f"{listed(services)}. Pour {listed(places)}."] if rows else []
    return " ".join([*told, *_reason(body)])


def _ref_of(row: Any) -> str:
    return str(row["subscription"] if isinstance(row, dict) else row)


def _given(grants: Sequence[dict[str, Any]], lookup: "Lookup") -> list[str]:
    """« X peut signer : A et B. Pour C. », once for each person and level."""
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for grant in grants:
        groups.setdefault((grant["person"], grant["level"]), []).append(grant)
    told = [_given_to(key, rows, lookup) for key, rows in list(groups.items())[:MOST_GROUPS]]
    more = len({person for person, _ in list(groups)[MOST_GROUPS:]})
    return [
        *told,
        *(
            [f"Et {more}\u00a0autre{'s' if more > 1 else ''} personne{'s' if more > 1 else ''}."]
            if more
            else []
        ),
    ]


def _given_to(key: tuple[str, str], grants: Sequence[dict[str, Any]], lookup: "Lookup") -> str:
    services = dict.fromkeys(lookup.services.get(grant["service"], grant["service"]) for grant in grants)
    places = dict.fromkeys(lookup.place(grant["siret"]) for grant in grants)
    whom, level = lookup.name(key[0]), sentences.LEVELS[key[1]].lower()
    return f"{whom} peut {level} : {listed(list(services))}. Pour {listed(list(places))}."


def _closed(refs: Sequence[str], lookup: "Lookup") -> list[str]:
    """« Retirés à X : A (C). », once for each person."""
    groups: dict[str, list[Habilitation]] = {}
    for ref in refs:
        if ref in lookup.rights:
            groups.setdefault(lookup.rights[ref].person.full_name, []).append(lookup.rights[ref])
    told = [
        f"Retiré à {name} : {listed(_named(rows, lookup))}."
        for name, rows in list(groups.items())[:MOST_GROUPS]
    ]
    more = len(groups) - len(told)
    return [*told, *([f"Et à {more}\u00a0autre{'s' if more > 1 else ''}."] if more else [])]


def _named(rows: "Sequence[Habilitation]", lookup: "Lookup") -> list[str]:
    return [f"{row.service.name} ({lookup.place(row.siret_text)})" for row in rows]


def _invited(refs: Sequence[str], lookup: "Lookup") -> list[str]:
    names = [lookup.invitations[ref].person.full_name for ref in refs if ref in lookup.invitations]
    return [f"Invitation : {listed(names)}."] if names else []


def _content(body: dict[str, Any], lookup: "Lookup") -> list[str]:
    """Dates and lists an entry may have: absences, profiles, abilities of a token."""
    told = []
    if body.get("starts_on") and body.get("ends_on"):
        told.append(f"Du {_day(body['starts_on'])} au {_day(body['ends_on'])}.")
    if isinstance(body.get("content"), list):
        items = [row for row in body["content"] if isinstance(row, dict) and "service" in row]
        told.append(f"{listed([lookup.services.get(row['service'], row['service']) for row in items])}.")
    if body.get("change") in lookup.changes:
        told.append(_counted(lookup.changes[body["change"]]))
    if isinstance(body.get("lines"), int):
        told.append(f"{_several(body['lines'], 'ligne')}, {_several(body.get('faults', 0), 'faute')}.")
    if "abilities" in body:
        told.append("Lire et modifier." if "write" in body["abilities"] else "Lire seulement.")
    return told


def _counted(content: dict[str, Any]) -> str:
    """What a proposal holds, counted: its page says the rest."""
    kinds = (("grants", "droit à donner"), ("closures", "droit à retirer"), ("invitees", "invitation"))
    parts = [_several(len(content.get(key, ())), words) for key, words in kinds if content.get(key)]
    return f"{listed(parts)}." if parts else ""


def _several(count: int, words: str) -> str:
    """« 1 droit à donner », « 3 droits à donner »: the first word takes the mark of the plural."""
    first, _, rest = words.partition(" ")
    return " ".join(part for part in (f"{count}\u00a0{first}{'s' if count > 1 else ''}", rest) if part)


def _day(text: str) -> str:
    return str(day(date.fromisoformat(text)))


def _reason(body: dict[str, Any]) -> list[str]:
    reason = str(body.get("reason") or "").rstrip(". ")
    return [f"Motif : {reason}."] if reason else []


Teller = Callable[[dict[str, Any], "Lookup"], str]

_ABOUT = (
    events.CHANGE_PROPOSED,
    events.CHANGE_REFUSED,
    events.CHANGE_WITHDRAWN,
    events.CHANGE_EXPIRED,
    events.PROFILE_SAVED,
    events.PROFILE_RETIRED,
    events.REQUEST_SENT,
    events.REQUEST_ASKED,
    events.REQUEST_ANSWERED,
    events.REQUEST_REFUSED,
    events.REQUEST_WITHDRAWN,
    events.REQUEST_EXPIRED,
    events.REQUEST_REMINDED,
    events.REQUEST_ESCALATED,
    events.ABSENCE_OPENED,
    events.ABSENCE_CLOSED,
    events.BULK_CHECKED,
    events.BULK_FAILED,
    events.API_TOKEN_OPENED,
    events.API_TOKEN_CLOSED,
)

TELLERS: Mapping[str, Teller] = {
    events.RIGHTS_CHANGED: tell_changed,
    events.ACT_UNDONE: tell_undone,
    events.MEMBERS_REMOVED: tell_removed,
    events.SETTINGS_CHANGED: tell_settings,
    events.SUBSCRIPTION_CLOSED: tell_services,
    **dict.fromkeys(_ABOUT, tell_subject),
}
