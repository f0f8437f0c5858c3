"""The proof that a leaf is in the log, in the C2SP tlog-proof text form, and the proof that the log
extends the anchor.

Source: c2sp.org/tlog-proof. No `extra` line; the note is a checkpoint with the log's single signature.
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from paraphe_proof import container, jcs, tree
from paraphe_proof.checkpoint import Checkpoint, LogKey, decode_base64, open_checkpoint, parse_decimal
from paraphe_proof.shapes import HASH, constant, listing, record
from paraphe_proof.verdict import FormatError, Indication, ProofError

_HEADER = "c2sp.org/tlog-proof@v1"
_ANCHOR = record({"v": constant(1), "proof": listing(HASH, 0, 64)})


@dataclass(frozen=True)
class InclusionProof:
    """Position of a leaf, audit path, and the signed checkpoint (note bytes) it leads to."""

    index: int
    path: tuple[bytes, ...]
    note: bytes

    def encode(self) -> bytes:
        """The text of `inclusion.tlog-proof`."""
        lines = [_HEADER, f"index {self.index}", *(b64encode(h).decode() for h in self.path), "", ""]
        return "\n".join(lines).encode() + self.note


def parse_inclusion(data: bytes) -> InclusionProof:
    """Read a tlog-proof; raises `FormatError` for any other encoding."""
    head, separator, note = data.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeError as error:
        raise FormatError("inclusion proof is not ASCII") from error
    if not separator or len(lines) < 2 or len(lines) > 66 or lines[0] != _HEADER or lines[1][:6] != "index ":
        raise FormatError("inclusion proof header")
    path = tuple(decode_base64(line) for line in lines[2:])
    if any(len(h) != 32 for h in path):
        raise FormatError("inclusion proof hash")
    return InclusionProof(parse_decimal(lines[1][6:]), path, note)


def check_logged(leaf: bytes, proof: InclusionProof, key: LogKey) -> Checkpoint:
    """Give the checkpoint, signed by the pinned key, under which the leaf is included; raises
    `ProofError`.
    """
    checkpoint = open_checkpoint(proof.note, key)
    if not tree.check_inclusion(
        proof.index, checkpoint.size, tree.hash_leaf(leaf), proof.path, checkpoint.root
    ):
        raise ProofError(Indication.JOURNAL_NON_INCLUS, "the path does not lead from the leaf to the root")
    return checkpoint


def encode_anchor(path: Sequence[bytes]) -> bytes:
    """The bytes of `anchor.json`: consistency proof from the statement's anchor to the checkpoint."""
    return jcs.encode({"v": 1, "proof": [h.hex() for h in path]})


def check_anchor(data: bytes, *, anchor: dict[str, Any], checkpoint: Checkpoint) -> None:
    """Require that the checkpoint extends the tree the statement was anchored to; raises `ProofError`."""
    value = jcs.decode(data)
    _ANCHOR(value, "anchor")
    if anchor["origin"] != checkpoint.origin:
        raise ProofError(Indication.JOURNAL_DIVERGENT, "anchored to another log")
    roots = (bytes.fromhex(anchor["root"]), checkpoint.root)
    path = [bytes.fromhex(h) for h in value["proof"]]
    if not tree.check_consistency(anchor["size"], checkpoint.size, roots, path):
        raise ProofError(Indication.JOURNAL_DIVERGENT, "the checkpoint does not extend the anchor")


def list_files(files: dict[str, bytes], *, declaration: tuple[str, str, int]) -> bytes:
    """Body of the filing's leaf: canonical list {name, sha256, size} of every file outside
    `META-INF/log/`, by name.

    `declaration` is (name in the container, SHA-256 in hexadecimal, size), so that the list is the same
    without it.
    """
    name, digest, size = declaration
    listed = {name: {"name": name, "sha256": digest, "size": size}}
    for other, content in files.items():
        if other != name and not other.startswith(container.LOG_FOLDER):
            listed[other] = {"name": other, "sha256": sha256(content).hexdigest(), "size": len(content)}
    return jcs.encode([listed[key] for key in sorted(listed)])
