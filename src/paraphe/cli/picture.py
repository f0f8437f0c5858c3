"""The pictures of docs/pictures, taken from a portal of the day: nothing in them is drawn."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from paraphe.config.places import BASE_DIR

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from paraphe.cli.drills.arena import Arena

FOLDER = BASE_DIR / "docs" / "pictures"
WIDTH, HEIGHT = 1280, 1000
CLAIRE, OLGA = "claire.maubert@valbrune.example", "olga.vasseur@paraphe.example"
CAMILLE = "camille.roussel@saint-aubin-le-vif.example"
HELENE = "helene.guivarch@ch-haute-mereuse.example"
VALBRUNE, HOSPITAL = "219904125", "269900015"


@dataclass(frozen=True)
class Scene:
    """One picture: its file, who looks (nobody: empty), and the address of the page."""

    file: str
    who: str
    address: Callable[[], str]


@click.command()
def picture() -> None:
    """Refait les images de docs/pictures : un portail, ses gens, ses pages."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PARAPHE_", "DATABASE_"))
    }
    with tempfile.TemporaryDirectory(prefix="paraphe-picture-") as folder:
        environment = {**kept, "PARAPHE_VAR": folder}
        command = [sys.executable, "-m", "paraphe.cli.picture", str(FOLDER)]
        if subprocess.run(command, env=environment, check=False).returncode:
            raise click.ClickException("Les images n’ont pas pu être faites.")
    click.echo(f"écrites : {FOLDER.relative_to(BASE_DIR)}")


def take_pictures(folder: Path) -> None:
    """Play what the pictures show on a portal of its own, in a process of its own, and photograph the pages."""
    from paraphe.cli.drills.arena import Arena
    from paraphe.cli.drills.kills import settle_filer

    arena = Arena()
    try:
        arena.prepare()
        scenes = _prepare_scenes()
        arena.start()
        filer, _ = settle_filer(arena)
        receipt = filer.file_next()
        folder.mkdir(parents=True, exist_ok=True)
        with _open_browser() as browser:
            _photograph_receipt(browser, receipt.page, filer.browser.cookies(), folder / "recu.png")
            for who in dict.fromkeys(scene.who for scene in scenes):
                _photograph(browser, arena, who, [scene for scene in scenes if scene.who == who], folder)
    finally:
        arena.stop()


def _prepare_scenes() -> list[Scene]:
    """A candidacy that waits, a yearly review under way; the addresses of the pages that show them."""
    from django.urls import reverse

    from paraphe.access import services
    from paraphe.access.candidacy_acts import CandidacyPlan, act_of_candidacy
    from paraphe.accounts.selectors import person_by_email
    from paraphe.cli.demo.seed import prove
    from paraphe.journal.sequencer import include_pending
    from paraphe.registry.selectors import organisation_by_siren
    from paraphe.upkeep.services import open_review

    body, camille = organisation_by_siren(VALBRUNE), person_by_email(CAMILLE)
    assert camille is not None
    plan = CandidacyPlan(None, "cooptation", message="Je remplace Samuel Kerbrat à partir de janvier.")
    prove(camille, act_of_candidacy(body, plan))
    asked = services.propose_candidacy(body, plan=plan, actor=camille)
    hospital = organisation_by_siren(HOSPITAL)
    open_review(hospital, actor=None)
    include_pending()

    def of_body(name: str, *more: str) -> Callable[[], str]:
        return lambda: reverse(name, args=[body.ref, *more])

    def of_hospital(name: str) -> Callable[[], str]:
        return lambda: reverse(name, args=[hospital.ref])

    return [
        Scene("aide.png", "", lambda: reverse("helpdesk:help") + "?q=supprimer+un+collaborateur"),
        Scene("inscription.png", "", lambda: reverse("access:apply")),
        Scene("accueil.png", CLAIRE, of_body("home:body")),
        Scene("candidature.png", CLAIRE, of_body("access:decide_candidacy", asked.ref)),
        Scene("administrateurs.png", CLAIRE, of_body("access:administrators")),
        Scene("etablissements.png", CLAIRE, of_body("access:establishments")),
        Scene("passation.png", CLAIRE, of_body("upkeep:plan")),
        Scene("sante.png", CLAIRE, of_body("upkeep:health")),
        Scene("personnes.png", HELENE, of_hospital("access:people")),
        Scene("droits.png", HELENE, of_hospital("access:matrix")),
        Scene("modifier.png", HELENE, of_hospital("access:matrix_edit")),
        Scene("profils.png", HELENE, of_hospital("access:profiles")),
        Scene("fichier.png", HELENE, of_hospital("access:bulk")),
        Scene("revue.png", HELENE, of_hospital("upkeep:review")),
        Scene("bureau.png", OLGA, lambda: reverse("helpdesk:desk")),
        Scene("ma-candidature.png", CAMILLE, lambda: reverse("access:candidacy", args=[asked.ref])),
    ]


class _open_browser:  # noqa: N801 (a context manager)
    """Debian's Chromium, closed whatever happens."""

    def __enter__(self) -> Any:
        from playwright.sync_api import sync_playwright

        self.playwright = sync_playwright().start()
        program = os.environ.get("PARAPHE_CHROMIUM") or shutil.which("chromium")
        flags = ["--no-sandbox"] if os.geteuid() == 0 else []
        self.browser = self.playwright.chromium.launch(executable_path=program, args=flags)
        return self.browser

    def __exit__(self, *told: object) -> None:
        self.browser.close()
        self.playwright.stop()


def _new_page(browser: Any, cookies: list[dict[str, str]]) -> "Page":
    context = browser.new_context(
        locale="fr-FR", timezone_id="Europe/Paris", viewport={"width": WIDTH, "height": HEIGHT}
    )
    context.add_cookies(cookies)
    page: Page = context.new_page()
    return page


def _photograph_receipt(browser: Any, address: str, cookies: dict[str, str], target: Path) -> None:
    page = _new_page(
        browser, [{"name": name, "value": value, "url": address} for name, value in cookies.items()]
    )
    page.goto(address)
    page.screenshot(path=target)


def _photograph(browser: Any, arena: "Arena", who: str, scenes: list[Scene], folder: Path) -> None:
    """Log in as somebody would, then each of his pages."""
    page = _new_page(browser, [])
    if who:
        _log_in(page, arena.origin, who)
    for scene in scenes:
        page.goto(f"{arena.origin}{scene.address()}")
        page.screenshot(path=folder / scene.file)


def _log_in(page: "Page", origin: str, who: str) -> None:
    from paraphe.cli.demo.seed import department

    page.goto(f"{origin}/compte/connexion/")
    page.get_by_role("textbox", name="Adresse électronique").fill(who)
    page.get_by_role("textbox", name="Mot de passe").fill(department()["password"])
    page.get_by_role("main").get_by_role("button", name="Continuer").click()
    page.get_by_role("textbox", name="Code").fill(_read_code(who))
    page.get_by_role("main").get_by_role("button", name="Se connecter").click()
    page.wait_for_url(lambda address: "/compte/" not in address)


def _read_code(who: str) -> str:
    """The code of the moment, from another thread: the browser's loop allows no database of this one."""
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    from paraphe.accounts.services import current_totp, seconds_before_totp

    def read() -> str:
        time.sleep(seconds_before_totp(who))
        code = current_totp(who)
        connections.close_all()
        return code

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(read).result()


if __name__ == "__main__":
    take_pictures(Path(sys.argv[1]))
