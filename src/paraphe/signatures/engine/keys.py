"""The portal holds five keys made at first start: seal, declarants' authority, timestamp authority and
unit, log.

The root signs their authorities; its private key may be taken off the machine, the portal starts without
it. Files are 0600, private keys PKCS#8 encrypted by the passphrase. Source: evidence design, keys;
docs/specs/verdict.md for trust.json.
"""

import errno
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from paraphe.signatures.engine import certificates
from paraphe.signatures.engine.certificates import KeyPair
from paraphe.signatures.engine.errors import TrustAlreadyInitialised
from paraphe_proof import jcs
from paraphe_proof.checkpoint import LogKey, log_key_of
from paraphe_proof.trust import parse_trust

_PAIRS = ("seal_ca", "seal", "declarant_ca", "tsa_ca", "tsa")
_CRL_VALIDITY = timedelta(days=30)


@dataclass(frozen=True)
class TrustKeys:
    """Everything the portal signs with. `root_key` is None when it was taken off the machine."""

    operator: str
    root: x509.Certificate
    root_key: ec.EllipticCurvePrivateKey | None
    seal_ca: KeyPair
    seal: KeyPair
    declarant_ca: KeyPair
    tsa_ca: KeyPair
    tsa: KeyPair
    log: LogKey
    log_private: Ed25519PrivateKey

    @classmethod
    def load(cls, directory: Path, passphrase: str) -> "TrustKeys":
        """Read the keys; raises `ValueError` for a wrong passphrase, `OSError` for a missing file."""
        trust = parse_trust((directory / "trust.json").read_bytes())
        pairs = {name: _load_pair(directory, name, passphrase) for name in _PAIRS}
        root_path = directory / "root.key"
        root_key = _load_ec(root_path, passphrase) if root_path.exists() else None
        log_private = load_pem_private_key((directory / "log.key").read_bytes(), passphrase.encode())
        if (
            not isinstance(log_private, Ed25519PrivateKey)
            or log_key_of(trust.log.name, log_private) != trust.log
        ):
            raise ValueError("log.key is not the key of trust.json")
        return cls(
            operator=trust.operator,
            root=_load_certificate(directory / "root.pem"),
            root_key=root_key,
            log=trust.log,
            log_private=log_private,
            **pairs,
        )

    def trust_document(self, crls: Sequence[str] = ()) -> dict[str, Any]:
        """The content of trust.json, to be given apart from any receipt. `crls` are PEM revocation lists."""
        return {
            "v": 1,
            "operator": {"name": self.operator},
            "roots": [self.root.public_bytes(Encoding.PEM).decode()],
            "log": {"origin": self.log.name, "vkey": self.log.vkey},
            "crls": list(crls),
        }

    def fingerprints(self) -> dict[str, str]:
        """SHA-256 fingerprints (hexadecimal) of certificates, and the log's vkey, to print and to record."""
        certs = {"root": self.root, **{name: getattr(self, name).certificate for name in _PAIRS}}
        return {name: cert.fingerprint(SHA256()).hex() for name, cert in certs.items()} | {
            "log": self.log.vkey
        }

    def issue_crls(self, at: datetime, revoked: Mapping[int, datetime] | None = None) -> list[str]:
        """PEM revocation lists of the seal's and timestamp's authorities (and of the root if its key is
        here), 30 days.

        `revoked` gives the instant of revocation by serial number; each list holds those its authority
        issued is not checked: a serial number is random on 159 bits and names one certificate.
        """
        issuers = [self.seal_ca, self.tsa_ca]
        if self.root_key is not None:
            issuers.append(KeyPair(self.root, self.root_key))
        return [_issue_crl(issuer, at, revoked or {}) for issuer in issuers]


def init_trust(directory: Path, *, passphrase: str, origin: str, operator: str, at: datetime) -> TrustKeys:
    """Make every key and certificate, and trust.json, in a directory absent or empty.

    All or nothing: the files appear together, by renaming a folder made beside.
    Raises `TrustAlreadyInitialised`, `FormatError` for a bad origin.
    """
    if directory.exists() and any(directory.iterdir()):
        raise TrustAlreadyInitialised("signatures.trust_already_initialised")
    keys = _generate(origin, operator, at)
    directory.parent.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=f".{directory.name}-", dir=directory.parent))
    _save_all(making, keys, passphrase)
    try:
        making.replace(directory)
    except OSError as error:
        shutil.rmtree(making)
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            raise
        raise TrustAlreadyInitialised("signatures.trust_already_initialised") from error
    return keys


def _save_all(directory: Path, keys: TrustKeys, passphrase: str) -> None:
    if keys.root_key is not None:
        _save_key(directory / "root.key", keys.root_key, passphrase)
    _save(directory / "root.pem", keys.root.public_bytes(Encoding.PEM))
    for name in _PAIRS:
        pair: KeyPair = getattr(keys, name)
        _save_key(directory / f"{name}.key", pair.key, passphrase)
        _save(directory / f"{name}.pem", pair.certificate.public_bytes(Encoding.PEM))
    _save_key(directory / "log.key", keys.log_private, passphrase)
    _save(directory / "trust.json", jcs.encode(keys.trust_document()))


def _generate(origin: str, operator: str, at: datetime) -> TrustKeys:
    start = at.replace(microsecond=0)

    def label(what: str) -> x509.Name:
        return certificates.name_of(what, operator)

    root = certificates.issue_root(label("Paraphe racine"), start)
    seal_ca = certificates.issue_authority(root, label("Paraphe AC cachet"), start)
    declarant_ca = certificates.issue_authority(root, label("Paraphe AC déclarants"), start)
    tsa_ca = certificates.issue_authority(root, label("Paraphe AC horodatage"), start)
    log_private = Ed25519PrivateKey.generate()
    return TrustKeys(
        operator=operator,
        root=root.certificate,
        root_key=root.key,
        seal_ca=seal_ca,
        seal=certificates.issue_seal(seal_ca, label("Paraphe cachet"), start),
        declarant_ca=declarant_ca,
        tsa_ca=tsa_ca,
        tsa=certificates.issue_timestamper(tsa_ca, label("Paraphe horodatage"), start),
        log=log_key_of(origin, log_private),
        log_private=log_private,
    )


def _issue_crl(issuer: KeyPair, at: datetime, revoked: Mapping[int, datetime]) -> str:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(at)
        .next_update(at + _CRL_VALIDITY)
    )
    for serial, since in revoked.items():
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(since).build()
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(issuer.key, SHA256()).public_bytes(Encoding.PEM).decode()


def _save(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _save_key(path: Path, key: ec.EllipticCurvePrivateKey | Ed25519PrivateKey, passphrase: str) -> None:
    encryption = BestAvailableEncryption(passphrase.encode())
    _save(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption))


def _load_ec(path: Path, passphrase: str) -> ec.EllipticCurvePrivateKey:
    key = load_pem_private_key(path.read_bytes(), passphrase.encode())
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise ValueError(f"{path.name} is not an elliptic-curve key")
    return key


def _load_certificate(path: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate(path.read_bytes())


def _load_pair(directory: Path, name: str, passphrase: str) -> KeyPair:
    return KeyPair(
        _load_certificate(directory / f"{name}.pem"), _load_ec(directory / f"{name}.key", passphrase)
    )
