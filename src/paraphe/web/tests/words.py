"""The words of the portal against `docs/glossary.md`."""

import re
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[4]
GLOSSARY = REPOSITORY / "docs" / "glossary.md"
# names of others, which are theirs to choose
PROPER_NAMES = ("net-entreprises", "rubrique Entreprise")


@cache
def rows(heading: str) -> tuple[tuple[str, ...], ...]:
    """The cells of the table under a heading of the glossary, head and rule left out."""
    section = re.search(rf"## {heading}\n(.*?)(?=\n## |\Z)", GLOSSARY.read_text(encoding="utf-8"), re.DOTALL)
    assert section is not None, heading
    lines = [line for line in section.group(1).splitlines() if line.startswith("|")][2:]
    return tuple(tuple(cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]) for line in lines)


def words_set_aside(text: str) -> list[str]:
    """The words of a text that the glossary replaces."""
    for name in PROPER_NAMES:
        text = text.replace(name, "")
    patterns = [row[0].strip("`").replace("\\|", "|") for row in rows("Words set aside")]
    return [
        found.group() for one in patterns for found in re.finditer(rf"\b(?:{one})\b", text, re.IGNORECASE)
    ]


def loose_signs(text: str) -> list[str]:
    """High punctuation after an ordinary space, and straight apostrophes, in the words of a text."""
    return re.findall(r"[\w»)] [:;?!»]|« \w|[^\W\d_]'[^\W\d_]", text)
