"""The pages of registering a body, as a browser meets them: each case of W1, the proofs, the space opened."""

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from paraphe.access import registrations
from paraphe.access.models import AuthorityProof, BodyApplication, Membership, Subscription
from paraphe.access.services.proving import request_proof, send_mailbox_code
from paraphe.access.testing import make_body, with_key
from paraphe.access.tests.conftest import LogIn
from paraphe.access.tests.test_registration import Case, make_case
from paraphe.accounts.testing import next_code
from paraphe.kernel import clock
from paraphe.registry.models import Establishment, Organisation

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj\n%%EOF\n"


@pytest.fixture
def case() -> Case:
    return make_case()


def search(siret: str) -> str:
    """The page of a SIRET typed by somebody without account."""
    return Client().get(reverse("access:apply"), {"siret": siret}).content.decode()


def follow(client: Client, page: HttpResponseBase) -> str:
    """The page a form leads to."""
    assert page.status_code == 303
    return client.get(page.headers["Location"]).content.decode()


def test_show_apply_asks_for_a_siret() -> None:
    assert "SIRET de l’établissement" in Client().get(reverse("access:apply")).content.decode()


@pytest.mark.parametrize("siret", ["123", "12345678901234", "abc", "\u0661" * 14, "1" * 29])
def test_search_what_is_no_siret_keeps_it_and_says_so(siret: str) -> None:
    page = Client().get(reverse("access:apply"), {"siret": siret})
    assert page.status_code == 422
    assert siret in page.content.decode()


def test_search_unknown_siret_says_when_the_register_was_read() -> None:
    page = Client().get(reverse("access:apply"), {"siret": with_key("4444444440001")})
    assert page.status_code in (404, 422)
    siren = with_key("21970001")
    page = Client().get(reverse("access:apply"), {"siret": with_key(f"{siren}0001")})
    assert page.status_code == 404
    assert "Ce SIRET n’est pas au répertoire" in page.content.decode()


def test_search_known_siret_masks_address_and_mailbox_and_offers_an_account(case: Case) -> None:
    page = search(case.place.siret)
    assert "Commune de Sainte-Aube" in page
    assert "rue des Tilleuls" not in page
    assert "mairie@exemple.fr" not in page
    assert "m•••••@exemple.fr" in page
    assert reverse("accounts_register") in page


def test_search_by_siren_finds_the_seat(case: Case) -> None:
    page = Client().get(reverse("access:apply"), {"siren": case.organisation.siren}).content.decode()
    assert "Ce que sait le répertoire" in page


def test_search_by_name_lists_bodies(case: Case) -> None:
    page = Client().get(reverse("access:apply"), {"q": "sainte aube"}).content.decode()
    assert "Commune de Sainte-Aube" in page


def test_search_closed_place_leads_to_its_successor(case: Case) -> None:
    other = make_case(2)
    Establishment.objects.filter(pk=case.place.pk).update(
        closed_on=date(2020, 1, 1), moved_to=other.place, moved_on=date(2020, 1, 1)
    )
    page = search(case.place.siret)
    assert "Cet établissement est fermé" in page
    assert f"?siret={other.place.siret}" in page


def test_search_private_body_says_whose_portal_it_is(case: Case) -> None:
    Organisation.objects.filter(pk=case.organisation.pk).update(legal_category="5710")
    assert "organismes publics et de leurs mandataires" in search(case.place.siret)


def test_search_undisclosed_body_shows_nothing_of_it(case: Case) -> None:
    Organisation.objects.filter(pk=case.organisation.pk).update(diffusion="N")
    page = search(case.place.siret)
    assert "ne diffuse pas" in page
    assert "Sainte-Aube" not in page


def test_search_body_with_its_space_leads_to_candidacy() -> None:
    body = make_body()
    page = search(body.places[0].siret)
    assert f"{reverse('access:become')}?siren={body.organisation.siren}" in page


def test_search_body_already_asked_for_says_the_first_proof_wins(case: Case) -> None:
    case.apply()
    assert "Une autre demande est déjà ouverte" in search(case.place.siret)


def test_open_application_without_account_comes_back_after_log_in(case: Case) -> None:
    address = f"{reverse('access:apply_open')}?siret={case.place.siret}"
    page = Client().get(address)
    assert page.status_code == 302
    assert case.place.siret in page.headers["Location"]


def test_open_application_without_the_terms_is_refused(case: Case, logged_in: LogIn) -> None:
    page = logged_in(case.person).post(f"{reverse('access:apply_open')}?siret={case.place.siret}")
    assert page.status_code == 422
    assert not BodyApplication.objects.exists()


def test_open_application_then_follow_it(case: Case, logged_in: LogIn) -> None:
    client = logged_in(case.person)
    address = f"{reverse('access:apply_open')}?siret={case.place.siret}"
    assert "Lire les conditions" in client.get(address).content.decode()
    page = follow(client, client.post(address, {"terms": "on"}))
    assert "Une preuve que vous agissez pour l’organisme" in page
    assert "Choisir une preuve" in page
    row = BodyApplication.objects.get()
    assert client.get(address).headers["Location"] == reverse("access:application", args=[row.ref])


def test_show_application_of_somebody_else_is_absent(case: Case, logged_in: LogIn) -> None:
    row, other = case.apply(), make_case(2)
    client = logged_in(other.person)
    for name in ("application", "prepare", "withdraw_application", "open_space", "choose_proof", "type_code"):
        assert client.get(reverse(f"access:{name}", args=[row.ref])).status_code == 404


def test_prepare_application_keeps_answers_and_tells_bad_lines(case: Case, logged_in: LogIn) -> None:
    row, client = case.apply(), logged_in(case.person)
    address = reverse("access:prepare", args=[row.ref])
    page = client.post(address, {"services": ["dsn"], "people": "Odile ; Farge ; odile@exemple.fr\nrien"})
    assert page.status_code == 422
    assert "Ligne 2" in page.content.decode()
    assert "Odile ; Farge" in page.content.decode()
    page = client.post(address, {"services": ["dsn"], "people": "Odile ; Farge ; Odile@exemple.fr"})
    row.refresh_from_db()
    assert (page.status_code, row.prepared["people"][0]["email"]) == (303, "odile@exemple.fr")
    assert "Odile ; Farge ; odile@exemple.fr" in client.get(address).content.decode()


def test_choose_proof_masks_where_it_goes(case: Case, logged_in: LogIn) -> None:
    row = case.apply()
    page = logged_in(case.person).get(reverse("access:choose_proof", args=[row.ref])).content.decode()
    assert "m•••••@exemple.fr" in page
    assert "rue des Tilleuls" not in page
    assert "ProConnect de l’organisme n’est pas encore proposée" in page


def test_choose_proof_without_mailbox_says_so(logged_in: LogIn) -> None:
    case = make_case(mailbox="")
    row = case.apply()
    page = logged_in(case.person).get(reverse("access:choose_proof", args=[row.ref])).content.decode()
    assert "ne connaît pas de messagerie officielle" in page
    assert 'value="official-mailbox"' not in page


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"MZ\x90 not a letter", "Il faut un PDF"),
        (b"%PDF-1.7 cut", "Il faut un PDF"),
        (b"%PDF-1.7" + b"0" * (5 * 1024 * 1024) + b"%%EOF", "cinq mégaoctets au plus. Rien"),
        (b"", "Ce fichier est vide"),
    ],
)
def test_send_letter_that_is_none_is_refused(case: Case, logged_in: LogIn, content: bytes, told: str) -> None:
    row = case.apply()
    document = SimpleUploadedFile("lettre.pdf", content, content_type="application/pdf")
    answers = {"kind": "designation-letter", "document": document}
    page = logged_in(case.person).post(reverse("access:choose_proof", args=[row.ref]), answers)
    assert page.status_code == 422
    assert told in page.content.decode()
    assert not AuthorityProof.objects.exists()


def test_send_letter_without_file_asks_for_it(case: Case, logged_in: LogIn) -> None:
    row = case.apply()
    page = logged_in(case.person).post(
        reverse("access:choose_proof", args=[row.ref]), {"kind": "designation-letter"}
    )
    assert "Choisissez le fichier de la lettre signée" in page.content.decode()


def test_send_letter_seals_it(case: Case, logged_in: LogIn, tmp_path: object) -> None:
    row = case.apply()
    document = SimpleUploadedFile("lettre.pdf", PDF, content_type="text/html")
    client = logged_in(case.person)
    answers = {"kind": "designation-letter", "document": document}
    page = client.post(reverse("access:choose_proof", args=[row.ref]), answers)
    assert "Le premier contrôle de la lettre" in follow(client, page)
    proof = AuthorityProof.objects.get()
    assert proof.document.endswith(".pdf")
    assert len(proof.sha256) == 64


def test_download_model_names_the_body_and_the_person(case: Case, logged_in: LogIn) -> None:
    row = case.apply()
    page = logged_in(case.person).get(reverse("access:designation_model", args=[row.ref]))
    assert page.headers["Content-Type"] == "application/pdf"
    assert page.content.startswith(b"%PDF-")


def test_type_code_opens_the_space_then_what_was_prepared(case: Case, logged_in: LogIn) -> None:
    row, client = case.apply(), logged_in(case.person)
    client.post(
        reverse("access:prepare", args=[row.ref]),
        {"services": ["dsn"], "people": "Odile ; Farge ; odile@exemple.fr"},
    )
    client.post(reverse("access:choose_proof", args=[row.ref]), {"kind": "official-mailbox"})
    proof = AuthorityProof.objects.get()
    address = reverse("access:type_code", args=[row.ref])
    assert "Le code part" in client.get(address).content.decode()
    code = (send_mailbox_code(proof.ref) or ("", ""))[1]
    wrong = client.post(address, {"code": "AAAA-AAAA", "step_up_code": next_code(case.person)})
    assert "Il reste 4 essais" in wrong.content.decode().replace("\u00a0", " ")
    page = follow(client, client.post(address, {"code": code}))
    assert "Ouvrir votre espace" in page
    assert "Odile Farge" in page
    assert Membership.objects.get(organisation=case.organisation).person == case.person
    opened = follow(client, client.post(reverse("access:open_space", args=[row.ref])))
    assert "1 ouverture" in opened.replace("\u00a0", " ")
    assert Subscription.objects.filter(establishment=case.place).count() == 1


def test_type_code_without_presence_asks_for_it(case: Case, logged_in: LogIn) -> None:
    row = case.apply()
    proof = request_proof(row, kind="official-mailbox", actor=case.person)
    code = (send_mailbox_code(proof.ref) or ("", ""))[1]
    page = logged_in(case.person).post(reverse("access:type_code", args=[row.ref]), {"code": code})
    assert page.status_code == 422
    assert code in page.content.decode()
    assert not Membership.objects.filter(organisation=case.organisation).exists()


def test_withdraw_application_says_what_ends_then_ends_it(case: Case, logged_in: LogIn) -> None:
    row, client = case.apply(), logged_in(case.person)
    address = reverse("access:withdraw_application", args=[row.ref])
    assert "ne vaudront plus rien" in client.get(address).content.decode()
    assert "Retirée" in follow(client, client.post(address))
    assert client.post(address).status_code == 409


def test_show_application_overtaken_leads_to_candidacy(case: Case, logged_in: LogIn) -> None:
    second = make_case(2)
    late = registrations.open_application(case.organisation, second.person)
    assert late is None
    from paraphe.access.services.registration import open_application

    late = open_application(case.place, actor=second.person)
    proof = request_proof(case.apply(), kind="official-mailbox", actor=case.person)
    from paraphe.access.tests.test_registration import redeem

    redeem(proof, (send_mailbox_code(proof.ref) or ("", ""))[1])
    page = logged_in(second.person).get(reverse("access:application", args=[late.ref])).content.decode()
    assert "Une autre personne a prouvé la première" in page
    assert f"?siren={case.organisation.siren}" in page


def test_post_garbage_to_every_form_never_fails(case: Case, logged_in: LogIn) -> None:
    row, client = case.apply(), logged_in(case.person)
    hostile = {
        "siret": "<b>" * 20,
        "kind": "x",
        "code": "\u202e" * 40,
        "people": ";;;\n" * 30,
        "services": "§",
    }
    for name in ("prepare", "choose_proof", "type_code"):
        page = client.post(reverse(f"access:{name}", args=[row.ref]), hostile)
        assert page.status_code in (303, 422), name
    assert client.post(reverse("access:contest_by_letter"), hostile).status_code == 422
    assert re.search("SIRET", client.get(reverse("access:apply"), hostile).content.decode())
    assert clock.now() - row.opened_at < timedelta(minutes=5)
