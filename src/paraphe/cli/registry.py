"""`paraphe registry`: fill the mirror from the public files of Sirene, and bodies' mailboxes from the directory."""

import json
from pathlib import Path
from typing import Any

import click

from paraphe.cli.database import open_database, setup_django

FILE = click.Path(dir_okay=False, path_type=Path)
SAYINGS = {
    "registry.file_unreadable": "{file} n’existe pas, ou ne peut pas être lu.",
    "registry.file_empty": "{file} est vide.",
    "registry.file_columns": "{file}, ligne 1 : il manque des colonnes ({missing}).",
    "registry.file_row": "{file}, ligne {line} : {found} valeurs au lieu de {expected}.",
    "registry.file_line": "{file}, ligne {line} : cette ligne n’est pas du CSV (guillemet, longueur, caractère).",
    "registry.file_encoding": "{file}, ligne {line} : le texte n’est pas en UTF-8.",
    "registry.file_broken": "{file} est une archive incomplète ou abîmée.",
    "registry.file_archive": "{file} doit contenir un fichier CSV et un seul ; il en contient {found}.",
    "registry.file_swollen": "{file} se déploie au-delà de toute mesure : il est refusé.",
    "registry.file_json": "{file} n’est pas l’annuaire attendu (service nº\u00a0{place}).",
}
FILES = {
    "units": "Unités légales",
    "establishments": "Établissements",
    "successions": "Liens de succession",
}
COUNTS = {
    "organisations_new": "organismes nouveaux",
    "organisations_changed": "organismes changés",
    "organisations_closed": "organismes fermés",
    "establishments_new": "établissements nouveaux",
    "establishments_changed": "établissements changés",
    "establishments_closed": "établissements fermés",
    "establishments_orphan": "établissements sans organisme connu, laissés",
    "twice": "lignes répétées, la dernière l’emporte",
}


@click.group()
def registry() -> None:
    """Le répertoire Sirene et l’annuaire de l’administration."""


@registry.command("import")
@click.option("--units", type=FILE, help="StockUniteLegale, CSV ou zip.")
@click.option("--establishments", type=FILE, help="StockEtablissement, CSV ou zip.")
@click.option("--successions", type=FILE, help="StockEtablissementLiensSuccession, CSV ou zip.")
@click.option("--siren", "sirens", multiple=True, help="Organisme à garder en plus (répétable).")
@click.option("--categories", default="4,7", show_default=True, help="Débuts de catégories juridiques.")
@click.option("--json", "as_json", is_flag=True, help="Compte rendu en JSON.")
def import_files(*, sirens: tuple[str, ...], categories: str, as_json: bool, **files: Path | None) -> None:
    """Importe les fichiers de Sirene. Rien n’est donné ni retiré à personne ; tout ou rien n’est écrit."""
    if not any(files.values()):
        raise click.UsageError("Donnez --units, --establishments ou --successions.")
    with open_database():
        setup_django()
        from paraphe.kernel.identifiers import InvalidIdentifier, Siren
        from paraphe.registry.services import Kept, Sources, check_categories, import_register

        try:
            kept = Kept(check_categories(categories.split(",")), tuple(Siren(one) for one in sirens))
        except InvalidIdentifier as error:
            raise click.BadParameter("un des SIREN n’est pas valide.", param_hint="--siren") from error
        except ValueError as error:
            raise click.BadParameter(f"« {error} » n’en est pas.", param_hint="--categories") from error
        report = _telling(lambda: import_register(Sources(**files), kept=kept))
    if as_json:
        click.echo(json.dumps(report.to_dict(), ensure_ascii=False, indent=2))
    else:
        _print_import(report)


def _print_import(report: Any) -> None:
    for name, file in report.files.items():
        click.echo(f"{FILES[name]} : lignes lues {file.read}, gardées {file.kept}, refusées {file.refused}.")
        for line, column in file.faults:
            click.echo(f"    ligne {line} : valeur impossible dans {column}")
    for name, label in COUNTS.items():
        if report.counts.get(name):
            click.echo(f"    {label} : {report.counts[name]}")
    told = sum(report.events.values())
    if told:
        click.echo(f"Nouvelles à montrer aux organismes concernés : {told}.")
    if report.absent:
        click.echo(f"SIREN absents des fichiers : {', '.join(report.absent)}.")


@registry.command()
@click.argument("path", metavar="FICHIER", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Compte rendu en JSON.")
def mailboxes(path: Path, *, as_json: bool) -> None:
    """Prend dans FICHIER (annuaire en JSON, ou CSV siren;email) la messagerie officielle des organismes connus."""
    with open_database():
        setup_django()
        from paraphe.registry.services import fill_mailboxes

        report = _telling(lambda: fill_mailboxes(path))
    if as_json:
        click.echo(json.dumps(report.to_dict()))
        return
    click.echo(
        f"Services lus : {report.read}, organismes connus : {report.known}, "
        f"messageries changées : {report.changed}, lignes refusées : {report.refused}."
    )


@registry.command()
@click.argument("siret")
def show(siret: str) -> None:
    """Écrit ce que le portail sait de SIRET."""
    with open_database():
        setup_django()
        from paraphe.kernel.identifiers import InvalidIdentifier
        from paraphe.registry.selectors import freshness, look_up

        try:
            found = look_up(siret)
        except InvalidIdentifier as error:
            raise click.BadParameter("ce n’est pas un SIRET valide.", param_hint="SIRET") from error
        at, place, body = freshness(), found.establishment, found.organisation
        told: dict[str, Any] = {"siret": found.siret, "outcome": found.outcome.value}
        if place is not None and body is not None:
            told |= {"name": place.name, "organisation": body.name, "category": body.legal_category}
            told |= {"address": " ".join(part for part in (place.street, place.postcode, place.city) if part)}
            told |= {"opened_on": str(place.opened_on), "closed_on": place.closed_on and str(place.closed_on)}
            told |= {"mailbox": body.official_mailbox, "successor": place.moved_to and place.moved_to.siret}
        told["imported_at"] = at and at.isoformat()
    click.echo(json.dumps(told, ensure_ascii=False, indent=2))


def _telling(run: Any) -> Any:
    """Run; a file that cannot be taken is said in French, with its line, and nothing was changed."""
    from paraphe.registry.errors import FileFault

    try:
        return run()
    except FileFault as fault:
        said = SAYINGS[fault.code].format(**fault.data)
        raise click.ClickException(f"{said} Rien n’a été changé.") from fault
