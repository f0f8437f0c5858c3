"""Our timestamp authority issues RFC 3161 tokens with ESSCertIDv2 (RFC 5816), and refuses to go back in
time.

Times are whole seconds, accuracy one second. It does not check the machine's clock against a reference:
say so where a report shows the time.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from threading import Lock

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from paraphe.signatures.engine.errors import ClockWentBackwards
from paraphe.signatures.engine.keys import TrustKeys

DEFAULT_POLICY = "2.25.180520304592381557876547721841608947188"


class TimestampAuthority:
    """Issues tokens. `next_serial` gives a number never given before; `clock` an aware time.

    `not_before` is the last time certified by an earlier process, if the caller keeps it.
    """

    def __init__(
        self,
        keys: TrustKeys,
        *,
        next_serial: Callable[[], int],
        clock: Callable[[], datetime],
        policy: str = DEFAULT_POLICY,
        not_before: datetime | None = None,
    ) -> None:
        self._key = keys.tsa.key
        self._certificates = [to_asn1(keys.tsa.certificate), to_asn1(keys.tsa_ca.certificate)]
        self._next_serial = next_serial
        self._clock = clock
        self._policy = policy
        self._last = not_before
        self._lock = Lock()

    def now(self) -> datetime:
        """The authority's clock, in whole seconds, UTC."""
        return self._clock().astimezone(UTC).replace(microsecond=0)

    def stamp(self, digest: bytes) -> tuple[cms.ContentInfo, datetime]:
        """Token over a SHA-256 digest, and its time; raises `ClockWentBackwards`."""
        with self._lock:
            at = self.now()
            if self._last is not None and at < self._last:
                raise ClockWentBackwards(
                    "signatures.clock_went_backwards", at=at.isoformat(), last=self._last.isoformat()
                )
            self._last = at
            serial = self._next_serial()
        return self._token(self._info(digest, serial, at)), at

    def _info(self, digest: bytes, serial: int, at: datetime) -> bytes:
        info = tsp.TSTInfo(
            {
                "version": "v1",
                "policy": self._policy,
                "message_imprint": {"hash_algorithm": _sha256(), "hashed_message": digest},
                "serial_number": serial,
                "gen_time": at,
                "accuracy": {"seconds": 1},
            }
        )
        return bytes(info.dump())

    def _token(self, info: bytes) -> cms.ContentInfo:
        certificate = self._certificates[0]
        attributes = cms.CMSAttributes(
            [
                _attribute("content_type", cms.ContentType("tst_info")),
                _attribute("message_digest", core.OctetString(sha256(info).digest())),
                _attribute("signing_certificate_v2", _certificate_identity(certificate)),
            ]
        )
        signer = cms.SignerInfo(
            {
                "version": "v1",
                "sid": cms.SignerIdentifier(
                    "issuer_and_serial_number",
                    {"issuer": certificate.issuer, "serial_number": certificate.serial_number},
                ),
                "digest_algorithm": _sha256(),
                "signed_attrs": attributes,
                "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
                "signature": self._key.sign(attributes.dump(), ec.ECDSA(SHA256())),
            }
        )
        content = cms.SignedData(
            {
                "version": "v3",
                "digest_algorithms": [_sha256()],
                "encap_content_info": {
                    "content_type": "tst_info",
                    "content": core.ParsableOctetString(info),
                },
                "certificates": [cms.CertificateChoices("certificate", c) for c in self._certificates],
                "signer_infos": [signer],
            }
        )
        return cms.ContentInfo({"content_type": "signed_data", "content": content})


def to_asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    """The same certificate for asn1crypto and pyHanko."""
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def _sha256() -> algos.DigestAlgorithm:
    return algos.DigestAlgorithm({"algorithm": "sha256"})


def _attribute(name: str, value: core.Asn1Value) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": name, "values": [value]})


def _certificate_identity(certificate: asn1_x509.Certificate) -> tsp.SigningCertificateV2:
    identity = tsp.ESSCertIDv2(
        {
            "hash_algorithm": _sha256(),
            "cert_hash": sha256(certificate.dump()).digest(),
            "issuer_serial": {
                "issuer": [asn1_x509.GeneralName("directory_name", certificate.issuer)],
                "serial_number": certificate.serial_number,
            },
        }
    )
    return tsp.SigningCertificateV2({"certs": [identity]})
