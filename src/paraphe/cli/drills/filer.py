"""A declarant who files by the pages, over HTTP, with a passkey held in memory."""

import io
import itertools
import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor

from paraphe.accounts.testing import SoftPasskey
from paraphe.cli.demo.client import Client, Page
from paraphe.declarations.dsn.generate import Spec, write

SIGNER = "ines.rouviere@ch-haute-mereuse.example"
SIREN = "269900015"
OK = 200


@dataclass(frozen=True)
class Receipt:
    """A receipt that was shown: its page, the address of its file, and the declaration it is for."""

    page: str
    file: str
    declaration: bytes


class RefusedError(RuntimeError):
    """The portal answered otherwise than by the next step; nothing was promised."""


class Browser(Client):
    """The demonstration's client, which can also answer a challenge as a page's script does."""

    def ask_challenge(self, address: str, values: dict[str, str]) -> dict[str, object]:
        """The options a script fetches before it calls the device; the present page stays."""
        page = self.page
        found = re.search(
            r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode("utf-8", "replace")
        )
        token = {"csrfmiddlewaretoken": found[1]} if found else {}
        headers = {**self._headers(), "Accept": "application/json"}
        answer = self._send(urljoin(page.url, address), urlencode({**token, **values}).encode(), headers)
        self.page = page
        if answer.status != OK:
            raise RefusedError(f"{address}: {answer.status}")
        return dict(json.loads(answer.content))

    def cookies(self) -> dict[str, str]:
        """What the portal left in this browser."""
        processors = [one for one in vars(self._opener)["handlers"] if isinstance(one, HTTPCookieProcessor)]
        return {cookie.name: cookie.value or "" for one in processors for cookie in one.cookiejar}


class Filer:
    """Inès, who may sign for the forty establishments of the hospital."""

    def __init__(self, origin: str) -> None:
        self.browser = Browser(origin)
        self.passkey = SoftPasskey(origin)
        self.home = ""
        self.places = _places()
        self.shown = threading.Event()

    def enrol(self, code: str, password: str, next_code: str) -> None:
        """Log in by password and code, then add the passkey, proving presence by the next code."""
        self.browser.get("/compte/connexion/")
        self.browser.submit({"email": SIGNER, "password": password}, action=r"/compte/connexion/$")
        self._expect(self.browser.submit({"code": code}, action="second-facteur/$"), "the log-in")
        self._expect(self.browser.get("/compte/second-facteur/cle/"), "the page of passkeys")
        options = self.browser.ask_challenge("/compte/second-facteur/cle/defi/", {})
        answer = {
            "label": "Clé de l’exercice",
            "answer": self.passkey.create(options),
            "step_up_code": next_code,
        }
        self._expect(self.browser.submit(answer, action="second-facteur/cle"), "the passkey")

    def log_in(self) -> None:
        """Log in by the passkey alone, and find the body's pages."""
        page = self.browser.get("/compte/connexion/")
        if "/compte/connexion" in page.url:
            options = self.browser.ask_challenge("/compte/connexion/cle/defi/", {})
            page = self.browser.submit({"answer": self.passkey.get(options)}, action="connexion/cle")
        page = self.browser.get("/accueil")
        self._expect(page, "the home")
        found = re.search(r"/organismes/[^/\"]+/", page.url + page.content.decode("utf-8", "replace"))
        if found is None:
            raise RefusedError(f"no body on {page.url}")
        self.home = found[0]

    def file_next(self) -> Receipt:
        """File one declaration; the receipt once its page is shown. RefusedError, or OSError where the portal died."""
        self.shown.clear()
        declaration = next(self.places)
        self._expect(self.browser.get(f"{self.home}declarations/deposer/"), "the deposit")
        self._expect(self.browser.submit({}, files={"file": ("declaration.dsn", declaration)}), "the draft")
        self._expect(self.browser.submit({}, action="/figer/"), "the freezing")
        page = self._expect(self.browser.submit(self._proof(), action="/signer/"), "the receipt")
        receipt = Receipt(page.url, page.link(r"recepisse\.asice"), declaration)
        self.shown.set()
        return receipt

    def _proof(self) -> dict[str, str]:
        text = self.browser.page.content.decode("utf-8", "replace")
        act, where = (
            re.search(r'data-act="([0-9a-f]{64})"', text),
            re.search(r'data-challenge="([^"]+)"', text),
        )
        if act is None or where is None:
            raise RefusedError(
                f"no signature offered on {self.browser.page.url}: {self.browser.page.text[:200]}"
            )
        return {"step_up_assertion": self.passkey.get(self.browser.ask_challenge(where[1], {"act": act[1]}))}

    def _expect(self, page: Page, what: str) -> Page:
        if page.status != OK:
            raise RefusedError(f"{what}: {page.status} {page.url} {page.text[:200]}")
        return page


def _places() -> Iterator[bytes]:
    """Declarations that never repeat an establishment and a month."""
    from paraphe.registry.selectors import establishments_of, organisation_by_siren

    sirets = [place.siret for place in establishments_of(organisation_by_siren(SIREN))]
    months = [f"{year}-{month:02d}" for year in (2026, 2025) for month in range(10, 0, -1)]
    for number, (month, siret) in enumerate(itertools.product(months, sirets)):
        buffer = io.BytesIO()
        write(buffer, Spec(employees=2, seed=number, sirets=(siret,), month=month))
        yield buffer.getvalue()
