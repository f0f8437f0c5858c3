"""The store keeps the files of tickets sealed, each under its reference, written once.

AES-256-GCM with a key of this room drawn from the secret of the portal; the reference is authenticated, so that a file
put in another's place is refused. A file is five megabytes at most and is held whole in memory.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from paraphe.helpdesk.errors import PieceLost
from paraphe.kernel.identifiers import Ref

_MAGIC = b"PHLP1"
_SALT, _NONCE = 16, 12


def _folder() -> Path:
    return Path(settings.STATE_DIR) / "helpdesk"


def _path(ref: str) -> Path:
    return _folder() / Ref(ref)


def _cipher(salt: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt, b"paraphe.helpdesk.store/1").derive(settings.SECRET_KEY.encode()))


def keep(ref: str, content: bytes) -> None:
    """Seal the bytes and keep them under `ref`; the name exists whole or not at all."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    salt, nonce = os.urandom(_SALT), os.urandom(_NONCE)
    draft = folder / f"{Ref(ref)}.{os.getpid()}.tmp"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        target.write(_MAGIC + salt + nonce + _cipher(salt).encrypt(nonce, content, ref.encode()))
        target.flush()
        os.fsync(target.fileno())
    draft.rename(_path(ref))


def read(ref: str) -> bytes:
    """The bytes kept under `ref`; PieceLost where they are absent or were altered."""
    try:
        sealed = _path(ref).read_bytes()
        if not sealed.startswith(_MAGIC):
            raise PieceLost("helpdesk.piece_lost")
        salt, rest = sealed[len(_MAGIC) :][:_SALT], sealed[len(_MAGIC) + _SALT :]
        return _cipher(salt).decrypt(rest[:_NONCE], rest[_NONCE:], ref.encode())
    except (OSError, InvalidTag, ValueError) as error:
        raise PieceLost("helpdesk.piece_lost") from error


def sweep(name: str) -> None:
    """Erase what `list_kept` named, drafts included, if it is there."""
    (_folder() / Path(name).name).unlink(missing_ok=True)


def list_kept() -> Iterator[tuple[str, float]]:
    """Every name of the store with the time it was written, drafts included."""
    folder = _folder()
    for path in folder.iterdir() if folder.is_dir() else ():
        yield path.name, path.stat().st_mtime
