"""A container is one ZIP with one possible form: stored files, fixed dates, fixed order, nothing else.

Reading walks the local headers, then rebuilds the archive from names and contents and compares every
byte, so no second reading of the same bytes exists. Source: docs/specs/container.md; ASiC-E is ETSI EN
319 162-1.
"""

import re
import struct
import zlib
from collections.abc import Iterator

from paraphe_proof.verdict import FormatError

MIMETYPE_NAME = "mimetype"
MIMETYPE = b"application/vnd.etsi.asic-e+zip"
STATEMENT = "statement.json"
AUTHORITY = "authority.json"
NOTICE = "VERIFIER.txt"
MANIFEST_1 = "META-INF/ASiCManifest001.xml"
SIGNATURE_1 = "META-INF/signature001.p7s"
TIMESTAMP_1 = "META-INF/timestamp001.tst"
MANIFEST_2 = "META-INF/ASiCManifest002.xml"
SIGNATURE_2 = "META-INF/signature002.p7s"
LOG_FOLDER = "META-INF/log/"
LEAF = LOG_FOLDER + "leaf.json"
SALT = LOG_FOLDER + "salt"
INCLUSION = LOG_FOLDER + "inclusion.tlog-proof"
ANCHOR = LOG_FOLDER + "anchor.json"

_AFTER_CONTENT = (
    STATEMENT, AUTHORITY, NOTICE, MANIFEST_1, SIGNATURE_1, TIMESTAMP_1, MANIFEST_2, SIGNATURE_2,
    LEAF, SALT, INCLUSION, ANCHOR,
)  # fmt: skip
_DECLARATION_NAME = re.compile(r"declaration\.[a-z0-9]{1,8}", re.ASCII)

_LOCAL = struct.Struct("<IHHHHHIIIHH")
_CENTRAL = struct.Struct("<IHHHHHHIIIHHHHHII")
_END = struct.Struct("<IHHHHIIH")
_DOS_DATE = 0x0021  # 1 January 1980
_MAX_SIZE = 2**32 - 1


def order_names(names: set[str]) -> list[str]:
    """The only order of files; raises `FormatError` if the set is not that of a container or of a
    receipt.
    """
    contents = [name for name in names if _DECLARATION_NAME.fullmatch(name)]
    ordered = [MIMETYPE_NAME, *contents, *_AFTER_CONTENT]
    if len(contents) > 1 or set(ordered) != names:
        raise FormatError("files of the container")
    return ordered


def write_container(files: dict[str, bytes]) -> bytes:
    """The canonical archive of these files."""
    ordered = [(name, files[name]) for name in order_names(set(files))]
    return b"".join(_pieces(ordered))


def read_container(data: bytes, *, rebuild: bool = True) -> dict[str, bytes]:
    """Files of a canonical archive, in order; raises `FormatError` for any other sequence of bytes.

    `rebuild=False` leaves the comparison out: only the mutation drill does that, to show that it would
    notice.
    """
    files = _walk(data)
    if list(files) != order_names(set(files)) or files[MIMETYPE_NAME] != MIMETYPE:
        raise FormatError("order of files, or mimetype")
    if rebuild:
        _compare(data, files)
    return files


def _walk(data: bytes) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    position = 0
    while data[position : position + 4] == b"PK\x03\x04":
        if len(data) < position + _LOCAL.size or len(files) > len(_AFTER_CONTENT) + 2:
            raise FormatError("local header")
        header = _LOCAL.unpack_from(data, position)
        start = position + _LOCAL.size
        name = data[start : start + header[9]]
        body = start + header[9] + header[10]
        position = body + header[7]
        if position > len(data) or not name.isascii() or name.decode() in files:
            raise FormatError("local header")
        files[name.decode()] = data[body:position]
    return files


def _compare(data: bytes, files: dict[str, bytes]) -> None:
    view, position = memoryview(data), 0
    for piece in _pieces(list(files.items())):
        if view[position : position + len(piece)] != piece:
            raise FormatError(f"not the canonical archive, near byte {position}")
        position += len(piece)
    if position != len(data):
        raise FormatError("bytes after the archive")


def _pieces(files: list[tuple[str, bytes]]) -> Iterator[bytes]:
    central: list[bytes] = []
    offset = 0
    for name, content in files:
        encoded = name.encode("ascii")
        if len(content) > _MAX_SIZE or offset > _MAX_SIZE:
            raise FormatError("archive over 4 GiB")
        checksum, size = zlib.crc32(content), len(content)
        header = (
            _LOCAL.pack(0x04034B50, 20, 0, 0, 0, _DOS_DATE, checksum, size, size, len(encoded), 0) + encoded
        )
        entry = _CENTRAL.pack(
            0x02014B50, 20, 20, 0, 0, 0, _DOS_DATE, checksum, size, size, len(encoded), 0, 0, 0, 0, 0, offset
        )
        central.append(entry + encoded)
        offset += len(header) + size
        yield header
        yield content
    directory = b"".join(central)
    if offset + len(directory) > _MAX_SIZE:
        raise FormatError("archive over 4 GiB")
    yield directory
    yield _END.pack(0x06054B50, 0, 0, len(files), len(files), len(directory), offset, 0)
