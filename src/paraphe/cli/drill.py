"""Drills: what must hold is attacked a counted number of times, and a sabotaged run must fail."""

import importlib
import sys

import click

DRILLS = {
    "administrators": "paraphe.cli.drills.administrators:run",
    "histories": "paraphe.cli.drills.histories:run",
    "kills": "paraphe.cli.drills.kills:run",
    "races": "paraphe.cli.drills.races:run",
    "mutations": "paraphe.cli.drills.mutations:run",
}


@click.command()
@click.argument("name", type=click.Choice(sorted(DRILLS)))
@click.option("--count", default=100, show_default=True, help="Nombre de cas.")
@click.option("--seed", default=1, show_default=True, help="Graine du tirage.")
@click.option("--sabotage", default=None, help="Affaiblit la garde : l’exercice doit alors échouer.")
def drill(name: str, count: int, seed: int, sabotage: str | None) -> None:
    """Joue un exercice ; code 0 si tout a tenu, 1 sinon."""
    module, _, attribute = DRILLS[name].partition(":")
    run = getattr(importlib.import_module(module), attribute)
    click.echo(f"exercice {name} : {count} cas, graine {seed}, sabotage {sabotage or 'aucun'}")
    sys.exit(run(count=count, seed=seed, sabotage=sabotage))
