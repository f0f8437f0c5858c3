"""A CMS signature is accepted in one profile only: one signer, P-256 and SHA-256, certificate named by
ESSCertIDv2.

This module checks the mathematics (digest, signature value, identity of the certificate, imprint of a
timestamp); `certificates` checks whom the certificate speaks for. Sources: RFC 5652, RFC 5035, RFC 3161,
RFC 5816, EN 319 122-1.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, ClassVar

from asn1crypto import cms, core, tsp
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from paraphe_proof.verdict import FormatError, Indication, ProofError

_MAX_CERTIFICATES = 6
_CONTENT_TYPE = "1.2.840.113549.1.9.3"
_MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
_SIGNING_TIME = "1.2.840.113549.1.9.5"
_CERTIFICATE_IDENTITY = "1.2.840.113549.1.9.16.2.47"
_STAMP = "1.2.840.113549.1.9.16.2.14"
COMMITMENT_OID = "1.2.840.113549.1.9.16.2.16"
APPROVAL_OID = "1.2.840.113549.1.9.16.6.5"
RECEIPT_OID = "1.2.840.113549.1.9.16.6.2"


class _CommitmentType(core.Sequence):  # type: ignore[misc]
    _fields: ClassVar[list[Any]] = [
        ("commitment_type_id", core.ObjectIdentifier),
        ("qualifiers", core.Any, {"optional": True}),
    ]


@dataclass(frozen=True)
class Signed:
    """A signature that verifies: certificate of the signer, the other certificates, value, attributes,
    token (DER).
    """

    certificate: x509.Certificate
    others: tuple[x509.Certificate, ...]
    value: bytes
    attributes: dict[str, Any]
    token: bytes | None

    @property
    def signing_time(self) -> datetime:
        """The time the signer claims."""
        at = self.attributes[_SIGNING_TIME].native
        if not isinstance(at, datetime):
            raise FormatError("signing time")
        return at

    @property
    def commitment(self) -> str:
        """OID of the commitment type."""
        parsed = _CommitmentType.load(self.attributes[COMMITMENT_OID].dump())
        return str(parsed["commitment_type_id"].dotted)


@dataclass(frozen=True)
class Stamp:
    """A timestamp token that verifies over its imprint: its signature and its time (UTC)."""

    signed: Signed
    at: datetime


def open_signature(data: bytes, content: bytes) -> Signed:
    """Verify a detached CAdES signature over `content`; raises `ProofError`."""
    signed_data = _load(data)
    if signed_data["encap_content_info"]["content_type"].native != "data":
        raise FormatError("signature: content type")
    if signed_data["encap_content_info"]["content"].native is not None:
        raise FormatError("signature: not detached")
    return _verify(signed_data, content, "data")


def open_stamp(token: bytes, stamped: bytes) -> Stamp:
    """Verify a timestamp token over the SHA-256 of `stamped`; raises `ProofError`."""
    signed_data = _load(token)
    if signed_data["encap_content_info"]["content_type"].native != "tst_info":
        raise FormatError("token: content type")
    encoded = signed_data["encap_content_info"]["content"].contents
    signed = _verify(signed_data, encoded, "tst_info")
    info = tsp.TSTInfo.load(encoded, strict=True)
    imprint = info["message_imprint"]
    if imprint["hash_algorithm"]["algorithm"].native != "sha256":
        raise ProofError(Indication.SIG_CRYPTO_FAILURE, "token: digest algorithm")
    if imprint["hashed_message"].native != sha256(stamped).digest():
        raise ProofError(Indication.HASH_FAILURE, "token: imprint of other bytes")
    at = info["gen_time"].native
    if not isinstance(at, datetime):
        raise FormatError("token: time")
    return Stamp(signed, at.astimezone(UTC))


def _load(data: bytes) -> cms.SignedData:
    info = cms.ContentInfo.load(data, strict=True)
    if info["content_type"].native != "signed_data":
        raise FormatError("not a CMS signature")
    return info["content"]


def _verify(signed_data: cms.SignedData, content: bytes, content_type: str) -> Signed:
    signers = signed_data["signer_infos"]
    if len(signers) != 1 or len(signed_data["certificates"]) > _MAX_CERTIFICATES:
        raise FormatError("signature: one signer expected")
    signer = signers[0]
    attributes = _single_values(signer["signed_attrs"], "signed attribute")
    if attributes[_CONTENT_TYPE].native != content_type:
        raise FormatError("signature: content type attribute")
    if attributes[_MESSAGE_DIGEST].native != sha256(content).digest():
        raise ProofError(Indication.HASH_FAILURE, "signature over other bytes")
    certificate, others = _find_certificate(signed_data, signer, attributes)
    _check_value(signer, certificate)
    return Signed(certificate, others, signer["signature"].native, attributes, _token_of(signer))


def _single_values(attributes: cms.CMSAttributes, what: str) -> dict[str, Any]:
    """Values by dotted OID: other libraries add names to asn1crypto's tables when they are loaded."""
    found: dict[str, Any] = {}
    for attribute in attributes:
        name = attribute["type"].dotted
        if name in found or len(attribute["values"]) != 1:
            raise FormatError(f"{what} given twice")
        found[name] = attribute["values"][0]
    return found


def _find_certificate(
    signed_data: cms.SignedData, signer: cms.SignerInfo, attributes: dict[str, Any]
) -> tuple[x509.Certificate, tuple[x509.Certificate, ...]]:
    encoded = [choice.chosen.dump() for choice in signed_data["certificates"]]
    identity = attributes[_CERTIFICATE_IDENTITY]["certs"][0]
    if identity["hash_algorithm"]["algorithm"].native != "sha256" or signer["sid"].name != (
        "issuer_and_serial_number"
    ):
        raise FormatError("signature: identification of the certificate")
    matching = [der for der in encoded if sha256(der).digest() == identity["cert_hash"].native]
    if len(matching) != 1:
        raise FormatError("signature: certificate absent")
    certificate = x509.load_der_x509_certificate(matching[0])
    sid = signer["sid"].chosen
    if sid["serial_number"].native != certificate.serial_number or (
        sid["issuer"].dump() != certificate.issuer.public_bytes()
    ):
        raise FormatError("signature: two certificates named")
    others = tuple(x509.load_der_x509_certificate(der) for der in encoded if der != matching[0])
    return certificate, others


def _check_value(signer: cms.SignerInfo, certificate: x509.Certificate) -> None:
    key = certificate.public_key()
    digest = signer["digest_algorithm"]["algorithm"].native
    algorithm = signer["signature_algorithm"]["algorithm"].native
    if (digest, algorithm) != ("sha256", "sha256_ecdsa") or not isinstance(key, ec.EllipticCurvePublicKey):
        raise ProofError(Indication.SIG_CRYPTO_FAILURE, "algorithm outside the profile")
    try:
        key.verify(signer["signature"].native, signer["signed_attrs"].untag().dump(), ec.ECDSA(SHA256()))
    except InvalidSignature as error:
        raise ProofError(Indication.SIG_CRYPTO_FAILURE, "signature value") from error


def _token_of(signer: cms.SignerInfo) -> bytes | None:
    if not isinstance(signer["unsigned_attrs"], cms.CMSAttributes):
        return None
    unsigned = _single_values(signer["unsigned_attrs"], "unsigned attribute")
    if not unsigned:
        return None
    if set(unsigned) != {_STAMP}:
        raise FormatError("signature: unknown unsigned attribute")
    return bytes(unsigned[_STAMP].dump())
