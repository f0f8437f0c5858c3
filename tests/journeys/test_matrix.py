"""The table of rights edited in place, applied in one act and undone, in a body of one and of forty establishments."""

import pytest
from playwright.sync_api import Locator, expect

from tests.fixtures.browser import Visitors
from tests.fixtures.portal import LivePortal
from tests.journeys import people
from tests.journeys.people import Someone

pytestmark = pytest.mark.journey

CASES = {"one": (people.CLAIRE, "Nadia Belkhir", ""), "forty": (people.HELENE, "Yanis Delorme", "Pôle 07")}


def open_table(administrator: Someone, place: str) -> None:
    """The table of an establishment, found by its name where there are many."""
    administrator.go("Droits")
    if place:
        administrator.page.get_by_role("searchbox", name="Chercher un établissement").fill(place)
        administrator.press("Afficher")
    expect(administrator.page.get_by_role("table")).to_contain_text(place or "Mairie de Valbrune")


def cell(administrator: Someone, person: str) -> Locator:
    """The cell of a person in the column of the DSN."""
    row = administrator.page.get_by_role("row").filter(has_text=person)
    return row.get_by_role("cell").first


@pytest.mark.parametrize("case", [pytest.param("one", marks=pytest.mark.drill), "forty"])
def test_edit_matrix_then_undo_on_one_and_forty_establishments(
    case: str, live_portal: LivePortal, new_visitor: Visitors
) -> None:
    email, person, place = CASES[case]
    administrator = people.seeded(new_visitor(live_portal.origin), email)
    administrator.log_in()
    open_table(administrator, place)
    before = cell(administrator, person).inner_text()

    administrator.follow("Modifier les droits")
    row = administrator.page.get_by_role("row").filter(has_text=person)
    select = row.get_by_role("combobox").first
    chosen = select.locator("option:checked").inner_text()
    select.select_option(label="Préparer" if chosen != "Préparer" else "Signer")
    wanted = select.locator("option:checked").inner_text()
    administrator.press("Relire la différence")
    expect(administrator.heading).to_have_text("Relisez la différence")
    spread = administrator.page.get_by_role("checkbox")
    if spread.count():
        spread.check()
        administrator.press("Mettre à jour la différence")
    administrator.prove()
    administrator.press("Appliquer ces changements")
    expect(administrator.page.get_by_role("main")).to_contain_text("Référence")

    act = administrator.page.url
    open_table(administrator, place)
    expect(cell(administrator, person)).to_contain_text(wanted)
    administrator.page.goto(act)
    administrator.follow("Annuler cet acte")
    administrator.prove()
    administrator.press("Annuler cet acte")
    expect(administrator.page.get_by_role("main")).to_contain_text("Annule l’acte")
    open_table(administrator, place)
    assert cell(administrator, person).inner_text() == before
