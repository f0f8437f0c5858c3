"""What may be joined to a ticket, and how it is kept."""

import os
import time
from pathlib import Path

import pytest
from django.conf import LazySettings

from paraphe.accounts.testing import make_person
from paraphe.helpdesk import services, store, tasks
from paraphe.helpdesk.errors import PieceLost, PieceRefused
from paraphe.helpdesk.models import Piece
from paraphe.helpdesk.pieces import LARGEST, accept_piece, accept_pieces, clean_name
from paraphe.helpdesk.services import NewTicket
from paraphe.kernel.identifiers import Ref

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\0" * 30
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 40 + b"\xff\xd9"
PDF = b"%PDF-1.7\n" + b"x" * 40


@pytest.fixture
def state(settings: LazySettings, tmp_path: Path) -> Path:
    """A state folder of the test's own."""
    settings.STATE_DIR = tmp_path
    return tmp_path


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("écran.PNG", PNG, "image/png"),
        ("photo.jpeg", JPEG, "image/jpeg"),
        ("lettre.pdf", PDF, "application/pdf"),
        ("note.txt", "Été\n".encode(), "text/plain; charset=utf-8"),
    ],
)
def test_accept_piece_of_each_kind_reads_it_in_its_bytes(name: str, content: bytes, kind: str) -> None:
    assert accept_piece(name, content).media_type == kind


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("vide.pdf", b"", "helpdesk.piece_empty"),
        ("gros.pdf", PDF + b"x" * LARGEST, "helpdesk.piece_too_big"),
        ("page.html", b"<script>", "helpdesk.piece_kind"),
        ("image.svg", b"<svg/>", "helpdesk.piece_kind"),
        ("sans-fin", PDF, "helpdesk.piece_kind"),
        ("faux.pdf", PNG, "helpdesk.piece_content"),
        ("faux.png", b"MZ" + PNG, "helpdesk.piece_content"),
        ("faux.txt", b"\xff\xfe\x00a", "helpdesk.piece_content"),
        ("zero.txt", b"a\x00b", "helpdesk.piece_content"),
        ("nir.txt", b"agent 1 85 05 78 006 084 36", "helpdesk.piece_nir"),
    ],
)
def test_accept_piece_that_cannot_be_taken_says_why(name: str, content: bytes, code: str) -> None:
    with pytest.raises(PieceRefused) as refusal:
        accept_piece(name, content)
    assert refusal.value.code == code


def test_accept_pieces_over_five_are_refused() -> None:
    assert len(accept_pieces([("a.pdf", PDF)] * 5)) == 5
    with pytest.raises(PieceRefused):
        accept_pieces([("a.pdf", PDF)] * 6)


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\dossier\\lettre.pdf", "lettre.pdf"),
        ("fdp.\u202egpj.pdf", "fdp._gpj.pdf"),
        ('a"b\r\nc.pdf', "a_b_c.pdf"),
        ("...", "fichier"),
        ("a" * 300 + ".pdf", "a" * 96 + ".pdf"),
    ],
)
def test_clean_name_of_hostile_file_keeps_only_a_name(name: str, clean: str) -> None:
    assert clean_name(name) == clean
    assert len(clean) <= 100


def test_keep_then_read_gives_the_same_bytes_and_shows_none(state: Path) -> None:
    ref = Ref.new()
    store.keep(ref, PDF)
    sealed = (state / "helpdesk" / ref).read_bytes()
    assert store.read(ref) == PDF
    assert b"PDF" not in sealed
    assert (state / "helpdesk" / ref).stat().st_mode & 0o077 == 0


def test_read_altered_moved_or_absent_piece_is_refused(state: Path) -> None:
    first, second = Ref.new(), Ref.new()
    store.keep(first, PDF)
    path = state / "helpdesk" / first
    (state / "helpdesk" / second).write_bytes(path.read_bytes())
    altered = bytearray(path.read_bytes())
    altered[-1] ^= 1
    path.write_bytes(altered)
    for ref in (first, second, Ref.new()):
        with pytest.raises(PieceLost):
            store.read(ref)


def test_sweep_store_erases_what_no_ticket_holds(db: None, state: Path) -> None:
    author, _ = make_person(given_name="Odile", family_name="Farge")
    piece = accept_piece("lettre.pdf", PDF)
    new = NewTicket(Ref.new(), "Une lettre", "La voici")
    services.open_ticket(new, pieces=[piece], actor=author)
    lost = Ref.new()
    store.keep(lost, PDF)
    long_ago = time.time() - 2 * 86_400
    for name in (piece.ref, lost):
        os.utime(state / "helpdesk" / name, (long_ago, long_ago))
    assert tasks.sweep_store() == 1
    assert store.read(Piece.objects.get().ref) == PDF
    with pytest.raises(PieceLost):
        store.read(lost)
