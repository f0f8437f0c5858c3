"""People at their browsers: what each does, page by page, as a person would and by nothing else.

Labels are those a reader sees. A seeded account's code comes from the demonstration (`./run code`); a person who
enrols in the journey reads the key on the page of enrolment.
"""

import email
import email.policy
import io
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import FilePayload, Locator, Page, expect

from paraphe.accounts import services as accounts
from paraphe.cli.demo.seed import department
from paraphe.declarations.dsn.generate import Spec, write
from tests.fixtures.browser import CodeDevice
from tests.fixtures.portal import LivePortal

CLAIRE = "claire.maubert@valbrune.example"
SAMUEL = "samuel.kerbrat@valbrune.example"
HELENE = "helene.guivarch@ch-haute-mereuse.example"
YANIS = "yanis.delorme@ch-haute-mereuse.example"
INES = "ines.rouviere@ch-haute-mereuse.example"
THIERRY = "thierry.lascombes@cdg99.example"
LUCIE = "lucie.andrieu@haute-mereuse.example"
expect.set_options(timeout=15_000)
VERIFY = Path(sys.executable).with_name("paraphe-verify")


@dataclass
class Someone:
    """A person, the page in front of her, what she knows and what she has."""

    page: Page
    email: str
    password: str
    read_code: Callable[[], str]

    @property
    def body(self) -> str:
        """The address of the body in use, as the page in front of her has it."""
        found = re.search(r"/organismes/\w+", self.page.url)
        assert found, self.page.url
        return found[0]

    def log_in(self) -> None:
        """By the password, then the code of the application."""
        self.page.goto("/compte/connexion/")
        self.fill("Adresse électronique", self.email)
        self.fill("Mot de passe", self.password)
        self.press("Continuer")
        self.fill("Code", self.read_code())
        self.press("Se connecter")
        expect(self.page.get_by_role("navigation", name="Rubriques")).to_be_attached()

    def log_out(self) -> None:
        """By the page of log-out."""
        self.page.goto("/compte/deconnexion/")
        self.page.get_by_role("main").get_by_role("button", name="Se déconnecter").click()
        expect(self.heading).to_have_text("Se connecter")

    def fill(self, label: str, text: str) -> None:
        """Type in the field whose label begins so."""
        self.page.get_by_role("textbox", name=re.compile(f"^{re.escape(label)}")).fill(text)

    def press(self, name: str) -> None:
        """Press the button of the page's own part that is so named."""
        self.page.get_by_role("main").get_by_role("button", name=name, exact=True).click()

    def follow(self, name: str) -> None:
        """Follow the link of the page's own part that begins so."""
        self.page.get_by_role("main").get_by_role("link", name=name).first.click()

    def go(self, name: str) -> None:
        """Follow an entry of the navigation."""
        self.page.get_by_role("navigation", name="Rubriques").get_by_role(
            "link", name=name, exact=True
        ).click()
        expect(self.heading).to_be_visible()

    def prove(self) -> None:
        """Type the code asked for this very act."""
        self.page.get_by_role("textbox", name="code de votre application").fill(self.read_code())

    @property
    def heading(self) -> Locator:
        """The title of the page."""
        return self.page.get_by_role("heading", level=1)


def seeded(page: Page, email: str) -> Someone:
    """Someone of the fictional department."""

    def read_code() -> str:
        time.sleep(accounts.seconds_before_totp(email))
        return accounts.current_totp(email)

    return Someone(page, email, department()["password"], read_code)


def newcomer(page: Page, email: str, password: str) -> Someone:
    """Someone who has no account yet; her application is set up by `enrol`."""

    def read_code() -> str:
        raise AssertionError(f"{email} has no application yet")

    return Someone(page, email, password, read_code)


def invite(administrator: Someone, *, given_name: str, family_name: str, email: str) -> None:
    """Invite a declarant who gets no right yet, from the page of people."""
    administrator.go("Personnes")
    administrator.follow("Ajouter des déclarants")
    administrator.fill("Prénom", given_name)
    administrator.fill("Nom", family_name)
    administrator.fill("Adresse électronique", email)
    administrator.press("Continuer")
    expect(administrator.heading).to_have_text("Relisez avant d’ajouter")
    administrator.prove()
    administrator.press("Confirmer")
    expect(administrator.heading).to_have_text("Une personne est ajoutée")


def choose_right(administrator: Someone, *, person: str, places: list[str], level: str) -> None:
    """Fill the form of a right on the DSN, up to the page where it is read again."""
    page = administrator.page
    page.goto(f"{administrator.body}/droits/donner")
    page.get_by_label("À qui").select_option(label=person)
    for place in places:
        page.get_by_role("checkbox", name=place).check()
    page.get_by_role("checkbox", name="DSN").check()
    page.locator("label").get_by_text(level, exact=True).check()
    administrator.press("Continuer")
    expect(administrator.heading).to_have_text("Relisez avant de donner")


def grant(administrator: Someone, *, person: str, places: list[str], level: str = "Signer") -> None:
    """Give a right on the DSN, with a code."""
    choose_right(administrator, person=person, places=places, level=level)
    administrator.prove()
    administrator.press("Donner ce droit")
    expect(administrator.heading).to_contain_text("donné")


def close_right(administrator: Someone, *, person: str, place: str, reason: str) -> None:
    """Take a person's right on an establishment back."""
    administrator.go("Personnes")
    administrator.follow(person)
    expect(administrator.heading).to_have_text(person)
    row = administrator.page.get_by_role("row").filter(has_text=place)
    row.get_by_role("link", name="Retirer").click()
    administrator.fill("Motif", reason)
    administrator.press("Retirer ce droit")
    expect(administrator.heading).to_have_text("Le droit est retiré")


def find_link(portal: LivePortal, to: str) -> str:
    """The personal link of the invitation mailed to this address, waited for."""
    portal.wait_for_mail(to)
    texts = [_read_mail(path) for path in sorted(portal.mails.glob("*.eml")) if to in path.read_text()]
    found = re.search(r"https?://\S+/invitation/\S+", "\n".join(texts))
    assert found, texts
    return found[0]


def _read_mail(path: Path) -> str:
    mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def open_account(person: Someone, link: str) -> None:
    """Follow the mailed link and choose a password."""
    person.page.goto(link)
    person.fill("Mot de passe", person.password)
    person.press("Ouvrir mon compte")
    expect(person.heading).to_have_text("Choisissez votre second facteur")


def enrol_application(person: Someone) -> None:
    """Set an application up from the key the page shows, and take recovery codes."""
    person.follow("Enregistrer une application")
    device = CodeDevice(person.page.locator("p.hash code").inner_text())
    person.read_code = device.read_code
    person.fill("Code affiché", person.read_code())
    person.press("Enregistrer cette application")
    expect(person.heading).to_have_text("Vos codes de secours")
    person.press("Créer dix codes de secours")
    expect(person.page.get_by_role("main").get_by_role("listitem")).to_have_count(10)


def write_file(*sirets: str, fault: str | None = None, month: str = "2026-10", employees: int = 10) -> bytes:
    """A synthetic DSN."""
    out = io.BytesIO()
    write(out, Spec(employees=employees, seed=7, sirets=sirets, month=month, fault=fault))
    return out.getvalue()


def deposit(person: Someone, content: bytes, *, name: str = "paie.dsn") -> None:
    """Choose the file and send it; the next page is its findings, or a refusal."""
    person.page.goto(f"{person.body}/declarations/deposer/")
    file = FilePayload(name=name, mimeType="application/octet-stream", buffer=content)
    person.page.get_by_label("Fichier DSN").set_input_files(files=file)
    person.press("Déposer et contrôler")
    expect(person.heading).not_to_have_text("Déposer un fichier DSN")


def sign(person: Someone) -> None:
    """From the findings: freeze, read, prove presence, sign; the next page is the receipt."""
    person.press("Figer et signer")
    person.prove()
    person.press("Signer et déposer")
    expect(person.heading).to_contain_text("Reçu")


def download(person: Someone, link: str, to: Path) -> Path:
    """Follow a link of the page that gives a file, and keep the file."""
    with person.page.expect_download() as waited:
        person.follow(link)
    waited.value.save_as(to)
    return to


def verify(receipt: Path, trust: Path, declaration: Path) -> str:
    """What `paraphe-verify` says, in a process that has neither the portal nor its database."""
    command = [str(VERIFY), str(receipt), "--trust", str(trust), "--content", str(declaration)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={}, timeout=60)
    return f"{done.returncode} {done.stdout.strip().splitlines()[0] if done.stdout.strip() else done.stderr}"
