"""The demonstration: a fictional department, the main job done in front of you, then the portal itself."""

from paraphe.cli.demo.command import demo


def seed_department() -> None:
    """Fill an empty database with the fictional department (imported late: it needs Django's settings)."""
    from paraphe.cli.demo.seed import seed_department as seed

    seed()


__all__ = ["demo", "seed_department"]
