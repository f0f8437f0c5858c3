"""The `paraphe` command: each subcommand is imported when it is asked for."""

import importlib

import click

COMMANDS = {
    "bench": "paraphe.cli.bench:bench",
    "code": "paraphe.cli.code:code",
    "demo": "paraphe.cli.demo:demo",
    "bounce": "paraphe.cli.bounce:bounce",
    "drill": "paraphe.cli.drill:drill",
    "dsn": "paraphe.cli.dsn:dsn",
    "help": "paraphe.cli.help:help_group",
    "manage": "paraphe.cli.manage:manage",
    "migrate": "paraphe.cli.manage:migrate",
    "operator": "paraphe.cli.operator:operator",
    "picture": "paraphe.cli.picture:picture",
    "registry": "paraphe.cli.registry:registry",
    "serve": "paraphe.cli.serve:serve",
    "worker": "paraphe.cli.worker:worker",
}


class LazyGroup(click.Group):
    """A group whose members live in `COMMANDS`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in order."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now; None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name].partition(":")
        found = getattr(importlib.import_module(module), attribute)
        if not isinstance(found, click.Command):
            raise TypeError(f"{COMMANDS[cmd_name]} is not a command")
        return found


@click.group(cls=LazyGroup)
def main() -> None:
    """Paraphe : déclarations sociales des organismes publics, droits à jour et signatures prouvables."""
