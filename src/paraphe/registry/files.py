"""Reading large CSV files, plain or zipped, row by row: whatever the file holds, memory stays that of one line.

A fault of form (header, columns, quotes, bytes that are not UTF-8, an archive cut or swollen) stops the reading with
the line it was met on. Not checked here: what the values mean.
"""

import csv
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path
from typing import IO

from paraphe.registry.errors import FileFault

LINE_MOST = 100_000
"""Characters in a line; those of the register have less than a thousand."""
SWELLING_MOST = 100
"""How many times its size in the archive a file may take; the register's are under ten."""
SWELLING_FREE = 16 * 1024 * 1024

Row = tuple[str, ...]


class FileRows:
    """The rows of one file, cut to the columns asked for, each with its line."""

    def __init__(self, lines: Iterator[str], columns: Sequence[str], name: str, separator: str) -> None:
        self.name = name
        self._reader = csv.reader(lines, strict=True, delimiter=separator)
        header = self._next()
        if header is None:
            raise FileFault("registry.file_empty", file=name)
        missing = [column for column in columns if column not in header]
        if missing:
            raise FileFault("registry.file_columns", file=name, missing=", ".join(missing), line=1)
        self._width = len(header)
        self._cut: Callable[[list[str]], Row] = itemgetter(*(header.index(column) for column in columns))

    def __iter__(self) -> Iterator[tuple[int, Row]]:
        """Line and values of each row; FileFault at the first that is not one."""
        reader, width, cut = self._reader, self._width, self._cut
        while True:
            try:
                for row in reader:
                    if len(row) != width:
                        if not row:
                            continue
                        raise FileFault(
                            "registry.file_row",
                            file=self.name,
                            line=reader.line_num,
                            found=len(row),
                            expected=width,
                        )
                    yield reader.line_num, cut(row)
                return
            except csv.Error as error:
                raise self._broken(error) from None

    def _next(self) -> list[str] | None:
        try:
            return next(self._reader, None)
        except csv.Error as error:
            raise self._broken(error) from None

    def _broken(self, error: Exception) -> FileFault:
        return FileFault("registry.file_line", file=self.name, line=self._reader.line_num, reason=str(error))


@contextmanager
def open_rows(path: Path, columns: Sequence[str], *, separator: str = ",") -> Iterator[FileRows]:
    """The rows of a CSV file or of the only CSV file of a zip archive, with these columns in this order.

    FileFault where the file is absent, empty, or of another form.
    """
    try:
        with path.open("rb") as raw, _unpacked(raw, path) as stream:
            yield FileRows(_lines(stream, path.name), columns, path.name, separator)
    except OSError as error:
        raise FileFault("registry.file_unreadable", file=path.name, reason=error.strerror or "") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise FileFault("registry.file_broken", file=path.name, reason=str(error)) from None


@contextmanager
def _unpacked(raw: IO[bytes], path: Path) -> Iterator[IO[bytes]]:
    if raw.read(2) != b"PK":
        raw.seek(0)
        yield raw
        return
    with zipfile.ZipFile(raw) as archive:
        held = [item for item in archive.infolist() if not item.is_dir()]
        if len(held) != 1 or not held[0].filename.lower().endswith(".csv"):
            raise FileFault("registry.file_archive", file=path.name, found=len(held))
        size = path.stat().st_size
        with archive.open(held[0]) as member:
            limit = size * SWELLING_MOST + SWELLING_FREE
            yield io.BufferedReader(_Bounded(member, limit, path.name), 1024 * 1024)


class _Bounded(io.RawIOBase):
    """Reads of a stream that may give so many bytes and no more."""

    def __init__(self, stream: IO[bytes], limit: int, name: str) -> None:
        super().__init__()
        self._stream, self._left, self._name = stream, limit, name

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: object) -> int:
        """Fill the buffer; FileFault past the limit."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        given = self._stream.read(len(view))
        self._left -= len(given)
        if self._left < 0:
            raise FileFault("registry.file_swollen", file=self._name)
        view[: len(given)] = given
        return len(given)


def _lines(stream: IO[bytes], name: str) -> Iterator[str]:
    """Lines of text; bytes that are not UTF-8, a NUL or an endless line are told with their number."""
    number = 0
    while line := stream.readline(LINE_MOST):
        number += 1
        if len(line) == LINE_MOST:
            raise FileFault("registry.file_line", file=name, line=number, reason="line too long")
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise FileFault("registry.file_encoding", file=name, line=number) from None
        if "\0" in text:
            raise FileFault("registry.file_line", file=name, line=number, reason="NUL")
        yield text
