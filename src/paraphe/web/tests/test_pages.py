"""The public pages, the theme's choice, the mails of a demonstration."""

import re

import pytest
from django.conf import LazySettings
from django.core.mail import EmailMessage
from django.test import Client

from paraphe.web import mailbox, slots
from paraphe.web.demo import mark_demo
from paraphe.web.operator import LABELS

pytestmark = pytest.mark.django_db
LEGAL = [
    "/mentions-legales", "/donnees-personnelles", "/accessibilite", "/accessibilite/plan", "/conditions", "/cookies",
    "/plan-du-site", "/code-source",
]  # fmt: skip


def test_show_front_says_state_of_accessibility_and_service(stranger: Client) -> None:
    page = stranger.get("/").content.decode()
    assert "partiellement conforme" in page
    assert "Le portail répond" in page


@pytest.mark.parametrize("path", LEGAL)
def test_show_legal_page_has_title_and_footer_in_one_order(stranger: Client, path: str) -> None:
    page = stranger.get(path).content.decode()
    assert len(re.findall(r"<h1>[^<]+</h1>", page)) == 1
    foot = page[page.index('<ul class="foot-links">') :]
    assert foot == (front := stranger.get("/").content.decode())[front.index('<ul class="foot-links">') :]


def test_show_legal_pages_flag_what_the_operator_did_not_set(
    stranger: Client, settings: LazySettings
) -> None:
    assert "À renseigner par l’exploitant" in stranger.get("/mentions-legales").content.decode()
    settings.PARAPHE_OPERATOR = dict.fromkeys(LABELS, "Mereuse")
    for path in LEGAL:
        assert "À renseigner" not in stranger.get(path).content.decode()


def test_show_security_txt_without_contact_is_404(stranger: Client, settings: LazySettings) -> None:
    assert stranger.get("/.well-known/security.txt").status_code == 404
    settings.PARAPHE_OPERATOR = {"security": "securite@mereuse.example"}
    response = stranger.get("/.well-known/security.txt")
    assert "Contact: mailto:securite@mereuse.example\n" in response.content.decode()
    assert re.search(r"^Expires: \d{4}-\d\d-\d\dT00:00:00Z$", response.content.decode(), re.MULTILINE)


def test_show_front_links_only_acts_that_are_open(stranger: Client) -> None:
    with slots.front_topics.filled_with(None):
        assert "Vous venez pour" not in stranger.get("/").content.decode()
    offered = [
        ("Ajouter", "Un administrateur invite.", "/aller/ajouter-declarant"),
        ("Devenir", "Par accord.", ""),
    ]
    with slots.front_topics.filled_with(lambda: offered):
        page = stranger.get("/").content.decode()
    assert page.count('href="/aller/') == page.count('href="/aller/ajouter-declarant"') == 1
    assert "Pas encore en ligne" in page


def test_choose_appearance_is_kept_and_comes_back(stranger: Client) -> None:
    response = stranger.post("/apparence", {"apparence": "sombre", "retour": "/cookies"})
    assert (response.status_code, response["Location"]) == (303, "/cookies")
    cookie = response.cookies["apparence"]
    assert (cookie["samesite"], cookie["httponly"]) == ("Lax", True)
    page = stranger.get("/cookies").content.decode()
    assert 'data-theme="dark"' in page
    assert "Apparence\u00a0: sombre" in page


def test_choose_appearance_never_leaves_the_portal(stranger: Client) -> None:
    for target in (
        "https://attacker.example/",
        "//attacker.example",
        "javascript:alert(1)",
        "/\\attacker.example",
    ):
        response = stranger.post("/apparence", {"apparence": "clair", "retour": target})
        assert response["Location"] == "/"


def test_choose_unknown_appearance_is_refused_on_the_field(stranger: Client) -> None:
    response = stranger.post("/apparence", {"apparence": "rose"})
    assert response.status_code == 422
    assert "Choisissez «\u00a0Thème\u00a0»" in response.content.decode()


def test_keep_unknown_cookie_is_automatic(stranger: Client) -> None:
    stranger.cookies["apparence"] = '"><script>'
    assert "data-theme" not in stranger.get("/cookies").content.decode()


def test_read_mails_outside_demo_is_absence(stranger: Client) -> None:
    assert stranger.get("/courriels/").status_code == 404
    assert stranger.get("/courriels/x").status_code == 404


def test_read_mails_of_demo_shows_links_and_escapes(stranger: Client) -> None:
    mark_demo()
    assert "Aucun courriel" in stranger.get("/courriels/").content.decode()
    backend = mailbox.FolderBackend()
    for subject in ("Ancien", "Invitation <b>"):
        text = "Ouvrez http://localhost:8000/invitation/abc <script>alert(1)</script>"
        message = EmailMessage(subject, text, "paraphe@mereuse.example", ["odile@mereuse.example"])
        assert backend.send_messages([message]) == 1
    page = stranger.get("/courriels/").content.decode()
    assert page.index("Invitation &lt;b&gt;") < page.index("Ancien")
    name = mailbox.list_mails()[0].name
    mail = stranger.get(f"/courriels/{name}").content.decode()
    assert 'href="http://localhost:8000/invitation/abc"' in mail
    assert "<script>" not in mail


def test_read_mail_by_another_path_is_absence(stranger: Client) -> None:
    mark_demo()
    for name in ("..%2f..%2fsecret", "missing", "..", ".env"):
        assert stranger.get(f"/courriels/{name}").status_code == 404
