"""Django's own commands and the migrations, with the database up."""

import click

from paraphe.cli.database import migrate_database, open_database, setup_django


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Lance une commande de Django."""
    from django.core.management import execute_from_command_line

    with open_database():
        setup_django()
        execute_from_command_line(["paraphe manage", *arguments])


@click.command()
def migrate() -> None:
    """Met la base à jour avec le rôle propriétaire, puis donne ses droits au rôle de l’application."""
    with open_database():
        setup_django()
        migrate_database(verbosity=1)
