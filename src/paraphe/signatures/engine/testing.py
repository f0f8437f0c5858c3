"""A complete fictional filing, made with the real engine and log in a folder: for tests, drills and
benches.

`build_sample(directory)` is the shortest way; `Sample` lets a test add events between the statement and
the signature.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

from paraphe.signatures.engine import assembly
from paraphe.signatures.engine.keys import TrustKeys, init_trust
from paraphe.signatures.engine.log import sign_log_state
from paraphe.signatures.engine.tsa import TimestampAuthority
from paraphe_proof import jcs
from paraphe_proof import leaf as leaves
from paraphe_proof.events import DISCLOSED
from paraphe_proof.shapes import format_instant
from paraphe_proof.statement import build_statement
from paraphe_proof.tiles import TileLog
from paraphe_proof.trust import read_trust
from paraphe_proof.verify import verify_container

SIREN = "219900011"
SIRET = "21990001100015"
ADMINISTRATOR = "adm0000000000000000a"
DECLARANT = "dec0000000000000000a"
CREDENTIAL = "totp000000000000000a"
ORIGIN = "journal.paraphe.test/exemple"
PASSPHRASE = "mot de passe d’essai"  # noqa: S105  # opens the keys of fictional samples only
START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def make_declaration(employees: int = 10) -> bytes:
    """Fictional bytes of the size of a monthly DSN; not a valid DSN: the proof does not read it."""
    lines = ["S10.G00.00.001,'Paraphe'", "S10.G00.00.002,'Exemple'"]
    for number in range(employees):
        lines += [
            f"S21.G00.{block:02d}.{rubric:03d},'{number:05d}'"
            for block in range(30, 36)
            for rubric in range(1, 13)
        ]
    return "\r\n".join(lines).encode("latin-1")


@dataclass
class _Chain:
    kind: str
    subject: str
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    events: list[dict[str, Any]] = field(default_factory=list)

    @property
    def chain(self) -> str:
        return leaves.identify_chain(self.secret, f"{self.kind}:{self.subject}")

    @property
    def head(self) -> str:
        return leaves.hash_of(self.events[-1]["leaf"]) if self.events else leaves.NO_PREVIOUS


class Sample:
    """A body, its administrator, a declarant with a right to sign, and the log that holds their events."""

    def __init__(self, directory: Path, *, origin: str = ORIGIN) -> None:
        """Make keys and record the events that give the right, then publish a checkpoint."""
        serials = count(1)
        self.at = START
        self.keys: TrustKeys = init_trust(
            directory / "trust",
            passphrase=PASSPHRASE,
            origin=origin,
            operator="Département d’exemple",
            at=START - timedelta(days=1),
        )
        self.timestamps = TimestampAuthority(
            self.keys, next_serial=lambda: next(serials), clock=lambda: self.at
        )
        self.log = TileLog(directory / "log")
        self.body = _Chain("body", SIREN)
        self.person = _Chain("person", DECLARANT)
        self.named: dict[tuple[str, str], str] = {}
        self._record_rights()
        self.publish()

    def record(self, event: str, body: Any, *chains: _Chain) -> bytes:
        """Record one event on one or two chains, one second later; give its leaf. The salt is kept with
        the body.
        """
        self.at += timedelta(seconds=1)
        salt = secrets.token_bytes(32)
        links = [leaves.Link(c.chain, len(c.events) + 1, c.head) for c in chains]
        commitment = leaves.commit_body(salt, jcs.encode(body))
        leaf = leaves.build_leaf(event, links=links, commitment=commitment, at=self.at)
        index = self.log.size
        self.log.append([leaf])
        for chain in chains:
            shown = event.startswith(DISCLOSED[chain.kind])
            chain.events.append(
                {
                    "leaf": jcs.decode(leaf),
                    "body": body if shown else None,
                    "salt": salt.hex() if shown else None,
                    "index": index,
                }
            )
        self._last_salt = salt
        return leaf

    def record_body(self, event: str, **members: Any) -> str:
        """Record an `access.*` event by the administrator on the body's chain; give its leaf hash."""
        body = {"v": 1, "actor": ADMINISTRATOR, "siren": SIREN, **members}
        return leaves.leaf_hash(self.record(event, body, self.body))

    def record_person(self, event: str, **members: Any) -> str:
        """Record an `accounts.*` event on the declarant's chain; give its leaf hash."""
        body = {"v": 1, "actor": DECLARANT, "person": DECLARANT, **members}
        return leaves.leaf_hash(self.record(event, body, self.person))

    def publish(self) -> bytes:
        """Sign and write a checkpoint of the whole log; give the note."""
        note = sign_log_state(self.log.size, root=self.log.root(), keys=self.keys)
        self.log.write_checkpoint(note)
        return note

    def _record_rights(self) -> None:
        named = self.named
        named["person", DECLARANT] = self.record_person(
            "accounts.person.registered", given_name="Élodie", family_name="Besnard"
        )
        named["credential", CREDENTIAL] = self.record_person(
            "accounts.credential.enrolled", credential=CREDENTIAL, kind="totp"
        )
        proof = {"kind": "official_mailbox", "strength": 2, "sha256": sha256(b"preuve").hexdigest()}
        named["registration", SIREN] = self.record_body(
            "access.body.registered", name="Commune de Valfleury", proof=proof
        )
        named["administrator", "mbr0000000000000admin"] = self.record_body(
            "access.administrator.appointed",
            person=ADMINISTRATOR,
            membership="mbr0000000000000admin",
            scope=None,
            by="registration",
        )
        opened = {"subscription": "sub0000000000000000a", "siret": SIRET, "service": "dsn"}
        named["subscription", opened["subscription"]] = self.record_body(
            "access.subscription.opened", subscriptions=[opened]
        )
        self.record_body("access.declarant.invited", invitation="inv0000000000000000a", role="declarant")
        named["membership", "mbr000000000000000dec"] = self.record_body(
            "access.declarant.joined",
            person=DECLARANT,
            membership="mbr000000000000000dec",
            invitation="inv0000000000000000a",
        )
        named["habilitation", "hab0000000000000000a"] = self.record_body(
            "access.habilitation.granted", grants=[self.grant()]
        )

    def grant(self, **changes: Any) -> dict[str, Any]:
        """A grant of DSN, level sign, on the establishment, for a year; `changes` replace members."""
        return {
            "habilitation": "hab0000000000000000a",
            "person": DECLARANT,
            "siret": SIRET,
            "service": "dsn",
            "level": "sign",
            "valid_from": format_instant(START),
            "valid_to": format_instant(START + timedelta(days=365)),
            "review_on": None,
        } | changes

    def statement(self, declaration: bytes) -> dict[str, Any]:
        """The statement of the declarant on these bytes, anchored to the last checkpoint."""
        self.at += timedelta(seconds=5)
        heads = [{"chain": c.chain, "seq": len(c.events), "head": c.head} for c in (self.body, self.person)]
        return {
            "v": 1,
            "schema": "declaration-signature/1",
            "purpose": "déclaration",
            "intent": {"text": "Je certifie exactes les informations de cette déclaration.", "lang": "fr"},
            "declaration": {
                "kind": "dsn",
                "name": "dsn-2026-02.dsn",
                "media_type": "text/plain",
                "sha256": sha256(declaration).hexdigest(),
                "size": len(declaration),
                "test": False,
                "items": [{"nature": "01", "type": "01", "month": "2026-02", "siret": SIRET, "order": "1"}],
                "replaces": None,
            },
            "signer": {
                "person": DECLARANT,
                "display_name": "Élodie Besnard",
                "role": "declarant",
                "on_behalf_of": [{"siren": SIREN, "name": "Commune de Valfleury"}],
            },
            "authority": {
                "heads": sorted(heads, key=lambda head: str(head["chain"])),
                "basis": [{"kind": k, "ref": r, "leaf": leaf} for (k, r), leaf in self.named.items()],
                "granted_by": [{"person": ADMINISTRATOR, "display_name": "Marc Tessier"}],
            },
            "auth": {
                "level": "renforcée",
                "method": "totp",
                "at": format_instant(self.at),
                "credential": CREDENTIAL,
            },
            "anchor": {"origin": self.keys.log.name, "size": self.log.size, "root": self.log.root().hex()},
            "policy": {"id": "urn:oid:2.25.180520304592381557876547721841608947188", "version": "1"},
            "nonce": secrets.token_hex(16),
        }

    def authority(self, statement: dict[str, Any]) -> dict[str, Any]:
        """The authority file's chains at this moment, with proofs of the basis to the statement's anchor."""
        size = statement["anchor"]["size"]
        used = {entry["leaf"] for entry in statement["authority"]["basis"]}
        chains = []
        for chain in (self.body, self.person):
            events = [dict(event) for event in chain.events]
            for event in events:
                if leaves.hash_of(event["leaf"]) in used and event["index"] < size:
                    event["proof"] = [h.hex() for h in self.log.prove_inclusion(event["index"], size)]
            chains.append(
                {
                    "chain": chain.chain,
                    "kind": chain.kind,
                    "secret": chain.secret.hex(),
                    "subject": chain.subject,
                    "events": events,
                }
            )
        return {"v": 1, "chains": sorted(chains, key=lambda chain: str(chain["chain"]))}

    def sign(self, declaration: bytes, statement: dict[str, Any]) -> "Filed":
        """Sign, record the filing, publish, and give what makes the container. Nothing is checked: tests
        need faults.
        """
        self.at += timedelta(seconds=5)
        signed = assembly.sign_files(
            declaration,
            statement=build_statement(statement),
            authority=jcs.encode(self.authority(statement)),
            keys=self.keys,
            timestamps=self.timestamps,
        )
        leaf = self.record("declarations.filing.filed", jcs.decode(signed.body), self.body, self.person)
        return self._evidence(signed, leaf, statement["anchor"]["size"], declaration)

    def _evidence(
        self, signed: assembly.SignedFiles, leaf: bytes, anchor_size: int, declaration: bytes
    ) -> "Filed":
        index = self.log.size - 1
        evidence = assembly.LogEvidence(
            leaf=leaf,
            salt=self._last_salt,
            index=index,
            path=self.log.prove_inclusion(index),
            checkpoint=self.publish(),
            consistency=self.log.prove_consistency(anchor_size),
        )
        return Filed(signed, evidence, declaration)


@dataclass(frozen=True)
class Filed:
    """A signed and logged filing."""

    signed: assembly.SignedFiles
    evidence: assembly.LogEvidence
    declaration: bytes

    def dossier(self) -> bytes:
        """The container with the declaration."""
        return assembly.finish_container(self.signed, self.evidence, declaration=self.declaration)

    def receipt(self) -> bytes:
        """The container without the declaration."""
        return assembly.finish_receipt(self.signed, self.evidence)


def build_sample(directory: Path, *, employees: int = 10) -> tuple[bytes, dict[str, Any]]:
    """A complete container (dossier) and the trust document that verifies it, made in an empty folder."""
    sample = Sample(directory)
    declaration = make_declaration(employees)
    filed = sample.sign(declaration, sample.statement(declaration))
    return filed.dossier(), sample.keys.trust_document()


def measure_evidence(directory: Path, *, count: int = 30) -> dict[str, float]:
    """Median milliseconds to sign (authority given), and to verify, a filing of 10 employees."""
    sample = Sample(directory)
    declaration = make_declaration()
    filed = sample.sign(declaration, sample.statement(declaration))
    dossier, trust = filed.dossier(), read_trust(sample.keys.trust_document())
    signing = _time(lambda: sample.sign(declaration, sample.statement(declaration)), count)
    verifying = _time(lambda: verify_container(dossier, trust, at=sample.at), count)
    return {"sign_ms": signing, "verify_ms": verifying, "container_bytes": float(len(dossier))}


def _time(act: Callable[[], object], count: int) -> float:
    durations = []
    for _ in range(count):
        started = time.perf_counter()
        act()
        durations.append((time.perf_counter() - started) * 1000)
    return median(durations)
