"""What the sentences of each piece of news need, read from the entry's body and from the rows of now.

No NIR, no text of a ticket; the only secrets are links minted when a mail leaves, never kept nor shown as a notice.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse

from paraphe.access import candidacies, links
from paraphe.access import selectors as access
from paraphe.access.selectors import Invitation
from paraphe.accounts import links as account_links
from paraphe.accounts import selectors as accounts
from paraphe.accounts.vocabulary import KINDS
from paraphe.kernel import clock
from paraphe.notifications import rights_told
from paraphe.notifications.audiences import REPRESENTATIVE, Body, is_by_key
from paraphe.registry import selectors as registry

Context = dict[str, Any]
SOMEBODY = "une personne partie depuis"
OFFICES = {
    "operator": ("l’exploitant du portail", "à l’exploitant du portail"),
    "portal": ("le portail, au terme d’un délai", "à l’assistance"),
    REPRESENTATIVE: ("le représentant légal", "au représentant légal"),
}
"""Actors who are no account: who acts, and to whom one speaks of it."""
BY = {
    "key": "par une clé postée au siège",
    "accord": "avec l’accord de {actor}",
    "registration": "en ouvrant son espace",
}


def common_context(body: Body, *, siren: str) -> Context:
    """What every piece of news may say: who acted, whom it is about, the body, the reason."""
    person = accounts.person_by_ref(body["person"]) if body.get("person") else None
    actor, to_actor = name_actor(str(body.get("actor", "")))
    return {
        "actor": actor,
        "to_actor": to_actor,
        "person": person,
        "person_name": person.full_name if person else SOMEBODY,
        "organisation": registry.organisation_by_siren(siren) if siren else None,
        "reason": str(body.get("reason", "")),
        "state": str(body.get("state", "")),
        "left": body.get("left", 0),
        "scope": body.get("scope") or [],
        "is_by_key": is_by_key(body),
        "origin": settings.ORIGIN,
    }


def name_actor(ref: str) -> tuple[str, str]:
    """Who acted, and to whom to speak of it."""
    if ref in OFFICES:
        return OFFICES[ref]
    name = name_person(ref)
    return name, f"à {name}"


def name_person(ref: str) -> str:
    """The name of a person by reference."""
    person = accounts.person_by_ref(ref) if ref else None
    return person.full_name if person else SOMEBODY


def context_of(template: str, body: Body, *, to_send: bool) -> Context | None:
    """What this news needs beside; None where there is nothing to say any more. Links are minted `to_send` only."""
    write = _CONTEXTS.get(template)
    return write(body, to_send) if write else {}


def own_context(template: str, body: Body, person: str) -> Context | None:
    """What this news says to that one person only; None where there is nothing to say to her any more."""
    write = _OWN.get(template)
    return write(body, person) if write else {}


def _running_invitations(body: Body) -> dict[str, Invitation]:
    """By person, the invitations of an entry that can still be accepted."""
    refs = [body["invitation"]] if "invitation" in body else body["invitations"]
    rows = access.invitations_named(refs).values()
    now = clock.now()
    return {
        row.person.ref: row
        for row in rows
        if not row.accepted_at and not row.withdrawn_at and row.expires_at > now
    }


def _of_invitation(body: Body, to_send: bool) -> Context | None:
    """Nothing is said of invitations that ended meanwhile."""
    return {} if _running_invitations(body) else None


def _of_own_invitation(body: Body, person: str) -> Context | None:
    """The link is minted now, as the mail leaves."""
    row = _running_invitations(body).get(person)
    if row is None:
        return None
    path = reverse("access:invitation_link", args=[links.mint_invitation_token(row)])
    return {"invitation": row, "link": f"{settings.ORIGIN}{path}"}


def _of_appointment(body: Body, to_send: bool) -> Context:
    words = BY.get(body["by"], "par décision de {actor}")
    return {"by_words": words.format(actor=name_actor(body["actor"])[0])}


def _of_credential(body: Body, to_send: bool) -> Context:
    credential = accounts.credential_by_ref(body["credential"])
    kind = body.get("kind") or (credential.kind if credential else "")
    return {"kind": KINDS.get(kind, "moyen de connexion"), "replaced": body.get("reason") == "replaced"}


def _of_recovery(body: Body, to_send: bool) -> Context:
    """The link that stops it is minted for the mail to the person only."""
    path = account_links.recovery_cancel_path(body["recovery"]) if to_send else ""
    opener = "La clé postée, avec le contrôle de l’exploitant," if body.get("by") == "key" else ""
    return {
        "cancel_link": f"{settings.ORIGIN}{path}" if path else "",
        "opener": opener or name_actor(body["actor"])[0],
    }


def _of_handover(body: Body, to_send: bool) -> Context:
    return {"leaver_name": name_person(body["leaver"]), "leaves_on": date.fromisoformat(body["leaves_on"])}


def _of_closure(body: Body, to_send: bool) -> Context:
    return {"until": clock.read_stamp(body["until"])}


def _of_place(body: Body, to_send: bool) -> Context:
    sirets = {body["siret"], body["like"] or ""}
    places = registry.establishments_by_siret(sirets)
    like = places.get(body["like"] or "")
    place = places.get(body["siret"])
    return {"place": place.name if place else body["siret"], "like": like.name if like else ""}


def _of_name(body: Body, to_send: bool) -> Context:
    return {"new_name": f"{body['given_name']} {body['family_name']}"}


def _of_reminder(body: Body, to_send: bool) -> Context | None:
    """Nothing where somebody answered meanwhile."""
    row = candidacies.candidacy_named(body["candidacy"])
    return {"day_count": body["day"]} if row is not None and row.state == "pending" else None


def _of_bounce(body: Body, to_send: bool) -> Context:
    return {"bounce": body["kind"]}


def _of_check(body: Body, to_send: bool) -> Context:
    return {"is_second": "by" in body}


_Write = Callable[[Body, bool], Context | None]
_CONTEXTS: dict[str, _Write] = {
    **rights_told.CONTEXTS,
    "invited": _of_invitation,
    "proof_to_check": _of_check,
    "candidacy_reminder": _of_reminder,
    "email_bounced_told": _of_bounce,
    "closure_requested": _of_closure,
    **dict.fromkeys(("administrator_appointed", "administrator_added"), _of_appointment),
    **dict.fromkeys(("credential_enrolled", "credential_revoked"), _of_credential),
    **dict.fromkeys(("recovery_asked", "recovery_opened", "recovery_opened_told"), _of_recovery),
    **dict.fromkeys(("establishment_welcomed", "establishment_welcomed_told"), _of_place),
    **dict.fromkeys(("renamed", "renamed_told"), _of_name),
    **dict.fromkeys(
        (
            "handover_announced",
            "handover_announced_told",
            "successor_named",
            "successor_named_told",
            "successor_cleared_told",
            "successor_released",
            "handover_cancelled",
            "handover_cancelled_told",
            "handover_reminder",
        ),
        _of_handover,
    ),
}
_OWN: dict[str, Callable[[Body, str], Context | None]] = {
    **rights_told.OWN,
    "invited": _of_own_invitation,
}
