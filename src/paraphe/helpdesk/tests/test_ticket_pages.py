"""The pages of tickets: asking, context by consent, files, isolation, the desk."""

import re
from html import unescape
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from paraphe.access.testing import Body, make_operator
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import make_person
from paraphe.helpdesk.models import Message, Piece, Ticket
from paraphe.helpdesk.tests.conftest import LogIn
from paraphe.helpdesk.tests.test_pieces import JPEG, PDF, PNG
from paraphe.journal.models import Access
from paraphe.kernel.identifiers import Ref

ASK = {"subject": "La page des droits", "text": "Elle ne s’ouvre pas.", "call": "", "phone": ""}


@pytest.fixture(autouse=True)
def _own_state(settings: LazySettings, tmp_path: Path) -> None:
    settings.STATE_DIR = tmp_path


def send(client: Client, **given: object) -> Ticket:
    """A ticket asked by the page."""
    response = client.post("/aide/demander", {**ASK, "ticket": Ref.new(), **given})
    assert response.status_code == 303, response.content.decode()
    return Ticket.objects.get(ref=response["Location"].split("/")[3])


def test_ask_with_consent_joins_the_context_and_nothing_secret(body: Body, logged_in: LogIn) -> None:
    client = logged_in(body.administrator)
    page = f"/organismes/{body.organisation.ref}/droits/"
    form = client.get("/aide/demander", {"page": page, "code": "access.refused"}).content.decode()
    assert "/organismes/…/droits/" in form
    assert body.organisation.name in form
    ticket = send(client, consent="on", page=page, error="access.refused")
    assert (ticket.page, ticket.role, ticket.error) == (
        "/organismes/…/droits/",
        "administrateur",
        "access.refused",
    )
    assert ticket.organisation == body.organisation
    token = send(client, consent="on", page="/invitation/tres-secret", error="<b>")
    assert (token.page, token.error) == ("/invitation/…", "")


def test_ask_without_consent_joins_nothing(body: Body, logged_in: LogIn) -> None:
    ticket = send(logged_in(body.administrator), page="/aide/", error="access.refused", query="zzz")
    assert (ticket.page, ticket.role, ticket.error, ticket.query, ticket.organisation) == (
        "",
        "",
        "",
        "",
        None,
    )


def test_ask_without_account_leads_to_log_in(db: None, client: Client) -> None:
    assert client.get("/aide/demander")["Location"].startswith("/compte/connexion/")


def test_ask_with_files_keeps_them_and_gives_them_back(body: Body, logged_in: LogIn) -> None:
    client = logged_in(body.administrator)
    files = [SimpleUploadedFile("écran.png", PNG), SimpleUploadedFile("lettre.pdf", PDF)]
    ticket = send(client, pieces=files)
    pieces = list(Piece.objects.filter(message__ticket=ticket))
    assert [piece.name for piece in pieces] == ["écran.png", "lettre.pdf"]
    response = client.get(f"/aide/demandes/{ticket.ref}/fichiers/{pieces[1].ref}")
    assert response.content == PDF
    assert response["Content-Disposition"].startswith("attachment")
    assert (response["Content-Type"], response["X-Content-Type-Options"]) == ("application/pdf", "nosniff")


@pytest.mark.parametrize(
    "given",
    [
        {"subject": ""},
        {"text": "Mon agent 1 85 05 78 006 084 36"},
        {"call": "2030-01-01 morning", "phone": "0123456789"},
        {"call": "<script>"},
        {"pieces": [SimpleUploadedFile("a.exe", b"MZ")]},
        {"pieces": [SimpleUploadedFile("a.pdf", PDF) for _ in range(6)]},
        {"pieces": [SimpleUploadedFile("a.jpg", PNG)]},
    ],
)
def test_ask_with_something_to_correct_keeps_what_was_typed(
    body: Body, logged_in: LogIn, given: dict[str, object]
) -> None:
    client = logged_in(body.administrator)
    response = client.post("/aide/demander", {**ASK, "ticket": Ref.new(), **given})
    page = response.content.decode()
    assert response.status_code == 422
    assert "à corriger" in page
    assert ("Elle ne s’ouvre pas." in page) or "text" in given
    assert Ticket.objects.count() == 0


def test_ask_for_a_call_needs_a_number(body: Body, logged_in: LogIn) -> None:
    client = logged_in(body.administrator)
    offered = client.get("/aide/demander").context["form"].fields["call"].choices
    call = offered[1][0]
    assert len(offered) == 11
    response = client.post("/aide/demander", {**ASK, "ticket": Ref.new(), "call": call, "phone": "abc"})
    assert response.status_code == 422
    assert send(client, call=call, phone="01 23 45 67 89").phone == "01 23 45 67 89"


def test_ask_sent_twice_opens_one_ticket(body: Body, logged_in: LogIn) -> None:
    client, ref = logged_in(body.administrator), Ref.new()
    assert send(client, ticket=ref).pk == send(client, ticket=ref).pk
    assert Ticket.objects.count() == 1


def test_ask_about_one_establishment_offers_it_only_to_multi(body: Body, logged_in: LogIn) -> None:
    assert "establishment" not in logged_in(body.administrator).get("/aide/demander").context["form"].fields


def test_read_ticket_of_another_is_the_page_of_absence(body: Body, logged_in: LogIn) -> None:
    ticket = send(logged_in(body.administrator), pieces=[SimpleUploadedFile("a.jpg", JPEG)])
    piece = Piece.objects.get()
    other, _ = make_person(given_name="Ida", family_name="Nox")
    client = logged_in(other)
    for address in (f"{ticket.ref}/", f"{ticket.ref}/fichiers/{piece.ref}", f"{Ref.new()}/", "zzz/"):
        assert client.get(f"/aide/demandes/{address}").status_code == 404
        assert client.get(f"/exploitation/demandes/{address}").status_code == 404
    for verb in ("completer", "rouvrir", "fermer"):
        assert client.post(f"/aide/demandes/{ticket.ref}/{verb}", {"text": "x"}).status_code == 404
    for verb in ("prendre", "repondre", "preciser", "fermer"):
        assert client.post(f"/exploitation/demandes/{ticket.ref}/{verb}", {"text": "x"}).status_code == 404
    ticket.refresh_from_db()
    assert (ticket.state, Message.objects.count()) == ("new", 1)


def test_read_piece_through_another_ticket_is_absence(body: Body, logged_in: LogIn) -> None:
    client = logged_in(body.administrator)
    send(client, pieces=[SimpleUploadedFile("a.jpg", JPEG)])
    other = send(client)
    assert client.get(f"/aide/demandes/{other.ref}/fichiers/{Piece.objects.get().ref}").status_code == 404


def test_lead_a_ticket_to_its_end_by_the_pages(body: Body, logged_in: LogIn) -> None:
    client, desk = logged_in(body.administrator), logged_in(make_operator())
    ticket = send(client)

    def do(actor: Client, side: str, verb: str, text: str = "") -> str:
        response = actor.post(f"/{side}/demandes/{ticket.ref}/{verb}", {"text": text})
        assert response.status_code == 303, response.content.decode()
        ticket.refresh_from_db()
        return ticket.state

    assert do(desk, "exploitation", "prendre") == "assigned"
    assert do(desk, "exploitation", "preciser", "Quelle page ?") == "waiting_user"
    assert (
        "L’assistance attend votre précision" in client.get(f"/aide/demandes/{ticket.ref}/").content.decode()
    )
    assert do(client, "aide", "completer", "Celle des droits.") == "assigned"
    assert do(desk, "exploitation", "repondre", "C’est réparé.") == "answered"
    assert do(client, "aide", "rouvrir", "Pas encore.") == "assigned"
    assert do(desk, "exploitation", "repondre", "Maintenant.") == "answered"
    assert do(client, "aide", "fermer") == "closed"
    page = client.get(f"/aide/demandes/{ticket.ref}/").content.decode()
    assert page.index("Quelle page") < page.index("Celle des droits") < page.index("Maintenant.")
    assert "L’assistance répond" in page
    assert "Mes demandes" in client.get("/aide/demandes/").content.decode()


def test_act_in_the_wrong_state_is_told_and_keeps_the_text(body: Body, logged_in: LogIn) -> None:
    client, desk = logged_in(body.administrator), logged_in(make_operator())
    ticket = send(client)
    response = desk.post(f"/exploitation/demandes/{ticket.ref}/repondre", {"text": "Trop vite"})
    assert response.status_code == 422
    assert "a changé entre-temps" in response.content.decode()
    assert "Trop vite" in response.content.decode()
    assert client.post(f"/aide/demandes/{ticket.ref}/inconnu", {"text": "x"}).status_code == 404
    assert client.post(f"/aide/demandes/{ticket.ref}/completer", {"text": ""}).status_code == 422
    client.post(f"/aide/demandes/{ticket.ref}/fermer")
    assert client.post(f"/aide/demandes/{ticket.ref}/fermer").status_code == 409


def test_read_desk_ticket_is_recorded_and_told_to_the_body(body: Body, logged_in: LogIn) -> None:
    client, operator = logged_in(body.administrator), make_operator()
    ticket = send(client, consent="on")
    assert logged_in(operator).get(f"/exploitation/demandes/{ticket.ref}/").status_code == 200
    seen = Access.objects.filter(person=operator.ref, body=body.organisation.siren)
    assert [row.page for row in seen] == ["helpdesk:desk_ticket"]
    told = client.get(f"/organismes/{body.organisation.ref}/journal/consultations").content.decode()
    assert "Une demande d’assistance, au bureau de l’exploitant" in told


def test_list_desk_tickets_filters_by_state_and_by_hand(body: Body, logged_in: LogIn) -> None:
    client, operator = logged_in(body.administrator), make_operator()
    desk = logged_in(operator)
    first, second = send(client, subject="Première"), send(client, subject="Seconde")
    desk.post(f"/exploitation/demandes/{first.ref}/prendre")

    def shown(state: str) -> list[str]:
        page = desk.get("/exploitation/demandes/", {"etat": state}).content.decode()
        return [subject for subject in ("Première", "Seconde") if subject in page]

    assert shown("") == shown("n’importe quoi") == ["Première", "Seconde"]
    assert shown("miennes") == shown("assigned") == ["Première"]
    assert shown("new") == [second.subject]
    assert shown("closed") == []


def test_show_text_of_a_ticket_escapes_it(body: Body, logged_in: LogIn) -> None:
    client = logged_in(body.administrator)
    ticket = send(client, subject="<i>x</i>", text="<script>alert(1)</script>\n\nhttps://x.example")
    desk = logged_in(make_operator())
    for page in (
        client.get(f"/aide/demandes/{ticket.ref}/"),
        desk.get(f"/exploitation/demandes/{ticket.ref}/"),
    ):
        assert b"<script>alert" not in page.content
        assert b"<i>x" not in page.content


def test_ask_from_a_refusal_carries_its_code_and_reference(body: Body, logged_in: LogIn) -> None:
    client = logged_in(body.add_declarant())
    refusal = client.get(f"/organismes/{body.organisation.ref}/personnes/")
    assert refusal.status_code == 403
    found = re.search(r'href="(/aide/demander[^"]+)"', refusal.content.decode())
    assert found
    form = client.get(unescape(found[1])).content.decode()
    assert f"web.refused {refusal['X-Request-ID']}" in form
    assert "organismes/…/personnes/" in form


def test_ask_by_someone_of_no_body_is_possible(logged_in: LogIn, person: Person) -> None:
    ticket = send(logged_in(person), consent="on")
    assert (ticket.role, ticket.organisation) == ("sans organisme", None)


@pytest.fixture
def person(db: None) -> Person:
    """Somebody who belongs to no body."""
    return make_person(given_name="Ida", family_name="Nox")[0]
