"""A declarant whose browser runs no script: log-in by code, deposit, signature, receipt."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.fixtures.browser import Visitors
from tests.fixtures.portal import LivePortal
from tests.journeys import people

pytestmark = pytest.mark.journey

SIRET = "28990001100015"


def test_sign_without_script_gives_valid_receipt(
    live_portal: LivePortal, new_visitor: Visitors, tmp_path: Path
) -> None:
    thierry = people.seeded(new_visitor(live_portal.origin, java_script_enabled=False), people.THIERRY)
    thierry.log_in()
    content = people.write_file(SIRET)
    people.deposit(thierry, content)
    people.sign(thierry)
    expect(thierry.page.locator(".verdict-word")).to_have_text("VALIDE")
    receipt = people.download(thierry, "Récépissé", tmp_path / "recepisse.asice")
    trust = people.download(thierry, "trust.json", tmp_path / "trust.json")
    declaration = tmp_path / "paie.dsn"
    declaration.write_bytes(content)
    assert people.verify(receipt, trust, declaration) == "0 VALIDE"
