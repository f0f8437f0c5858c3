"""An ASiC manifest has one form per content: the verifier writes it again and compares, and never parses
XML.

Source: ETSI EN 319 162-1, annex A.4; docs/specs/container.md gives the template.
"""

from base64 import b64encode
from hashlib import sha256

from paraphe_proof import container

_ASIC = "http://uri.etsi.org/02918/v1.2.1#"
_XMLDSIG = "http://www.w3.org/2000/09/xmldsig#"
_TYPES = {
    container.STATEMENT: "application/json",
    container.AUTHORITY: "application/json",
    container.NOTICE: "text/plain",
    container.MANIFEST_1: "text/xml",
    container.SIGNATURE_1: "application/pkcs7-signature",
    container.TIMESTAMP_1: "application/vnd.etsi.timestamp-token",
}
PERSON_COVERS = (container.STATEMENT, container.AUTHORITY)
SEAL_COVERS = (container.NOTICE, container.MANIFEST_1, container.SIGNATURE_1, container.TIMESTAMP_1)


def person_manifest(files: dict[str, bytes], *, declaration: tuple[str, str, str]) -> bytes:
    """Manifest of the person's signature. `declaration` is (name in the container, media type, SHA-256 in
    hexadecimal).
    """
    name, media_type, digest = declaration
    objects = [(name, media_type, bytes.fromhex(digest))]
    objects += [_describe(covered, files) for covered in PERSON_COVERS]
    return _write(container.SIGNATURE_1, objects)


def seal_manifest(files: dict[str, bytes]) -> bytes:
    """Manifest of the portal's seal, which covers the person's manifest, signature and timestamp."""
    return _write(container.SIGNATURE_2, [_describe(covered, files) for covered in SEAL_COVERS])


def _describe(name: str, files: dict[str, bytes]) -> tuple[str, str, bytes]:
    return name, _TYPES[name], sha256(files[name]).digest()


def _write(signature: str, objects: list[tuple[str, str, bytes]]) -> bytes:
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<asic:ASiCManifest xmlns:asic="{_ASIC}" xmlns:ds="{_XMLDSIG}">',
        f'<asic:SigReference URI="{signature}" MimeType="application/pkcs7-signature"/>',
    ]
    for name, media_type, digest in objects:
        lines += [
            f'<asic:DataObjectReference URI="{name}" MimeType="{media_type}">',
            '<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>',
            f"<ds:DigestValue>{b64encode(digest).decode()}</ds:DigestValue>",
            "</asic:DataObjectReference>",
        ]
    return "\n".join([*lines, "</asic:ASiCManifest>", ""]).encode()
