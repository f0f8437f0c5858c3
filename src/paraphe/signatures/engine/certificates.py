"""The certificates of the portal's own authorities: P-256, SHA-256, one profile per use.

Profiles: RFC 5280; the one-time certificate follows ETSI EN 319 412-1 (validity-assured short-term
extension); the timestamp certificate follows RFC 3161 (extended usage critical and alone).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

YEAR = timedelta(days=365)
SHORT_TERM_OID = x509.ObjectIdentifier("0.4.0.194121.2.1")
ONE_TIME_VALIDITY = timedelta(minutes=10)
_NULL = b"\x05\x00"


@dataclass(frozen=True)
class KeyPair:
    """A certificate and its private key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def generate_key() -> ec.EllipticCurvePrivateKey:
    """A new P-256 key."""
    return ec.generate_private_key(ec.SECP256R1())


def name_of(common_name: str, organisation: str) -> x509.Name:
    """Subject of an authority, cut to the 64 bytes X.520 allows."""
    parts = [(NameOID.ORGANIZATION_NAME, organisation), (NameOID.COMMON_NAME, common_name)]
    return x509.Name(
        [x509.NameAttribute(oid, text.encode()[:64].decode(errors="ignore")) for oid, text in parts]
    )


def issue_root(name: x509.Name, at: datetime) -> KeyPair:
    """A self-signed root for 20 years."""
    key = generate_key()
    builder = _begin(name, key, at, 20 * YEAR).issuer_name(name)
    builder = _as_authority(builder, path_length=1).add_extension(
        x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False
    )
    return KeyPair(builder.sign(key, SHA256()), key)


def issue_authority(issuer: KeyPair, name: x509.Name, at: datetime) -> KeyPair:
    """An authority under the root, for 15 years, that issues end certificates only."""
    key = generate_key()
    builder = _as_authority(_issued_by(issuer, _begin(name, key, at, 15 * YEAR)), path_length=0)
    return KeyPair(builder.sign(issuer.key, SHA256()), key)


def issue_seal(issuer: KeyPair, name: x509.Name, at: datetime) -> KeyPair:
    """The portal's seal, for 3 years."""
    key = generate_key()
    builder = _as_signer(_issued_by(issuer, _begin(name, key, at, 3 * YEAR)), commits=True)
    return KeyPair(builder.sign(issuer.key, SHA256()), key)


def issue_timestamper(issuer: KeyPair, name: x509.Name, at: datetime) -> KeyPair:
    """The timestamp unit, for 10 years."""
    key = generate_key()
    builder = _as_signer(_issued_by(issuer, _begin(name, key, at, 10 * YEAR)), commits=False)
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    return KeyPair(builder.add_extension(usage, critical=True).sign(issuer.key, SHA256()), key)


def issue_one_time(issuer: KeyPair, subject: list[tuple[str, str]], at: datetime) -> KeyPair:
    """A certificate for one signature, valid 10 minutes; the caller drops the key after use."""
    key = generate_key()
    name = x509.Name([x509.NameAttribute(x509.ObjectIdentifier(oid), text) for oid, text in subject])
    builder = _issued_by(issuer, _begin(name, key, at.replace(microsecond=0), ONE_TIME_VALIDITY))
    builder = _as_signer(builder, commits=True)
    builder = builder.add_extension(x509.UnrecognizedExtension(SHORT_TERM_OID, _NULL), critical=False)
    return KeyPair(builder.sign(issuer.key, SHA256()), key)


def _begin(
    name: x509.Name, key: ec.EllipticCurvePrivateKey, at: datetime, duration: timedelta
) -> x509.CertificateBuilder:
    public = key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at)
        .not_valid_after(at + duration)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _issued_by(issuer: KeyPair, builder: x509.CertificateBuilder) -> x509.CertificateBuilder:
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.certificate.public_key())  # type: ignore[arg-type]
    return builder.issuer_name(issuer.certificate.subject).add_extension(identifier, critical=False)


def _as_authority(builder: x509.CertificateBuilder, path_length: int) -> x509.CertificateBuilder:
    return builder.add_extension(
        x509.BasicConstraints(ca=True, path_length=path_length), critical=True
    ).add_extension(_usage(authority=True), critical=True)


def _as_signer(builder: x509.CertificateBuilder, *, commits: bool) -> x509.CertificateBuilder:
    return builder.add_extension(
        x509.BasicConstraints(ca=False, path_length=None), critical=True
    ).add_extension(_usage(commits=commits), critical=True)


def _usage(*, authority: bool = False, commits: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority,
        content_commitment=commits,
        key_cert_sign=authority,
        crl_sign=authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
