"""What the verifier believes comes from trust.json, given apart from any container: roots, log key,
revocation lists.

Source: docs/specs/verdict.md, "Trust". Members: v, operator.name, roots (PEM), log.origin, log.vkey, crls
(PEM).
"""

import json
from dataclasses import dataclass
from typing import Any

from cryptography import x509

from paraphe_proof import jcs
from paraphe_proof.checkpoint import LogKey, parse_vkey
from paraphe_proof.shapes import Shape, constant, listing, record, text
from paraphe_proof.verdict import FormatError


def _pem(value: Any, path: str) -> None:
    if not isinstance(value, str) or not 0 < len(value) <= 1_000_000:
        raise FormatError(f"{path}: expected PEM text")


_SHAPE: Shape = record(
    {
        "v": constant(1),
        "operator": record({"name": text(200)}),
        "roots": listing(_pem, 1, 20),
        "log": record({"origin": text(200), "vkey": text(400)}),
        "crls": listing(_pem, 0, 100),
    }
)


@dataclass(frozen=True)
class Trust:
    """The operator's name, the roots and the log key believed, and the revocation lists known."""

    operator: str
    roots: tuple[x509.Certificate, ...]
    log: LogKey
    crls: tuple[x509.CertificateRevocationList, ...]


def read_trust(value: dict[str, Any]) -> Trust:
    """Trust of a parsed trust.json; raises `FormatError`."""
    _SHAPE(value, "trust")
    log = parse_vkey(value["log"]["vkey"])
    if log.name != value["log"]["origin"]:
        raise FormatError("trust.log: origin is not the name of the key")
    try:
        roots = tuple(x509.load_pem_x509_certificate(pem.encode()) for pem in value["roots"])
        crls = tuple(x509.load_pem_x509_crl(pem.encode()) for pem in value["crls"])
    except ValueError as error:
        raise FormatError("trust: PEM") from error
    return Trust(value["operator"]["name"], roots, log, crls)


def parse_trust(data: bytes) -> Trust:
    """Trust of the bytes of trust.json, canonical or laid out by hand; raises `FormatError`."""
    try:
        value = json.loads(data)
        jcs.encode(value)
    except (ValueError, RecursionError) as error:
        raise FormatError("trust: not JSON") from error
    return read_trust(value)
