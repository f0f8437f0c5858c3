"""Put the no-break spaces of French into templates and strings: before : ; ? ! », after «, and ’ for '.

Usage: python scripts/set_spaces.py FILE…   (.html templates and .py files; prints the files changed)
"""

import io
import re
import sys
import tokenize
from pathlib import Path

NO_BREAK = "\u00a0"
MARKUP = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<!--.*?-->|<[^>]*>", re.DOTALL)
SPOKEN = re.compile(r'((?:aria-label|placeholder|title|alt)=")([^"{]*)"')
FRENCH = re.compile("[éèàêçâîôûœÉÀ’«]")


def set_spaces(text: str) -> str:
    """The same words with no-break spaces where French wants them."""
    text = re.sub(r"(?<=\S) (?=[:;?!»](?![/\w=]))", NO_BREAK, text)
    text = re.sub(r"(?<=[^\W\d_])'(?=[^\W\d_])", "’", text)
    return text.replace("« ", f"«{NO_BREAK}")


def set_template(source: str) -> str:
    """A template with the text between its tags, and its spoken attributes, set."""
    parts, position = [], 0
    for found in MARKUP.finditer(source):
        parts.append(set_spaces(source[position : found.start()]))
        parts.append(SPOKEN.sub(lambda match: f'{match[1]}{set_spaces(match[2])}"', found.group()))
        position = found.end()
    return "".join([*parts, set_spaces(source[position:])])


def set_module(source: str) -> str:
    """A Python module with its French one-line strings set; docstrings and code stay."""
    lines = source.splitlines(keepends=True)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        text = token.string
        is_plain = (
            token.type == tokenize.STRING and not text.startswith('"""') and token.start[0] == token.end[0]
        )
        if is_plain and text.startswith(('"', 'f"')) and FRENCH.search(text):
            row = token.start[0] - 1
            lines[row] = lines[row].replace(text, set_spaces(text))
    return "".join(lines)


def main(names: list[str]) -> None:
    """Rewrite each file whose text changes."""
    for path in map(Path, names):
        source = path.read_text(encoding="utf-8")
        result = set_template(source) if path.suffix == ".html" else set_module(source)
        if result != source:
            path.write_text(result, encoding="utf-8")
            print(path)


if __name__ == "__main__":
    main(sys.argv[1:])
