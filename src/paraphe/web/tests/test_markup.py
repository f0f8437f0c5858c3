"""The pages are well-formed: tags closed in order, no block inside a paragraph, no identifier twice."""

from html.parser import HTMLParser

import pytest

pytestmark = pytest.mark.django_db
VOID = {"meta", "link", "input", "br", "img", "hr", "path", "area", "circle", "line", "rect"}
BLOCKS = {
    "div",
    "p",
    "ul",
    "ol",
    "dl",
    "section",
    "form",
    "table",
    "h1",
    "h2",
    "h3",
    "fieldset",
    "blockquote",
}


class Markup(HTMLParser):
    """Reads a page and keeps its faults."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self._open: list[str] = []
        self._ids: set[str] = set()
        self.feed(page)
        self.faults += [f"{tag} never closed" for tag in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("id")
        if len(given) != len(attrs):
            self.faults.append(f"{tag} has an attribute twice")
        if name is not None and name in self._ids:
            self.faults.append(f"identifier {name} twice")
        self._ids.add(name or "")
        if tag in BLOCKS and "p" in self._open:
            self.faults.append(f"{tag} inside p")
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Nothing stays open."""

    def handle_endtag(self, tag: str) -> None:
        if self._open[-1:] != [tag]:
            self.faults.append(f"{tag} closed inside {self._open[-1:]}")
        elif tag not in VOID:
            self._open.pop()


def test_read_every_page_is_well_formed(pages: dict[str, tuple[int, str]]) -> None:
    assert {name: faults for name, (_, page) in pages.items() if (faults := Markup(page).faults)} == {}
    assert len(pages) > 20


@pytest.mark.parametrize(
    "page",
    ["<p><div></div></p>", "<b><i></b></i>", "<b>", '<i id="a"></i><b id="a"></b>', '<i a="" a=""></i>'],
)
def test_read_bad_markup_is_caught(page: str) -> None:
    assert Markup(page).faults != []
