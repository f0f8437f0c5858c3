"""Bytes kept in the vault come back whole, or not at all."""

from pathlib import Path

import pytest
from django.conf import LazySettings

from paraphe.declarations import vault
from paraphe.declarations.errors import ContentLost

HEADER = 5 + 16
SEALED = vault.CHUNK + 16


@pytest.fixture
def kept(tmp_path: Path, settings: LazySettings) -> Path:
    """Three chunks under a name, and the file that holds them."""
    settings.STATE_DIR = tmp_path
    vault.keep("abc.dsn", [b"a" * vault.CHUNK, b"b" * vault.CHUNK, b"fin"])
    return tmp_path / "vault" / "ab" / "abc.dsn"


@pytest.mark.parametrize("size", [0, 1, vault.CHUNK - 1, vault.CHUNK, vault.CHUNK + 1, 3 * vault.CHUNK])
def test_read_kept_bytes_of_any_size_gives_them_back(
    tmp_path: Path, settings: LazySettings, size: int
) -> None:
    settings.STATE_DIR = tmp_path
    content = bytes(range(256)) * (size // 256) + b"z" * (size % 256)
    vault.keep("abc.dsn", [content[:7], content[7:]])
    assert vault.read("abc.dsn") == content
    assert vault.open_stream("abc.dsn").read() == content


def test_read_bytes_at_rest_shows_nothing_of_them(kept: Path) -> None:
    assert b"aaaaaaaa" not in kept.read_bytes()
    assert kept.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("place", [0, HEADER - 1, HEADER, HEADER + SEALED, -1])
def test_read_altered_byte_is_refused(kept: Path, place: int) -> None:
    content = bytearray(kept.read_bytes())
    content[place] ^= 1
    kept.write_bytes(content)
    with pytest.raises(ContentLost):
        vault.read("abc.dsn")


@pytest.mark.parametrize(
    "left", [0, 4, HEADER, HEADER + SEALED, HEADER + 2 * SEALED, HEADER + 2 * SEALED + 5]
)
def test_read_cut_file_is_refused(kept: Path, left: int) -> None:
    kept.write_bytes(kept.read_bytes()[:left])
    with pytest.raises(ContentLost):
        vault.read("abc.dsn")


def test_read_swapped_chunks_are_refused(kept: Path) -> None:
    content = kept.read_bytes()
    first, second = content[HEADER : HEADER + SEALED], content[HEADER + SEALED : HEADER + 2 * SEALED]
    kept.write_bytes(content[:HEADER] + second + first + content[HEADER + 2 * SEALED :])
    with pytest.raises(ContentLost):
        vault.read("abc.dsn")


def test_read_bytes_moved_under_another_name_are_refused(kept: Path) -> None:
    kept.rename(kept.with_name("abd.dsn"))
    with pytest.raises(ContentLost):
        vault.read("abd.dsn")


def test_read_absent_name_is_refused(kept: Path) -> None:
    vault.forget("abc.dsn")
    vault.forget("abc.dsn")
    with pytest.raises(ContentLost):
        vault.read("abc.dsn")
