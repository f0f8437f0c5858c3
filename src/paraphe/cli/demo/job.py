"""The main job, done on the running portal through its own pages: every step is what a person would do.

An administrator logs in, invites a declarant, gives her a right; she joins, enrols a second factor, deposits a file
with a fault, sees it, deposits the right one, signs, takes her receipt; anyone verifies it offline; the right is taken
back and the next signature is refused.
"""

import io
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import click

from paraphe.accounts import services as accounts
from paraphe.cli.demo.client import Client
from paraphe.cli.demo.seed import department
from paraphe.declarations.dsn.generate import Spec, write
from paraphe.kernel import clock
from paraphe.registry import selectors as registry
from paraphe.web.mailbox import list_mails

ADMINISTRATOR = "claire.maubert@valbrune.example"
SIREN = "219904125"
SIRET = "21990412500016"
MAIL_SECONDS = 30


@dataclass
class Job:
    """The job on one portal; `folder` receives the receipt, the trust document and the declaration."""

    origin: str
    folder: Path
    newcomer: str = "odile.farge@valbrune.example"
    names: tuple[str, str] = ("Odile", "Farge")
    wait: Callable[[float], None] = time.sleep
    administrator: Client = field(init=False)
    declarant: Client = field(init=False)

    def __post_init__(self) -> None:
        self.administrator, self.declarant = Client(self.origin), Client(self.origin)
        self.body = f"/organismes/{registry.organisation_by_siren(SIREN).ref}"
        month = clock.now().replace(day=1) - timedelta(days=1)
        self.month = f"{month:%Y-%m}"

    def run(self) -> None:
        """Every step, each printed with its result; RuntimeError at the first that does not give what it must."""
        for number, (title, step) in enumerate(self.steps(), start=1):
            click.echo(f"{number:>2}. {title} … ", nl=False)
            click.echo(step())

    def steps(self) -> list[tuple[str, Callable[[], str]]]:
        """The steps in order: what is done, and the act that returns its result in words."""
        return [
            ("Claire Maubert, administratrice de Valbrune, se connecte avec son second facteur", self.log_in),
            ("Elle invite Odile Farge", self.invite),
            ("Elle lui donne le droit de signer la DSN de la mairie", self.grant),
            ("Odile Farge ouvre le lien reçu par courriel et crée son compte", self.open_account),
            ("Elle enregistre une application d’authentification", self.enrol),
            ("Elle rejoint l’organisme", self.join),
            ("Elle dépose une DSN de 10 agents qui porte une faute", self.deposit_fault),
            ("Elle dépose la DSN corrigée", self.deposit_right),
            ("Elle relit, prouve sa présence et signe", self.sign),
            ("Elle télécharge le dossier de preuve complet", self.download),
            ("N’importe qui vérifie le dossier hors ligne (paraphe-verify)", self.verify),
            ("Elle dépose et fige la DSN du mois d’avant", self.deposit_second),
            ("Claire Maubert retire le droit", self.close),
            ("Odile Farge essaie de signer la seconde", self.refused),
            ("Le dossier déjà remis est vérifié à nouveau", self.verify),
        ]

    def log_in(self) -> str:
        """Log in by password and one-time code."""
        browser = self.administrator
        browser.get("/compte/connexion/")
        browser.submit({"email": ADMINISTRATOR, "password": department()["password"]})
        browser.submit({"code": self._code(ADMINISTRATOR)})
        self._expect(browser, "Commune de Valbrune")
        return "connectée"

    def invite(self) -> str:
        """Invite, read the answers again, prove presence."""
        browser = self.administrator
        browser.get(f"{self.body}/personnes/ajouter")
        typed = {"given_name": self.names[0], "family_name": self.names[1], "email": self.newcomer}
        browser.submit({f"l0-{name}": text for name, text in typed.items()})
        browser.submit({"step_up_code": self._code(ADMINISTRATOR), "confirmer": "1"})
        self._expect(browser, "ajoutée", "/actes/")
        return "invitation envoyée, valable 7 jours"

    def grant(self) -> str:
        """Give the right to sign on the one establishment."""
        browser = self.administrator
        browser.get(f"{self.body}/droits/donner")
        raw = browser.page.content.decode()
        option = re.search(rf'<option value="(\w+)"[^>]*>\s*{" ".join(self.names)}', raw)
        if option is None:
            raise RuntimeError("the invited person is not offered a right")
        browser.submit({"person": option[1], "services": "dsn", "level": "sign"})
        browser.submit({"step_up_code": self._code(ADMINISTRATOR), "confirmer": "1"})
        self._expect(browser, "Signer", "/actes/")
        return "droit donné pour un an, il vaudra dès qu’elle aura rejoint l’organisme"

    def open_account(self) -> str:
        """Follow the mailed link and choose a password."""
        browser = self.declarant
        browser.get(urlsplit(self._mailed_link()).path)
        browser.submit({"password": "une phrase que seule Odile connaît"})
        self._expect(browser, "", "/second-facteur/")
        return "compte ouvert, second facteur demandé"

    def enrol(self) -> str:
        """Set an authentication application up from the key the page shows."""
        browser = self.declarant
        browser.get("/compte/second-facteur/application/")
        key = re.search(r"\b(?:[A-Z2-7]{4}[ \u00a0]?){8}\b", browser.page.text)
        if key is None:
            raise RuntimeError("no key on the enrolment page")
        browser.submit({"code": _code_of(re.sub(r"\s", "", key[0]))})
        self._expect(browser, "codes de secours")
        return "application enregistrée, codes de secours remis"

    def join(self) -> str:
        """Accept the invitation."""
        browser = self.declarant
        browser.get(urlsplit(self._mailed_link()).path)
        browser.submit({}, action="/accepter")
        self._expect(browser, "Vous faites partie")
        return "elle appartient à la commune de Valbrune"

    def deposit_fault(self) -> str:
        """Deposit a file with one fault and read its line."""
        page = self._deposit(fault="nir-impossible")
        found = re.search(r"S\d\d\.G\d\d\.\d\d\.\d{3}/\w+-\d+", page)
        line = re.search(r"[Ll]igne\D{0,3}(\d+)", page)
        if found is None or line is None:
            raise RuntimeError(f"no finding on {self.declarant.page.url}: {page[:400]}")
        return f"anomalie {found[0]}, ligne {line[1]} : signature impossible"

    def deposit_right(self) -> str:
        """Deposit the right file and freeze it."""
        self._deposit(fault=None)
        browser = self.declarant
        self._expect(browser, "Figer et signer")
        browser.submit({}, action="/figer")
        self._expect(browser, "Je certifie exactes")
        return "aucune anomalie bloquante ; figée pour signature"

    def sign(self) -> str:
        """Sign with a one-time code."""
        browser = self.declarant
        browser.submit({"step_up_code": self._code(self.newcomer)}, action="/signer")
        self._expect(browser, "VALIDE")
        self.receipt_url = browser.page.url
        number = re.search(r"[Nn]º\s*([\d\s]+)", browser.page.text)
        return f"signée, scellée, inscrite au registre{f' (nº {number[1].strip()})' if number else ''}"

    def download(self) -> str:
        """Take the whole dossier and the trust document."""
        browser = self.declarant
        browser.get(f"{self.receipt_url}dossier/")
        page = browser.submit({"step_up_code": self._code(self.newcomer)}, action="/dossier")
        if page.status != 200 or not page.content.startswith(b"PK"):
            raise RuntimeError(f"no dossier: {page.status} {page.text[:300]}")
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "receipt.asice").write_bytes(page.content)
        (self.folder / "trust.json").write_bytes(browser.get("/confiance/trust.json").content)
        return f"{self.folder.name}/receipt.asice, trust.json et declaration.dsn écrits"

    def verify(self) -> str:
        """Verify in a process that has neither the portal nor its database."""
        command = [sys.executable, "-m", "paraphe_proof.cli", str(self.folder / "receipt.asice")]
        trust = ["--trust", str(self.folder / "trust.json")]
        done = subprocess.run([*command, *trust], capture_output=True, text=True, check=False, env={})
        verdict = done.stdout.strip().splitlines()[0] if done.stdout.strip() else done.stderr
        if done.returncode != 0 or "VALIDE" not in verdict:
            raise RuntimeError(f"verdict {done.returncode}: {done.stdout}{done.stderr}")
        return "VALIDE"

    def close(self) -> str:
        """Take the right back."""
        browser = self.administrator
        browser.get(f"{self.body}/personnes/")
        browser.get(browser.page.link(rf"/personnes/{self._person_ref()}/$"))
        browser.get(browser.page.link(r"/droits/\w+/retirer"))
        browser.submit({"reason": "Fin de mission, démonstration"})
        if "/retirer" in browser.page.url:
            browser.submit({"confirmer": "1"})
        self._expect(browser, "retiré")
        return "droit retiré, effet immédiat"

    def deposit_second(self) -> str:
        """Deposit and freeze a second declaration, and stay on the page where it is signed."""
        year, month = map(int, self.month.split("-"))
        self._deposit(fault=None, month=f"{year - (month == 1)}-{(month - 2) % 12 + 1:02d}", name="seconde")
        self.declarant.submit({}, action="/figer")
        self._expect(self.declarant, "Je certifie exactes")
        return "prête à signer"

    def refused(self) -> str:
        """Try to sign without the right, from the page opened when it still held."""
        browser = self.declarant
        page = browser.submit({"step_up_code": self._code(self.newcomer)}, action="/signer")
        if page.status != 403 or "retiré" not in page.text or "Claire Maubert" not in page.text:
            raise RuntimeError(f"not refused: {page.status} {page.text[500:1500]}")
        return "refusée : le droit a été retiré ; la page nomme qui peut le rendre"

    def _deposit(self, *, fault: str | None, month: str = "", name: str = "declaration") -> str:
        content = io.BytesIO()
        write(content, Spec(employees=10, seed=7, sirets=(SIRET,), month=month or self.month, fault=fault))
        browser = self.declarant
        browser.get(f"{self.body}/declarations/deposer/")
        browser.submit({}, files={"file": (f"dsn-{month or self.month}.dsn", content.getvalue())})
        if fault is None:
            self.folder.mkdir(parents=True, exist_ok=True)
            (self.folder / f"{name}.dsn").write_bytes(content.getvalue())
        return browser.page.text

    def _code(self, email: str) -> str:
        """The next one-time code of an account, waited for where its last two are spent."""
        pause = accounts.seconds_before_totp(email)
        if pause:
            click.echo(f"(code suivant dans {pause} s) ", nl=False)
            self.wait(pause)
        return accounts.current_totp(email)

    def _mailed_link(self) -> str:
        for _ in range(MAIL_SECONDS * 2):
            for mail in list_mails():
                found = re.search(r"https?://\S+/invitation/\S+", mail.text)
                if found and self.newcomer in mail.recipients:
                    return found[0]
            self.wait(0.5)
        raise RuntimeError(f"no invitation mailed to {self.newcomer}")

    def _person_ref(self) -> str:
        from paraphe.accounts.selectors import person_by_email

        person = person_by_email(self.newcomer)
        assert person is not None
        return person.ref

    @staticmethod
    def _expect(browser: Client, words: str, address: str = "") -> None:
        page = browser.page
        if page.status >= 400 or words not in page.text or address not in page.url:
            raise RuntimeError(
                f"{page.url} ({page.status}) does not say {words!r} {address!r}: {page.text[600:1800]}"
            )


def _code_of(secret: str) -> str:
    """What an authentication application would show now."""
    from paraphe.accounts.totp import code_at, counter_now

    return code_at(secret, counter_now())
