"""The public page of verification: a verdict on any file, nothing kept, never a fault."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from paraphe.signatures.engine.testing import build_sample
from paraphe.signatures.services import trust_document
from paraphe_proof.trust import read_trust
from tests.fixtures.database import LiveDatabase

PAGE = "/verifier"


def send(content: bytes, name: str = "recu.asice") -> tuple[int, str]:
    """Send a file to the page as anyone."""
    answer = Client().post(PAGE, {"container": SimpleUploadedFile(name, content)})
    return answer.status_code, answer.content.decode()


def test_open_page_as_anyone_asks_for_the_file(live_database: LiveDatabase) -> None:
    answer = Client().get(PAGE)
    assert answer.status_code == 200
    assert "Vérifier un reçu" in answer.content.decode()


def test_verify_container_of_another_portal_is_not_valid(live_database: LiveDatabase, tmp_path: Path) -> None:
    status, page = send(build_sample(tmp_path)[0])
    assert status == 200
    assert 'verdict-word"><span class="icon icon-bang" aria-hidden="true"></span>INDÉTERMINÉE' in page
    assert "Ce que le fichier prétend" in page


@pytest.mark.parametrize("content", [b"x", b"PK\x03\x04" + b"\0" * 500, b"<script>alert(1)</script>" * 40])
def test_verify_any_other_file_is_invalid(live_database: LiveDatabase, content: bytes) -> None:
    status, page = send(content, name="<b>x.asice")
    assert status == 200
    assert "INVALIDE" in page
    assert "<script>alert" not in page
    assert "<b>" not in page


def test_verify_without_file_asks_for_one(live_database: LiveDatabase) -> None:
    answer = Client().post(PAGE, {})
    assert answer.status_code == 422
    assert "Choisissez le fichier .asice" in answer.content.decode()
    assert send(b"")[0] == 422


def test_verify_file_over_the_bound_is_told(
    live_database: LiveDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("paraphe.signatures.web.forms.MAX_SIZE", 1000)
    status, page = send(b"x" * 1001)
    assert status == 422
    assert "paraphe-verify" in page


def test_download_trust_gives_what_a_verifier_pins(live_database: LiveDatabase) -> None:
    answer = Client().get("/confiance/trust.json")
    assert read_trust(answer.json()) == read_trust(trust_document())
    assert answer["Content-Disposition"] == 'attachment; filename="trust.json"'
