"""A checkpoint is a C2SP signed note over (origin, size, root), with exactly one signature: the log's
Ed25519 one.

Sources: c2sp.org/tlog-checkpoint, c2sp.org/signed-note. Cosignatures of witnesses are not carried yet: a
note with any other signature line is refused, so that no byte of a container stays unchecked.
"""

from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from paraphe_proof.verdict import FormatError, Indication, ProofError

ED25519 = b"\x01"
DASH = "\u2014"
MAX_SIZE = 2**53 - 1


@dataclass(frozen=True)
class Checkpoint:
    """What a log states: under `origin`, `size` entries have this 32-byte root."""

    origin: str
    size: int
    root: bytes

    def body(self) -> str:
        """The signed text, with its final newline."""
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"


class NoteSigner(Protocol):
    """Something that signs bytes with the log's Ed25519 key."""

    def sign(self, data: bytes, /) -> bytes: ...


@dataclass(frozen=True)
class LogKey:
    """The public identity of a log: its name (origin) and Ed25519 key, as in a vkey string."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """First 4 bytes of SHA-256(name ‖ LF ‖ 0x01 ‖ key)."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    @property
    def vkey(self) -> str:
        """`name+hex id+base64(0x01 ‖ key)`."""
        return f"{self.name}+{self.key_id.hex()}+{b64encode(ED25519 + self.public).decode()}"


def check_origin(name: str) -> None:
    """Refuse a log name that could not be written in a note: empty, with a space, a line end or a plus
    sign.
    """
    if not name or len(name) > 200 or "+" in name or not name.isprintable() or any(c.isspace() for c in name):
        raise FormatError("log name")


def parse_vkey(vkey: str) -> LogKey:
    """Read a vkey string; raises `FormatError`."""
    name, _, rest = vkey.partition("+")
    _, _, encoded = rest.partition("+")
    raw = decode_base64(encoded)
    check_origin(name)
    key = LogKey(name, raw[1:])
    if raw[:1] != ED25519 or len(raw) != 33 or key.vkey != vkey:
        raise FormatError("vkey")
    return key


def log_key_of(name: str, private: Ed25519PrivateKey) -> LogKey:
    """The public identity of a private key under a log name."""
    check_origin(name)
    return LogKey(name, private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def sign_checkpoint(checkpoint: Checkpoint, *, key: LogKey, signer: NoteSigner) -> bytes:
    """Give the signed note (UTF-8) of a checkpoint."""
    if key.name != checkpoint.origin:
        raise ValueError("the checkpoint's origin is not the key's name")
    signature = signer.sign(checkpoint.body().encode())
    line = f"{DASH} {key.name} {b64encode(key.key_id + signature).decode()}\n"
    return f"{checkpoint.body()}\n{line}".encode()


def open_checkpoint(note: bytes, key: LogKey) -> Checkpoint:
    """Read a note signed by `key` alone; raises `ProofError` (unknown log, wrong signature, other
    encoding).
    """
    checkpoint, signature, name = _split_note(note)
    if checkpoint.origin != key.name or name != key.name or signature[:4] != key.key_id:
        raise ProofError(Indication.JOURNAL_INCONNU, checkpoint.origin[:80])
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature[4:], checkpoint.body().encode())
    except InvalidSignature as error:
        raise ProofError(Indication.JOURNAL_NON_INCLUS, "checkpoint signature") from error
    return checkpoint


def _split_note(note: bytes) -> tuple[Checkpoint, bytes, str]:
    try:
        lines = note.decode().split("\n")
    except UnicodeError as error:
        raise FormatError("checkpoint is not UTF-8") from error
    if len(lines) != 6 or lines[3] or lines[5]:
        raise FormatError("checkpoint must have three lines and one signature")
    dash, _, rest = lines[4].partition(" ")
    name, _, encoded = rest.partition(" ")
    signature = decode_base64(encoded)
    root = decode_base64(lines[2])
    if dash != DASH or len(signature) != 68 or len(root) != 32:
        raise FormatError("checkpoint line")
    check_origin(lines[0])
    return Checkpoint(lines[0], parse_decimal(lines[1]), root), signature, name


def parse_decimal(text: str) -> int:
    """Read a canonical decimal number (no sign, no leading zero)."""
    if not text.isascii() or not text.isdigit() or len(text) > 16 or str(int(text)) != text:
        raise FormatError("decimal number")
    return int(text)


def decode_base64(text: str) -> bytes:
    """Read standard padded base 64, refusing any second encoding of the same bytes."""
    try:
        data = b64decode(text.encode("ascii"), validate=True)
    except (Base64Error, UnicodeError, ValueError) as error:
        raise FormatError("base64") from error
    if b64encode(data).decode() != text:
        raise FormatError("base64 is not canonical")
    return data
