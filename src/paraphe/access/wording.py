"""Turns of French that name people and lists."""

from collections.abc import Sequence

MOST = 4
_ELIDES = frozenset("aàâäeéèêëiîïoôöuùûühœæ")


def of_person(name: str) -> str:
    """« d’Odile Farge », « de Nadia Belkhir »: the article elides before a vowel or a silent h."""
    return f"d’{name}" if name[:1].casefold() in _ELIDES else f"de {name}"


def listed(names: Sequence[str], most: int = MOST) -> str:
    """« a, b et c », cut where the list is long."""
    shown = list(names[:most]) + ([f"{len(names) - most} de plus"] if len(names) > most else [])
    return " et ".join(part for part in (", ".join(shown[:-1]), *shown[-1:]) if part)


def one_line(text: str) -> str:
    """What was typed, on one line, without doubled spaces nor signs that cannot be printed."""
    return "".join(char for char in " ".join(text.split()) if char.isprintable()).strip()
