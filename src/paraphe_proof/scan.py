"""Whoever holds the whole log can see what no container shows: a chain with two branches, or with a gap.

A container proves that its events follow one another; it cannot prove that no other event claims the same place. This
reading of all leaves does, and needs no secret: chains are public identifiers.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from paraphe_proof import leaf as leaves


@dataclass(frozen=True)
class ChainFault:
    """The leaf at log position `index` does not follow the last one of its chain."""

    index: int
    chain: str
    seq: int


def scan_chains(entries: Iterable[bytes]) -> list[ChainFault]:
    """Faults of every chain of a log, given its leaves in order; raises `FormatError` on what is not a leaf."""
    ends: dict[str, tuple[int, str]] = {}
    faults: list[ChainFault] = []
    for index, entry in enumerate(entries):
        digest = leaves.leaf_hash(entry)
        for link in leaves.parse_leaf(entry)["links"]:
            seq, head = ends.get(link["chain"], (0, leaves.NO_PREVIOUS))
            if (link["seq"], link["prev"]) != (seq + 1, head):
                faults.append(ChainFault(index, link["chain"], link["seq"]))
            ends[link["chain"]] = (link["seq"], digest)
    return faults
