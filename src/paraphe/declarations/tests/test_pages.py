"""The way of a declaration through the pages, by HTTP."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from paraphe.access.vocabulary import Level
from paraphe.accounts.testing import next_code
from paraphe.declarations import selectors, testing
from paraphe.declarations.models import Draft, Filing
from paraphe.declarations.testing import Office
from paraphe.declarations.tests.conftest import Visitor
from paraphe.declarations.tests.reading import address, ceremony_in, ref_in, text_of, upload
from paraphe.journal.models import Access
from paraphe.signatures.services import trust_document
from paraphe_proof.trust import read_trust
from paraphe_proof.verdict import Outcome
from paraphe_proof.verify import verify_container


def offer(client: Client, office: Office, content: bytes) -> tuple[str, str]:
    """Upload, freeze and open the signature: references of the draft and of the ceremony."""
    draft = ref_in(upload(client, office, content))
    assert client.post(address("freeze", office, draft)).status_code == 303
    return draft, ceremony_in(client.get(address("sign", office, draft)))


def sign(client: Client, office: Office, draft: str, ceremony: str) -> Any:
    """Send the form of signature with the clerk's code of the moment."""
    given = {"ceremony": ceremony, "step_up_code": next_code(office.clerk), "step_up_assertion": ""}
    return client.post(address("sign", office, draft), given)


def test_walk_whole_way_from_fault_to_receipt_ends_valid(office: Office, visit: Visitor) -> None:
    testing.grant(office, Level.SIGN)
    client = visit(office.clerk)
    faulty = testing.make_file(office.sirets()[:1], fault="nir-impossible")
    draft = ref_in(upload(client, office, faulty))
    page = client.get(address("draft", office, draft))
    line = selectors.report_of(Draft.objects.get(ref=draft))["findings"][0]["line"]
    assert f"Ligne {line}" in text_of(page)
    assert 'aria-disabled="true"' in page.content.decode()

    content = testing.make_file(office.sirets()[:1])
    draft, ceremony = offer(client, office, content)
    page = client.get(address("sign", office, draft))
    assert "Je certifie exactes les données du fichier paie.dsn" in text_of(page)
    assert "Claire Maubert" in text_of(page)
    receipt = sign(client, office, draft, ceremony)
    filing = ref_in(receipt)
    page = client.get(address("receipt", office, filing))
    assert "VALIDE" in text_of(page)
    assert "Nadia Belkhir" in text_of(page)

    trust = read_trust(client.get(reverse("signatures:trust")).json())
    assert trust == read_trust(trust_document())
    bare = client.get(address("download", office, filing)).content
    assert verify_container(bare, trust, content=content).outcome is Outcome.VALIDE
    assert verify_container(bare, trust).outcome is Outcome.INDETERMINEE


def test_sign_with_wrong_code_keeps_the_page(office: Office, visit: Visitor) -> None:
    testing.grant(office, Level.SIGN)
    client = visit(office.clerk)
    draft, ceremony = offer(client, office, testing.make_file(office.sirets()[:1]))
    page = client.post(address("sign", office, draft), {"ceremony": ceremony, "step_up_code": "000000"})
    assert page.status_code == 422
    assert ceremony_in(page) == ceremony
    assert 'aria-invalid="true"' in page.content.decode()
    assert not Filing.objects.exists()


def test_sign_sent_twice_files_once_and_shows_one_receipt(office: Office, visit: Visitor) -> None:
    testing.grant(office, Level.SIGN)
    client = visit(office.clerk)
    draft, ceremony = offer(client, office, testing.make_file(office.sirets()[:1]))
    given = {"ceremony": ceremony, "step_up_code": next_code(office.clerk)}
    first, second = (client.post(address("sign", office, draft), given) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Filing.objects.count() == 1


def test_sign_after_right_closed_is_refused_with_reason(office: Office, visit: Visitor) -> None:
    testing.grant(office, Level.SIGN)
    client = visit(office.clerk)
    earlier = testing.make_file(office.sirets()[:1], month="2026-09")
    filed = testing.sign(office, testing.deposit(office, earlier))
    draft, ceremony = offer(client, office, testing.make_file(office.sirets()[:1]))
    testing.close_rights(office)
    refused = sign(client, office, draft, ceremony)
    assert refused.status_code == 403
    assert "Un droit existait, il a été retiré." in text_of(refused)
    assert "Peut débloquer : Claire Maubert." in text_of(refused)
    assert "Rien n’a été signé" in text_of(refused)
    assert Filing.objects.count() == 1
    trust = read_trust(trust_document())
    from paraphe.declarations.services import take_receipt

    assert verify_container(take_receipt(filed), trust, content=earlier).outcome is Outcome.VALIDE


def test_open_receipt_after_right_withdrawn_tells_it_and_stays_valid(office: Office, visit: Visitor) -> None:
    testing.grant(office, Level.SIGN)
    filing = testing.sign(office, testing.deposit(office, testing.make_file(office.sirets()[:1])))
    testing.close_rights(office)
    reader = testing.bring_declarant(office, given_name="Odile", family_name="Farge")
    testing.grant(office, Level.CONSULT, to=reader)
    page = text_of(visit(reader).get(address("receipt", office, filing.ref)))
    assert "VALIDE" in page
    assert "Un droit utilisé a été retiré le" in page


def test_sign_after_five_minutes_offers_to_reopen(office: Office, visit: Visitor) -> None:
    from datetime import timedelta

    from paraphe.kernel import clock

    testing.grant(office, Level.SIGN)
    client = visit(office.clerk)
    draft, ceremony = offer(client, office, testing.make_file(office.sirets()[:1]))
    with clock.freeze(clock.now() + timedelta(minutes=6)):
        page = client.get(address("sign", office, draft))
        late = client.post(address("sign", office, draft), {"ceremony": ceremony, "step_up_code": "123456"})
    assert "Rouvrir la signature" in text_of(page)
    assert (late.status_code, Filing.objects.count()) == (409, 0)


def test_upload_for_two_places_with_right_on_one_is_refused_whole(office: Office, visit: Visitor) -> None:
    testing.grant(office, Level.SIGN)
    page = upload(visit(office.clerk), office, testing.make_file(office.sirets(), employees=4))
    assert page.status_code == 403
    said = text_of(page)
    assert "219 904 125 00016" in said
    assert "219 904 125 00024" in said
    assert "Aucun droit n’a été donné ici." in said
    assert "Rien n’a été gardé" in said
    assert not Draft.objects.exists()


def test_upload_for_another_body_is_refused_without_naming_it(office: Office, visit: Visitor) -> None:
    other = testing.make_office(testing.MEREUSE)
    testing.grant(office, Level.SIGN)
    page = upload(visit(office.clerk), office, testing.make_file(other.sirets()))
    assert page.status_code == 403
    assert "n’est pas de l’organisme" in text_of(page)
    assert "Mereuse" not in text_of(page)


def test_sign_after_one_place_closed_between_is_refused(office: Office, visit: Visitor) -> None:
    testing.grant(office, Level.SIGN, places=office.places)
    client = visit(office.clerk)
    draft, ceremony = offer(client, office, testing.make_file(office.sirets(), employees=4))
    testing.close_rights(office, siret=office.sirets()[1])
    page = sign(client, office, draft, ceremony)
    assert page.status_code == 403
    assert "pour 1 établissement sur les 2" in text_of(page)
    assert not Filing.objects.exists()


def test_file_same_declaration_twice_tells_where_the_first_is(office: Office, visit: Visitor) -> None:
    testing.grant(office, Level.SIGN)
    content = testing.make_file(office.sirets()[:1])
    filing = testing.sign(office, testing.deposit(office, content))
    client = visit(office.clerk)
    draft = ref_in(upload(client, office, content))
    assert (
        address("receipt", office, filing.ref) in client.get(address("draft", office, draft)).content.decode()
    )
    page = client.post(address("freeze", office, draft))
    assert page.status_code == 409
    assert "déjà déposée" in text_of(page)


def test_freeze_test_file_is_never_possible(office: Office, visit: Visitor) -> None:
    testing.grant(office, Level.SIGN)
    client = visit(office.clerk)
    draft = ref_in(upload(client, office, testing.make_file(office.sirets()[:1], test=True)))
    assert "C’est un essai" in text_of(client.get(address("draft", office, draft)))
    assert client.post(address("freeze", office, draft)).status_code == 409


def test_open_draft_as_preparer_tells_who_can_sign(office: Office, visit: Visitor) -> None:
    testing.grant(office, Level.PREPARE)
    signer = testing.bring_declarant(office, given_name="Odile", family_name="Farge")
    testing.grant(office, Level.SIGN, to=signer)
    client = visit(office.clerk)
    draft = ref_in(upload(client, office, testing.make_file(office.sirets()[:1])))
    assert "Peut signer : Odile Farge." in text_of(client.get(address("draft", office, draft)))
    assert client.post(address("freeze", office, draft)).status_code == 403


def test_resume_filing_left_recorded_shows_the_receipt(
    office: Office, visit: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    testing.grant(office, Level.SIGN)
    client = visit(office.clerk)
    draft, ceremony = offer(client, office, testing.make_file(office.sirets()[:1]))

    def crash(signature: object) -> None:
        raise RuntimeError("the process ends here")

    with monkeypatch.context() as patch:
        patch.setattr("paraphe.signatures.services.include_signature", crash)
        with pytest.raises(RuntimeError):
            sign(client, office, draft, ceremony)
    filing = Filing.objects.get()
    page = client.get(address("receipt", office, filing.ref))
    assert "Enregistré, pas encore inscrit au registre" in text_of(page)
    assert client.get(address("download", office, filing.ref)).status_code == 409
    assert "Pas encore inscrite" in text_of(client.get(address("list", office)))
    assert client.post(address("resume", office, filing.ref)).status_code == 303
    assert "VALIDE" in text_of(client.get(address("receipt", office, filing.ref)))


def test_download_dossier_with_code_gives_valid_container_and_records_it(
    office: Office, visit: Visitor
) -> None:
    from paraphe.journal.models import Entry

    testing.grant(office, Level.SIGN)
    filing = testing.sign(office, testing.deposit(office, testing.make_file(office.sirets()[:1])))
    client = visit(office.clerk)
    assert client.post(address("dossier", office, filing.ref), {"step_up_code": "000000"}).status_code == 422
    sent = client.post(address("dossier", office, filing.ref), {"step_up_code": next_code(office.clerk)})
    assert sent.status_code == 200
    assert verify_container(sent.content, read_trust(trust_document())).outcome is Outcome.VALIDE
    assert Entry.objects.filter(event="declarations.dossier.downloaded").count() == 1


def plain(response: Any) -> str:
    """The page without what differs at each request."""
    page = re.sub(r'nonce="[^"]*"|csrfmiddlewaretoken" value="[^"]*"', "", response.content.decode())
    return page.replace(response.headers["X-Request-ID"], "")


@pytest.mark.parametrize("name", ["draft", "sign"])
def test_open_draft_of_another_body_answers_as_absence(office: Office, visit: Visitor, name: str) -> None:
    other = testing.make_office(testing.MEREUSE)
    testing.grant(other, Level.SIGN)
    testing.grant(office, Level.SIGN)
    draft = testing.deposit(other, testing.make_file(other.sirets()))
    client = visit(office.clerk)
    nowhere = address(name, office, draft.ref).replace(office.ref, "abcdefghijklmnopqrst")
    for there, absent in (
        (address(name, office, draft.ref), address(name, office, "abcdefghijklmnopqrst")),
        (address(name, other, draft.ref), nowhere),
    ):
        pages = client.get(there), client.get(absent)
        assert [page.status_code for page in pages] == [404, 404]
        assert plain(pages[0]) == plain(pages[1])


@pytest.mark.parametrize("name", ["receipt", "download", "dossier"])
def test_open_filing_without_right_answers_as_absence(office: Office, visit: Visitor, name: str) -> None:
    testing.grant(office, Level.SIGN)
    filing = testing.sign(office, testing.deposit(office, testing.make_file(office.sirets()[:1])))
    stranger = testing.bring_declarant(office, given_name="Odile", family_name="Farge")
    testing.grant(office, Level.SIGN, places=office.places[1:], to=stranger)
    client = visit(stranger)
    client.raise_request_exception = False
    page = client.get(address(name, office, filing.ref))
    absent = client.get(address(name, office, "abcdefghijklmnopqrst"))
    assert page.status_code == absent.status_code == 404
    assert plain(page) == plain(absent)
    assert filing.ref not in client.get(address("list", office)).content.decode()


def test_open_deposit_without_any_right_tells_who_gives_it(office: Office, visit: Visitor) -> None:
    client = visit(office.clerk)
    assert "Claire Maubert peut vous le donner" in text_of(client.get(address("list", office)))
    page = client.get(address("deposit", office))
    assert page.status_code == 403
    assert "Claire Maubert" in text_of(page)


def test_read_personal_pages_leaves_rows_of_access(office: Office, visit: Visitor) -> None:
    testing.grant(office, Level.SIGN)
    filing = testing.sign(office, testing.deposit(office, testing.make_file(office.sirets()[:1])))
    client = visit(office.clerk)
    before = Access.objects.count()
    client.get(address("receipt", office, filing.ref))
    client.get(address("list", office))
    assert Access.objects.count() == before + 2


def test_list_declarations_takes_a_constant_number_of_queries(
    office: Office, visit: Visitor, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    testing.grant(office, Level.SIGN)
    client, counts = visit(office.clerk), []
    for months in (["2026-01"], ["2026-02", "2026-03", "2026-04", "2026-05"]):
        for month in months:
            testing.sign(office, testing.deposit(office, testing.make_file(office.sirets()[:1], month=month)))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address("list", office)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("etat=deposees", 1),
        ("etat=a-corriger", 1),
        ("etat=a-signer", 0),
        ("mois=2026-09", 1),
        ("etablissement=21990412500024", 0),
        ("etat=rien&mois=2026-99&etablissement=x&page=x", 2),
    ],
)
def test_filter_declarations_by_the_address_narrows_the_list(
    office: Office, visit: Visitor, query: str, found: int
) -> None:
    testing.grant(office, Level.SIGN)
    testing.sign(office, testing.deposit(office, testing.make_file(office.sirets()[:1], month="2026-09")))
    testing.deposit(office, testing.make_file(office.sirets()[:1], fault="nir-impossible"))
    page = visit(office.clerk).get(f"{address('list', office)}?{query}").content.decode()
    assert page.count('role="rowheader"') == found
