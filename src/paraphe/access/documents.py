"""Letters of designation, sealed: AES-256-GCM under a key drawn from the portal's, each bound to its name.

What is kept is what its first bytes say it is: PDF, PNG or JPEG, five megabytes at most. Read by operators only.
"""

import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from paraphe.kernel.errors import Invalid, Unavailable
from paraphe.kernel.identifiers import Ref

MOST = 5 * 1024 * 1024
_SIGNS = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
_ENDS = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}
_MAGIC = b"PDOC1"


class DocumentRefused(Invalid):
    """The file is too big, empty, or not of a kind that is read."""


class DocumentLost(Unavailable):
    """The sealed bytes are absent or altered."""


def kind_of(content: bytes) -> str:
    """The media type its first bytes tell; DocumentRefused for any other, an empty or a big one."""
    if len(content) > MOST:
        raise DocumentRefused("access.document_big", field="document")
    for sign, kind in _SIGNS.items():
        if content.startswith(sign) and _is_whole(content, kind):
            return kind
    raise DocumentRefused("access.document_kind", field="document")


def _is_whole(content: bytes, kind: str) -> bool:
    """Whether the end is there too: a cut scan is told at once, not at the desk."""
    tail = content[-2048:]
    return {"application/pdf": b"%%EOF", "image/png": b"IEND", "image/jpeg": b"\xff\xd9"}[kind] in tail


def extension_of(kind: str) -> str:
    """How a file of that kind ends."""
    return _ENDS[kind]


def seal_document(content: bytes) -> str:
    """Keep the bytes sealed; the name they are kept under."""
    name, nonce = Ref.new(), os.urandom(12)
    sealed = _MAGIC + nonce + _key().encrypt(nonce, content, name.encode())
    path = _path(name)
    draft = path.with_suffix(".tmp")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        target.write(sealed)
        target.flush()
        os.fsync(target.fileno())
    draft.rename(path)
    return name


def open_document(name: str) -> bytes:
    """The bytes; DocumentLost where they are absent or altered."""
    try:
        sealed = _path(name).read_bytes()
        if not sealed.startswith(_MAGIC):
            raise DocumentLost("access.document_lost")
        nonce, rest = sealed[len(_MAGIC) : len(_MAGIC) + 12], sealed[len(_MAGIC) + 12 :]
        return _key().decrypt(nonce, rest, name.encode())
    except (OSError, InvalidTag) as error:
        raise DocumentLost("access.document_lost") from error


def _path(name: str) -> Path:
    folder = Path(settings.STATE_DIR) / "proofs"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / Ref(name)


def _key() -> AESGCM:
    return AESGCM(
        HKDF(SHA256(), 32, None, b"paraphe.access.documents/1").derive(settings.SECRET_KEY.encode())
    )
