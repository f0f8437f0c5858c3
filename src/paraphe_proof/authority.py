"""The authority file holds, without a gap, every event of the chains a right rests on, up to the
signature.

Reading checks what needs no rule of the field: chain identifiers, contiguity, commitments, order of times
and of log positions. `replay` then says what rights these events gave. Source: docs/specs/authority.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from paraphe_proof import events, jcs, tree
from paraphe_proof import leaf as leaves
from paraphe_proof.shapes import HASH, REF, choice, constant, hexadecimal, integer, listing, nullable, record
from paraphe_proof.verdict import FormatError, Indication, ProofError


def _anything(value: Any, path: str) -> None:
    """Checked later: the leaf by `check_leaf`, the body by the shape of its event."""


_EVENT = record(
    {"leaf": _anything, "body": _anything, "salt": nullable(HASH), "index": nullable(integer())},
    optional={"proof": listing(HASH, 0, 64)},
)
_SHAPE = record(
    {
        "v": constant(1),
        "chains": listing(
            record(
                {
                    "chain": HASH,
                    "kind": choice("body", "person"),
                    "secret": hexadecimal(32),
                    "subject": REF,
                    "events": listing(_EVENT, 1),
                }
            ),
            2,
            20,
        ),
    }
)


@dataclass(frozen=True)
class Event:
    """One event of a chain: its leaf, the hash of it, and, where disclosed, its body."""

    leaf: dict[str, Any]
    hash: str
    body: dict[str, Any] | None
    index: int | None
    proof: tuple[bytes, ...] | None

    @property
    def name(self) -> str:
        """Event name, such as `access.habilitation.granted`."""
        return str(self.leaf["t"])


@dataclass(frozen=True)
class Chain:
    """A body's or a person's events from the first, contiguous."""

    chain: str
    kind: str
    subject: str
    events: tuple[Event, ...]

    @property
    def head(self) -> str:
        """Hash of the last event."""
        return self.events[-1].hash


def build_authority(chains: Iterable[dict[str, Any]]) -> bytes:
    """Canonical bytes of the authority file, chains sorted; raises `ProofError` if a reader would refuse
    them.
    """
    data = jcs.encode({"v": 1, "chains": sorted(chains, key=lambda chain: str(chain["chain"]))})
    parse_authority(data)
    return data


def parse_authority(data: bytes) -> dict[str, Chain]:
    """Read canonical bytes into chains by identifier; raises `ProofError` (form, gap, commitment, unknown
    event).
    """
    value = jcs.decode(data)
    _SHAPE(value, "authority")
    chains = [_read_chain(chain, f"authority.chains[{i}]") for i, chain in enumerate(value["chains"])]
    identifiers = [chain.chain for chain in chains]
    if identifiers != sorted(set(identifiers)):
        raise FormatError("authority.chains: not sorted, or twice the same")
    return {chain.chain: chain for chain in chains}


def _read_chain(value: dict[str, Any], path: str) -> Chain:
    subject = f"{value['kind']}:{value['subject']}"
    if leaves.identify_chain(bytes.fromhex(value["secret"]), subject) != value["chain"]:
        raise ProofError(Indication.CHAINE_ROMPUE, f"{path}.chain: not that of this subject")
    found: list[Event] = []
    for position, item in enumerate(value["events"]):
        place = f"{path}.events[{position}]"
        event = _read_event(item, value["kind"], place)
        _check_succession(
            found[-1] if found else None, event, link=(value["chain"], position + 1), path=place
        )
        found.append(event)
    return Chain(value["chain"], value["kind"], value["subject"], tuple(found))


def _read_event(item: dict[str, Any], kind: str, path: str) -> Event:
    leaf = item["leaf"]
    leaves.check_leaf(leaf, f"{path}.leaf")
    name, body = leaf["t"], item["body"]
    disclosed = name.startswith(events.DISCLOSED[kind])
    if (body is not None) != disclosed or (item["salt"] is not None) != disclosed:
        raise FormatError(
            f"{path}: body and salt are given for {events.DISCLOSED[kind]}* events, and only for them"
        )
    if disclosed:
        _check_body(item, name, path)
    proof = tuple(bytes.fromhex(h) for h in item["proof"]) if "proof" in item else None
    return Event(leaf, leaves.hash_of(leaf), body, item["index"], proof)


def _check_body(item: dict[str, Any], name: str, path: str) -> None:
    if leaves.commit_body(bytes.fromhex(item["salt"]), jcs.encode(item["body"])) != item["leaf"]["c"]:
        raise ProofError(Indication.CHAINE_ROMPUE, f"{path}: the body is not the one committed to")
    if not events.is_known(name):
        raise ProofError(Indication.EVENEMENT_INCONNU, name)
    if name in events.SHAPES:
        events.SHAPES[name](item["body"], f"{path}.body")


def _check_succession(before: Event | None, event: Event, *, link: tuple[str, int], path: str) -> None:
    chain, seq = link
    expected = {"chain": chain, "seq": seq, "prev": before.hash if before else leaves.NO_PREVIOUS}
    if expected not in event.leaf["links"]:
        raise ProofError(Indication.CHAINE_ROMPUE, f"{path}: does not follow the previous event")
    if before is None:
        return
    if leaves.time_of(event.leaf) < leaves.time_of(before.leaf):
        raise ProofError(Indication.TIMESTAMP_ORDER_FAILURE, f"{path}: earlier than the previous event")
    if event.index is not None and (before.index is None or event.index <= before.index):
        raise ProofError(Indication.CHAINE_ROMPUE, f"{path}.index: order of the log is not that of the chain")


def check_anchored(event: Event, *, size: int, root: bytes) -> None:
    """Require that an event numbered before the anchor is proved to be in the tree of the anchor."""
    if event.index is None or event.index >= size:
        if event.proof is not None:
            raise FormatError("authority: proof given for an event after the anchor")
        return
    if event.proof is None or not tree.check_inclusion(
        event.index, size, bytes.fromhex(event.hash), event.proof, root
    ):
        raise ProofError(Indication.JOURNAL_NON_INCLUS, f"event {event.hash[:16]} is not under the anchor")
