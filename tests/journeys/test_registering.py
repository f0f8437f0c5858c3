"""A body nobody administers: its secretary registers it, proves by the official mailbox, opens its space."""

import email
import email.policy
import re
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, expect
from pypdf import PdfReader

from tests.fixtures.browser import Visitors
from tests.fixtures.portal import LivePortal
from tests.journeys import people
from tests.journeys.people import Someone, seeded

pytestmark = pytest.mark.journey
CAMILLE = "camille.roussel@saint-aubin-le-vif.example"
HUGO = "hugo.lemaire@paraphe.example"
OLGA = "olga.vasseur@paraphe.example"
SIRET = "21990413300010"
SECRET = re.compile(r"\b[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}\b")


def read_code(portal: LivePortal, mailbox: str) -> str:
    """The code in the newest mail to the official mailbox, waited for."""
    portal.wait_for_mail(mailbox)
    found = []
    for path in sorted(portal.mails.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns):
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        body = mail.get_body(("plain",))
        if mailbox in str(mail["To"]) and body is not None:
            found += re.findall(r"\b[A-Z2-9]{4}-[A-Z2-9]{4}\b", body.get_content())
    assert found, mailbox
    return str(found[-1])


def start(someone: Someone, siret: str) -> None:
    """From the public page: the register, log-in, the terms, the application."""
    someone.page.goto("/inscription/")
    someone.fill("SIRET de l’établissement", siret)
    someone.press("Chercher au répertoire")
    someone.follow("Se connecter et continuer")
    someone.fill("Adresse électronique", someone.email)
    someone.fill("Mot de passe", someone.password)
    someone.press("Continuer")
    someone.fill("Code", someone.read_code())
    someone.press("Se connecter")
    someone.page.get_by_role("checkbox", name="J’ai lu").check()
    someone.press("Accepter et ouvrir la demande")
    expect(someone.heading).to_contain_text("Inscription")


def prepare(someone: Someone) -> None:
    """Choose a service and somebody to invite."""
    someone.follow("Préparer")
    someone.page.get_by_role("checkbox", name="DSN").first.check()
    someone.fill("Personnes à inviter", "Odile ; Farge ; odile.farge@saint-aubin-le-vif.example")
    someone.press("Garder")


def prove_by_mailbox(someone: Someone, portal: LivePortal, mailbox: str) -> None:
    """Ask for the code, read it in the mailbox of the town hall, type it."""
    someone.follow("Choisir une preuve")
    someone.page.locator("label").get_by_text("Un code envoyé à la messagerie officielle").check()
    someone.press("Demander cette preuve")
    code = read_code(portal, mailbox)
    someone.page.reload()
    someone.follow("Taper le code reçu")
    someone.fill("Code ou clé", code.lower())
    someone.prove()
    someone.press("Donner cette preuve")
    expect(someone.heading).to_have_text("Ouvrir votre espace")


@pytest.mark.parametrize(
    ("siret", "mailbox", "places"),
    [
        pytest.param("219 904 133 00010", "mairie@saint-aubin-le-vif.example", "1 établissement", id="one"),
        pytest.param(
            "269 900 023",
            "direction@hopitaux-vallee.example",
            "40 établissements",
            id="forty",
            marks=pytest.mark.drill,
        ),
    ],
)
def test_register_body_by_its_mailbox_opens_its_space(
    live_portal: LivePortal, new_visitor: Visitors, siret: str, mailbox: str, places: str
) -> None:
    camille = seeded(new_visitor(live_portal.origin), CAMILLE)
    start(camille, siret)
    prepare(camille)
    prove_by_mailbox(camille, live_portal, mailbox)
    expect(camille.page.get_by_role("main")).to_contain_text(places)
    camille.press("Ouvrir ces services")
    expect(camille.page.get_by_role("main")).to_contain_text("Aucun service n’attend")
    camille.press("Relire et inviter")
    expect(camille.heading).to_have_text("Relisez avant d’ajouter")
    camille.prove()
    camille.press("Confirmer")
    expect(camille.heading).to_have_text("Une personne est ajoutée")
    expect(camille.page.get_by_role("main")).to_contain_text("Odile Farge")


def test_search_body_in_each_case_says_the_way_on(live_portal: LivePortal, new_visitor: Visitors) -> None:
    page = new_visitor(live_portal.origin)
    for siret, told in (
        ("21990412500016", "Demander à devenir administrateur"),
        ("21990413300010", "Créer mon compte et continuer"),
        ("12345678900012", "relisez ses quatorze chiffres"),
    ):
        page.goto(f"/inscription/?siret={siret}")
        expect(page.get_by_role("main")).to_contain_text(told)


def print_letters(operator: Someone, to: Path) -> list[str]:
    """Print what is queued; the words of each page."""
    operator.page.goto("/exploitation/courriers/")
    with operator.page.expect_download() as waited:
        operator.press("Imprimer les courriers cochés (PDF)")
    waited.value.save_as(to)
    return [page.extract_text() for page in PdfReader(to).pages]


def ask_key(someone: Someone) -> None:
    """Choose the key by post."""
    someone.follow("Choisir une preuve")
    someone.page.locator("label").get_by_text("Une clé envoyée par courrier").check()
    someone.press("Demander cette preuve")
    expect(someone.page.get_by_role("main")).to_contain_text("L’impression et l’envoi de la lettre")


def type_key(someone: Someone, key: str) -> None:
    """Type the key of the letter, in lower case and without dashes."""
    someone.page.reload()
    someone.follow("Taper le code reçu")
    someone.fill("Code ou clé", key.replace("-", "").lower())
    someone.prove()
    someone.press("Donner cette preuve")
    expect(someone.heading).to_have_text("Ouvrir votre espace")


def contest(page: Someone, letter: str) -> None:
    """What the mayor does with the courtesy letter, without an account."""
    reference = re.search(r"Référence du courrier\s*:\s*([a-z2-9]{20})", letter)
    code = SECRET.search(letter)
    assert reference
    assert code
    page.page.goto("/contester")
    page.fill("Référence du courrier", reference[1])
    page.fill("Code de contestation", code[0])
    page.fill("Ce qui n’est pas normal", "Personne ici ne connaît cette personne")
    page.press("Continuer")
    expect(page.heading).to_have_text("Relisez avant de contester")
    page.press("Contester et geler")
    expect(page.heading).to_have_text("C’est contesté")


def test_register_body_by_posted_key_signs_until_contested(
    live_portal: LivePortal, new_visitor: Visitors, tmp_path: Path
) -> None:
    camille = seeded(new_visitor(live_portal.origin), CAMILLE)
    olga = seeded(new_visitor(live_portal.origin), OLGA)
    start(camille, SIRET)
    prepare(camille)
    ask_key(camille)
    olga.log_in()
    (letter,) = print_letters(olga, tmp_path / "cle.pdf")
    type_key(camille, SECRET.findall(letter)[0])
    camille.press("Ouvrir ces services")
    camille.follow("Aller à l’organisme")
    people.grant(camille, person="Camille Roussel", places=["Mairie de Saint-Aubin-le-Vif"])
    content = people.write_file(SIRET)
    people.deposit(camille, content)
    people.sign(camille)
    receipt = people.download(camille, "Récépissé", tmp_path / "recepisse.asice")
    trust = people.download(camille, "trust.json", tmp_path / "trust.json")
    declaration = tmp_path / "paie.dsn"
    declaration.write_bytes(content)
    assert people.verify(receipt, trust, declaration) == "0 VALIDE"
    (courtesy,) = print_letters(olga, tmp_path / "courtoisie.pdf")
    contest(seeded(new_visitor(live_portal.origin), CAMILLE), courtesy)
    camille.page.goto(f"{camille.body}/declarations/deposer/")
    expect(camille.page.get_by_role("main")).to_contain_text("suspendu")
    assert people.verify(receipt, trust, declaration) == "0 VALIDE"


def send_letter(someone: Someone) -> None:
    """Choose the letter of designation, and send it."""
    someone.follow("Choisir une preuve")
    someone.page.locator("label").get_by_text("Une lettre de désignation").check()
    scan = FilePayload(name="lettre.pdf", mimeType="application/pdf", buffer=b"%PDF-1.7\n%%EOF\n")
    someone.page.get_by_label("Lettre signée").set_input_files(files=scan)
    someone.press("Demander cette preuve")
    expect(someone.page.get_by_role("main")).to_contain_text("Le premier contrôle de la lettre")


def open_letter(operator: Someone, state: str) -> None:
    """The letter sent, at the desk."""
    operator.page.goto(f"/exploitation/preuves/?etat={state}")
    operator.follow("Commune de Saint-Aubin-le-Vif")


def test_register_body_by_letter_takes_two_operators(live_portal: LivePortal, new_visitor: Visitors) -> None:
    camille = seeded(new_visitor(live_portal.origin), CAMILLE)
    olga, hugo = (seeded(new_visitor(live_portal.origin), email) for email in (OLGA, HUGO))
    start(camille, SIRET)
    send_letter(camille)
    olga.log_in()
    open_letter(olga, "requested")
    olga.press("Attester le premier contrôle")
    expect(olga.page.get_by_role("main")).to_contain_text("Vous avez fait le premier contrôle")
    expect(olga.page.get_by_role("button", name="passer la preuve")).to_have_count(0)
    hugo.log_in()
    open_letter(hugo, "checked")
    hugo.press("Attester le second contrôle et passer la preuve")
    expect(hugo.page.get_by_role("main")).to_contain_text("Reçue")
    camille.page.reload()
    camille.follow("Ouvrir votre espace")
    expect(camille.heading).to_have_text("Ouvrir votre espace")
