"""Gathering the chain of authority: every event of the chains a right rests on, with proofs for those it rests on."""

from collections.abc import Iterable
from typing import Any

from paraphe.journal import selectors as journal
from paraphe.journal.selectors import Chain
from paraphe_proof import jcs
from paraphe_proof.authority import build_authority
from paraphe_proof.events import DISCLOSED
from paraphe_proof.tiles import TileLog


def gather_authority(chains: Iterable[Chain], *, basis: set[str], log: TileLog, anchor: int) -> bytes:
    """The authority file at this moment, canonical.

    `basis` are the leaf hashes the statement rests on; each below `anchor` (a log size) carries its proof. ProofError
    where the file would not read back. Source: docs/specs/authority.md.
    """
    return build_authority([_chain(chain, basis, log, anchor) for chain in chains])


def _chain(chain: Chain, basis: set[str], log: TileLog, anchor: int) -> dict[str, Any]:
    events = [_event(event, chain.kind, basis, log, anchor) for event in journal.history_of(chain)]
    return {
        "chain": chain.public,
        "kind": str(chain.kind),
        "secret": bytes(chain.secret).hex(),
        "subject": chain.subject,
        "events": events,
    }


def _event(
    event: journal.ChainEvent, kind: str, basis: set[str], log: TileLog, anchor: int
) -> dict[str, Any]:
    shown = event.event.startswith(DISCLOSED[kind])
    data: dict[str, Any] = {
        "leaf": jcs.decode(event.leaf),
        "body": event.body if shown else None,
        "salt": event.salt.hex() if shown and event.salt else None,
        "index": event.index,
    }
    if event.leaf_hash in basis and event.index is not None and event.index < anchor:
        data["proof"] = [step.hex() for step in log.prove_inclusion(event.index, anchor)]
    return data
