"""Writing one mail: what its template needs, read when it leaves. No NIR; no secret but an invitation's signed link."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from paraphe.access import links
from paraphe.access import selectors as access
from paraphe.access.selectors import Habilitation, Invitation
from paraphe.access.vocabulary import Level
from paraphe.accounts import selectors as accounts
from paraphe.accounts.selectors import Person
from paraphe.accounts.vocabulary import KINDS
from paraphe.kernel import clock
from paraphe.registry import selectors as registry

Body = dict[str, Any]
OPERATOR = "L’exploitant du portail"
LEVELS = {"consult": "consulter", "prepare": "préparer", "sign": "signer"}
EVERYWHERE = "tous les établissements"


@dataclass(frozen=True)
class Mail:
    """A mail ready to leave."""

    subject: str
    text: str


@dataclass(frozen=True)
class RightLine:
    """One right in a mail."""

    service: str
    place: str
    level: str
    until: object


def write_mail(template: str, *, body: Body, recipient: Person) -> Mail | None:
    """The mail of a template about an entry's body; None where there is nothing to say any more."""
    context = _CONTEXTS[template](body)
    if context is None:
        return None
    context |= {"recipient": recipient, "actor": _name(body.get("actor", "")), "origin": settings.ORIGIN}
    if "siren" in body:
        organisation = registry.organisation_by_siren(body["siren"])
        context |= {
            "organisation": organisation,
            "url": f"{settings.ORIGIN}{reverse('home:body', args=[organisation.ref])}",
        }
    subject, _, text = render_to_string(f"notifications/{template}.txt", context).partition("\n")
    return Mail(subject.strip(), text.strip() + "\n")


def _name(ref: str) -> str:
    person = accounts.person_by_ref(ref) if ref and ref != "operator" else None
    return person.full_name if person else OPERATOR


def _invitation(body: Body) -> Invitation | None:
    return access.invitation_named(body["invitation"])


def _of_invitation(body: Body) -> dict[str, Any] | None:
    """The link is minted now; nothing is sent for an invitation that ended meanwhile."""
    row = _invitation(body)
    if row is None or row.accepted_at or row.withdrawn_at or row.expires_at <= clock.now():
        return None
    path = reverse("access:invitation_link", args=[links.mint_invitation_token(row)])
    return {"invitation": row, "link": f"{settings.ORIGIN}{path}"}


def _of_withdrawal(body: Body) -> dict[str, Any] | None:
    row = _invitation(body)
    return {"invitation": row} if row else None


def _of_person(body: Body) -> dict[str, Any] | None:
    person = accounts.person_by_ref(body["person"])
    return {"person": person} if person else None


def _of_membership(body: Body) -> dict[str, Any] | None:
    return {"reason": body.get("reason", "")}


def _of_rights(body: Body) -> dict[str, Any] | None:
    refs = body.get("habilitations") or [grant["habilitation"] for grant in body["grants"]]
    rights = list(access.rights_named(refs).values())
    if not rights:
        return None
    return {"lines": _lines(rights), "person": rights[0].person, "reason": body.get("reason", "")}


def _lines(rights: list[Habilitation]) -> list[RightLine]:
    places = registry.establishments_by_siret({right.siret_text or "" for right in rights})
    return [
        RightLine(
            service=right.service.name,
            place=places[right.siret_text].name if right.siret_text in places else EVERYWHERE,
            level=LEVELS[Level(right.level).code],
            until=right.valid_to,
        )
        for right in sorted(rights, key=lambda right: (right.service.position, right.siret or 0))
    ]


def _of_credential(body: Body) -> dict[str, Any] | None:
    credential = accounts.credential_by_ref(body["credential"])
    kind = body.get("kind") or (credential.kind if credential else "")
    return {"kind": KINDS.get(kind, "moyen de connexion"), "replaced": body.get("reason") == "replaced"}


def _of_account(body: Body) -> dict[str, Any] | None:
    return {}


_CONTEXTS: dict[str, Callable[[Body], dict[str, Any] | None]] = {
    "administrator_added": _of_person,
    "administrator_appointed": _of_person,
    "credential_enrolled": _of_credential,
    "credential_revoked": _of_credential,
    "email_changed": _of_account,
    "invitation_withdrawn": _of_withdrawal,
    "invited": _of_invitation,
    "joined": _of_person,
    "membership_ended": _of_membership,
    "password_changed": _of_account,
    "right_closed": _of_rights,
    "right_granted": _of_rights,
    "right_granted_by_fellow": _of_rights,
}
