import io
import zipfile
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paraphe_proof import container
from paraphe_proof.tests.vectors import FOLDER, load_vectors
from paraphe_proof.verdict import FormatError

SAMPLE = (FOLDER / "sample.asice").read_bytes()
NAMES = list(container.read_container((FOLDER / "sample-recepisse.asice").read_bytes()))


def test_read_published_container_gives_the_published_files_in_order() -> None:
    vector = load_vectors("container")
    found = [
        {"name": name, "size": len(content), "sha256": sha256(content).hexdigest()}
        for name, content in container.read_container(SAMPLE).items()
    ]
    assert found == vector["files"]
    assert container.write_container(container.read_container(SAMPLE)) == SAMPLE
    assert sha256(SAMPLE).hexdigest() == vector["sha256"]


@given(st.lists(st.binary(max_size=40), min_size=len(NAMES), max_size=len(NAMES)), st.booleans())
def test_read_what_write_gave_returns_the_same_files(contents: list[bytes], whole: bool) -> None:
    files = dict(zip(NAMES, contents, strict=True)) | {"mimetype": container.MIMETYPE}
    if whole:
        files["declaration.dsn"] = contents[0]
    data = container.write_container(files)
    assert container.read_container(data) == files
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        assert opened.testzip() is None
        assert {name: opened.read(name) for name in opened.namelist()} == files


@given(st.data())
@settings(max_examples=200)
def test_read_with_one_byte_changed_refuses_or_gives_other_files(data: st.DataObject) -> None:
    """Canonical form: the checksums of ZIP make any single change visible."""
    position = data.draw(st.integers(0, len(SAMPLE) - 1))
    changed = bytearray(SAMPLE)
    changed[position] ^= data.draw(st.integers(1, 255))
    with pytest.raises(FormatError):
        container.read_container(bytes(changed))


@given(st.binary(max_size=300))
def test_read_any_bytes_refuses_without_crash(data: bytes) -> None:
    with pytest.raises(FormatError):
        container.read_container(data)
    with pytest.raises(FormatError):
        container.read_container(SAMPLE[:100] + data)


def test_read_archive_made_by_another_tool_is_refused() -> None:
    """Same files, other bytes: compressed, dated, in another order, or with a comment."""
    files = container.read_container(SAMPLE)
    for method, comment in (
        (zipfile.ZIP_DEFLATED, b""),
        (zipfile.ZIP_STORED, b""),
        (zipfile.ZIP_STORED, b"x"),
    ):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", method) as made:
            made.comment = comment
            for name, content in files.items():
                made.writestr(name, content)
        with pytest.raises(FormatError):
            container.read_container(buffer.getvalue())


@pytest.mark.parametrize(
    "extra", ["evil.txt", "../statement.json", "META-INF/log/trust.json", "declaration.b"]
)
def test_write_unexpected_file_is_refused(extra: str) -> None:
    files = container.read_container(SAMPLE) | {extra: b"x"}
    with pytest.raises(FormatError):
        container.write_container(files)


def test_write_missing_file_is_refused() -> None:
    files = container.read_container(SAMPLE)
    del files[container.SALT]
    with pytest.raises(FormatError):
        container.write_container(files)
