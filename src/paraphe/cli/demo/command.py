"""`paraphe demo`: a fresh fictional department, the main job done in front of you, then the portal."""

import os
import shutil
import sys

import click

from paraphe.cli import database
from paraphe.cli.serve import (
    collect_static,
    pick_port,
    run_portal,
    turn_terminate_into_interrupt,
    wait_for_children,
)
from paraphe.config.places import BASE_DIR, VAR_DIR

FOLDER = VAR_DIR / "demo"
OTHERS = "select count(*) from pg_stat_activity where datname = %s"


@click.command()
@click.option("--exit", "leave", is_flag=True, help="S’arrête après le travail, sans servir le portail.")
@click.option("--port", default=8000, show_default=True, help="Port d’écoute.")
def demo(leave: bool, port: int) -> None:
    """Charge un département fictif, accomplit le travail principal, puis sert le portail."""
    turn_terminate_into_interrupt()
    embedded = "DATABASE_URL" not in os.environ
    port = pick_port(port)
    os.environ.setdefault("PARAPHE_ORIGIN", f"http://localhost:{port}")
    os.environ.setdefault("PARAPHE_LOG_LEVEL", "ERROR")
    os.environ.setdefault("PARAPHE_OPERATOR_NAME", "Démonstration de Paraphe")
    with database.open_database():
        database.setup_django()
        _clear(embedded)
        database.migrate_database()
        collect_static()
        _load_department()
        with run_portal(port=port, workers=2) as children:
            _wait_until_ready(os.environ["PARAPHE_ORIGIN"])
            _perform_job(os.environ["PARAPHE_ORIGIN"])
            if leave:
                return
            _print_accounts(os.environ["PARAPHE_ORIGIN"])
            sys.exit(wait_for_children(children))


def _clear(embedded: bool) -> None:
    """Start anew from an empty database: the former demonstration is erased, anything else is refused."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        tables = connections["owner"].introspection.table_names(cursor)
        if "web_database_mark" not in tables:
            return
        cursor.execute("select count(*) from web_database_mark where name = 'demo'")
        is_demo = cursor.fetchone()[0] > 0
        cursor.execute("select count(*) from accounts_person")
        is_empty = cursor.fetchone()[0] == 0
    connections.close_all()
    if is_empty:
        return
    if not is_demo:
        raise click.ClickException("Cette base contient de vraies données : la démonstration n’y touche pas.")
    if not embedded:
        raise click.ClickException("Cette base porte déjà une démonstration. Donnez une base vide.")
    _erase()


def _erase() -> None:
    """Drop the former demonstration's database and files; refused while a portal serves it."""
    from django.conf import settings

    cluster = database.embedded_cluster()
    with cluster.connect() as connection:
        row = connection.execute(OTHERS, [database.NAME]).fetchone()
        if row and row[0]:
            raise click.ClickException(
                "Un portail sert déjà la démonstration. Arrêtez-le (Ctrl-C), puis recommencez."
            )
        connection.execute(f'drop database "{database.NAME}"')
    database.create_database(cluster, database.NAME)
    shutil.rmtree(settings.STATE_DIR, ignore_errors=True)


def _load_department() -> None:
    from paraphe.cli.demo.seed import department, seed_department

    click.echo("Chargement du département fictif de la Haute-Mereuse … ", nl=False)
    seed_department()
    told = department()
    click.echo(
        f"{len(told['body'])} organismes, {len(told['people'])} personnes, {len(told['grant'])} actes de droit."
    )


def _wait_until_ready(origin: str) -> None:
    """Wait for the server to answer that it is ready."""
    import time
    from urllib.error import URLError
    from urllib.request import urlopen

    for _ in range(150):
        try:
            with urlopen(f"{origin}/readyz", timeout=5):  # noqa: S310 (the origin is ours)
                return
        except (URLError, OSError):
            time.sleep(0.2)
    raise click.ClickException("Le portail ne répond pas.")


def _perform_job(origin: str) -> None:
    from paraphe.cli.demo.job import Job

    shutil.rmtree(FOLDER, ignore_errors=True)
    click.echo(f"\nLe travail principal, fait sur {origin} par ses propres pages :\n")
    try:
        Job(origin, FOLDER).run()
    except (RuntimeError, LookupError) as error:
        raise click.ClickException(str(error)) from error
    place = FOLDER.relative_to(BASE_DIR) if FOLDER.is_relative_to(BASE_DIR) else FOLDER
    click.echo(
        f"\nPour le refaire vous-même : paraphe-verify {place}/receipt.asice --trust {place}/trust.json"
    )
    click.echo("VALIDE")


def _print_accounts(origin: str) -> None:
    from paraphe.cli.demo.seed import department

    told = department()
    click.echo(
        f"\nLe portail répond sur {origin} (Ctrl-C pour arrêter). Courriels envoyés : {origin}/courriels/\n"
    )
    click.echo(f"Mot de passe de tous les comptes : {told['password']}")
    click.echo("Code à usage unique d’un compte : ./run code ADRESSE\n")
    for body in told["body"]:
        click.echo(body["name"])
        for role, emails in (("administre", body["administrators"]), ("déclare", body["declarants"])):
            for email in emails:
                click.echo(f"  {' '.join(told['people'][email]):22} {role:11} {email}")
