"""A detached CAdES-B-T signature (ETSI EN 319 122-1) made by pyHanko; the verifier of `paraphe_proof`
shares none of it.

Signed attributes: content type, message digest, signing time, ESSCertIDv2, commitment type. No signature
policy identifier until a policy document exists.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from asn1crypto import cms
from asn1crypto import keys as asn1_keys
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.sign.ades.api import CAdESSignedAttrSpec, GenericCommitment
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from paraphe.signatures.engine.certificates import KeyPair
from paraphe.signatures.engine.tsa import TimestampAuthority, to_asn1

APPROVAL = GenericCommitment.PROOF_OF_APPROVAL
RECEIPT = GenericCommitment.PROOF_OF_RECEIPT


@dataclass(frozen=True)
class TimedSignature:
    """DER of the CMS signature, DER of the timestamp token it carries, and the token's time."""

    signature: bytes
    token: bytes
    at: datetime


def sign_detached(
    content: bytes,
    *,
    signer: KeyPair,
    issuer: x509.Certificate,
    commitment: GenericCommitment,
    authority: TimestampAuthority,
) -> TimedSignature:
    """Sign bytes with a certificate and its issuer's, then timestamp the signature value.

    Raises `ClockWentBackwards` from the authority; nothing is then signed that could be shown.
    """
    settings = PdfCMSSignedAttributes(
        signing_time=authority.now(),
        cades_signed_attrs=CAdESSignedAttrSpec(commitment_type=commitment.asn1),
    )
    making = _pyhanko_signer(signer, issuer).async_sign_general_data(
        content, "sha256", detached=True, use_cades=True, signed_attr_settings=settings
    )
    return _timestamp(asyncio.run(making), authority)


def _timestamp(signed: cms.ContentInfo, authority: TimestampAuthority) -> TimedSignature:
    """Stamp the signature value, outside pyHanko's event loop: the serial number may come from a database.

    Both structures are read again from their bytes: asn1crypto encodes a built tree anew at each level, at a high cost.
    """
    parsed = cms.ContentInfo.load(signed.dump())
    signer = parsed["content"]["signer_infos"][0]
    token, at = authority.stamp(sha256(signer["signature"].native).digest())
    encoded = bytes(token.dump())
    values = [cms.ContentInfo.load(encoded)]
    attribute = cms.CMSAttribute({"type": "signature_time_stamp_token", "values": values})
    signer["unsigned_attrs"] = cms.CMSAttributes([attribute])
    return TimedSignature(bytes(parsed.dump()), encoded, at)


def _pyhanko_signer(signer: KeyPair, issuer: x509.Certificate) -> SimpleSigner:
    private = signer.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return SimpleSigner(
        signing_cert=to_asn1(signer.certificate),
        signing_key=asn1_keys.PrivateKeyInfo.load(private),
        cert_registry=SimpleCertificateStore.from_certs([to_asn1(issuer)]),  # type: ignore[no-untyped-call]
        embed_roots=False,
    )
