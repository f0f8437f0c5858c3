"""Bytes to batches of lines, in constant memory, hashing what goes by.

Accepts CRLF and LF, plain or gzip (several members allowed). Bounds: total size, expansion ratio, length of
one line. Never raises on content: what stopped the reading is in `stopped`.
"""

import hashlib
import zlib
from collections.abc import Iterator
from typing import BinaryIO

CHUNK = 1 << 18
LINE_BOUND = 4096
RATIO_BOUND = 250
RATIO_FROM = 8 << 20
MEMBER_BOUND = 1000
GZIP_MAGIC = b"\x1f\x8b"
TOO_BIG, BOMB, DAMAGED, CUT, TOO_FAULTY = "too_big", "bomb", "damaged", "cut", "too_faulty"


class Reader:
    """Reads one stream once; `text_*` speak of the expanded text, `raw_*` of the bytes received."""

    def __init__(self, stream: BinaryIO, *, max_size: int) -> None:
        self._stream = stream
        self._max_size = max_size
        self._text_hash, self._raw_hash = hashlib.sha256(), hashlib.sha256()
        self.text_size = self.raw_size = 0
        self.compressed = False
        self.stopped = ""

    @property
    def text_sha256(self) -> str:
        return self._text_hash.hexdigest() if self.compressed else self.raw_sha256

    @property
    def raw_sha256(self) -> str:
        return self._raw_hash.hexdigest()

    def read_batches(self) -> Iterator[list[bytes]]:
        """Yield lists of lines without their terminators.

        A line longer than `LINE_BOUND` is cut to that bound (it is at fault anyway: the norm allows 256), so
        that a file without line ends costs no memory.
        """
        tail = b""
        dropping = False
        for text in self.read_text():
            chunk = text
            if dropping:
                chunk = text.partition(b"\n")[2]
                dropping = b"\n" not in text
            body, newline, rest = (tail + chunk).rpartition(b"\n")
            if newline:
                yield _cut_long(body.replace(b"\r\n", b"\n").removesuffix(b"\r").split(b"\n"))
            tail = rest
            if len(tail) > LINE_BOUND:
                yield [tail[:LINE_BOUND]]
                tail, dropping = b"", True
        if tail:
            yield [tail.removesuffix(b"\r")]

    def read_text(self) -> Iterator[bytes]:
        """Yield the text of the file, expanded, by chunks of any size; `stopped` says why it ended early."""
        chunks = self._read_raw()
        first = next(chunks, b"")
        if first.startswith(GZIP_MAGIC):
            self.compressed = True
            yield from self._expand(first, chunks)
            return
        yield from self._bound(first)
        for chunk in chunks:
            yield from self._bound(chunk)
            if self.stopped:
                return

    def _read_raw(self) -> Iterator[bytes]:
        while chunk := self._stream.read(CHUNK):
            self._raw_hash.update(chunk)
            self.raw_size += len(chunk)
            yield chunk

    def _bound(self, chunk: bytes) -> Iterator[bytes]:
        self.text_size += len(chunk)
        if self.text_size > self._max_size:
            self.stopped = TOO_BIG
        elif self.compressed and self.text_size > RATIO_FROM and self.text_size > RATIO_BOUND * self.raw_size:
            self.stopped = BOMB
        elif chunk:
            if self.compressed:
                self._text_hash.update(chunk)
            yield chunk

    def _expand(self, first: bytes, chunks: Iterator[bytes]) -> Iterator[bytes]:
        """Expand gzip by slices of `CHUNK` bytes, whatever the compressed bytes announce."""
        engine, members = zlib.decompressobj(31), 1
        pending = first
        while not self.stopped:
            if engine.eof:
                members += 1
                if members > MEMBER_BOUND:
                    self.stopped = BOMB
                    return
                pending = engine.unused_data or next(chunks, b"")
                if not pending:
                    return
                engine = zlib.decompressobj(31)
            try:
                text = engine.decompress(pending, CHUNK)
            except zlib.error:
                self.stopped = DAMAGED
                return
            yield from self._bound(text)
            if not engine.eof:
                pending = engine.unconsumed_tail or (b"" if len(text) == CHUNK else next(chunks, b""))
                if not pending and len(text) < CHUNK:
                    self.stopped = self.stopped or CUT


def _cut_long(lines: list[bytes]) -> list[bytes]:
    if max(map(len, lines)) > LINE_BOUND:
        return [line[:LINE_BOUND] for line in lines]
    return lines
