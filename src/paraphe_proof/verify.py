"""Verification offline: every check of docs/specs/verdict.md, cheapest first, and a verdict that never
raises.

What is believed comes from `Trust`, never from the container. A check that finds the container false
stops the examination; one that cannot conclude is noted, and the others still run.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from paraphe_proof import basis, certificates, container, manifest, shapes
from paraphe_proof import leaf as leaves
from paraphe_proof.authority import Chain, parse_authority
from paraphe_proof.checkpoint import Checkpoint
from paraphe_proof.inclusion import check_anchor, check_logged, list_files, parse_inclusion
from paraphe_proof.report import PROVED, describe_facts, list_limits
from paraphe_proof.signed_data import APPROVAL_OID, RECEIPT_OID, Signed, Stamp, open_signature, open_stamp
from paraphe_proof.statement import declaration_path, parse_statement, personal_subject
from paraphe_proof.trust import Trust
from paraphe_proof.verdict import Finding, FormatError, Indication, Outcome, ProofError, Verdict

FILING = "declarations.filing.filed"
STEP_UP = timedelta(minutes=10)
TOLERANCE = timedelta(minutes=5)
ACCURACY = timedelta(seconds=1)


@dataclass
class Examination:
    """One container under examination; stages fill it in. `relaxed` is for the mutation drill alone."""

    data: bytes
    trust: Trust
    content: bytes | None
    at: datetime
    relaxed: frozenset[str] = frozenset()
    files: dict[str, bytes] = field(default_factory=dict)
    statement: dict[str, Any] = field(default_factory=dict)
    leaf: dict[str, Any] = field(default_factory=dict)
    chains: dict[str, Chain] = field(default_factory=dict)
    checkpoint: Checkpoint | None = None
    signatures: dict[str, Signed] = field(default_factory=dict)
    stamps: dict[str, Stamp] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    proved: list[str] = field(default_factory=list)
    failed: set[str] = field(default_factory=set)

    @property
    def signed_at(self) -> datetime:
        """The time of the person's signature, by its timestamp."""
        return self.stamps["person"].at


def verify_container(
    data: bytes, trust: Trust, *, content: bytes | None = None, at: datetime | None = None
) -> Verdict:
    """Examine a dossier, or a récépissé with the declaration's `content`, as of `at` (now); never raises."""
    return conclude(Examination(data, trust, content, at or datetime.now(UTC)))


def conclude(examination: Examination) -> Verdict:
    """Run the stages and give the verdict; the outcome is the worst of the findings'."""
    for stage in STAGES:
        if NEEDS.get(stage, stage).__name__ in examination.failed:
            continue
        finding = _run(stage, examination)
        if finding is None:
            examination.proved.append(PROVED[stage.__name__])
            continue
        examination.findings.append(finding)
        examination.failed.add(stage.__name__)
        if finding.indication.outcome is Outcome.INVALIDE:
            break
    outcomes = [finding.indication.outcome for finding in examination.findings]
    return Verdict(
        outcome=max(outcomes, key=lambda outcome: outcome.exit_code, default=Outcome.VALIDE),
        findings=tuple(examination.findings),
        proved=tuple(examination.proved),
        limits=list_limits(examination),
        facts=describe_facts(examination),
    )


def _run(stage: Callable[[Examination], None], examination: Examination) -> Finding | None:
    try:
        stage(examination)
    except ProofError as error:
        return Finding(error.indication, error.detail)
    except Exception as error:  # hostile input must end in a verdict, whatever a parser does with it
        return Finding(Indication.FORMAT_FAILURE, f"{stage.__name__}: {type(error).__name__}")
    return None


def open_archive(examination: Examination) -> None:
    """The archive is canonical, and statement and leaf have their form."""
    examination.files = container.read_container(
        examination.data, rebuild="zip-not-rebuilt" not in examination.relaxed
    )
    examination.statement = parse_statement(examination.files[container.STATEMENT])
    examination.leaf = leaves.parse_leaf(examination.files[container.LEAF])
    if examination.leaf["t"] != FILING:
        raise FormatError("leaf: not a filing")


def compare_content(examination: Examination) -> None:
    """The declaration, in the container or given apart, is the one signed."""
    declaration = examination.statement["declaration"]
    name = declaration_path(declaration["name"])
    held = [n for n in examination.files if n.startswith("declaration.")]
    if held not in ([], [name]):
        raise FormatError("name of the declaration")
    contents = [examination.files[n] for n in held]
    contents += [examination.content] if examination.content is not None else []
    for content in contents:
        if (len(content), sha256(content).hexdigest()) != (declaration["size"], declaration["sha256"]):
            raise ProofError(Indication.HASH_FAILURE, "the declaration is not the one signed")
    if not contents:
        raise ProofError(Indication.SIGNED_DATA_NOT_FOUND, name)


def compare_commitment(examination: Examination) -> None:
    """The leaf commits to every file, and the manifests are those of these files."""
    files, declaration = examination.files, examination.statement["declaration"]
    name = declaration_path(declaration["name"])
    salt = _read_salt(files[container.SALT])
    body = list_files(files, declaration=(name, declaration["sha256"], declaration["size"]))
    covered = (name, declaration["media_type"], declaration["sha256"])
    if "digest-not-compared" in examination.relaxed:
        return
    if leaves.commit_body(salt, body) != examination.leaf["c"]:
        raise ProofError(Indication.ENGAGEMENT_DIFFERENT, "list of files")
    if files[container.MANIFEST_1] != manifest.person_manifest(files, declaration=covered):
        raise ProofError(Indication.HASH_FAILURE, container.MANIFEST_1)
    if files[container.MANIFEST_2] != manifest.seal_manifest(files):
        raise ProofError(Indication.HASH_FAILURE, container.MANIFEST_2)


def _read_salt(data: bytes) -> bytes:
    shapes.HASH(data.decode("ascii"), "salt")
    return bytes.fromhex(data.decode("ascii"))


def check_log(examination: Examination) -> None:
    """The leaf is under a checkpoint of the pinned log, which extends the one shown to the signer."""
    if "inclusion-not-checked" in examination.relaxed:
        return
    files = examination.files
    proof = parse_inclusion(files[container.INCLUSION])
    if proof.index < examination.statement["anchor"]["size"]:
        raise ProofError(Indication.JOURNAL_DIVERGENT, "the filing stands before its own anchor")
    examination.checkpoint = check_logged(files[container.LEAF], proof, examination.trust.log)
    check_anchor(
        files[container.ANCHOR], anchor=examination.statement["anchor"], checkpoint=examination.checkpoint
    )


def check_chains(examination: Examination) -> None:
    """Authority events are contiguous from the first to the filing's leaf, which comes next on each
    chain.
    """
    examination.chains = parse_authority(examination.files[container.AUTHORITY])
    expected = [
        {"chain": chain.chain, "seq": len(chain.events) + 1, "prev": chain.head}
        for chain in examination.chains.values()
    ]
    if examination.leaf["links"] != expected:
        raise ProofError(Indication.CHAINE_ROMPUE, "the filing does not come next on the chains given")
    if leaves.time_of(examination.leaf) < max(
        leaves.time_of(chain.events[-1].leaf) for chain in examination.chains.values()
    ):
        raise ProofError(Indication.TIMESTAMP_ORDER_FAILURE, "the filing is earlier than the event before it")


def check_signatures(examination: Examination) -> None:
    """Signature values, digests and timestamp imprints are right (whose they are comes next)."""
    files = examination.files
    for who, signature, signed, commitment in (
        ("person", container.SIGNATURE_1, container.MANIFEST_1, APPROVAL_OID),
        ("seal", container.SIGNATURE_2, container.MANIFEST_2, RECEIPT_OID),
    ):
        made = open_signature(files[signature], files[signed])
        if made.token is None or made.commitment != commitment:
            raise FormatError(f"{signature}: timestamp or commitment type")
        examination.signatures[who] = made
        examination.stamps[who] = open_stamp(made.token, made.value)
    if examination.signatures["person"].token != files[container.TIMESTAMP_1]:
        raise ProofError(Indication.HASH_FAILURE, container.TIMESTAMP_1)


def check_signers(examination: Examination) -> None:
    """Certificates lead to the pinned roots, at the time of the timestamps, with the right use and the
    right name.
    """
    trust = examination.trust
    paths = {who: certificates.find_path(made, trust) for who, made in examination.signatures.items()}
    certificates.check_person(paths["person"], personal_subject(examination.statement))
    certificates.check_seal(paths["seal"])
    for who, path in paths.items():
        at = examination.stamps[who].at
        certificates.check_valid(path, at, otherwise=Indication.OUT_OF_BOUNDS_NO_POE)
        certificates.check_unrevoked(path, trust, before=at)


def check_stamps(examination: Examination) -> None:
    """Timestamps come from a unit under the pinned roots, still valid now: nothing else proves the time."""
    for stamp in examination.stamps.values():
        path = certificates.find_path(stamp.signed, examination.trust)
        certificates.check_timestamper(path)
        certificates.check_valid(path, stamp.at, otherwise=Indication.CHAIN_CONSTRAINTS_FAILURE)
        certificates.check_valid(path, examination.at, otherwise=Indication.OUT_OF_BOUNDS_NO_POE)
        certificates.check_unrevoked(path, examination.trust, before=None)


def check_times(examination: Examination) -> None:
    """Second factor, signature, seal, leaf and now come in this order, close together up to the leaf."""
    factor = shapes.parse_instant(examination.statement["auth"]["at"])
    signed, sealed = examination.signed_at, examination.stamps["seal"].at
    filed = leaves.time_of(examination.leaf)
    claimed = [made.signing_time for made in examination.signatures.values()]
    in_order = (
        factor - ACCURACY <= signed <= factor + STEP_UP
        and signed <= sealed <= signed + TOLERANCE
        and abs(filed - sealed) <= TOLERANCE
        and all(abs(time - signed) <= TOLERANCE for time in claimed)
        and sealed <= examination.at + TOLERANCE
    )
    if not in_order:
        raise ProofError(
            Indication.TIMESTAMP_ORDER_FAILURE,
            f"factor {factor.isoformat()}, signature {signed.isoformat()}, seal {sealed.isoformat()}, "
            f"leaf {filed.isoformat()}, now {examination.at.isoformat()}",
        )


def check_right(examination: Examination) -> None:
    """The person held the right to sign each item at the time of the signature."""
    basis.check_basis(basis.Signing(examination.statement, examination.chains, examination.signed_at))


STAGES: tuple[Callable[[Examination], None], ...] = (
    open_archive,
    compare_content,
    compare_commitment,
    check_log,
    check_chains,
    check_signatures,
    check_signers,
    check_stamps,
    check_times,
    check_right,
)

NEEDS: dict[Callable[[Examination], None], Callable[[Examination], None]] = {check_right: check_chains}
