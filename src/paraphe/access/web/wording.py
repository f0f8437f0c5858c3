"""Turns of French that several pages of rights need."""

from collections.abc import Sequence

MOST = 4


def listed(names: Sequence[str], most: int = MOST) -> str:
    """« a, b et c », cut where the list is long."""
    shown = list(names[:most]) + ([f"{len(names) - most} de plus"] if len(names) > most else [])
    return " et ".join(part for part in (", ".join(shown[:-1]), *shown[-1:]) if part)
