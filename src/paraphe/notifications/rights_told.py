"""What an act on rights, a request, a proposal or a service closed is in words: the lines of its mails."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from paraphe.access import selectors as access
from paraphe.access.selectors import Habilitation
from paraphe.access.vocabulary import Level
from paraphe.accounts import selectors as accounts
from paraphe.notifications.audiences import Body
from paraphe.notifications.audiences_of_rights import closed_services, request_of, widened_rights
from paraphe.registry import selectors as registry

LEVELS = {"consult": "consulter", "prepare": "préparer", "sign": "signer"}
EVERYWHERE = "tous les établissements"
SHOWN = 12
"""So many people, or places, are named in one mail; the page shows the others."""


@dataclass(frozen=True)
class RightLine:
    """One right in a mail, or the same right on several places."""

    service: str
    place: str
    level: str
    until: object


@dataclass(frozen=True)
class Part:
    """What an act does to one person."""

    name: str
    given: Sequence[RightLine]
    closed: Sequence[RightLine]


def right_lines(rights: Iterable[Habilitation]) -> list[RightLine]:
    """Rights in words, the same one on several places in one line."""
    found = sorted(rights, key=lambda right: (right.service.position, right.siret or 0))
    places = registry.establishments_by_siret({right.siret_text or "" for right in found})
    grouped: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for right in found:
        name = places[right.siret_text].name if right.siret_text in places else EVERYWHERE
        grouped[right.service.name, LEVELS[Level(right.level).code], right.valid_to].append(name)
    return [
        RightLine(service=service, place=_name_places(names), level=level, until=until)
        for (service, level, until), names in grouped.items()
    ]


def _name_places(names: list[str]) -> str:
    return ", ".join(names) if len(names) <= SHOWN else f"{len(names)} établissements"


def _rights_of(body: Body) -> list[Habilitation]:
    """The rights an entry that only gives, or only closes, speaks of."""
    refs = body.get("habilitations") or [grant["habilitation"] for grant in body["grants"]]
    return list(access.rights_named(refs).values())


def of_rights(body: Body, to_send: bool) -> dict[str, Any] | None:
    """The rights given or closed, and whose they are."""
    rights = _rights_of(body)
    if not rights:
        return None
    names = sorted({right.person.full_name for right in rights})
    return {"lines": right_lines(rights), "granted": ", ".join(names)}


def of_own_rights(body: Body, person: str) -> dict[str, Any]:
    """Those of the one who reads."""
    return {"lines": right_lines(right for right in _rights_of(body) if right.person.ref == person)}


def of_actor_rights(body: Body, to_send: bool) -> dict[str, Any]:
    """Those the actor gave himself."""
    return of_own_rights(body, body["actor"])


def change_parts(body: Body, person: str = "") -> list[Part]:
    """By person, what an act gives and takes back; a right closed and given anew is only given."""
    given = access.rights_named(grant["habilitation"] for grant in body["grants"]).values()
    again = {_key(right) for right in given}
    closed = [right for right in access.rights_named(body["closed"]).values() if _key(right) not in again]
    people = {right.person.ref: right.person.full_name for right in (*given, *closed)}
    back = accounts.persons_by_ref(row["person"] for row in body.get("members", ()))
    people |= {ref: person.full_name for ref, person in back.items()}
    return [
        Part(
            name,
            right_lines(right for right in given if right.person.ref == ref),
            right_lines(right for right in closed if right.person.ref == ref),
        )
        for ref, name in sorted(people.items(), key=lambda item: item[1])
        if not person or ref == person
    ]


def _key(right: Habilitation) -> tuple[int, int | None, int]:
    return right.person_id, right.siret, right.service_id


def of_own_change(body: Body, person: str) -> dict[str, Any]:
    """What an act does to the one who reads."""
    parts = change_parts(body, person)
    back = {row["person"] for row in body.get("members", ())}
    return {
        "given": parts[0].given if parts else [],
        "closed": parts[0].closed if parts else [],
        "is_back": person in back,
    }


def of_change(body: Body, to_send: bool) -> dict[str, Any]:
    """What an act does, person by person."""
    parts = change_parts(body) if to_send else []
    guests = access.invitations_named(body["invitations"]).values() if to_send else []
    return {
        "parts": parts[:SHOWN],
        "more": max(0, len(parts) - SHOWN),
        "guests": sorted({row.person.full_name for row in guests})[:SHOWN],
        "guest_count": len(body["invitations"]),
        "is_request": bool(body.get("request")),
    }


def of_removals(body: Body, to_send: bool) -> dict[str, Any]:
    """Whose memberships end."""
    people = accounts.persons_by_ref([row["person"] for row in body["members"]])
    names = sorted(person.full_name for person in people.values())
    return {"names": names[:SHOWN], "more": max(0, len(names) - SHOWN), "count": len(body["members"])}


def of_services(body: Body, to_send: bool) -> dict[str, Any]:
    """The services closed, place by place."""
    found = closed_services(body)
    services = registry.service_names()
    places = registry.establishments_by_siret({siret for siret, _ in found})
    lines = [f"{services[code]}, {places[siret].name}" for siret, code in found]
    return {"services": lines[:SHOWN], "more": max(0, len(lines) - SHOWN)}


def of_widened(body: Body, to_send: bool) -> dict[str, Any]:
    """The places whose services open, and whose rights cover them."""
    places = registry.establishments_by_siret({row["siret"] for row in body["subscriptions"]})
    names = sorted({right.person.full_name for right in widened_rights(body)})
    return {
        "places": _name_places(sorted(place.name for place in places.values())),
        "names": names[:SHOWN],
        "count": len(names),
    }


def of_own_widened(body: Body, person: str) -> dict[str, Any]:
    """The services of the one who reads."""
    services = registry.service_names()
    mine = {right.service.code for right in widened_rights(body) if right.person.ref == person}
    return {"services": ", ".join(services[code] for code in sorted(mine))}


def of_request(body: Body, to_send: bool) -> dict[str, Any] | None:
    """What is asked for, and why."""
    row = request_of(body)
    if row is None:
        return None
    place = registry.establishments_by_siret({row.siret}).get(row.siret)
    return {
        "service": row.service.name,
        "place": place.name if place else EVERYWHERE,
        "level": LEVELS[Level(row.level).code],
        "asked_reason": row.reason,
        "question": row.question,
        "answer": row.answer,
        "day_count": body.get("day", 0),
    }


def of_waiting_request(body: Body, to_send: bool) -> dict[str, Any] | None:
    """The same; nothing once somebody answered."""
    row = request_of(body)
    return of_request(body, to_send) if row is not None and row.state in ("sent", "asked") else None


def of_absence(body: Body, to_send: bool) -> dict[str, Any]:
    """From when to when, and who stands in."""
    deputy = accounts.person_by_ref(body["deputy"])
    return {
        "starts_on": date.fromisoformat(body["starts_on"]),
        "ends_on": date.fromisoformat(body["ends_on"]),
        "deputy_name": deputy.full_name if deputy else "",
    }


def of_suspension(body: Body, to_send: bool) -> dict[str, Any]:
    """The day a suspension ends by itself, where it has one."""
    return {"lifts_on": date.fromisoformat(body["lifts_on"]) if body.get("lifts_on") else None}


def of_file(body: Body, to_send: bool) -> dict[str, Any]:
    """The name of the file."""
    row = access.BulkChange.objects.filter(ref=body["bulk"]).first()
    return {"filename": row.filename if row else "", "line_count": row.total if row else 0}


def of_token(body: Body, to_send: bool) -> dict[str, Any]:
    """The name of a token and its end."""
    row = access.ApiToken.objects.filter(ref=body["token"]).first()
    return {"token_name": row.name if row else "", "until": row.expires_at if row else None}


def of_named(body: Body, to_send: bool) -> dict[str, Any]:
    """Whose rights will end, and until when something can be done."""
    people = accounts.persons_by_ref(body["persons"])
    names = sorted(person.full_name for person in people.values())
    return {"lapses_on": date.fromisoformat(body["lapses_on"]), "names": names[:SHOWN], "count": len(names)}


def of_own_named(body: Body, person: str) -> dict[str, Any] | None:
    """The rights of the one who reads that will end, those that still run."""
    rows = access.rights_named(body["habilitations"]).values()
    mine = [right for right in rows if right.person.ref == person and right.closed_at is None]
    return {"lines": right_lines(mine)} if mine else None


def of_review(body: Body, to_send: bool) -> dict[str, Any]:
    """The days of a review."""
    return {
        "due_on": date.fromisoformat(body["due_on"]),
        "lapses_on": date.fromisoformat(body["lapses_on"]) if body.get("lapses_on") else None,
        "day_count": body.get("days", 0),
    }


def of_report(body: Body, to_send: bool) -> dict[str, Any]:
    """How many lines were kept, shortened and removed."""
    return {name: len(body[name]) for name in ("kept", "limited", "removed")}


def of_settings(body: Body, to_send: bool) -> dict[str, Any]:
    """What the body chose: agreements a candidacy needs, or the services whose rights two administrators give."""
    names = registry.service_names()
    return {
        "accords": body.get("accords_needed"),
        "is_four_eyes": "four_eyes" in body,
        "four_eyes": [names.get(code, code) for code in body.get("four_eyes", ())],
    }


CONTEXTS: dict[str, Callable[[Body, bool], dict[str, Any] | None]] = {
    **dict.fromkeys(
        ("right_granted", "right_granted_by_fellow", "right_closed", "right_lapsed_told"), of_rights
    ),
    "right_granted_alone": of_actor_rights,
    **dict.fromkeys(("rights_changed_told", "act_undone_told", "change_confirmed"), of_change),
    "members_removed_told": of_removals,
    **dict.fromkeys(("rights_widened", "rights_widened_told"), of_widened),
    **dict.fromkeys(("service_closed", "service_closed_told"), of_services),
    **dict.fromkeys(
        (
            "request_asked",
            "request_refused",
            "request_withdrawn_told",
            "request_expired",
            "request_expired_told",
        ),
        of_request,
    ),
    **dict.fromkeys(
        (
            "request_to_decide",
            "request_answered",
            "request_reminder",
            "request_asked_reminder",
            "request_escalated",
        ),
        of_waiting_request,
    ),
    **dict.fromkeys(("absence_deputy", "absence_opened_told", "absence_closed"), of_absence),
    **dict.fromkeys(("suspended", "suspended_told"), of_suspension),
    "settings_changed": of_settings,
    **dict.fromkeys(("review_opened", "review_reminder"), of_review),
    **dict.fromkeys(("review_signed_told", "review_concluded_told"), of_report),
    **dict.fromkeys(
        ("review_overdue", "review_overdue_told", "unused_announced", "unused_announced_told"), of_named
    ),
    **dict.fromkeys(("bulk_checked", "bulk_failed"), of_file),
    **dict.fromkeys(("token_opened", "token_opened_told", "token_closed"), of_token),
}
OWN: dict[str, Callable[[Body, str], dict[str, Any] | None]] = {
    **dict.fromkeys(("right_granted", "right_closed"), of_own_rights),
    "rights_changed": of_own_change,
    "act_undone": of_own_change,
    "rights_widened": of_own_widened,
    **dict.fromkeys(("review_overdue", "unused_announced"), of_own_named),
}
