"""The desk: who enters, what is shown and recorded, two people for a document, letters by batch."""

import io
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from pypdf import PdfReader

from paraphe.access import documents
from paraphe.access.documents import DocumentLost, DocumentRefused
from paraphe.access.errors import Refused, SelfDecision
from paraphe.access.models import AuthorityProof, BodyRegistration, Letter
from paraphe.access.services import proving, registration
from paraphe.access.services.contesting import contest_by_letter
from paraphe.access.services.desk import end_operator
from paraphe.access.testing import make_operator
from paraphe.access.tests.conftest import LogIn
from paraphe.access.tests.test_letters import registered
from paraphe.access.tests.test_registration import Case, entries_of, make_case
from paraphe.journal.models import Access, Entry
from paraphe.kernel.errors import PortalError, WrongState

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\nscan\n%%EOF"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40 + b"IEND\xaeB`\x82"


@pytest.fixture
def case() -> Case:
    return make_case()


def send_letter(case: Case, content: bytes = PDF) -> AuthorityProof:
    """A letter of designation sent by the applicant."""
    return proving.request_proof(case.apply(), kind="designation-letter", actor=case.person, content=content)


def test_seal_document_writes_nothing_readable_and_gives_it_back(case: Case) -> None:
    name = documents.seal_document(PDF)
    kept = (Path(settings.STATE_DIR) / "proofs" / name).read_bytes()
    assert b"scan" not in kept
    assert documents.open_document(name) == PDF


def test_open_document_altered_or_moved_is_refused(case: Case) -> None:
    one, two = documents.seal_document(PDF), documents.seal_document(PNG)
    folder = Path(settings.STATE_DIR) / "proofs"
    (folder / one).write_bytes((folder / two).read_bytes())
    (folder / two).unlink()
    for name in (one, two):
        with pytest.raises(DocumentLost):
            documents.open_document(name)


@pytest.mark.parametrize(
    "content",
    [b"", b"<html>", b"%PDF-", b"GIF89a;", b"\xff\xd8\xff", PNG[:-8], b"%PDF-" + b"0" * (5 << 20) + b"%%EOF"],
)
def test_read_kind_of_what_is_no_letter_is_refused(content: bytes) -> None:
    with pytest.raises(DocumentRefused):
        documents.kind_of(content)


def test_pass_document_by_two_operators_registers_the_body(case: Case) -> None:
    proof = send_letter(case)
    proving.check_document(proof, actor=make_operator())
    second = make_operator()
    proving.pass_document(proof, actor=second)
    space = BodyRegistration.objects.get(organisation=case.organisation)
    assert (space.proof, space.proof_sha256) == ("designation-letter", registration.describe_proof(proof))
    told = [event for event in entries_of(case.person) if event.startswith("access.proof")]
    assert told == ["access.proof.requested", "access.proof.checked", "access.proof.passed"]


def test_pass_document_checked_by_oneself_is_refused(case: Case) -> None:
    proof, operator = send_letter(case), make_operator()
    proving.check_document(proof, actor=operator)
    entries = Entry.objects.count()
    with pytest.raises(SelfDecision):
        proving.pass_document(proof, actor=operator)
    assert (BodyRegistration.objects.exists(), Entry.objects.count()) == (False, entries)


def test_pass_document_unchecked_is_refused(case: Case) -> None:
    proof = send_letter(case)
    with pytest.raises(WrongState):
        proving.pass_document(proof, actor=make_operator())


def test_check_own_document_is_refused_to_the_operator(case: Case) -> None:
    operator = make_operator()
    application = registration.open_application(case.place, actor=operator)
    proof = proving.request_proof(application, kind="designation-letter", actor=operator, content=PDF)
    for verb in (proving.check_document, proving.pass_document):
        with pytest.raises(SelfDecision):
            verb(proof, actor=operator)


def test_check_document_by_former_operator_is_refused(case: Case) -> None:
    proof, operator = send_letter(case), make_operator()
    end_operator(operator)
    with pytest.raises(Refused):
        proving.check_document(proof, actor=operator)


def test_refuse_document_tells_why_and_lets_send_another(case: Case) -> None:
    proof = send_letter(case)
    proving.refuse_document(proof, reason="Lettre sans signature", actor=make_operator())
    proof.refresh_from_db()
    assert (proof.state, proof.reason) == ("refused", "Lettre sans signature")
    assert send_letter(case).state == "requested"


PAGES = ("desk_proofs", "desk_letters", "desk_contests")


@pytest.mark.parametrize("name", PAGES)
def test_open_desk_by_who_is_no_operator_finds_nothing(case: Case, logged_in: LogIn, name: str) -> None:
    assert logged_in(case.person).get(reverse(f"access:{name}")).status_code == 404


def test_open_desk_with_nothing_waiting_says_so(logged_in: LogIn) -> None:
    client = logged_in(make_operator())
    for name in PAGES:
        page = client.get(reverse(f"access:{name}"))
        assert page.status_code == 200
        assert "Rien n’attend dans cet état" in page.content.decode()
        assert client.get(reverse(f"access:{name}"), {"etat": "<x>", "page": "99"}).status_code == 200


def test_show_proof_records_the_look_for_the_body(case: Case, logged_in: LogIn) -> None:
    proof, operator = send_letter(case), make_operator()
    client = logged_in(operator)
    assert "Commune de Sainte-Aube" in client.get(reverse("access:desk_proofs")).content.decode()
    page = client.get(reverse("access:desk_proof", args=[proof.ref])).content.decode()
    assert "3 rue des Tilleuls" in page
    seen = Access.objects.filter(person=operator.ref, body=case.organisation.siren)
    assert {row.page for row in seen} == {"access:desk_proofs", "access:desk_proof"}


def test_download_document_is_a_file_never_a_page(case: Case, logged_in: LogIn) -> None:
    proof = send_letter(case, PNG)
    page = logged_in(make_operator()).get(reverse("access:desk_document", args=[proof.ref]))
    assert page.content == PNG
    assert page.headers["Content-Type"] == "image/png"
    assert page.headers["Content-Disposition"].startswith("attachment")
    assert page.headers["X-Content-Type-Options"] == "nosniff"


def test_decide_document_by_pages_needs_two_people(case: Case, logged_in: LogIn) -> None:
    proof = send_letter(case)
    address = reverse("access:desk_proof", args=[proof.ref])
    first, second = logged_in(make_operator()), logged_in(make_operator())
    assert first.post(address, {"controler": "1"}).status_code == 303
    assert "Une autre personne doit faire le second" in first.get(address).content.decode()
    refused = first.post(address, {"passer": "1"})
    assert refused.status_code == 422
    assert "un autre opérateur doit faire le second" in refused.content.decode()
    assert second.post(address, {"refuser": "1", "reason": ""}).status_code == 422
    assert second.post(address, {"passer": "1"}).status_code == 303
    assert BodyRegistration.objects.filter(organisation=case.organisation).exists()


def test_show_proof_that_is_no_document_is_absent(case: Case, logged_in: LogIn) -> None:
    proof = proving.request_proof(case.apply(), kind="official-mailbox", actor=case.person)
    client = logged_in(make_operator())
    for name in ("desk_proof", "desk_document"):
        assert client.get(reverse(f"access:{name}", args=[proof.ref])).status_code == 404


def test_print_batch_then_post_then_return(case: Case, logged_in: LogIn) -> None:
    proof = proving.request_proof(case.apply(), kind="posted-key", actor=case.person)
    letter, client = Letter.objects.get(proof=proof), logged_in(make_operator())
    queue, print_ = reverse("access:desk_letters"), reverse("access:desk_print")
    assert letter.ref in client.get(queue).content.decode()
    assert client.post(print_, {"imprimer": "1"}).status_code == 303
    page = client.post(print_, {"imprimer": "1", "courriers": [letter.ref, "x" * 20]})
    assert page.headers["Content-Type"] == "application/pdf"
    assert len(PdfReader(io.BytesIO(page.content)).pages) == 1
    assert client.post(print_, {"poster": "1", "courriers": [letter.ref]}).status_code == 303
    again = client.post(print_, {"imprimer": "1", "courriers": [letter.ref]})
    assert again.status_code == 303
    address = reverse("access:desk_letter", args=[letter.ref])
    assert "Marquer revenu" in client.get(address).content.decode()
    assert client.post(address, {"revenir": "1"}).status_code == 303
    letter.refresh_from_db()
    assert letter.state == "returned"
    assert client.post(address, {"poster": "1"}).status_code == 409


def test_decide_contest_by_pages_needs_two_people(case: Case, logged_in: LogIn) -> None:
    printed = registered(case)
    contest = contest_by_letter(printed.letter.ref, code=printed.contest_code, reason="Inconnu ici")
    address = reverse("access:desk_contest", args=[contest.ref])
    first, second = logged_in(make_operator()), logged_in(make_operator())
    assert "Inconnu ici" in first.get(address).content.decode()
    assert "Inconnu ici" not in first.get(reverse("access:desk_contests")).content.decode()
    assert first.post(address, {"fonder": "1"}).status_code == 303
    assert first.post(address, {"retenir": "1", "reason": "Vrai"}).status_code == 422
    assert second.post(address, {"retenir": "1", "reason": "Vrai"}).status_code == 303
    contest.refresh_from_db()
    assert contest.state == "upheld"


def test_list_desk_counts_what_waits(case: Case, rf: object) -> None:
    from paraphe.access.web.desk_lists import list_desk

    send_letter(case)
    other = make_case(2)
    proving.request_proof(other.apply(), kind="posted-key", actor=other.person)
    assert [entry.count for entry in list_desk(None)] == [1, 1, 0]  # type: ignore[arg-type]


def test_pass_document_after_somebody_else_proved_is_refused(case: Case) -> None:
    late = make_case(2)
    application = registration.open_application(case.place, actor=late.person)
    proof = proving.request_proof(application, kind="designation-letter", actor=late.person, content=PDF)
    proving.check_document(proof, actor=make_operator())
    registered(case)
    with pytest.raises(PortalError):
        proving.pass_document(proof, actor=make_operator())
    assert BodyRegistration.objects.count() == 1
