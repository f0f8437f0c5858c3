"""What the tree as a whole may not hold: paths of a machine, scripts in pages, words outside the glossary."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from paraphe.config.places import BASE_DIR
from tests.house.sources import read_templates

THEME = BASE_DIR / "src" / "paraphe" / "web" / "static" / "paraphe" / "theme.css"
# Folders of the machine somebody works on, never of a machine in general (/usr, /etc, /tmp…).
MACHINE_PATH = re.compile(
    r"(?<![\w.])/(?:wor[k]|root|home/\w+|Users/\w+|mnt|opt)(?:/|\b)|(?<![\w./])\.\./[a-z]+/[a-z]|file:///"
)
ALLOWED_TEXT = {"tests/house/test_tree.py"}
INLINE = re.compile(r"<(?:[a-z]+)[^>]*\s(?:style|on[a-z]+)\s*=\s*[\"']", re.IGNORECASE)
OPEN_TAG = re.compile(r"<(script|style)\b([^>]*)>", re.IGNORECASE)
FOREIGN = re.compile(r"(?:src|href)\s*=\s*[\"'](?:https?:)?//", re.IGNORECASE)


def list_tree() -> list[Path]:
    """The files of the working copy that git follows or would follow."""
    asked = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(asked, cwd=BASE_DIR, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git working copy")
    return [BASE_DIR / name for name in listed.stdout.splitlines() if (BASE_DIR / name).is_file()]


def find_machine_paths(name: str, text: str) -> Iterator[str]:
    """Lines that name a folder of somebody's machine."""
    for number, line in enumerate(text.splitlines(), 1):
        if MACHINE_PATH.search(line):
            yield f"{name}:{number}: {line.strip()[:100]}"


def test_read_tree_names_no_folder_of_a_machine() -> None:
    faults: list[str] = []
    for path in list_tree():
        name = str(path.relative_to(BASE_DIR))
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if name not in ALLOWED_TEXT:
            faults.extend(find_machine_paths(name, text))
    assert faults == []


@pytest.mark.parametrize("line", ["see /home/anna/portal/run", "in ../notes/design", "/mnt/x", "file:///srv"])
def test_find_machine_paths_in_bad_line_tells_it(line: str) -> None:
    assert list(find_machine_paths("x", line)) != []


@pytest.mark.parametrize(
    "line", ["/usr/lib/postgresql", "https://x.example/work/a", "route /home", "a/root/b"]
)
def test_find_machine_paths_in_good_line_is_silent(line: str) -> None:
    assert list(find_machine_paths("x", line)) == []


def find_page_faults(text: str) -> Iterator[str]:
    """Inline styles and handlers, scripts without nonce, style elements, anything fetched elsewhere."""
    if INLINE.search(text):
        yield "an inline style or handler"
    for kind, attributes in OPEN_TAG.findall(text):
        if kind.lower() == "style":
            yield "a style element"
        elif "nonce=" not in attributes:
            yield "a script without nonce"
    for tag in re.findall(r"<(?:script|link|img|iframe)\b[^>]*>", text, re.IGNORECASE):
        if FOREIGN.search(tag):
            yield f"fetched elsewhere: {tag[:80]}"


def test_read_templates_hold_nothing_the_policy_refuses() -> None:
    templates = read_templates()
    faults = [f"{path}: {fault}" for path in templates for fault in find_page_faults(path.read_text("utf-8"))]
    assert templates
    assert faults == []


@pytest.mark.parametrize(
    "text",
    [
        '<p style="color:red">',
        '<button onclick="go()">',
        "<script>go()</script>",
        "<style>p{}</style>",
        '<script nonce="x" src="https://cdn.example/a.js"></script>',
        '<link rel="stylesheet" href="//cdn.example/a.css">',
    ],
)
def test_find_page_faults_in_bad_markup_tells_it(text: str) -> None:
    assert list(find_page_faults(text)) != []


def test_find_page_faults_in_good_markup_is_silent() -> None:
    good = (
        '<script nonce="{{ csp_nonce }}" src="/static/a.js" defer></script><a href="https://x.example">x</a>'
    )
    assert list(find_page_faults(good)) == []


def read_block(css: str, selector: str) -> dict[str, str]:
    """The custom properties of the first rule of that selector."""
    start = css.index(selector)
    body = css[css.index("{", start) + 1 : css.index("}", start)]
    body = re.sub(r"/\*.*?\*/", "", body, flags=re.DOTALL)
    return {
        name.strip(): value.strip()
        for name, _, value in (part.partition(":") for part in body.split(";"))
        if value
    }


def test_read_theme_dark_blocks_are_the_same() -> None:
    css = THEME.read_text("utf-8")
    by_system = read_block(css, ':root:not([data-theme="light"])')
    by_choice = read_block(css, ':root[data-theme="dark"]')
    assert len(by_choice) > 10
    assert by_system == by_choice


def test_read_block_of_different_rules_differs() -> None:
    css = ":root { --a: 1; --b: 2 } .dark { --a: 1; --b: 3 }"
    assert read_block(css, ":root") != read_block(css, ".dark")


def test_read_templates_use_french_typography() -> None:
    """No straight apostrophe and no « veuillez » in what people read."""
    faults = [
        f"{path.relative_to(BASE_DIR)}: {found.group(0).strip()[:60]}"
        for path in read_templates()
        for found in find_typing_faults(path.read_text("utf-8"))
    ]
    assert faults == []


def find_typing_faults(text: str) -> Iterator[re.Match[str]]:
    """Straight apostrophes between letters, and « veuillez », outside tags and template code."""
    bare = re.sub(
        r"{% comment.*?endcomment %}|{%.*?%}|{{.*?}}|{#.*?#}|<script.*?</script>|<[^>]*>",
        " ",
        text,
        flags=re.DOTALL,
    )
    yield from re.finditer(r"[a-zà-ÿ]'[a-zà-ÿ].{0,30}|\b[Vv]euillez\b.{0,30}", bare)


@pytest.mark.parametrize("text", ["<p>l'acte</p>", "<p>Veuillez signer</p>"])
def test_find_typing_faults_in_bad_text_tells_it(text: str) -> None:
    assert list(find_typing_faults(text)) != []


def test_find_typing_faults_in_template_code_is_silent() -> None:
    assert list(find_typing_faults("{% url 'a' x='b' %}<p title=\"l'a\">l’acte</p>")) == []
