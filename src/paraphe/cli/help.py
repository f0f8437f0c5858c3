"""The help, from the command line."""

import json

import click

from paraphe.cli.database import open_database, setup_django


@click.group("help")
def help_group() -> None:
    """L’aide du portail."""


@help_group.command("search")
@click.argument("text")
@click.option("--json", "as_json", is_flag=True, help="Écrit un document JSON.")
@click.option("--limit", default=8, show_default=True, type=click.IntRange(1, 50), help="Réponses au plus.")
def search_help(text: str, *, as_json: bool, limit: int) -> None:
    """Cherche TEXT dans l’aide ; sort avec 1 quand rien ne répond."""
    with open_database():
        setup_django()
        from django.db import ProgrammingError

        from paraphe.helpdesk.ranking import search
        from paraphe.helpdesk.rendering import Reader

        try:
            rows = [tell_hit(hit) for hit in search(text, Reader(), limit=limit)]
        except ProgrammingError as error:  # the tables are not there yet
            raise click.ClickException(
                "La base n’est pas à jour : lancez d’abord « paraphe migrate »."
            ) from error
    if as_json:
        click.echo(json.dumps({"query": text, "entries": rows}, ensure_ascii=False, indent=2))
    for row in () if as_json else rows:
        click.echo(
            f"{row['score']:5.2f}  {row['title']}\n       {row['address']}  {row['act_address']}".rstrip()
        )
    if not rows:
        if not as_json:
            click.echo("Aucune réponse.")
        raise click.exceptions.Exit(1)


def tell_hit(hit: object) -> dict[str, object]:
    """One answer as JSON: the entry, its score, its act, the addresses of both."""
    from django.urls import reverse

    from paraphe.helpdesk.acts import address_of_act
    from paraphe.helpdesk.ranking import Hit

    assert isinstance(hit, Hit)
    return {
        "slug": hit.slug,
        "title": hit.title,
        "score": round(hit.score, 4),
        "act": hit.act,
        "address": reverse("helpdesk:entry", args=[hit.slug]),
        "act_address": address_of_act(hit.act),
    }
