from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paraphe_proof import tree
from paraphe_proof.tests.vectors import load_vectors

SIZES = st.integers(1, 70)


def merkle_by_definition(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, written as the text says: the independent model."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    return sha256(b"\x01" + merkle_by_definition(leaves[:k]) + merkle_by_definition(leaves[k:])).digest()


def make_leaves(size: int) -> tuple[list[bytes], list[bytes]]:
    leaves = [bytes([n]) * (n % 5) for n in range(size)]
    return leaves, [tree.hash_leaf(leaf) for leaf in leaves]


def test_compute_root_published_vectors_gives_the_published_roots() -> None:
    vectors = load_vectors("tree")
    hashes = [tree.hash_leaf(bytes.fromhex(leaf)) for leaf in vectors["leaves"]]
    roots = [tree.compute_root(hashes[:size]).hex() for size in range(len(hashes) + 1)]
    assert roots == vectors["roots"]


def test_make_proofs_published_vectors_gives_the_published_paths() -> None:
    vectors = load_vectors("tree")
    hashes = [tree.hash_leaf(bytes.fromhex(leaf)) for leaf in vectors["leaves"]]
    ranges = tree.range_hash_of(hashes)
    for case in vectors["inclusion"]:
        path = tree.make_inclusion(case["index"], case["size"], ranges)
        assert [h.hex() for h in path] == case["path"]
    for case in vectors["consistency"]:
        path = tree.make_consistency(case["old"], case["new"], ranges)
        assert [h.hex() for h in path] == case["path"]


@given(st.integers(0, 70))
def test_compute_root_any_size_equals_the_definition(size: int) -> None:
    leaves, hashes = make_leaves(size)
    assert tree.compute_root(hashes) == merkle_by_definition(leaves)


@given(SIZES, st.data())
def test_check_inclusion_own_path_passes_and_any_change_fails(size: int, data: st.DataObject) -> None:
    _, hashes = make_leaves(size)
    index = data.draw(st.integers(0, size - 1))
    path = tree.make_inclusion(index, size, tree.range_hash_of(hashes))
    root = tree.compute_root(hashes)
    assert tree.check_inclusion(index, size, hashes[index], path, root)
    assert not tree.check_inclusion(index, size, tree.hash_leaf(b"other"), path, root)
    assert not tree.check_inclusion(size, size, hashes[index], path, root)
    assert not tree.check_inclusion(index, size, hashes[index], [*path, root], root)
    if path:
        assert not tree.check_inclusion(index, size, hashes[index], path[:-1], root)
        other = data.draw(st.integers(0, size - 1).filter(lambda n: hashes[n] != hashes[index]))
        assert not tree.check_inclusion(other, size, hashes[index], path, root)


@given(SIZES, st.data())
def test_check_consistency_own_path_passes_and_any_change_fails(new: int, data: st.DataObject) -> None:
    _, hashes = make_leaves(new)
    old = data.draw(st.integers(0, new))
    path = tree.make_consistency(old, new, tree.range_hash_of(hashes))
    roots = (tree.compute_root(hashes[:old]), tree.compute_root(hashes))
    assert tree.check_consistency(old, new, roots, path)
    assert not tree.check_consistency(old, new, (tree.hash_leaf(b"fork"), roots[1]), path)
    assert not tree.check_consistency(old, new, roots, [*path, roots[0]])
    if 0 < old < new:
        assert not tree.check_consistency(old, new, (roots[0], tree.hash_leaf(b"fork")), path)
        assert not tree.check_consistency(old, new, roots, path[:-1])


@pytest.mark.parametrize(("old", "new"), [(3, 2), (-1, 2)])
def test_check_consistency_sizes_out_of_order_is_refused(old: int, new: int) -> None:
    assert not tree.check_consistency(old, new, (tree.EMPTY_ROOT, tree.EMPTY_ROOT), [])
    with pytest.raises(ValueError, match="order"):
        tree.make_consistency(old, new, tree.range_hash_of([]))
