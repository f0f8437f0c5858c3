import click


@click.command()
def demo() -> None:
    """Placeholder until the job is written."""
