"""Pressing « Signer » twice files once."""

import pytest
from playwright.sync_api import expect

from tests.fixtures.browser import Visitors
from tests.fixtures.portal import LivePortal
from tests.journeys import people

pytestmark = pytest.mark.journey

SIRET = "17990001400012"


def test_sign_by_double_click_files_once(live_portal: LivePortal, new_visitor: Visitors) -> None:
    lucie = people.seeded(new_visitor(live_portal.origin), people.LUCIE)
    lucie.log_in()
    people.deposit(lucie, people.write_file(SIRET))
    lucie.press("Figer et signer")
    lucie.prove()
    sent: list[str] = []
    lucie.page.on("request", lambda one: sent.append(one.url) if one.method == "POST" else None)
    lucie.page.get_by_role("main").get_by_role("button", name="Signer et déposer").dblclick(delay=30)
    expect(lucie.heading).to_contain_text("Reçu")
    assert len(sent) == 2, sent
    lucie.go("Déclarations")
    expect(lucie.page.get_by_role("row").filter(has_text="paie.dsn")).to_have_count(1)
    expect(lucie.page.get_by_text("1 fichier", exact=True)).to_be_visible()
    expect(lucie.page.get_by_role("row").filter(has_text="Déposée")).to_have_count(1)
