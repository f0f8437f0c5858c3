"""The container is assembled in two steps, on either side of the commit of the leaf.

`sign_files` makes every file the leaf must commit to, and the leaf's body. Once the leaf is in the log,
`finish_container` (dossier) or `finish_receipt` (récépissé, without the declaration's bytes) adds the
log's files. Source: docs/specs/container.md.
"""

from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA256

from paraphe.signatures.engine import cades, certificates
from paraphe.signatures.engine.keys import TrustKeys
from paraphe.signatures.engine.notice import NoticeFacts, write_notice
from paraphe.signatures.engine.tsa import TimestampAuthority
from paraphe_proof import container, jcs, manifest
from paraphe_proof.inclusion import InclusionProof, encode_anchor, list_files
from paraphe_proof.statement import declaration_path, parse_statement, personal_subject


@dataclass(frozen=True)
class SignedFiles:
    """Files outside `META-INF/log/`, without the declaration; the leaf's body; the time of the person's
    signature.

    `files` maps names to bytes. `body` is the canonical list to record as body of
    `declarations.filing.filed`.
    """

    files: dict[str, bytes]
    body: bytes
    declaration_name: str
    signed_at: datetime

    def pack(self) -> bytes:
        """Bytes to keep until (and after) the leaf is in the log; the declaration is kept apart by the
        caller.
        """
        value = {
            "files": {name: b64encode(content).decode() for name, content in self.files.items()},
            "body": self.body.decode(),
            "declaration_name": self.declaration_name,
            "signed_at": int(self.signed_at.timestamp()),
        }
        return jcs.encode(value)

    @classmethod
    def unpack(cls, data: bytes) -> "SignedFiles":
        """Read what `pack` gave; raises `FormatError` if the bytes were altered into another form."""
        value: dict[str, Any] = jcs.decode(data)
        return cls(
            files={name: b64decode(content) for name, content in value["files"].items()},
            body=value["body"].encode(),
            declaration_name=value["declaration_name"],
            signed_at=datetime.fromtimestamp(value["signed_at"], tz=UTC),
        )


@dataclass(frozen=True)
class LogEvidence:
    """What the log gives for a leaf: its bytes and salt, its index and path, the signed checkpoint, the
    anchor's proof.

    `consistency` goes from the anchor of the statement to the checkpoint (empty if the anchor had size
    0).
    """

    leaf: bytes
    salt: bytes
    index: int
    path: Sequence[bytes]
    checkpoint: bytes
    consistency: Sequence[bytes]


def sign_files(
    declaration: bytes,
    *,
    statement: bytes,
    authority: bytes,
    keys: TrustKeys,
    timestamps: TimestampAuthority,
) -> SignedFiles:
    """Sign as the person (one-time certificate), then seal as the portal; the one-time key is dropped on
    return.

    `declaration` is the exact bytes whose digest the statement holds; raises `ValueError` if it is not,
    `FormatError` if the statement is malformed, `ClockWentBackwards` from the timestamp authority. Rights
    are not checked here.
    """
    value = parse_statement(statement)
    described = value["declaration"]
    if (sha256(declaration).hexdigest(), len(declaration)) != (described["sha256"], described["size"]):
        raise ValueError("the statement is about other bytes")
    name = declaration_path(described["name"])
    files = {
        container.MIMETYPE_NAME: container.MIMETYPE,
        container.STATEMENT: statement,
        container.AUTHORITY: authority,
    }
    signed_at = _sign_as_person(files, value, keys=keys, timestamps=timestamps)
    facts = NoticeFacts(
        signer=value["signer"]["display_name"],
        operator=keys.operator,
        fingerprint=keys.root.fingerprint(SHA256()).hex(),
        declaration=name,
        at=signed_at,
    )
    files[container.NOTICE] = write_notice(facts, files[container.SIGNATURE_1])
    _seal(files, keys=keys, timestamps=timestamps)
    body = list_files(files, declaration=(name, described["sha256"], described["size"]))
    return SignedFiles(files, body, name, signed_at)


def _sign_as_person(
    files: dict[str, bytes], statement: dict[str, Any], *, keys: TrustKeys, timestamps: TimestampAuthority
) -> datetime:
    described = statement["declaration"]
    covered = (declaration_path(described["name"]), described["media_type"], described["sha256"])
    files[container.MANIFEST_1] = manifest.person_manifest(files, declaration=covered)
    one_time = certificates.issue_one_time(keys.declarant_ca, personal_subject(statement), timestamps.now())
    made = cades.sign_detached(
        files[container.MANIFEST_1],
        signer=one_time,
        issuer=keys.declarant_ca.certificate,
        commitment=cades.APPROVAL,
        authority=timestamps,
    )
    files[container.SIGNATURE_1] = made.signature
    files[container.TIMESTAMP_1] = made.token
    return made.at


def _seal(files: dict[str, bytes], *, keys: TrustKeys, timestamps: TimestampAuthority) -> None:
    files[container.MANIFEST_2] = manifest.seal_manifest(files)
    made = cades.sign_detached(
        files[container.MANIFEST_2],
        signer=keys.seal,
        issuer=keys.seal_ca.certificate,
        commitment=cades.RECEIPT,
        authority=timestamps,
    )
    files[container.SIGNATURE_2] = made.signature


def finish_receipt(signed: SignedFiles, evidence: LogEvidence) -> bytes:
    """The récépissé: everything but the declaration's bytes; checked with `paraphe-verify --content
    FILE`.
    """
    return container.write_container({**signed.files, **_log_files(evidence)})


def finish_container(signed: SignedFiles, evidence: LogEvidence, *, declaration: bytes) -> bytes:
    """The dossier: the récépissé and the declaration's bytes."""
    files = {**signed.files, signed.declaration_name: declaration, **_log_files(evidence)}
    return container.write_container(files)


def _log_files(evidence: LogEvidence) -> dict[str, bytes]:
    proof = InclusionProof(evidence.index, tuple(evidence.path), evidence.checkpoint)
    return {
        container.LEAF: evidence.leaf,
        container.SALT: evidence.salt.hex().encode(),
        container.INCLUSION: proof.encode(),
        container.ANCHOR: encode_anchor(evidence.consistency),
    }
