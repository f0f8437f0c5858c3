"""The basis a statement names must be the one its chains give, then and until the signature.

Checks of ruling 1: heads lie on their chains; every named reference was made by the named leaf; the
person, in the role stated, held for each establishment an open subscription and a lawful habilitation to
sign; no event after the heads touches any of it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NoReturn

from paraphe_proof import authority, events
from paraphe_proof.authority import Chain, Event
from paraphe_proof.replay import Identity, Rights, replay_body, replay_person
from paraphe_proof.shapes import parse_instant
from paraphe_proof.verdict import Indication, ProofError


@dataclass(frozen=True)
class Signing:
    """What the basis is asked for: a parsed statement, the chains, and the instant the person signed."""

    statement: dict[str, Any]
    chains: dict[str, Chain]
    at: datetime


def _refuse(detail: str) -> NoReturn:
    raise ProofError(Indication.HABILITATION_ABSENTE, detail)


def check_basis(signing: Signing) -> None:
    """Run every check of this module; raises `ProofError`."""
    heads = _locate_heads(signing)
    bodies, identity = _replay(signing, heads)
    _check_person(signing.statement, identity)
    named = {(b["kind"], b["ref"]): b["leaf"] for b in signing.statement["authority"]["basis"]}
    _check_named(signing, named, [*(r.created for r in bodies.values()), identity.created])
    granters = _check_rights(signing, bodies, named)
    stated = {entry["person"] for entry in signing.statement["authority"]["granted_by"]}
    if stated != granters:
        _refuse("granted_by does not name exactly the administrators who granted")
    _check_untouched(signing.chains, heads, {ref for _, ref in named})


def _locate_heads(signing: Signing) -> dict[str, int]:
    """Number of events of each chain the statement had seen."""
    heads: dict[str, int] = {}
    for head in signing.statement["authority"]["heads"]:
        chain = signing.chains.get(head["chain"])
        if (
            chain is None
            or head["seq"] > len(chain.events)
            or chain.events[head["seq"] - 1].hash != head["head"]
        ):
            raise ProofError(Indication.CHAINE_ROMPUE, "a head of the statement does not lie on its chain")
        heads[head["chain"]] = head["seq"]
    if heads.keys() != signing.chains.keys():
        raise ProofError(Indication.CHAINE_ROMPUE, "the statement does not give the head of every chain")
    return heads


def _replay(signing: Signing, heads: dict[str, int]) -> tuple[dict[str, Rights], Identity]:
    signer = signing.statement["signer"]
    bodies: dict[str, Rights] = {}
    identity: Identity | None = None
    for chain in signing.chains.values():
        if chain.kind == "body":
            bodies[chain.subject] = replay_body(chain, heads[chain.chain])
        elif chain.subject == signer["person"]:
            identity = replay_person(chain, heads[chain.chain])
    if identity is None:
        raise ProofError(Indication.CHAINE_ROMPUE, "the signer's chain is absent")
    stated = {body["siren"]: body["name"] for body in signer["on_behalf_of"]}
    if stated != {siren: rights.name for siren, rights in bodies.items()}:
        raise ProofError(Indication.CHAINE_ROMPUE, "on_behalf_of does not name the registered bodies")
    return bodies, identity


def _check_person(statement: dict[str, Any], identity: Identity) -> None:
    signer, auth = statement["signer"], statement["auth"]
    if identity.display_name != signer["display_name"]:
        raise ProofError(Indication.SIGNATAIRE_DIFFERENT, "display_name is not the registered name")
    kind, enrolled_at = identity.credentials.get(auth["credential"], (None, None))
    if kind != auth["method"] or enrolled_at is None:
        _refuse("the second factor is not one enrolled and unrevoked")
    if enrolled_at > parse_instant(auth["at"]):
        raise ProofError(Indication.TIMESTAMP_ORDER_FAILURE, "second factor used before it was enrolled")


def _check_named(
    signing: Signing, named: dict[tuple[str, str], str], made: list[dict[tuple[str, str], set[str]]]
) -> None:
    anchor = signing.statement["anchor"]
    by_hash = {e.hash: e for chain in signing.chains.values() for e in chain.events}
    for key, leaf in named.items():
        if not any(leaf in created.get(key, ()) for created in made):
            raise ProofError(Indication.CHAINE_ROMPUE, f"basis {key[0]} {key[1]} was not made by this leaf")
    for leaf in set(named.values()):
        authority.check_anchored(by_hash[leaf], size=anchor["size"], root=bytes.fromhex(anchor["root"]))
    for event in by_hash.values():
        if event.proof is not None and event.hash not in named.values():
            raise ProofError(Indication.FORMAT_FAILURE, "proof given for an event outside the basis")


def _check_rights(signing: Signing, bodies: dict[str, Rights], named: dict[tuple[str, str], str]) -> set[str]:
    """Check every item of the declaration; give the persons who granted the habilitations used."""
    declaration = signing.statement["declaration"]
    required = {("person", signing.statement["signer"]["person"])}
    required.add(("credential", signing.statement["auth"]["credential"]))
    granters: set[str] = set()
    for siret in sorted({item["siret"] for item in declaration["items"]}):
        rights = bodies[siret[:9]]
        found, granter = _check_item(signing, rights, siret=siret, named=named)
        required |= found
        granters.add(granter)
    missing = required - named.keys()
    if missing:
        _refuse(f"the basis does not name {' '.join(min(missing))}")
    return granters


def _check_item(
    signing: Signing, rights: Rights, *, siret: str, named: dict[tuple[str, str], str]
) -> tuple[set[tuple[str, str]], str]:
    signer, service = signing.statement["signer"], signing.statement["declaration"]["kind"]
    member = rights.member(signer["person"])
    if member is None or member.role != signer["role"]:
        _refuse(f"not an active {signer['role']} of {rights.siren}")
    open_here = [r for r, what in rights.subscriptions.items() if what == (siret, service)]
    subscription = next((r for r in open_here if ("subscription", r) in named), None)
    if subscription is None:
        _refuse(f"{siret}: no open subscription to {service} in the basis")
    for ref, grant in rights.grants.items():
        if (
            ("habilitation", ref) in named
            and grant.granter
            and grant.covers(person=signer["person"], siret=siret, service=service, at=signing.at)
        ):
            used = {
                ("registration", rights.siren),
                ("membership", member.ref),
                ("administrator", grant.granter),
            }
            return used | {("subscription", subscription), ("habilitation", ref)}, grant.actor
    _refuse(f"{siret}: no lawful habilitation to sign {service} in the basis at {signing.at.isoformat()}")


def _check_untouched(chains: dict[str, Chain], heads: dict[str, int], refs: set[str]) -> None:
    for chain in chains.values():
        later: tuple[Event, ...] = chain.events[heads[chain.chain] :]
        for event in later:
            hit = refs & events.touched(event.name, event.body or {})
            if hit:
                _refuse(f"{event.name} touched {min(hit)} between the statement and the signature")
