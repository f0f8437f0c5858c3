"""The log on disk: C2SP tlog-tiles files, each one durable before the checkpoint that speaks of it.

Layout under the directory: `checkpoint`, `tile/<level>/<n>[.p/<width>]` (hashes),
`tile/entries/<n>[.p/<width>]` (each entry prefixed by its size on 2 bytes, big-endian). Writing is temp
file, fsync, rename, fsync of the folder. Appending the same leaves again after a crash writes the same
bytes. One writer at a time: the caller holds the lock. Source: c2sp.org/tlog-tiles.
"""

import os
from collections.abc import Sequence
from pathlib import Path

from paraphe_proof import tree
from paraphe_proof.checkpoint import parse_decimal
from paraphe_proof.verdict import FormatError

WIDTH = 256
HEIGHT = 8
MAX_ENTRY = 65_535


class TileError(Exception):
    """The files do not hold what the checkpoint says; the log must not be extended."""


def tile_path(level: str, number: int, width: int = WIDTH) -> str:
    """Relative path of a tile: thousands groups with an `x` before all but the last, `.p/<width>` if
    partial.
    """
    groups = [f"{number % 1000:03d}"]
    while number := number // 1000:
        groups.insert(0, f"x{number % 1000:03d}")
    suffix = "" if width == WIDTH else f".p/{width}"
    return f"tile/{level}/{'/'.join(groups)}{suffix}"


class TileLog:
    """An append-only log in a folder. `size` is what is written in tiles, at first what `checkpoint`
    states.
    """

    def __init__(self, directory: Path) -> None:
        """Open or create; only what the checkpoint covers is taken as existing. Raises `TileError`."""
        self.directory = directory
        directory.mkdir(parents=True, exist_ok=True)
        self.size = _size_of(self.read_checkpoint())

    def append(self, leaves: Sequence[bytes]) -> int:
        """Write leaves after the `size` existing ones, flush them, and give the new size. The checkpoint
        is not touched.
        """
        if any(len(leaf) > MAX_ENTRY for leaf in leaves):
            raise ValueError("entry longer than 65535 bytes")
        if not leaves:
            return self.size
        old, new = self.size, self.size + len(leaves)
        self._write_entries(old, new, leaves)
        self._write_hashes(old, new, [tree.hash_leaf(leaf) for leaf in leaves])
        self.size = new
        return new

    def root(self, size: int | None = None) -> bytes:
        """Root of the first `size` entries (all by default), computed from the hash tiles."""
        size = self.size if size is None else size
        return self.range_hash(0, size) if size else tree.EMPTY_ROOT

    def prove_inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """Audit path of an entry in the tree of `size` entries (all by default)."""
        return tree.make_inclusion(index, self._bounded(size), self.range_hash)

    def prove_consistency(self, old: int, size: int | None = None) -> list[bytes]:
        """Proof that the tree of `size` entries (all by default) extends that of `old` entries."""
        return tree.make_consistency(old, self._bounded(size), self.range_hash)

    def read_entries(self, start: int = 0, end: int | None = None) -> list[bytes]:
        """Leaves `start` to `end` (excluded) from the entry files; raises `TileError` if one is missing
        or cut.
        """
        end = self._bounded(end)
        leaves: list[bytes] = []
        for number in range(start // WIDTH, -(-end // WIDTH)):
            width = min(WIDTH, end - number * WIDTH)
            bundle = self._read_widest("entries", number, width)
            leaves += _split_bundle(bundle, width)[max(0, start - number * WIDTH) :]
        return leaves

    def rebuild_root(self, size: int | None = None) -> bytes:
        """Root recomputed from the entry files alone, ignoring every stored hash: the start-up check."""
        return tree.compute_root([tree.hash_leaf(leaf) for leaf in self.read_entries(0, size)])

    def write_checkpoint(self, note: bytes) -> None:
        """Publish a signed checkpoint, last, when the tiles it speaks of are durable."""
        if _size_of(note) > self.size:
            raise TileError("checkpoint beyond the tiles")
        self._write("checkpoint", note)

    def read_checkpoint(self) -> bytes | None:
        """The last published note, unverified, or None for a new log."""
        path = self.directory / "checkpoint"
        return path.read_bytes() if path.exists() else None

    def range_hash(self, start: int, end: int) -> bytes:
        """MTH of entries `start` to `end` (excluded), from the hash tiles."""
        if end - start > 1 and (end - start) & (end - start - 1):
            middle = start + tree.split_point(end - start)
            return tree.hash_node(self.range_hash(start, middle), self.range_hash(middle, end))
        level, index = (end - start).bit_length() - 1, start // (end - start)
        span = 1 << (level % HEIGHT)
        position = index * span
        hashes = self._read_hashes(level // HEIGHT, position // WIDTH, position % WIDTH + span)
        return tree.compute_root(hashes[position % WIDTH : position % WIDTH + span])

    def _bounded(self, size: int | None) -> int:
        if size is not None and size > self.size:
            raise ValueError("beyond the log")
        return self.size if size is None else size

    def _write_entries(self, old: int, new: int, leaves: Sequence[bytes]) -> None:
        first = old // WIDTH * WIDTH
        known = [*self.read_entries(first, old), *leaves]
        for number in range(old // WIDTH, -(-new // WIDTH)):
            part = known[number * WIDTH - first : (number + 1) * WIDTH - first]
            items = [len(leaf).to_bytes(2, "big") + leaf for leaf in part]
            self._write_tile("entries", number, old=old, items=items)

    def _write_hashes(self, old: int, new: int, hashes: list[bytes]) -> None:
        level = 0
        while new > old:
            first = old // WIDTH * WIDTH
            known = self._read_hashes(level, old // WIDTH, old - first) + hashes
            complete: list[bytes] = []
            for number in range(old // WIDTH, -(-new // WIDTH)):
                part = known[number * WIDTH - first : (number + 1) * WIDTH - first]
                self._write_tile(str(level), number, old=old, items=part)
                if len(part) == WIDTH:
                    complete.append(tree.compute_root(part))
            old, new, hashes, level = old // WIDTH, new // WIDTH, complete, level + 1

    def _read_hashes(self, level: int, number: int, width: int) -> list[bytes]:
        if not width:
            return []
        data = self._read_widest(str(level), number, width)
        if len(data) < 32 * width or len(data) % 32:
            raise TileError(f"hash tile {level}/{number} is cut")
        return [data[32 * i : 32 * i + 32] for i in range(width)]

    def _read_widest(self, level: str, number: int, width: int) -> bytes:
        """A tile holding at least `width` items: the partial one of that width, else the narrowest wider
        one, else the full one. They differ only beyond `width`, where a crash may have left what was
        never published.
        """
        candidates = [w for w in self._partial_widths(level, number) if w >= width]
        chosen = self.directory / tile_path(level, number, min(candidates, default=WIDTH))
        if not chosen.exists():
            raise TileError(f"tile {level}/{number} is missing")
        return chosen.read_bytes()

    def _partial_widths(self, level: str, number: int) -> list[int]:
        folder = (self.directory / tile_path(level, number, 1)).parent
        return [int(path.name) for path in folder.glob("*") if path.name.isdigit()]

    def _write_tile(self, level: str, number: int, *, old: int, items: list[bytes]) -> None:
        """Write a tile whose first items up to `old` (a number in the whole level) were there before.

        Then drop what it supersedes: partial tiles once it is full, and any wider tile an interrupted run
        left.
        """
        width, known = len(items), max(0, old - number * WIDTH)
        self._write(tile_path(level, number, width), b"".join(items))
        for other in self._partial_widths(level, number):
            if width == WIDTH or (other > known and other != width):
                (self.directory / tile_path(level, number, other)).unlink()
        full = self.directory / tile_path(level, number)
        if width < WIDTH:
            full.unlink(missing_ok=True)
        elif full.with_name(full.name + ".p").exists():
            full.with_name(full.name + ".p").rmdir()

    def _write(self, relative: str, data: bytes) -> None:
        path = self.directory / relative
        _make_folder(path.parent, self.directory)
        temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        _flush_folder(path.parent)


def _size_of(note: bytes | None) -> int:
    if note is None:
        return 0
    try:
        return parse_decimal(note.split(b"\n")[1].decode())
    except (IndexError, UnicodeError, FormatError) as error:
        raise TileError("checkpoint file is not a checkpoint") from error


def _split_bundle(bundle: bytes, width: int) -> list[bytes]:
    leaves: list[bytes] = []
    position = 0
    while len(leaves) < width:
        size = int.from_bytes(bundle[position : position + 2], "big")
        leaf = bundle[position + 2 : position + 2 + size]
        if len(leaf) != size or position + 2 > len(bundle):
            raise TileError("entry bundle is cut")
        leaves.append(leaf)
        position += 2 + size
    return leaves


def _make_folder(folder: Path, base: Path) -> None:
    """Create missing folders down from `base`, flushing each parent so that the name itself is durable."""
    if folder.exists():
        return
    _make_folder(folder.parent, base)
    folder.mkdir(exist_ok=True)
    _flush_folder(folder.parent)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
