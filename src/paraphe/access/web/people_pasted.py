"""A list of people pasted as text: one a line, in the orders and with the separators that lists have."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from paraphe.access.people import plain_words

MOST_LINES = 200
ADDRESS = re.compile(r"<?([^\s<>;,\"']+@[^\s<>;,\"']+)>?")
SEPARATOR = re.compile(r"\s*[;,\t|]\s*")
HEADERS = {
    "prenom": "given_name",
    "prenoms": "given_name",
    "nom": "family_name",
    "nom de famille": "family_name",
    "courriel": "email",
    "mail": "email",
    "email": "email",
    "e mail": "email",
    "adresse": "email",
    "adresse electronique": "email",
}


@dataclass(frozen=True)
class Typed:
    """A person as somebody typed her: nothing is checked."""

    given_name: str = ""
    family_name: str = ""
    email: str = ""

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed."""
        return not (self.given_name or self.family_name or self.email)


def read_pasted(text: str) -> list[Typed]:
    """The people of a pasted text, in its order, blank lines left out; a heading line gives the order of columns.

    « prénom nom adresse », « prénom;nom;adresse », « Nom, Prénom <adresse> », « NOM Prénom adresse ». What cannot be
    understood stays in the names, to be corrected there.
    """
    lines = [line for line in (raw.strip() for raw in text.replace("\0", "").splitlines()) if line]
    columns = _columns(lines[0]) if lines else []
    if columns:
        return [_by_columns(line, columns) for line in lines[1:]]
    return [_read(line) for line in lines]


def _columns(line: str) -> list[str]:
    """The columns that a heading line names, empty where it is no heading."""
    names = [HEADERS.get(" ".join(plain_words(part)), "") for part in SEPARATOR.split(line)]
    return names if "@" not in line and len([name for name in names if name]) > 1 else []


def _by_columns(line: str, columns: Sequence[str]) -> Typed:
    parts = SEPARATOR.split(line)
    found: Mapping[str, str] = {
        name: part.strip(" \"'<>") for name, part in zip(columns, parts, strict=False) if name
    }
    return Typed(**found)


def _read(line: str) -> Typed:
    """One line without heading."""
    found = ADDRESS.search(line)
    email = found.group(1) if found else ""
    rest = (line[: found.start()] + line[found.end() :]) if found else line
    in_brackets = found is not None and found.group(0).startswith("<")
    parts = [part.strip(" \"'") for part in SEPARATOR.split(rest) if part.strip(" \"'")]
    if len(parts) > 1:
        given, family = parts[0], " ".join(parts[1:])
        if (in_brackets and "," in rest) or _shouts(given) > _shouts(family):
            given, family = family, given
        return Typed(given, family, email)
    return Typed(*_split_words(parts[0] if parts else ""), email)


def _split_words(words: str) -> tuple[str, str]:
    """Given and family name of « Odile Farge », « Odile DE LA TOUR » or « FARGE Odile »."""
    split = words.split()
    loud = [word for word in split if _shouts(word)]
    if loud and len(loud) < len(split):
        return " ".join(word for word in split if not _shouts(word)), " ".join(loud)
    return (split[0], " ".join(split[1:])) if split else ("", "")


def _shouts(text: str) -> bool:
    """Whether the text is in capitals, as family names are in lists."""
    letters = [char for char in text if char.isalpha()]
    return len(letters) > 1 and all(char.isupper() for char in letters)
