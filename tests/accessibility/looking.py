"""Looking at the page in front of someone in every theme and width, with every rule of axe.

With `PARAPHE_PICTURES` set to a folder, each look leaves its picture there.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
WIDTHS = (1280, 320)
HEIGHT = 900
RUN = """() => axe.run({resultTypes: ["violations"]}).then(
  (found) => found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.target).slice(0, 3)}`)
)"""
OVERFLOWS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
PICTURES = os.environ.get("PARAPHE_PICTURES")


@dataclass
class Grid:
    """What was looked at, and the faults found."""

    pages: int = 0
    looks: int = 0
    faults: list[str] = field(default_factory=list)

    def open(self, page: Page, name: str, address: str, *, status: int = 200) -> None:
        """Open an address, which must answer so, and look at it."""
        answer = page.goto(address)
        found = answer.status if answer else 0
        if found != status:
            self.faults.append(f"{name}: {found}, expected {status}")
        self.look(page, name)

    def look(self, page: Page, name: str) -> None:
        """Look at the page as it stands, in every theme and width."""
        self.pages += 1
        page.evaluate(AXE_SCRIPT)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": HEIGHT})
            for theme in THEMES:
                page.emulate_media(color_scheme=theme, reduced_motion="reduce")
                self.faults += [f"{name} {theme} {width}: {fault}" for fault in _faults_of(page)]
                self.looks += 1
                _take_picture(page, f"{name}-{theme}-{width}")
        page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})

    def told(self, who: str) -> str:
        """The count, in one line."""
        sizes = f"{len(THEMES)} themes × {len(WIDTHS)} widths"
        return f"axe, {who}: {self.pages} pages × {sizes} = {self.looks} looks, {len(self.faults)} faults"


def _faults_of(page: Page) -> Iterator[str]:
    if (count := page.locator("h1").count()) != 1:
        yield f"{count} h1"
    if page.evaluate(OVERFLOWS):
        yield "scrolls sideways"
    found: list[Any] = page.evaluate(RUN)
    yield from map(str, found)


def _take_picture(page: Page, name: str) -> None:
    if PICTURES:
        path = Path(PICTURES) / f"{re.sub(r'[^a-z0-9_-]+', '-', name.lower())}.png"
        page.screenshot(path=path, full_page=True)
