from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paraphe_proof import tree
from paraphe_proof.checkpoint import Checkpoint
from paraphe_proof.tiles import TileError, TileLog, tile_path


def note_of(log: TileLog) -> bytes:
    return (Checkpoint("log.test", log.size, log.root()).body() + "\n(signature)\n").encode()


def make_leaves(start: int, end: int) -> list[bytes]:
    return [f"feuille {n}".encode() * (1 + n % 3) for n in range(start, end)]


@pytest.mark.parametrize(
    ("number", "width", "expected"),
    [
        (0, 256, "tile/0/000"),
        (1_234_067, 256, "tile/0/x001/x234/067"),
        (70, 3, "tile/0/070.p/3"),
        (1000, 256, "tile/0/x001/000"),
    ],
)
def test_tile_path_numbers_follow_the_specification(number: int, width: int, expected: str) -> None:
    assert tile_path("0", number, width) == expected


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.integers(0, 300), min_size=1, max_size=5), st.data())
def test_append_any_batches_gives_the_roots_and_proofs_of_one_tree(
    tmp_path_factory: pytest.TempPathFactory, batches: list[int], data: st.DataObject
) -> None:
    log = TileLog(tmp_path_factory.mktemp("log"))
    for batch in batches:
        log.append(make_leaves(log.size, log.size + batch))
    hashes = [tree.hash_leaf(leaf) for leaf in make_leaves(0, sum(batches))]
    assert log.size == len(hashes)
    assert log.root() == tree.compute_root(hashes) == log.rebuild_root()
    if hashes:
        old = data.draw(st.integers(1, log.size))
        index = data.draw(st.integers(0, old - 1))
        root = log.root(old)
        assert root == tree.compute_root(hashes[:old])
        assert tree.check_inclusion(index, old, hashes[index], log.prove_inclusion(index, old), root)
        assert tree.check_consistency(old, log.size, (root, log.root()), log.prove_consistency(old))
        assert log.read_entries(index, index + 1) == make_leaves(index, index + 1)


def test_append_over_two_levels_keeps_upper_tiles(tmp_path: Path) -> None:
    log = TileLog(tmp_path)
    log.append(make_leaves(0, 66_000))
    hashes = [tree.hash_leaf(leaf) for leaf in make_leaves(0, 66_000)]
    assert log.root() == tree.compute_root(hashes)
    assert (tmp_path / "tile/1/000").stat().st_size == 256 * 32
    assert (tmp_path / "tile/2/000.p/1").read_bytes() == tree.compute_root(hashes[:65_536])
    path = log.prove_inclusion(65_999)
    assert tree.check_inclusion(65_999, 66_000, hashes[65_999], path, log.root())


def test_open_after_crash_before_checkpoint_forgets_and_rewrites_the_same(tmp_path: Path) -> None:
    log = TileLog(tmp_path)
    log.append(make_leaves(0, 5))
    log.write_checkpoint(note_of(log))
    log.append(make_leaves(5, 9))
    reopened = TileLog(tmp_path)
    assert reopened.size == 5
    reopened.append(make_leaves(5, 300))
    assert reopened.root() == reopened.rebuild_root()
    assert reopened.rebuild_root() == tree.compute_root([tree.hash_leaf(x) for x in make_leaves(0, 300)])


def test_write_checkpoint_beyond_the_tiles_is_refused(tmp_path: Path) -> None:
    log = TileLog(tmp_path)
    log.append(make_leaves(0, 2))
    with pytest.raises(TileError):
        log.write_checkpoint(Checkpoint("log.test", 3, log.root()).body().encode())
    assert log.read_checkpoint() is None


def test_rebuild_root_altered_entry_differs_from_the_stored_tree(tmp_path: Path) -> None:
    log = TileLog(tmp_path)
    log.append(make_leaves(0, 4))
    bundle = tmp_path / "tile/entries/000.p/4"
    data = bytearray(bundle.read_bytes())
    data[5] ^= 1
    bundle.write_bytes(bytes(data))
    assert log.rebuild_root() != log.root()
    bundle.write_bytes(bytes(data[:-1]))
    with pytest.raises(TileError):
        log.rebuild_root()


def test_open_checkpoint_file_unreadable_is_refused(tmp_path: Path) -> None:
    (tmp_path / "checkpoint").write_bytes(b"nothing")
    with pytest.raises(TileError):
        TileLog(tmp_path)


def test_append_entry_too_long_is_refused_and_writes_nothing(tmp_path: Path) -> None:
    log = TileLog(tmp_path)
    with pytest.raises(ValueError, match="65535"):
        log.append([b"x" * 65_536])
    assert log.size == 0


def test_append_other_leaves_after_a_crash_leaves_nothing_of_the_first_run(tmp_path: Path) -> None:
    """A run that never reached its checkpoint wrote full and partial tiles; other leaves then take the places."""
    log = TileLog(tmp_path)
    log.append(make_leaves(0, 5))
    log.write_checkpoint(note_of(log))
    for end in (70, 256, 300):
        log.append([b"perdu"] * (end - log.size))
    for batches in ([60, 1, 190], [100], [300]):
        again = TileLog(tmp_path)
        kept = make_leaves(0, 5)
        for batch in batches:
            fresh = [f"{batches} {n}".encode() for n in range(batch)]
            again.append(fresh)
            kept += fresh
            hashes = [tree.hash_leaf(leaf) for leaf in kept]
            assert again.root() == again.rebuild_root() == tree.compute_root(hashes)
            for size in range(1, len(kept) + 1, 7):
                assert again.root(size) == tree.compute_root(hashes[:size])


def test_append_one_by_one_keeps_no_partial_tile_of_a_full_one(tmp_path: Path) -> None:
    log = TileLog(tmp_path)
    for leaf in make_leaves(0, 260):
        log.append([leaf])
    assert not (tmp_path / "tile/0/000.p").exists()
    assert not (tmp_path / "tile/entries/000.p").exists()
    assert sorted(p.name for p in (tmp_path / "tile/0/001.p").iterdir()) == ["1", "2", "3", "4"]
    assert log.rebuild_root() == log.root()
