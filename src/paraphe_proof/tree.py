"""The log's Merkle tree is exactly that of RFC 6962, section 2.1.

Everything is expressed over ranges: `range_hash(start, end)` is MTH(D[start:end]). Who holds leaves in
memory, in tiles or in a database supplies that function; proofs are the same.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256

RangeHash = Callable[[int, int], bytes]

EMPTY_ROOT = sha256(b"").digest()


def hash_leaf(leaf: bytes) -> bytes:
    """SHA-256(0x00 ‖ leaf)."""
    return sha256(b"\x00" + leaf).digest()


def hash_node(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 ‖ left ‖ right)."""
    return sha256(b"\x01" + left + right).digest()


def compute_root(hashes: Sequence[bytes]) -> bytes:
    """Root of a list of leaf hashes (not of leaves)."""
    if not hashes:
        return EMPTY_ROOT
    level = list(hashes)
    while len(level) > 1:
        paired = [hash_node(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = paired + level[len(paired) * 2 :]
    return level[0]


def split_point(size: int) -> int:
    """Largest power of two strictly below `size` (size ≥ 2)."""
    return 1 << ((size - 1).bit_length() - 1)


def make_inclusion(index: int, size: int, range_hash: RangeHash) -> list[bytes]:
    """Audit path of leaf `index` in the tree of `size` leaves, from the leaf up (RFC 6962, 2.1.1)."""
    if not 0 <= index < size:
        raise ValueError("index outside the tree")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + split_point(end - start)
        if index < middle:
            path.append(range_hash(middle, end))
            end = middle
        else:
            path.append(range_hash(start, middle))
            start = middle
    return path[::-1]


def check_inclusion(index: int, size: int, leaf_hash: bytes, path: Sequence[bytes], root: bytes) -> bool:
    """Tell whether the path leads from the leaf to the root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    node, last, current = index, size - 1, leaf_hash
    for sibling in path:
        if last == 0:
            return False
        if node & 1 or node == last:
            current = hash_node(sibling, current)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            current = hash_node(current, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and current == root


def make_consistency(old: int, new: int, range_hash: RangeHash) -> list[bytes]:
    """Proof that the tree of `new` leaves extends that of `old` (RFC 6962, 2.1.2); empty for old = 0 or
    old = new.
    """
    if not 0 <= old <= new:
        raise ValueError("sizes out of order")
    if old in (0, new):
        return []
    path: list[bytes] = []
    start, end, whole = 0, new, True
    while old - start != end - start:
        middle = start + split_point(end - start)
        if old <= middle:
            path.append(range_hash(middle, end))
            end = middle
        else:
            path.append(range_hash(start, middle))
            start, whole = middle, False
    return ([] if whole else [range_hash(start, end)]) + path[::-1]


def check_consistency(old: int, new: int, roots: tuple[bytes, bytes], path: Sequence[bytes]) -> bool:
    """Tell whether `path` proves that `roots[1]` (size new) extends `roots[0]` (size old) (RFC 9162,
    2.1.4.2).
    """
    if not 0 <= old <= new:
        return False
    if old == 0:
        return not path and roots[0] == EMPTY_ROOT and (new > 0 or roots[1] == EMPTY_ROOT)
    if old == new:
        return not path and roots[0] == roots[1]
    steps = list(path) if old & (old - 1) else [roots[0], *path]
    if not steps:
        return False
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    return _replay_consistency(steps, node, last) == roots


def _replay_consistency(steps: list[bytes], node: int, last: int) -> tuple[bytes, bytes] | None:
    older = newer = steps[0]
    for sibling in steps[1:]:
        if last == 0:
            return None
        if node & 1 or node == last:
            older, newer = hash_node(sibling, older), hash_node(sibling, newer)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            newer = hash_node(newer, sibling)
        node, last = node >> 1, last >> 1
    return (older, newer) if last == 0 else None


def range_hash_of(hashes: Sequence[bytes]) -> RangeHash:
    """Range hashes of a list of leaf hashes held in memory."""
    return lambda start, end: compute_root(hashes[start:end])
