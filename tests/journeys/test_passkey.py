"""The administrator of the main job, with a passkey instead of codes."""

import pytest
from playwright.sync_api import expect

from tests.fixtures.browser import Visitors, add_passkey_device
from tests.fixtures.portal import LivePortal
from tests.journeys import people

pytestmark = pytest.mark.journey


def test_use_passkey_as_administrator_logs_in_and_grants_without_code(
    live_portal: LivePortal, new_visitor: Visitors
) -> None:
    claire = people.seeded(new_visitor(live_portal.origin), people.CLAIRE)
    add_passkey_device(claire.page)
    claire.log_in()
    body = claire.body
    claire.page.goto("/compte/second-facteur/cle/")
    claire.fill("Nom de cette clé", "Ordinateur de la mairie")
    claire.prove()
    claire.press("Enregistrer cette clé")
    expect(claire.page.get_by_text("« Ordinateur de la mairie » est enregistré")).to_be_visible()

    claire.log_out()
    claire.press("Se connecter avec ma clé d’accès")
    expect(claire.page.get_by_role("navigation", name="Rubriques")).to_be_attached()

    claire.page.goto(f"{body}/")
    people.choose_right(claire, person="Samuel Kerbrat", places=["Mairie de Valbrune"], level="Signer")
    claire.press("Répondre avec ma clé d’accès")
    expect(claire.heading).to_contain_text("donné")
    expect(claire.page.get_by_role("main").get_by_text("Samuel Kerbrat").first).to_be_visible()
