"""Whether a name can be the same person's: corrected, married, reordered; or is plainly somebody else's. Pure."""

import unicodedata
from difflib import SequenceMatcher

CLOSE = 0.8
"""From which likeness two words are spellings of one."""
LEAST = 3
"""Shorter words (de, le, van…) prove nothing."""


def is_another_person(former: tuple[str, str], asked: tuple[str, str]) -> bool:
    """True when no word of the name asked for resembles a word of the former one, in whatever order.

    A married name keeps the given name, a corrected spelling keeps both: a name where nothing is left is another
    person's. Two people who share a word are not told apart: an administrator decides.
    """
    kept, new = _words(former), _words(asked)
    if not kept or not new:
        return _likeness(" ".join(former), " ".join(asked)) < CLOSE
    return not any(_likeness(one, other) >= CLOSE for one in kept for other in new)


def _words(names: tuple[str, str]) -> set[str]:
    words = {word for name in names for word in _plain(name).split()}
    return {word for word in words if len(word) >= LEAST} or words


def _plain(text: str) -> str:
    """Without case, accents or signs."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char if char.isalnum() else " " for char in spread if not unicodedata.combining(char))


def _likeness(one: str, other: str) -> float:
    if min(len(one), len(other)) > LEAST and (one.startswith(other) or other.startswith(one)):
        return 1.0
    return SequenceMatcher(None, one, other).ratio()
