"""The events that make or end a right, and the closed shape of each body. Source:
docs/specs/authority.md.

An `access.*` or `accounts.*` event that is neither here nor neutral makes the verdict INDÉTERMINÉE: a
verifier that does not know an event cannot say that it takes nothing away.
"""

from collections.abc import Mapping
from typing import Any

from paraphe_proof.shapes import (
    CODE,
    HASH,
    REF,
    SIREN,
    SIRET,
    Shape,
    choice,
    constant,
    instant,
    integer,
    listing,
    nullable,
    pattern,
    record,
    text,
)

_MANY = 100_000
_DAY = nullable(pattern(r"\d{4}-\d\d-\d\d"))
_HEAD: dict[str, Shape] = {"v": constant(1), "actor": REF}
_BODY: dict[str, Shape] = {**_HEAD, "siren": SIREN}
_MEMBERSHIP = record({**_BODY, "membership": REF, "person": REF, "reason": text(500)})

_SUBSCRIPTION = record({"subscription": REF, "siret": SIRET, "service": CODE})
_GRANT = record(
    {
        "habilitation": REF,
        "person": REF,
        "siret": nullable(SIRET),
        "service": CODE,
        "level": choice("consult", "prepare", "sign"),
        "valid_from": instant,
        "valid_to": nullable(instant),
        "review_on": _DAY,
    }
)

_MEMBER_REMOVED = record({"membership": REF, "person": REF, "habilitations": listing(REF, 0, _MANY)})
_MEMBER_RESTORED = record({"membership": REF, "person": REF, "restores": REF})

SHAPES: dict[str, Shape] = {
    "accounts.person.registered": record(
        {**_HEAD, "person": REF, "given_name": text(100), "family_name": text(100)}
    ),
    "accounts.credential.enrolled": record(
        {**_HEAD, "person": REF, "credential": REF, "kind": choice("totp", "passkey", "recovery_codes")}
    ),
    "accounts.credential.revoked": record({**_HEAD, "person": REF, "credential": REF, "reason": text(500)}),
    "accounts.person.renamed": record(
        {**_HEAD, "person": REF, "given_name": text(100), "family_name": text(100)}
    ),
    "access.body.registered": record(
        {
            **_BODY,
            "name": text(300),
            "proof": record({"kind": text(64), "strength": integer(1), "sha256": HASH}),
        }
    ),
    "access.administrator.appointed": record(
        {
            **_BODY,
            "person": REF,
            "membership": REF,
            "scope": nullable(listing(SIRET, 1, _MANY)),
            "by": choice("registration", "accord", "key", "promotion"),
        },
        optional={
            "candidacy": REF,
            "promoted_from": REF,
            "replaces": record(
                {
                    "membership": REF,
                    "person": REF,
                    "habilitations": listing(REF, 0, _MANY),
                    "reason": text(500),
                }
            ),
        },
    ),
    "access.declarant.invited": record({**_BODY, "invitation": REF, "role": constant("declarant")}),
    "access.declarant.joined": record({**_BODY, "person": REF, "membership": REF, "invitation": REF}),
    "access.membership.suspended": record(
        {**_BODY, "membership": REF, "person": REF, "reason": text(500)},
        optional={"lifts_on": pattern(r"\d{4}-\d\d-\d\d")},
    ),
    "access.membership.reactivated": _MEMBERSHIP,
    "access.membership.ended": record(
        {**_BODY, "membership": REF, "person": REF, "reason": text(500)},
        optional={"habilitations": listing(REF, 0, _MANY)},
    ),
    "access.invitation.withdrawn": record(
        {**_BODY, "invitation": REF}, optional={"habilitations": listing(REF, 0, _MANY)}
    ),
    "access.subscription.opened": record(
        {**_BODY, "subscriptions": listing(_SUBSCRIPTION, 1, _MANY)},
        optional={"charters": listing(CODE, 1, _MANY)},
    ),
    "access.subscription.closed": record(
        {**_BODY, "subscriptions": listing(REF, 1, _MANY), "reason": text(500)}
    ),
    "access.habilitation.granted": record(
        {**_BODY, "grants": listing(_GRANT, 1, _MANY)},
        optional={"silent_fellows": listing(REF, 1, _MANY)},
    ),
    "access.establishment.welcomed": record(
        {
            **_BODY,
            "siret": SIRET,
            "like": nullable(SIRET),
            "subscriptions": listing(_SUBSCRIPTION, 0, _MANY),
            "grants": listing(_GRANT, 0, _MANY),
        }
    ),
    "access.rights.changed": record(
        {
            **_BODY,
            "source": CODE,
            "closed": listing(REF, 0, _MANY),
            "grants": listing(_GRANT, 0, _MANY),
            "invitations": listing(REF, 0, _MANY),
        },
        optional={
            "reason": text(500),
            "silent_fellows": listing(REF, 1, _MANY),
            "profile": REF,
            "request": REF,
            "proposed_by": REF,
        },
    ),
    "access.members.removed": record(
        {**_BODY, "members": listing(_MEMBER_REMOVED, 1, _MANY), "reason": text(500)}
    ),
    "access.act.undone": record(
        {
            **_BODY,
            "act": REF,
            "closed": listing(REF, 0, _MANY),
            "grants": listing(_GRANT, 0, _MANY),
            "invitations": listing(REF, 0, _MANY),
            "members": listing(_MEMBER_RESTORED, 0, _MANY),
        }
    ),
    "access.habilitation.closed": record(
        {**_BODY, "habilitations": listing(REF, 1, _MANY), "reason": text(500)}
    ),
}

NEUTRAL_PREFIXES = (
    "access.absence.",
    "access.body.closed",
    "access.bulk.",
    "access.candidacy.",
    "access.change.",
    "access.contest.",
    "access.handover.",
    "access.invitation.",
    "access.letter.",
    "access.operator.",
    "access.profile.",
    "access.proof.",
    "access.recovery.",
    "access.register.",
    "access.registration.",
    "access.request.",
    "access.review.",
    "access.settings.",
    "access.token.",
    "accounts.doubt.",
    "accounts.email.",
    "accounts.name.",
    "accounts.password.",
    "accounts.person.closed",
    "accounts.profile.",
    "accounts.recovery.",
    "accounts.session.",
    "accounts.step_up.",
)
DISCLOSED = {"body": "access.", "person": "accounts."}


def is_known(event: str) -> bool:
    """Tell whether this version knows what the event does to rights (possibly nothing)."""
    concerns_rights = event.startswith(tuple(DISCLOSED.values()))
    return not concerns_rights or event in SHAPES or event.startswith(NEUTRAL_PREFIXES)


_ENDED = {
    "access.administrator.appointed": ("promoted_from", "membership", "habilitations"),
    "access.membership.suspended": ("membership",),
    "access.membership.ended": ("membership", "habilitations"),
    "access.invitation.withdrawn": ("habilitations",),
    "access.subscription.closed": ("subscriptions",),
    "access.habilitation.closed": ("habilitations",),
    "access.rights.changed": ("closed",),
    "access.act.undone": ("closed",),
    "accounts.credential.revoked": ("credential",),
}


def touched(event: str, body: Mapping[str, Any]) -> set[str]:
    """References whose right this event suspends or ends."""
    refs: set[str] = set()
    if event == "access.administrator.appointed":
        body = {"promoted_from": body.get("promoted_from", []), **body.get("replaces", {})}
    for gone in body["members"] if event == "access.members.removed" else ():
        refs |= {gone["membership"], *gone["habilitations"]}
    for member in _ENDED.get(event, ()):
        value = body.get(member, [])
        refs |= {value} if isinstance(value, str) else set(value)
    return refs
