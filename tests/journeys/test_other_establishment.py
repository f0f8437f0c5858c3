"""A right on one establishment gives nothing on another: at the check, and again at the signature."""

import pytest
from playwright.sync_api import expect

from paraphe.registry.selectors import establishments_of, organisation_by_siren
from tests.fixtures.browser import Visitors
from tests.fixtures.portal import LivePortal
from tests.journeys import people

pytestmark = pytest.mark.journey

HOSPITAL = "269900015"


def test_file_for_other_establishment_is_refused_at_check_then_at_signature(
    live_portal: LivePortal, new_visitor: Visitors
) -> None:
    here, there = (place.siret for place in establishments_of(organisation_by_siren(HOSPITAL))[:2])
    yanis = people.seeded(new_visitor(live_portal.origin), people.YANIS)
    helene = people.seeded(new_visitor(live_portal.origin), people.HELENE)
    yanis.log_in()

    for sirets in ([there], [here, there]):
        people.deposit(yanis, people.write_file(*sirets))
        expect(yanis.heading).to_have_text("Ce fichier est refusé")
        refused = yanis.page.locator("section.sheet").filter(has_text="Refusé")
        expect(refused).to_have_count(1)
        expect(refused).to_contain_text("Pôle 02")
    yanis.go("Déclarations")
    expect(yanis.page.get_by_text("Aucune déclaration pour l’instant")).to_be_visible()

    helene.log_in()
    people.grant(helene, person="Yanis Delorme", places=["Pôle 02"])
    yanis.go("Accueil")
    people.deposit(yanis, people.write_file(here, there))
    yanis.press("Figer et signer")
    yanis.prove()
    people.close_right(helene, person="Yanis Delorme", place="Pôle 02", reason="Changement de poste")
    yanis.press("Signer et déposer")
    expect(yanis.heading).to_have_text("Vous ne pouvez pas signer ce fichier")
    expect(yanis.page.locator("section.sheet").filter(has_text="Refusé")).to_contain_text("a été retiré")
    yanis.go("Déclarations")
    expect(yanis.page.get_by_text("Aucune déclaration pour l’instant")).to_be_visible()
