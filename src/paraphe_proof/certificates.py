"""A certificate speaks for someone only through its authority, to a pinned root, at the instant of the
timestamp.

Profile: end certificate → one authority → root; P-256 (or stronger curves) and SHA-256; basic
constraints, key usage and extended usage as issued by the portal. Not general path validation (RFC 5280):
anything outside the profile is refused.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID

from paraphe_proof.signed_data import Signed
from paraphe_proof.trust import Trust
from paraphe_proof.verdict import Indication, ProofError

SHORT_TERM_OID = x509.ObjectIdentifier("0.4.0.194121.2.1")
ONE_TIME_VALIDITY = timedelta(minutes=10)
_KNOWN_CRITICAL = {
    ExtensionOID.BASIC_CONSTRAINTS,
    ExtensionOID.KEY_USAGE,
    ExtensionOID.EXTENDED_KEY_USAGE,
}


@dataclass(frozen=True)
class Path:
    """End certificate, its authority, the root."""

    end: x509.Certificate
    authority: x509.Certificate
    root: x509.Certificate

    def all(self) -> tuple[x509.Certificate, ...]:
        """From the end certificate to the root."""
        return self.end, self.authority, self.root


def find_path(signed: Signed, trust: Trust) -> Path:
    """The path from the signer to a pinned root; raises `ProofError` NO_CERTIFICATE_CHAIN_FOUND."""
    for authority in signed.others:
        if not _issued(signed.certificate, authority):
            continue
        for root in trust.roots:
            if _issued(authority, root) and _issued(root, root):
                path = Path(signed.certificate, authority, root)
                _check_path(path)
                return path
    raise ProofError(Indication.NO_CERTIFICATE_CHAIN_FOUND, signed.certificate.subject.rfc4514_string()[:200])


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    if not isinstance(certificate.signature_hash_algorithm, SHA256 | SHA384 | SHA512):
        return False
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def _check_path(path: Path) -> None:
    for certificate in path.all():
        unknown = {e.oid for e in certificate.extensions if e.critical} - _KNOWN_CRITICAL
        key = certificate.public_key()
        if unknown or not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.key_size < 256:
            _refuse(certificate, "critical extension or key outside the profile")
    for position, certificate in enumerate((path.authority, path.root)):
        constraints, usage = _constraints(certificate), _usage(certificate)
        short = constraints.path_length is not None and constraints.path_length < position
        if not constraints.ca or not usage.key_cert_sign or short:
            _refuse(certificate, "is not an authority")
    if _constraints(path.end).ca or not _usage(path.end).digital_signature:
        _refuse(path.end, "is not a signer")


def check_person(path: Path, subject: list[tuple[str, str]]) -> None:
    """Require a one-time certificate whose subject is exactly (OID, text) pairs, in order; raises
    `ProofError`.
    """
    short_term = [e for e in path.end.extensions if e.oid == SHORT_TERM_OID]
    duration = path.end.not_valid_after_utc - path.end.not_valid_before_utc
    if not short_term or duration > ONE_TIME_VALIDITY or _extended(path.end):
        _refuse(path.end, "is not a one-time certificate")
    found = [(attribute.oid.dotted_string, str(attribute.value)) for attribute in path.end.subject]
    if found != subject:
        raise ProofError(Indication.SIGNATAIRE_DIFFERENT, path.end.subject.rfc4514_string()[:200])


def check_seal(path: Path) -> None:
    """Require a seal: neither a one-time certificate nor a timestamp unit."""
    if _extended(path.end) or any(e.oid == SHORT_TERM_OID for e in path.end.extensions):
        _refuse(path.end, "is not a seal")


def check_timestamper(path: Path) -> None:
    """Require a timestamp unit: extended usage critical, and that one alone (RFC 3161, 2.3)."""
    extended = _extended(path.end)
    if not extended or not extended.critical or list(extended.value) != [ExtendedKeyUsageOID.TIME_STAMPING]:
        _refuse(path.end, "is not a timestamp unit")


def check_valid(path: Path, at: datetime, *, otherwise: Indication) -> None:
    """Require that the whole path be in its validity period at `at`; raises `ProofError` with the given
    indication.
    """
    for certificate in path.all():
        if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
            raise ProofError(otherwise, f"{certificate.subject.rfc4514_string()[:200]} at {at.isoformat()}")


def check_unrevoked(path: Path, trust: Trust, *, before: datetime | None) -> None:
    """Refuse a path revoked at or before `before` (at any time if None), by the lists of trust.json.

    No list, no revocation known: the verdict's limits say so. Raises `ProofError` REVOKED_NO_POE.
    """
    for certificate, issuer in ((path.end, path.authority), (path.authority, path.root)):
        for crl in trust.crls:
            if crl.issuer != issuer.subject:
                continue
            if not crl.is_signature_valid(issuer.public_key()):  # type: ignore[arg-type]
                raise ProofError(
                    Indication.NO_CERTIFICATE_CHAIN_FOUND, "revocation list of another authority"
                )
            entry = crl.get_revoked_certificate_by_serial_number(certificate.serial_number)
            if entry is not None and (before is None or entry.revocation_date_utc <= before):
                raise ProofError(Indication.REVOKED_NO_POE, certificate.subject.rfc4514_string()[:200])


def _constraints(certificate: x509.Certificate) -> x509.BasicConstraints:
    return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value


def _usage(certificate: x509.Certificate) -> x509.KeyUsage:
    return certificate.extensions.get_extension_for_class(x509.KeyUsage).value


def _extended(certificate: x509.Certificate) -> x509.Extension[x509.ExtendedKeyUsage] | None:
    found = [e for e in certificate.extensions if isinstance(e.value, x509.ExtendedKeyUsage)]
    return found[0] if found else None


def _refuse(certificate: x509.Certificate, why: str) -> None:
    subject = certificate.subject.rfc4514_string()[:200]
    raise ProofError(Indication.CHAIN_CONSTRAINTS_FAILURE, f"{subject}: {why}")
