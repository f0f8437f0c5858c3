"""The yearly review of thirty people, by the keyboard alone: Tab, the arrows of a group, Enter, and typing a code."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from paraphe.access import selectors as access
from paraphe.access.testing import Body
from paraphe.accounts import selectors as accounts
from paraphe.registry import selectors as registry
from paraphe.upkeep import reviewing, services
from tests.fixtures.browser import Visitors
from tests.fixtures.portal import LivePortal
from tests.journeys import people
from tests.journeys.test_keyboard import reach

pytestmark = pytest.mark.journey
HOSPITAL, PEOPLE = "269900015", 30
PLACE = """() => {
  const one = document.activeElement;
  const box = one.getBoundingClientRect();
  const ringed = (what) => what && getComputedStyle(what).outlineStyle !== "none";
  return {
    line: one.closest("[data-line]")?.querySelector("legend").innerText ?? "",
    kind: one.type ?? one.localName,
    shown: box.width > 0 && box.height > 0,
    ringed: ringed(one) || ringed(one.closest("div")),
  };
}"""


def raise_body() -> Body:
    """The hospital with thirty people, all but the administrators with a right to sign."""
    organisation = registry.organisation_by_siren(HOSPITAL)
    administrator = accounts.person_by_email(people.HELENE)
    assert administrator is not None
    body = Body(organisation, administrator, registry.establishments_of(organisation))
    for number in range(PEOPLE - len(access.members_of(organisation))):
        person = body.add_declarant(given_name="Ida", family_name=f"Nox{number:02d}")
        body.grant(person)
    return body


def walk_to(page: Page, name: str) -> int:
    """Go on by Tab to the line of that person; how many stops were made. Every stop is shown, and shows its focus."""
    for stops in range(1, 200):
        page.keyboard.press("Tab")
        found: dict[str, Any] = page.evaluate(PLACE)
        assert found["shown"], found
        assert found["ringed"] or found["kind"] == "body", found
        if found["line"].startswith(name):
            return stops
    raise AssertionError(f"the line of {name} is not reached")


def test_review_thirty_people_by_keyboard_alone_signs_what_was_decided(
    live_portal: LivePortal, new_visitor: Visitors
) -> None:
    body = raise_body()
    services.open_review(body.organisation, actor=None)
    helene = people.seeded(new_visitor(live_portal.origin), people.HELENE)
    helene.log_in()
    page = helene.page
    page.goto(f"/organismes/{body.organisation.ref}/revue/")
    expect(page.get_by_text(f"0 personne relue sur {PEOPLE}")).to_be_visible()

    walk_to(page, "Ida Nox03")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_text(f"1 personne relue sur {PEOPLE}")).to_be_visible()
    page.keyboard.press("Tab")
    assert page.evaluate(PLACE)["kind"] == "text"
    page.keyboard.type(f"{reviewing.today() + timedelta(days=50):%d/%m/%Y}")
    walk_to(page, "Ida Nox07")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_text(f"2 personnes relues sur {PEOPLE}")).to_be_visible()
    page.reload()
    expect(page.get_by_text(f"2 personnes relues sur {PEOPLE}")).to_be_visible()

    walk_to(page, "Ida Nox20")
    reach(page, "Relire mes décisions", then="Enter")
    expect(helene.heading).to_have_text("Relisez avant de signer")
    expect(page.get_by_role("row").filter(has_text="Ida Nox03")).to_contain_text("Limiter")
    expect(page.get_by_role("row").filter(has_text="Ida Nox07")).to_contain_text("Retirer")
    reach(page, "Code de votre application", kind="input:text", then=helene.read_code())
    reach(page, "Signer la revue", then="Enter")
    expect(helene.heading).to_have_text("Relevé de la revue annuelle")
    reach(page, "Retirer Ida Nox07")
    _check_rights(body)


def _check_rights(body: Body) -> None:
    """One right shortened, one ended, the others as they were; what a fellow decides is left to him."""
    rights = {right.person.family_name: right for right in access.running_rights(body.organisation)}
    limited = rights["Nox03"]
    assert "Nox07" not in rights
    assert reviewing.last_day(limited.ends_at) == reviewing.today() + timedelta(days=50)
    assert (rights["Nox04"].ends_at - rights["Nox04"].valid_from).days >= 364
    [campaign] = reviewing.campaigns(body.organisation)
    assert campaign.reports.count() == 1
    left = {
        item.membership.person.full_name for item in reviewing.live_items(campaign) if not item.signed_entry
    }
    assert campaign.state == ("open" if left else "concluded")
    assert not any(name.startswith("Ida") for name in left)
