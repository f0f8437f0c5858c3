"""The whole way: an administrator and a declarant who did not know the portal an hour ago."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.fixtures.browser import Visitors
from tests.fixtures.portal import LivePortal
from tests.journeys import people

pytestmark = pytest.mark.journey

SIRET = "21990412500016"
NAME = "Odile Farge"
EMAIL = "odile.farge@valbrune.example"


def test_walk_from_invitation_to_receipt_verifies_and_closing_stops_only_what_follows(
    live_portal: LivePortal, new_visitor: Visitors, tmp_path: Path
) -> None:
    claire = people.seeded(new_visitor(live_portal.origin), people.CLAIRE)
    odile = people.newcomer(new_visitor(live_portal.origin), EMAIL, "une phrase que seule Odile connaît")

    claire.log_in()
    people.invite(claire, given_name="Odile", family_name="Farge", email=EMAIL)
    people.grant(claire, person=NAME, places=["Mairie de Valbrune"])

    link = people.find_link(live_portal, EMAIL)
    people.open_account(odile, link)
    people.enrol_application(odile)
    odile.page.goto(link)
    odile.press("Accepter l’invitation")
    expect(odile.page.get_by_text("Vous faites partie de l’organisme")).to_be_visible()

    faulty, right = (people.write_file(SIRET, fault=fault) for fault in ("nir-impossible", None))
    people.deposit(odile, faulty, name="paie-fausse.dsn")
    expect(odile.page.get_by_role("cell").get_by_text("S21.G00.30.001/CSL-00")).to_be_visible()
    line = odile.page.get_by_role("rowheader", name=re.compile("Ligne")).inner_text()
    assert int(re.sub(r"\D", "", line)) == _line_of(faulty, "S21.G00.30.001,'1851378006084'")
    expect(odile.page.get_by_role("button", name="Figer et signer")).to_have_attribute(
        "aria-disabled", "true"
    )

    people.deposit(odile, right)
    people.sign(odile)
    expect(odile.page.locator(".verdict-word")).to_have_text("VALIDE")
    receipt = people.download(odile, "Récépissé", tmp_path / "recepisse.asice")
    trust = people.download(odile, "trust.json", tmp_path / "trust.json")
    declaration = tmp_path / "paie.dsn"
    declaration.write_bytes(right)
    assert people.verify(receipt, trust, declaration) == "0 VALIDE"
    altered = tmp_path / "autre.dsn"
    altered.write_bytes(right.replace(b"'Farge", b"'Fargf", 1) + b" ")
    assert people.verify(receipt, trust, altered).startswith("2 INVALIDE")

    people.deposit(odile, people.write_file(SIRET, month="2026-09"), name="septembre.dsn")
    odile.press("Figer et signer")
    expect(odile.heading).to_contain_text("Signer")
    people.close_right(claire, person=NAME, place="Mairie de Valbrune", reason="Fin de mission")
    odile.fill("Code de votre application", "000000")
    odile.press("Signer et déposer")
    expect(odile.heading).to_have_text("Vous ne pouvez pas signer ce fichier")
    expect(odile.page.get_by_text("a été retiré").first).to_be_visible()
    expect(odile.page.get_by_text("Claire Maubert").first).to_be_visible()
    assert people.verify(receipt, trust, declaration) == "0 VALIDE"


def _line_of(content: bytes, start: str) -> int:
    lines = content.decode("latin-1").splitlines()
    return next(number for number, text in enumerate(lines, start=1) if text.startswith(start))
