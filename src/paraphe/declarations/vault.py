"""The vault keeps received bytes encrypted, each object under a name of its own, written once.

Chunks of 1 MiB, AES-256-GCM; the name, the chunk's number and whether it is the last are authenticated, so that a chunk
moved, dropped or cut is refused. Written to a temporary file, flushed, renamed: a name exists whole or not at all.
"""

import io
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from paraphe.declarations.errors import ContentLost

CHUNK = 1 << 20
_MAGIC = b"PVLT1"
_TAG = 16


def _path(name: str) -> Path:
    folder = Path(settings.STATE_DIR) / "vault" / name[:2]
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / name


def _key(salt: bytes) -> AESGCM:
    secret = (getattr(settings, "VAULT_KEY", "") or settings.SECRET_KEY).encode()
    return AESGCM(HKDF(SHA256(), 32, salt, b"paraphe.declarations.vault/1").derive(secret))


def _bind(name: str, number: int, *, last: bool) -> tuple[bytes, bytes]:
    return number.to_bytes(12, "big"), f"{name}:{number}:{int(last)}".encode()


def keep(name: str, source: Iterable[bytes]) -> None:
    """Encrypt and keep the bytes of `source`, in bounded memory, under `name` (letters, digits, dots)."""
    path, salt = _path(name), os.urandom(16)
    draft = path.with_suffix(path.suffix + f".{os.getpid()}.tmp")
    cipher = _key(salt)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        target.write(_MAGIC + salt)
        for number, (chunk, last) in enumerate(_even(source)):
            nonce, bound = _bind(name, number, last=last)
            target.write(cipher.encrypt(nonce, chunk, bound))
        target.flush()
        os.fsync(target.fileno())
    draft.rename(path)
    _flush_folder(path.parent)


def _even(source: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """The same bytes in pieces of `CHUNK`, the last one (possibly empty) marked."""
    held = bytearray()
    for piece in source:
        held += piece
        while len(held) > CHUNK:
            yield bytes(held[:CHUNK]), False
            del held[:CHUNK]
    yield bytes(held), True


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def chunks(name: str) -> Iterator[bytes]:
    """The kept bytes, chunk by chunk; ContentLost where they are absent, altered or cut."""
    try:
        with _path(name).open("rb") as source:
            if source.read(len(_MAGIC)) != _MAGIC:
                raise ContentLost("declarations.content_lost")
            cipher, number = _key(source.read(16)), 0
            sealed = source.read(CHUNK + _TAG)
            while True:
                following = source.read(CHUNK + _TAG)
                nonce, bound = _bind(name, number, last=not following)
                yield cipher.decrypt(nonce, sealed, bound)
                if not following:
                    return
                sealed, number = following, number + 1
    except (OSError, InvalidTag) as error:
        raise ContentLost("declarations.content_lost") from error


def read(name: str) -> bytes:
    """All the kept bytes."""
    return b"".join(chunks(name))


def forget(name: str) -> None:
    """Erase an object, if it is there."""
    _path(name).unlink(missing_ok=True)


class _Chunked(io.RawIOBase):
    """Kept bytes as a raw stream."""

    def __init__(self, name: str) -> None:
        self._chunks, self._rest = chunks(name), b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            self._rest = next(self._chunks, b"")
            if not self._rest:
                return 0
        taken = self._rest[: len(buffer)]
        buffer[: len(taken)] = taken
        self._rest = self._rest[len(taken) :]
        return len(taken)


def open_stream(name: str) -> BinaryIO:
    """The kept bytes as a stream, in bounded memory."""
    return io.BufferedReader(_Chunked(name), CHUNK)
