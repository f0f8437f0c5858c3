"""News reaches people: a grant is read on the portal, a digest is chosen, mails read well in both themes."""

import email
import email.policy
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from paraphe.kernel import clock
from paraphe.notifications.news import write_from
from tests.accessibility.looking import Grid
from tests.fixtures.browser import Visitors
from tests.fixtures.portal import LivePortal
from tests.journeys import people

pytestmark = pytest.mark.journey


def look_at_mails(page: Page, grid: Grid, folder: Path) -> int:
    """Open the HTML of each mail as a mail reader does, in both themes and widths; how many there were."""
    found = sorted(folder.glob("*.eml"))
    for path in found:
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        part = mail.get_body(("html",))
        assert part is not None, mail["Subject"]
        page.set_content(part.get_content())
        expect(page.get_by_role("heading", level=1)).to_have_text(str(mail["Subject"]))
        grid.look(page, f"mail-{mail['Subject']}-{path.stem[-4:]}")
    return len(found)


def look_at_others(page: Page, grid: Grid) -> None:
    """A message of security, a code and a digest, as their templates make them."""
    items = [{"title": "Vos droits ont changé", "url": "https://paraphe.example/"}]
    context = {
        "recipient": {"full_name": "Odile Farge"},
        "organisation": {"name": "Commune de Valbrune", "siren": "219904125"},
        "person_name": "Ursule Prigent",
        "is_contest": False,
        "code": "ABCD-EFGH",
        "groups": [{"name": "Commune de Valbrune", "items": items}],
        "day": clock.now(),
        "notices_url": "https://paraphe.example/avis/",
        "url": "https://paraphe.example/",
        "origin": "https://paraphe.example",
        "why": "parce qu’il touche à votre compte",
        "is_security": True,
        "preferences_url": "",
    }
    for template in ("password_changed", "mailbox_code", "digest"):
        page.set_content(write_from(template, context, to="odile@exemple.fr").html)
        grid.look(page, f"mail-{template}")


def test_give_right_is_read_in_notices_and_mailed_well(
    live_portal: LivePortal, new_visitor: Visitors
) -> None:
    helene = people.seeded(new_visitor(live_portal.origin), people.HELENE)
    yanis, grid = people.seeded(new_visitor(live_portal.origin), people.YANIS), Grid()
    helene.log_in()
    people.grant(helene, person="Yanis Delorme", places=["Pôle 02"])
    live_portal.wait_for_mail(people.YANIS)
    yanis.log_in()
    yanis.page.goto("/avis/")
    expect(yanis.page.get_by_role("heading", level=3).first).to_contain_text("Vos droits ont changé pour")
    grid.look(yanis.page, "notices")
    yanis.page.get_by_role("button", name="Ouvrir : Vos droits ont changé").first.click()
    expect(yanis.heading).to_be_visible()
    yanis.page.goto("/avis/")
    expect(yanis.page.get_by_role("main")).to_contain_text("Aucun avis non lu")
    grid.look(yanis.page, "notices-read")
    yanis.follow("Choisir ce que vous recevez")
    page = yanis.page
    page.get_by_role("group", name="Décisions qui vous concernent").get_by_label(
        "Un seul courriel par jour"
    ).check()
    yanis.press("Enregistrer ces choix")
    expect(page.get_by_role("main")).to_contain_text("Vos choix sont enregistrés")
    expect(
        page.get_by_role("group", name="Décisions qui vous concernent").get_by_label(
            "Un seul courriel par jour"
        )
    ).to_be_checked()
    grid.look(page, "preferences")
    assert look_at_mails(new_visitor(live_portal.origin), grid, live_portal.mails) >= 2
    look_at_others(new_visitor(live_portal.origin), grid)
    assert grid.faults == []
