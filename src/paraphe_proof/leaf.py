"""A leaf commits to one event without saying who: links on one or two chains, event name, salted
commitment, time.

Source: docs/specs/leaf.md. The body and the salt live apart; erasing them leaves a leaf that says
nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from paraphe_proof import jcs, tree
from paraphe_proof.shapes import (
    HASH,
    constant,
    format_instant,
    instant,
    integer,
    listing,
    parse_instant,
    pattern,
    record,
)
from paraphe_proof.verdict import FormatError

NO_PREVIOUS = "0" * 64
EVENT_NAME = pattern(r"[a-z]+\.[a-z_]+\.[a-z_]+")
MAX_LEAF = 1024

_SHAPE = record(
    {
        "v": constant(1),
        "t": EVENT_NAME,
        "links": listing(record({"chain": HASH, "seq": integer(1), "prev": HASH}), 1, 2),
        "c": HASH,
        "at": instant,
    }
)


@dataclass(frozen=True, order=True)
class Link:
    """The place of a leaf on one chain: `chain` and `prev` are 64 hexadecimal digits, `seq` counts from
    1.
    """

    chain: str
    seq: int
    prev: str


def identify_chain(secret: bytes, subject: str) -> str:
    """Public identifier of a chain: SHA-256(32-byte secret ‖ `body:SIREN` or `person:REF`), hexadecimal."""
    if len(secret) != 32:
        raise ValueError("a chain secret has 32 bytes")
    return sha256(secret + subject.encode("ascii")).hexdigest()


def commit_body(salt: bytes, body: bytes) -> str:
    """Commitment `c` to the canonical bytes of a body: SHA-256(salt ‖ SHA-256(body)), hexadecimal."""
    if len(salt) != 32:
        raise ValueError("a salt has 32 bytes")
    return sha256(salt + sha256(body).digest()).hexdigest()


def build_leaf(event: str, *, links: Sequence[Link], commitment: str, at: datetime) -> bytes:
    """Canonical bytes of a leaf; links are sorted by chain. Raises `FormatError`."""
    value = {
        "v": 1,
        "t": event,
        "links": [{"chain": k.chain, "seq": k.seq, "prev": k.prev} for k in sorted(links)],
        "c": commitment,
        "at": format_instant(at),
    }
    check_leaf(value)
    return jcs.encode(value)


def check_leaf(value: Any, path: str = "leaf") -> None:
    """Refuse, with its place, whatever is not a leaf: shape, order of links, first link without previous."""
    _SHAPE(value, path)
    chains = [link["chain"] for link in value["links"]]
    if chains != sorted(set(chains)):
        raise FormatError(f"{path}.links: not sorted by chain, or twice the same")
    for link in value["links"]:
        if (link["seq"] == 1) != (link["prev"] == NO_PREVIOUS):
            raise FormatError(f"{path}.links: only the first leaf of a chain has no previous one")


def parse_leaf(data: bytes) -> dict[str, Any]:
    """Read canonical leaf bytes; raises `FormatError`."""
    if len(data) > MAX_LEAF:
        raise FormatError("leaf: too long")
    value: dict[str, Any] = jcs.decode(data)
    check_leaf(value)
    return value


def hash_of(value: dict[str, Any]) -> str:
    """RFC 6962 leaf hash of a parsed leaf, hexadecimal."""
    return tree.hash_leaf(jcs.encode(value)).hex()


def leaf_hash(data: bytes) -> str:
    """RFC 6962 leaf hash of leaf bytes, hexadecimal."""
    return tree.hash_leaf(data).hex()


def time_of(value: dict[str, Any]) -> datetime:
    """The time a leaf states."""
    return parse_instant(value["at"])
