"""Hostile uploads: a clear answer on the field or findings, never a fault of ours, never a NIR on a page."""

import gzip
import random
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from paraphe.access.vocabulary import Level
from paraphe.declarations import services, testing, vault
from paraphe.declarations.models import Draft
from paraphe.declarations.services import MAX_SIZE
from paraphe.declarations.testing import Office
from paraphe.declarations.tests.conftest import Visitor
from paraphe.declarations.tests.reading import address, ref_in, text_of, upload

NIR = re.compile(rb"S21\.G00\.30\.001,'(\d{13})'")
BOMB = gzip.compress(b"0" * (64 << 20), compresslevel=9)


def noise(size: int) -> bytes:
    """Bytes of no meaning, the same at each run."""
    return random.Random(7).randbytes(size)


@pytest.fixture
def client(office: Office, visit: Visitor) -> Client:
    """The clerk, entitled to sign for the first establishment."""
    testing.grant(office, Level.SIGN)
    return visit(office.clerk)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Le fichier est vide"),
        (gzip.compress(b""), "Le fichier est vide"),
        (BOMB, "grossit démesurément"),
        (gzip.compress(noise(200_000))[:90_000], "s’arrête avant sa fin"),
        (b"\x1f\x8b" + noise(500), "est abîmé"),
    ],
    ids=["empty", "empty-gzip", "bomb", "cut-gzip", "damaged-gzip"],
)
def test_upload_unreadable_file_is_told_on_the_field(
    office: Office, client: Client, content: bytes, words: str
) -> None:
    page = upload(client, office, content)
    assert page.status_code == 422
    assert words in text_of(page)
    assert 'aria-invalid="true"' in page.content.decode()
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "content",
    [
        noise(100_000),
        b"A" * 3_000_000,
        b"S10.G00.00.001,'" + b"\xe9\x00<script>alert(1)</script>" * 500 + b"'\r\n",
        b"S21.G00.06.001,'219904125'\r\nS21.G00.11.001,'00016'\r\n" * 3,
        b"\r\n" * 50_000,
    ],
    ids=["noise", "one-line", "markup", "no-envelope", "blank-lines"],
)
def test_upload_nonsense_is_kept_for_its_findings(office: Office, client: Client, content: bytes) -> None:
    draft = ref_in(upload(client, office, content))
    page = client.get(address("draft", office, draft))
    assert page.status_code == 200
    assert b"<script>alert" not in page.content
    assert client.post(address("freeze", office, draft)).status_code == 409


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.dsn"),
        ("paie été 2026 (v2).DSN.gz", "paie--t--2026--v2.dsn"),
        ("C:\\paie\\oct.txt", "oct.dsn"),
        ("…", "declaration.dsn"),
        ("x" * 300 + ".dsn", "x" * 100 + ".dsn"),
        ('a"b<c>.dsn', "a-b-c.dsn"),
    ],
)
def test_upload_odd_name_is_made_plain(office: Office, client: Client, name: str, kept: str) -> None:
    draft = ref_in(upload(client, office, testing.make_file(office.sirets()[:1]), name=name))
    assert Draft.objects.get(ref=draft).name == kept


def test_upload_bigger_than_the_bound_is_told_and_forgotten(
    office: Office, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("paraphe.declarations.services.deposit.MAX_SIZE", 10_000)
    page = upload(client, office, testing.make_file(office.sirets()[:1]))
    assert page.status_code == 422
    assert "dépasse 200 Mo" in text_of(page)
    assert MAX_SIZE == 200 * 1024 * 1024


def test_upload_refused_file_leaves_nothing_in_the_vault(office: Office, client: Client) -> None:
    from django.conf import settings

    upload(client, office, testing.make_file(office.sirets(), employees=4))
    assert [path for path in (settings.STATE_DIR / "vault").rglob("*") if path.is_file()] == []


def test_upload_gzip_gives_the_same_declaration(office: Office, client: Client) -> None:
    content = testing.make_file(office.sirets()[:1])
    draft = ref_in(upload(client, office, gzip.compress(content), name="paie.dsn.gz"))
    assert vault.read(f"{draft}.dsn") == content


def pages_of(client: Client, office: Office, content: bytes) -> Iterator[bytes]:
    """Every page that speaks of a file."""
    draft = ref_in(upload(client, office, content))
    yield client.get(address("draft", office, draft)).content
    yield client.get(address("list", office)).content


@pytest.mark.parametrize("fault", ["", "nir-impossible"])
def test_read_pages_of_a_file_shows_no_nir(office: Office, client: Client, fault: str) -> None:
    content = testing.make_file(office.sirets()[:1], employees=5, fault=fault or None)
    nirs = NIR.findall(content)
    assert nirs
    for page in pages_of(client, office, content):
        assert [nir for nir in nirs if nir in page] == []


def test_upload_from_someone_who_prepares_nowhere_is_refused(office: Office, visit: Visitor) -> None:
    testing.grant(office, Level.CONSULT)
    assert upload(visit(office.clerk), office, noise(1_000)).status_code == 403
    assert not Draft.objects.exists()


def test_upload_big_file_leaves_no_name_on_disk(
    office: Office, client: Client, settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.FILE_UPLOAD_HANDLERS = ["paraphe.declarations.web.uploads.NamelessFileUploadHandler"]
    folder = tmp_path / "waiting"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    seen: list[Path] = []
    receive = services.receive_file

    def look(*args: Any, **kwargs: Any) -> Draft:
        seen.extend(folder.iterdir())
        return receive(*args, **kwargs)

    monkeypatch.setattr(services, "receive_file", look)
    content = testing.make_file(office.sirets()[:1], employees=400)
    assert len(content) > settings.FILE_UPLOAD_MAX_MEMORY_SIZE
    draft = ref_in(upload(client, office, content))
    assert vault.read(f"{draft}.dsn") == content
    assert seen == []
