"""A visitor who knows nothing opens the portal."""

import pytest

from tests.fixtures.browser import Visitors
from tests.fixtures.portal import LivePortal

pytestmark = pytest.mark.journey


def test_open_front_page_as_stranger_shows_the_portal(live_portal: LivePortal, new_visitor: Visitors) -> None:
    page = new_visitor(live_portal.origin)
    answer = page.goto("/")
    assert answer is not None
    assert answer.status == 200
    assert page.locator("h1").count() == 1
    assert page.evaluate("getComputedStyle(document.body).fontFamily") != "Times New Roman"
