"""What may be joined to a ticket: five files at most, of four kinds, whose bytes are what their name says. Pure."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from paraphe.helpdesk.errors import PieceRefused
from paraphe.helpdesk.wording import has_nir
from paraphe.kernel.identifiers import Ref

MOST_PIECES = 5
LARGEST = 5 * 1024 * 1024
ROOM = MOST_PIECES * LARGEST + 512 * 1024
"""Bytes a form with its files may have."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_UNSAFE = re.compile(r"[^\w. ()+-]+")


@dataclass(frozen=True)
class NewPiece:
    """A file accepted, not yet kept."""

    name: str
    media_type: str
    content: bytes
    ref: str = field(default_factory=Ref.new)

    @property
    def sha256(self) -> str:
        """The fingerprint of its bytes."""
        return hashlib.sha256(self.content).hexdigest()


def accept_pieces(files: Sequence[tuple[str, bytes]]) -> list[NewPiece]:
    """The files (name, bytes) as pieces; PieceRefused at the first that cannot be taken, `name` says which."""
    if len(files) > MOST_PIECES:
        raise PieceRefused("helpdesk.pieces_too_many", field="pieces")
    return [accept_piece(name, content) for name, content in files]


def accept_piece(name: str, content: bytes) -> NewPiece:
    """One file as a piece; its kind is read in its bytes and must agree with the end of its name."""
    shown = clean_name(name)
    if not content:
        raise PieceRefused("helpdesk.piece_empty", field="pieces", name=shown)
    if len(content) > LARGEST:
        raise PieceRefused("helpdesk.piece_too_big", field="pieces", name=shown)
    suffix = shown.rpartition(".")[2].lower()
    if suffix not in _KINDS:
        raise PieceRefused("helpdesk.piece_kind", field="pieces", name=shown)
    media_type, is_kind = _KINDS[suffix]
    if not is_kind(content):
        raise PieceRefused("helpdesk.piece_content", field="pieces", name=shown)
    if suffix == "txt" and has_nir(content.decode("utf-8-sig")):
        raise PieceRefused("helpdesk.piece_nir", field="pieces", name=shown)
    return NewPiece(shown, media_type, content)


def clean_name(name: str) -> str:
    """A file name without path, controls nor marks that turn a text around; 100 characters, its end kept."""
    bare = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    plain = " ".join(_UNSAFE.sub("_", bare).split()).strip(". ") or "fichier"
    stem, dot, suffix = plain.rpartition(".")
    return f"{stem[: 99 - len(suffix[:8])]}{dot}{suffix[:8]}" if dot else plain[:100]


def _is_pdf(content: bytes) -> bool:
    return content.startswith((b"%PDF-1.", b"%PDF-2."))


def _is_png(content: bytes) -> bool:
    return content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR"


def _is_jpeg(content: bytes) -> bool:
    return content.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in content[-64:]


def _is_text(content: bytes) -> bool:
    try:
        return _CONTROL.search(content.decode("utf-8-sig")) is None
    except UnicodeDecodeError:
        return False


_KINDS: dict[str, tuple[str, Callable[[bytes], bool]]] = {
    "pdf": ("application/pdf", _is_pdf),
    "png": ("image/png", _is_png),
    "jpg": ("image/jpeg", _is_jpeg),
    "jpeg": ("image/jpeg", _is_jpeg),
    "txt": ("text/plain; charset=utf-8", _is_text),
}
