"""House rules of the look: one dark theme written twice, readable pairs, no remote file, its words."""

import re
from pathlib import Path

import pytest

from paraphe.web.tests.words import words_set_aside

WEB = Path(__file__).resolve().parents[1]
SOURCES = WEB.parent
THEME = (WEB / "static" / "paraphe" / "theme.css").read_text(encoding="utf-8")
TEMPLATES = sorted(path for path in SOURCES.rglob("templates/**/*.html") if "tests" not in path.parts)
PAIRS = [
    ("ink", "paper"), ("ink", "sheet"), ("ink-2", "paper"), ("ink-3", "paper"), ("ink-3", "sheet"), ("ink-3", "sunk"),
    ("act", "sheet"), ("act", "paper"), ("act", "act-soft"), ("on-solid", "act"), ("on-solid", "proof"),
    ("on-solid", "bad"), ("proof", "proof-soft"), ("ok", "ok-soft"), ("warn", "warn-soft"), ("bad", "bad-soft"),
    ("ink", "warn-soft"), ("bad", "paper"),
]  # fmt: skip


def _tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", block))


def _blocks() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    light = re.search(r":root \{\s*--paper[^}]+\}", THEME)
    system = re.search(r':root:not\(\[data-theme="light"\]\) \{([^}]+)\}', THEME)
    chosen = re.search(r':root\[data-theme="dark"\] \{\s*--paper([^}]+)\}', THEME)
    assert light is not None
    assert system is not None
    assert chosen is not None
    return _tokens(light.group()), _tokens(system.group()), _tokens(chosen.group())


def _ratio(first: str, second: str) -> float:
    """The WCAG contrast of two hexadecimal colours."""
    high, low = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_write_dark_theme_twice_is_the_same() -> None:
    light, system, chosen = _blocks()
    assert system == chosen
    assert set(light) == set(system)


@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize("theme", [0, 1])
def test_read_text_pair_has_enough_contrast(pair: tuple[str, str], theme: int) -> None:
    tokens = _blocks()[theme]
    assert _ratio(tokens[pair[0]], tokens[pair[1]]) >= 4.5


def test_load_theme_fetches_nothing() -> None:
    assert "@import" not in THEME
    assert not re.search(r"url\((?!\"data:image/svg\+xml)", THEME)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCES)))
def test_write_template_uses_the_words_of_the_glossary(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert words_set_aside(_words_of(text)) == []
    assert "|safe" not in text


def _words_of(template: str) -> str:
    """What a reader sees or hears: the text and the spoken attributes, without tags of the template language."""
    spoken = " ".join(re.findall(r"(?:aria-label|placeholder|title|alt)=\"([^\"]*)\"", template))
    bare = re.sub(
        r"\{%\s*comment.*?endcomment\s*%\}|\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<[^>]*>",
        "·",
        template + spoken,
        flags=re.DOTALL,
    )
    return f"{bare} {re.sub(r'[{][{%].*?[%}][}]', '·', spoken)}"
