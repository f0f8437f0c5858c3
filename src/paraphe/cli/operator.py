"""The people who run the portal."""

import click

from paraphe.cli.database import open_database, setup_django


@click.group()
def operator() -> None:
    """Les personnes qui exploitent le portail."""


@operator.command()
@click.argument("email")
def add(email: str) -> None:
    """Ouvre le bureau de l’exploitant à une personne qui a un compte."""
    _change(email, "appoint_operator")


@operator.command()
@click.argument("email")
def remove(email: str) -> None:
    """Ferme le bureau de l’exploitant à une personne."""
    _change(email, "end_operator")


@operator.command("list")
def list_operators() -> None:
    """Écrit l’adresse de chaque personne du bureau."""
    with open_database():
        setup_django()
        from paraphe.access import selectors

        for person in selectors.operators():
            click.echo(person.email)


def _change(email: str, verb: str) -> None:
    with open_database():
        setup_django()
        from paraphe.access import services
        from paraphe.accounts.selectors import person_by_email
        from paraphe.kernel.errors import PortalError
        from paraphe.web import problems

        person = person_by_email(email)
        if person is None or person.registered_at is None:
            raise click.ClickException("Aucun compte n’a cette adresse.")
        try:
            getattr(services, verb)(person)
        except PortalError as refusal:
            told = problems.tell(refusal)
            raise click.ClickException(told.sentence if told else refusal.code) from refusal
