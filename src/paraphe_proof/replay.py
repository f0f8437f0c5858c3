"""Rights are what the events give when replayed in order; nothing else makes one.

One `Rights` per body. An act by someone who was not then an administrator gives nothing: an appointment
or a grant of his is kept, marked as without effect, so that the refusal can name it. Source:
docs/specs/authority.md, "Replay".
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from paraphe_proof.authority import Chain, Event
from paraphe_proof.shapes import parse_instant
from paraphe_proof.verdict import Indication, ProofError

Basis = dict[tuple[str, str], set[str]]


@dataclass
class Member:
    """A membership: whose, in which role, active or not; `lawful` says that the act that made it had
    effect.
    """

    ref: str
    person: str
    role: str
    lawful: bool
    scope: list[str] | None = None
    active: bool = True


@dataclass
class Grant:
    """A habilitation: for whom, on what, how long, and the administrator's membership that gave it (None:
    none).
    """

    person: str
    siret: str | None
    service: str
    level: str
    valid_from: datetime
    valid_to: datetime | None
    actor: str
    granter: str | None
    open: bool = True

    def covers(self, *, person: str, siret: str, service: str, at: datetime) -> bool:
        """Tell whether it lets the person sign for this establishment and service at this instant."""
        return (
            self.open
            and (self.person, self.service, self.level) == (person, service, "sign")
            and self.siret in (None, siret)
            and self.valid_from <= at
            and (self.valid_to is None or at < self.valid_to)
        )


@dataclass
class Rights:
    """State of one body after some events; `created` maps (kind, ref) to the leaves that made it."""

    siren: str
    name: str = ""
    members: dict[str, Member] = field(default_factory=dict)
    gone: dict[str, Member] = field(default_factory=dict)
    invitations: dict[str, bool] = field(default_factory=dict)
    subscriptions: dict[str, tuple[str, str]] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    created: Basis = field(default_factory=dict)

    def administrator(self, person: str) -> Member | None:
        """The active, lawful administrator membership of a person, if any."""
        return next((m for m in self.members.values() if m.person == person and _administers(m)), None)

    def member(self, person: str) -> Member | None:
        """The active, lawful membership of a person, if any."""
        return next((m for m in self.members.values() if m.person == person and m.lawful and m.active), None)


@dataclass
class Identity:
    """State of one person after some events."""

    person: str
    display_name: str = ""
    credentials: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    created: Basis = field(default_factory=dict)


def _administers(member: Member) -> bool:
    return member.role == "administrator" and member.lawful and member.active


def replay_body(chain: Chain, until: int) -> Rights:
    """Rights of a body after its first `until` events; raises `ProofError` if the first is not its
    registration.
    """
    rights = Rights(chain.subject)
    if chain.events[0].name != "access.body.registered":
        raise ProofError(Indication.CHAINE_ROMPUE, "the body's chain does not begin with its registration")
    for event in chain.events[:until]:
        apply = _BODY_EVENTS.get(event.name)
        if apply and event.body is not None:
            if event.body["siren"] != chain.subject:
                raise ProofError(Indication.CHAINE_ROMPUE, f"{event.name}: about another body")
            apply(rights, event.body, event.hash)
    return rights


def replay_person(chain: Chain, until: int) -> Identity:
    """Identity and credentials of a person after his first `until` events."""
    identity = Identity(chain.subject)
    if chain.events[0].name != "accounts.person.registered":
        raise ProofError(Indication.CHAINE_ROMPUE, "the person's chain does not begin with the registration")
    for event in chain.events[:until]:
        if event.body is not None and event.body.get("person", chain.subject) != chain.subject:
            raise ProofError(Indication.CHAINE_ROMPUE, f"{event.name}: about another person")
        _apply_person(identity, event)
    return identity


def _apply_person(identity: Identity, event: Event) -> None:
    body = event.body or {}
    if event.name == "accounts.person.registered":
        if not identity.display_name:
            identity.display_name = f"{body['given_name']} {body['family_name']}"
        _create(identity.created, "person", identity.person, event.hash)
    elif event.name == "accounts.person.renamed":
        identity.display_name = f"{body['given_name']} {body['family_name']}"
    elif event.name == "accounts.credential.enrolled":
        identity.credentials[body["credential"]] = (body["kind"], parse_instant(event.leaf["at"]))
        _create(identity.created, "credential", body["credential"], event.hash)
    elif event.name == "accounts.credential.revoked":
        identity.credentials.pop(body["credential"], None)


def _create(created: Basis, kind: str, ref: str, leaf: str) -> None:
    created.setdefault((kind, ref), set()).add(leaf)


def _register(rights: Rights, body: dict[str, Any], leaf: str) -> None:
    if rights.name:
        raise ProofError(Indication.CHAINE_ROMPUE, "the body is registered twice")
    rights.name = body["name"]
    _create(rights.created, "registration", body["siren"], leaf)


def _appoint(rights: Rights, body: dict[str, Any], leaf: str) -> None:
    """An appointment; the membership it takes the place of goes, and the leaver it replaces with his rights."""
    first = not any(m.role == "administrator" for m in rights.members.values())
    decider = rights.administrator(body["actor"])
    decided = decider is not None and _contains(decider.scope, body["scope"])
    lawful = {"registration": first, "key": True, "accord": decided, "promotion": decided}[body["by"]]
    rights.members.pop(body.get("promoted_from", ""), None)
    if "replaces" in body:
        _end(rights, body["replaces"], leaf)
    ref = body["membership"]
    rights.members[ref] = Member(ref, body["person"], "administrator", lawful, body["scope"])
    _create(rights.created, "administrator", ref, leaf)
    _create(rights.created, "membership", ref, leaf)


def _contains(scope: list[str] | None, asked: list[str] | None) -> bool:
    """Whether a scope (None: the whole body) contains another."""
    return scope is None or (asked is not None and set(asked) <= set(scope))


def _invite(rights: Rights, body: dict[str, Any], _leaf: str) -> None:
    rights.invitations[body["invitation"]] = rights.administrator(body["actor"]) is not None


def _join(rights: Rights, body: dict[str, Any], leaf: str) -> None:
    lawful = rights.invitations.pop(body["invitation"], False)
    ref = body["membership"]
    rights.members[ref] = Member(ref, body["person"], "declarant", lawful)
    _create(rights.created, "membership", ref, leaf)


def _activate(active: bool) -> Callable[[Rights, dict[str, Any], str], None]:
    def apply(rights: Rights, body: dict[str, Any], _leaf: str) -> None:
        if body["membership"] in rights.members:
            rights.members[body["membership"]].active = active

    return apply


def _end(rights: Rights, body: dict[str, Any], leaf: str) -> None:
    former = rights.members.pop(body["membership"], None)
    if former is not None:
        rights.gone[former.ref] = former
    _close_grants(rights, body, leaf)


def _remove(rights: Rights, body: dict[str, Any], leaf: str) -> None:
    for item in body["members"]:
        _end(rights, item, leaf)


def _change(rights: Rights, body: dict[str, Any], leaf: str) -> None:
    """One act that closes, invites and gives."""
    _close_grants(rights, {"habilitations": body["closed"]}, leaf)
    for ref in body["invitations"]:
        rights.invitations[ref] = rights.administrator(body["actor"]) is not None
    _grant(rights, body, leaf)


def _undo(rights: Rights, body: dict[str, Any], leaf: str) -> None:
    """An act undone: a declarant comes back by an administrator's deed, as lawful as he was; no administrator does."""
    _close_grants(rights, {"habilitations": body["closed"]}, leaf)
    for ref in body["invitations"]:
        rights.invitations.pop(ref, None)
    _grant(rights, body, leaf)
    decided = rights.administrator(body["actor"]) is not None
    for item in body["members"]:
        former = rights.gone.get(item["restores"])
        same = former is not None and former.person == item["person"] and former.role == "declarant"
        lawful = decided and former is not None and same and former.lawful
        ref = item["membership"]
        rights.members[ref] = Member(ref, item["person"], "declarant", lawful)
        _create(rights.created, "membership", ref, leaf)


def _withdraw(rights: Rights, body: dict[str, Any], leaf: str) -> None:
    rights.invitations.pop(body["invitation"], None)
    _close_grants(rights, body, leaf)


def _open_subscriptions(rights: Rights, body: dict[str, Any], leaf: str) -> None:
    for item in body["subscriptions"]:
        rights.subscriptions[item["subscription"]] = (item["siret"], item["service"])
        _create(rights.created, "subscription", item["subscription"], leaf)


def _close_subscriptions(rights: Rights, body: dict[str, Any], _leaf: str) -> None:
    for ref in body["subscriptions"]:
        rights.subscriptions.pop(ref, None)


def _grant(rights: Rights, body: dict[str, Any], leaf: str) -> None:
    administrator = rights.administrator(body["actor"])
    for item in body["grants"]:
        within = administrator is not None and (
            administrator.scope is None or item["siret"] in administrator.scope
        )
        rights.grants[item["habilitation"]] = Grant(
            person=item["person"],
            siret=item["siret"],
            service=item["service"],
            level=item["level"],
            valid_from=parse_instant(item["valid_from"]),
            valid_to=None if item["valid_to"] is None else parse_instant(item["valid_to"]),
            actor=body["actor"],
            granter=administrator.ref if administrator and within else None,
        )
        _create(rights.created, "habilitation", item["habilitation"], leaf)


def _welcome(rights: Rights, body: dict[str, Any], leaf: str) -> None:
    _open_subscriptions(rights, body, leaf)
    _grant(rights, body, leaf)


def _close_grants(rights: Rights, body: dict[str, Any], _leaf: str) -> None:
    for ref in body.get("habilitations", ()):
        if ref in rights.grants:
            rights.grants[ref].open = False


_BODY_EVENTS: dict[str, Callable[[Rights, dict[str, Any], str], None]] = {
    "access.body.registered": _register,
    "access.administrator.appointed": _appoint,
    "access.declarant.invited": _invite,
    "access.declarant.joined": _join,
    "access.invitation.withdrawn": _withdraw,
    "access.membership.suspended": _activate(False),
    "access.membership.reactivated": _activate(True),
    "access.membership.ended": _end,
    "access.establishment.welcomed": _welcome,
    "access.subscription.opened": _open_subscriptions,
    "access.subscription.closed": _close_subscriptions,
    "access.habilitation.granted": _grant,
    "access.habilitation.closed": _close_grants,
    "access.rights.changed": _change,
    "access.members.removed": _remove,
    "access.act.undone": _undo,
}
