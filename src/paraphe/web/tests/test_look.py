"""The pages of the toolbox in a real browser: axe finds nothing, nothing overflows, in both themes and two widths."""

import re
from collections.abc import Iterator
from functools import partial
from typing import Literal
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, ConsoleMessage, Page, Route

from paraphe.web.tests.conftest import PUBLIC, SIGNED_IN

Theme = Literal["light", "dark"]
VIEWS: list[tuple[Theme, int]] = [("light", 320), ("light", 1440), ("dark", 320), ("dark", 1440)]
VIEWS_OF_PUBLIC = (("light", 320), ("dark", 1440))

pytestmark = [pytest.mark.django_db, pytest.mark.journey]


@pytest.mark.drill
def test_show_every_page_in_browser_has_no_fault(browser: Browser, pages: dict[str, tuple[int, str]]) -> None:
    assert _look_at(browser, {name: html for name, (status, html) in pages.items()}) == []
    assert len(pages) == len(PUBLIC) + len(SIGNED_IN) + 1


def test_show_faulty_page_in_browser_is_caught(browser: Browser) -> None:
    faults = _look_at(
        browser, {"/x": "<!DOCTYPE html><html lang=fr><title>x</title><input><pre>" + "x" * 500}
    )
    assert {"label", "overflows", "h1"} <= {
        word for fault in faults for word in fault.replace(":", "").split()
    }


def _look_at(browser: Browser, pages: dict[str, str]) -> list[str]:
    """Faults of all pages in all views: axe's, horizontal overflow, a missing h1, words in the console."""
    faults: list[str] = []
    for theme, width in VIEWS:
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=theme)
        page.on("console", partial(_hear, faults=faults))
        page.route("**/*", partial(_answer, pages=pages))
        for name in pages:
            if name in PUBLIC and (theme, width) not in VIEWS_OF_PUBLIC:
                continue
            page.goto(f"http://portal.test{name}")
            faults += [f"{name} {theme} {width}: {fault}" for fault in _faults_of(page, Axe())]
        page.close()
    return faults


def _hear(message: ConsoleMessage, faults: list[str]) -> None:
    if message.type == "error":
        faults.append(f"console: {message.text}")


def _faults_of(page: Page, axe: Axe) -> Iterator[str]:
    if page.locator("h1").count() != 1:
        yield "not exactly one h1"
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        yield "overflows"
    for violation in axe.run(page).response["violations"]:
        places = [node["target"] for node in violation["nodes"]][:3]
        yield f"{violation['id']} {places}"


def _answer(route: Route, pages: dict[str, str]) -> None:
    """Serve a rendered page or a static file, nothing else."""
    parts = urlsplit(route.request.url)
    name = parts.path + (f"?{parts.query}" if parts.query else "")
    static = re.fullmatch(r"/static/(.+)", parts.path)
    found = finders.find(static.group(1)) if static else None
    if name in pages:
        route.fulfill(status=200, content_type="text/html; charset=utf-8", body=pages[name])
    elif isinstance(found, str):
        route.fulfill(path=found)
    else:
        route.fulfill(status=204)
