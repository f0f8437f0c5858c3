"""Texts as the search compares them, and what is hidden before a text is kept. Pure."""

import re
import unicodedata

COUNTED_LENGTH = 120
ASKING_WORDS = frozenset(
    ("bonjour", "combien", "comment", "dois", "doit", "est", "etre", "faire", "faut", "il", "les", "merci", "ou",
     "peut", "peux", "pourquoi", "puis", "quand", "que", "quel", "quelle", "quelles", "quels", "qui", "quoi", "sont",
     "svp", "veut", "veux", "voudrais")
)  # fmt: skip
"""Words of a question that say nothing of its subject, accents left out."""
_DOTTED = re.compile(r"\b([a-z])\.(?=[a-z]\b)")
_WORD = re.compile(r"[a-z0-9]+")
_EMAIL = re.compile(r"\S+@[\w.-]+\w")
_LONG_NUMBER = re.compile(r"\d(?:[ \u00a0.\-/]?[\dABab]){8,}")
_NIR = re.compile(
    r"(?<!\d)[12](?P<gap>[ \u00a0\u202f.\-]?)\d{2}[ \u00a0\u202f.\-]?"
    r"(?:0[1-9]|1[0-2]|[2-9]\d)[ \u00a0\u202f.\-]?(?:\d{2}|2[ABab])"
    r"[ \u00a0\u202f.\-]?\d{3}[ \u00a0\u202f.\-]?\d{3}(?:[ \u00a0\u202f.\-]?\d{2})?(?!\d)"
)
_SIRET = re.compile(r"\d{14}")


def normalise(text: str) -> str:
    """Small letters without accents, one space for anything that is neither letter nor digit: « A.D. » is « ad »."""
    folded = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    plain = "".join(sign for sign in folded if not unicodedata.combining(sign))
    return " ".join(_WORD.findall(_DOTTED.sub(r"\1", plain)))


def words_of(text: str) -> list[str]:
    """The normalised words of a text, in order."""
    return normalise(text).split()


def subject_words(text: str) -> list[str]:
    """The words of a question that speak of its subject, in order."""
    return [word for word in words_of(text) if word not in ASKING_WORDS]


def has_nir(text: str) -> bool:
    """Whether the text seems to hold a social-security number, spaced or not; a SIRET alone is not one.

    Its key is not asked: a mistyped number is as private as a right one.
    """
    return any(
        not _SIRET.fullmatch(found.group()) for found in _NIR.finditer(unicodedata.normalize("NFKC", text))
    )


def mask(text: str) -> str:
    """The text on one line, cut to 120 characters, addresses and long numbers replaced, as counters keep it."""
    line = " ".join(unicodedata.normalize("NFKC", text).split())
    line = _LONG_NUMBER.sub("[numéro]", _EMAIL.sub("[adresse]", line))
    return line.lower()[:COUNTED_LENGTH].strip()
