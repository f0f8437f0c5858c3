"""The current one-time code of a demo account."""

import click

from paraphe.cli.database import open_database, setup_django


@click.command()
@click.argument("email")
def code(email: str) -> None:
    """Affiche le code à usage unique du moment d’un compte de démonstration."""
    with open_database():
        setup_django()
        from paraphe.accounts.services import current_totp
        from paraphe.kernel.errors import PortalError
        from paraphe.web import problems

        try:
            click.echo(current_totp(email))
        except PortalError as refusal:
            told = problems.tell(refusal)
            raise click.ClickException(told.sentence if told else refusal.code) from refusal
