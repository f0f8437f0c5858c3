"""The ceremony: frozen content is offered, then signed and sealed, then proved included.

This room knows no right: the caller decides, hands the bytes, the person and the basis of its decision, and records
the entry. Declarations and mandates are signed by the same three steps. Source: evidence.md rulings 1 and 2.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction

from paraphe.accounts.selectors import Person, StepUp
from paraphe.journal import selectors as journal_reads
from paraphe.journal import sequencer
from paraphe.journal.selectors import Chain, Entry
from paraphe.kernel import clock
from paraphe.signatures import trust
from paraphe.signatures.authority import gather_authority
from paraphe.signatures.engine.assembly import (
    LogEvidence,
    SignedFiles,
    finish_container,
    finish_receipt,
    sign_files,
)
from paraphe.signatures.engine.tsa import DEFAULT_POLICY
from paraphe.signatures.errors import CeremonyOver, CeremonyUsed, EvidenceUnsound, UnknownCeremony
from paraphe.signatures.models import Ceremony, Inclusion, Signature
from paraphe.signatures.trust import trust_document
from paraphe_proof import jcs
from paraphe_proof.authority import Chain as ChainRead
from paraphe_proof.authority import parse_authority
from paraphe_proof.basis import Signing, check_basis
from paraphe_proof.leaf import time_of
from paraphe_proof.statement import SCHEMA, build_statement
from paraphe_proof.verdict import ProofError

__all__ = ["trust_document"]

CEREMONY_LASTS = timedelta(minutes=5)
Basis = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Offer:
    """What is offered for signature.

    `subject` names it for the caller; `declaration`, `signer`, `granted_by` and `intent` are the members of the
    statement of these names; `basis` its basis; `chains` every chain the basis uses (the body's, the signer's).
    """

    subject: str
    intent: str
    declaration: dict[str, Any]
    signer: dict[str, Any]
    granted_by: list[dict[str, str]]
    basis: Basis
    chains: tuple[Chain, ...]


def open_ceremony(offer: Offer, *, person: Person) -> Ceremony:
    """Store the offer for five minutes, with the heads its chains have now. Called inside the caller's transaction."""
    at = clock.now()
    heads = sorted((journal_reads.head_of(chain) for chain in offer.chains), key=lambda head: head.chain)
    return Ceremony.objects.create(
        person=person,
        subject=offer.subject,
        content_sha256=offer.declaration["sha256"],
        prepared={
            "intent": {"text": offer.intent, "lang": "fr"},
            "declaration": offer.declaration,
            "signer": offer.signer,
            "granted_by": offer.granted_by,
            "nonce": secrets.token_hex(16),
        },
        basis=offer.basis,
        heads=[{"chain": head.chain, "seq": head.seq, "head": head.head} for head in heads],
        opened_at=at,
        expires_at=at + CEREMONY_LASTS,
    )


def take_ceremony(ref: str, *, person: Person) -> Ceremony:
    """The ceremony, held until the transaction ends; UnknownCeremony, CeremonyUsed or CeremonyOver where it is none."""
    found = Ceremony.objects.select_for_update().filter(ref=ref, person=person).first()
    if found is None:
        raise UnknownCeremony("signatures.ceremony_unknown")
    if found.used_at is not None:
        raise CeremonyUsed("signatures.ceremony_used")
    if found.expires_at <= clock.now():
        raise CeremonyOver("signatures.ceremony_over")
    return found


def sign_ceremony(
    ceremony: Ceremony, *, content: bytes, chains: tuple[Chain, ...], step_up: StepUp
) -> SignedFiles:
    """Sign as the person and seal as the portal, inside the caller's transaction; the ceremony is spent.

    The chains are held by the caller, so that nothing comes between the authority file and its entry. The evidence is
    first judged by the verifier's own rule: EvidenceUnsound refuses what it would not call VALIDE.
    """
    log = sequencer.open_log()
    last = journal_reads.last_checkpoint()
    if last is None:
        raise EvidenceUnsound("signatures.log_empty")
    statement = _statement(ceremony, step_up, anchor=(last.size, last.root))
    leaves = {entry["leaf"] for entry in statement["authority"]["basis"]}
    try:
        authority = gather_authority(chains, basis=leaves, log=log, anchor=last.size)
        read = parse_authority(authority)
        _let_second_pass(read, leaves)
        check_basis(Signing(statement, read, clock.now().replace(microsecond=0)))
        stated = build_statement(statement)
    except ProofError as error:
        raise EvidenceUnsound("signatures.evidence_unsound", detail=str(error)) from error
    ceremony.used_at = clock.now()
    ceremony.save(update_fields=["used_at"])
    return sign_files(
        content,
        statement=stated,
        authority=authority,
        keys=trust.trust_keys(),
        timestamps=trust.timestamp_authority(),
    )


def _let_second_pass(chains: Mapping[str, ChainRead], basis: set[str]) -> None:
    """Times are certified to the second: a fact of this very one would not be there yet for the verifier, so wait.

    Under a second, and only where a right is used as soon as it is given; the body's chain is held meanwhile.
    """
    told = [event for chain in chains.values() for event in chain.events if event.hash in basis]
    newest = max(time_of(event.leaf) for event in told)
    clock.wait_until(newest.replace(microsecond=0) + timedelta(seconds=1))


def _statement(ceremony: Ceremony, step_up: StepUp, *, anchor: tuple[int, str]) -> dict[str, Any]:
    prepared, credential = ceremony.prepared, step_up.credential
    enrolment = journal_reads.leaf_hashes([credential.enrolled_entry])[credential.enrolled_entry]
    used = {"kind": "credential", "ref": credential.ref, "leaf": enrolment}
    return {
        "v": 1,
        "schema": SCHEMA,
        "purpose": "déclaration",
        "intent": prepared["intent"],
        "declaration": prepared["declaration"],
        "signer": prepared["signer"],
        "authority": {
            "heads": ceremony.heads,
            "basis": [*ceremony.basis, used],
            "granted_by": prepared["granted_by"],
        },
        "auth": {
            "level": "renforcée",
            "method": step_up.method,
            "at": clock.stamp(step_up.at),
            "credential": credential.ref,
        },
        "anchor": {"origin": trust.trust_keys().log.name, "size": anchor[0], "root": anchor[1]},
        "policy": {"id": f"urn:oid:{DEFAULT_POLICY}", "version": "1"},
        "nonce": prepared["nonce"],
    }


def keep_signature(ceremony: Ceremony, *, signed: SignedFiles, entry: Entry) -> Signature:
    """Keep what was signed with the entry that commits to it, inside the caller's transaction."""
    anchor = jcs.decode(signed.files["statement.json"])["anchor"]["size"]
    return Signature.objects.create(
        ceremony=ceremony,
        packed=signed.pack(),
        signed_at=signed.signed_at,
        anchor_size=anchor,
        entry=entry.pk,
    )


def include_signature(signature: Signature) -> Inclusion:
    """Have the log include the signature and keep what it gave; the same inclusion however often it is asked.

    Called after commit, by the request that shows the receipt, by its resumption and by the worker.
    """
    found = Inclusion.objects.filter(signature=signature).first()
    if found is not None:
        return found
    checkpoint = sequencer.include_pending()
    assert checkpoint is not None, "a signature's entry is in the journal"
    index = sequencer.place_of(signature.entry)
    evidence = _evidence(signature, index, checkpoint.size, checkpoint.note.encode())
    with transaction.atomic():
        Inclusion.objects.bulk_create(
            [Inclusion(signature=signature, index=index, size=checkpoint.size, evidence=evidence)],
            ignore_conflicts=True,
        )
    return Inclusion.objects.get(signature=signature)


def _evidence(signature: Signature, index: int, size: int, note: bytes) -> bytes:
    log = sequencer.open_log()
    return jcs.encode(
        {
            "path": [step.hex() for step in log.prove_inclusion(index, size)],
            "checkpoint": note.decode(),
            "consistency": [step.hex() for step in log.prove_consistency(signature.anchor_size, size)],
        }
    )


def dossier_of(signature: Signature, *, content: bytes) -> bytes:
    """The whole evidence with the declaration's bytes: the same bytes at each call."""
    return finish_container(
        SignedFiles.unpack(bytes(signature.packed)), _log_evidence(signature), declaration=content
    )


def receipt_of(signature: Signature) -> bytes:
    """The récépissé: the evidence without the declaration's bytes."""
    return finish_receipt(SignedFiles.unpack(bytes(signature.packed)), _log_evidence(signature))


def _log_evidence(signature: Signature) -> LogEvidence:
    inclusion = include_signature(signature)
    entry = Entry.objects.select_related("content").get(pk=signature.entry)
    data = jcs.decode(bytes(inclusion.evidence))
    return LogEvidence(
        leaf=bytes(entry.leaf),
        salt=bytes(entry.content.salt),
        index=inclusion.index,
        path=[bytes.fromhex(step) for step in data["path"]],
        checkpoint=data["checkpoint"].encode(),
        consistency=[bytes.fromhex(step) for step in data["consistency"]],
    )
