"""The README's picture, taken from a receipt of the day: nothing in it is drawn."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import click

from paraphe.config.places import BASE_DIR

TARGET = BASE_DIR / "docs" / "pictures" / "recu.png"
WIDTH, HEIGHT = 1280, 1000


@click.command()
def picture() -> None:
    """Refait l’image du README : un portail, un dépôt, la page de son reçu."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("PARAPHE_", "DATABASE_"))
    }
    with tempfile.TemporaryDirectory(prefix="paraphe-picture-") as folder:
        environment = {**kept, "PARAPHE_VAR": folder}
        command = [sys.executable, "-m", "paraphe.cli.picture", str(TARGET)]
        if subprocess.run(command, env=environment, check=False).returncode:
            raise click.ClickException("L’image n’a pas pu être faite.")
    click.echo(f"écrit : {TARGET.relative_to(BASE_DIR)}")


def take_picture(target: Path) -> None:
    """File a declaration on a portal of its own and photograph the receipt, in a process of its own."""
    from paraphe.cli.drills.arena import Arena
    from paraphe.cli.drills.kills import settle_filer

    arena = Arena()
    try:
        arena.prepare()
        arena.start()
        filer, _ = settle_filer(arena)
        receipt = filer.file_next()
        target.parent.mkdir(parents=True, exist_ok=True)
        photograph(receipt.page, filer.browser.cookies(), target)
    finally:
        arena.stop()


def photograph(address: str, cookies: dict[str, str], target: Path) -> None:
    """The top of the page as somebody with these cookies sees it."""
    from playwright.sync_api import sync_playwright

    program = os.environ.get("PARAPHE_CHROMIUM") or shutil.which("chromium")
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    held = [{"name": name, "value": value, "url": address} for name, value in cookies.items()]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=flags)
        context = chromium.new_context(
            locale="fr-FR", timezone_id="Europe/Paris", viewport={"width": WIDTH, "height": HEIGHT}
        )
        context.add_cookies(held)  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(address)
        page.screenshot(path=target)
        chromium.close()


if __name__ == "__main__":
    take_picture(Path(sys.argv[1]))
