"""`paraphe bounce`: take in the mails that came back, from a mailbox's folder, files or the standard input."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from paraphe.cli.database import open_database, setup_django

LARGEST = 2 * 1024 * 1024
WORDS = {
    "gone": "adresse disparue, enregistrée",
    "full": "boîte pleine, enregistrée",
    "former": "ancienne adresse de la personne : courriel marqué comme revenu",
    "mailbox": "boîte d’un organisme : courriel marqué comme revenu",
    "other": "refus qui ne vient pas de l’adresse : courriel marqué comme revenu",
    "passing": "retard : rien ne change",
    "unknown": "ne répond à aucun de nos courriels : laissé",
    "unreadable": "n’est pas un avis de non-remise : laissé",
}


@click.command("bounce")
@click.argument("sources", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Écrit un document JSON.")
def bounce(sources: tuple[Path, ...], *, as_json: bool) -> None:
    """Lit des avis de non-remise (RFC 3464) et enregistre les adresses mortes.

    SOURCES : fichiers, dossiers de fichiers, ou Maildir (new et cur). Sans SOURCES, lit un message sur l’entrée
    standard, comme un serveur de courrier le donne. Lire deux fois le même message ne change rien.
    """
    with open_database():
        setup_django()
        from paraphe.notifications.services import take_returned_mail

        told = [
            {"source": name, "verdict": take_returned_mail(raw).verdict}
            for name, raw in read_sources(sources)
        ]
    if as_json:
        click.echo(json.dumps({"messages": told}, ensure_ascii=False, indent=2))
        return
    for row in told:
        click.echo(f"{row['source']} : {WORDS[row['verdict']]}")
    if not told:
        click.echo("Aucun message.")


def read_sources(sources: tuple[Path, ...]) -> Iterator[tuple[str, bytes]]:
    """Each message, with the name of where it is; the standard input where nothing is named."""
    if not sources:
        yield "-", sys.stdin.buffer.read(LARGEST)
    for source in sources:
        for path in sorted(_files(source)):
            with path.open("rb") as opened:
                yield str(path), opened.read(LARGEST)


def _files(source: Path) -> Iterator[Path]:
    """A file itself; of a folder its files, of a Maildir those of `new` and `cur`. Links out of it are not followed."""
    if source.is_file():
        yield source
        return
    boxes = [source / name for name in ("new", "cur") if (source / name).is_dir()] or [source]
    for box in boxes:
        yield from (path for path in box.iterdir() if path.is_file() and not path.is_symlink())
