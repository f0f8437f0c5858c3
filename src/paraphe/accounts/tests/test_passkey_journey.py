"""A passkey in a real browser: enrolled, used to log in, then to prove presence for an act."""

import pytest

from paraphe.accounts import selectors
from paraphe.accounts.testing import PASSWORD, make_newcomer
from tests.fixtures.browser import CodeDevice, Visitors, add_passkey_device
from tests.fixtures.portal import LivePortal

pytestmark = pytest.mark.journey


def test_use_passkey_from_enrolment_to_proof_needs_no_code(
    live_portal: LivePortal, new_visitor: Visitors
) -> None:
    person = make_newcomer()
    page = new_visitor(live_portal.origin)
    add_passkey_device(page)
    page.goto("/compte/")
    page.fill("[name=email]", person.email)
    page.fill("[name=password]", PASSWORD)
    page.click("text=Continuer")
    page.click("text=Enregistrer une clé d’accès")
    page.click("text=Enregistrer cette clé")
    page.wait_for_url("**/codes-de-secours/")
    page.click("text=Créer dix codes de secours")
    assert page.locator("ol.ref li").count() == 10
    page.goto("/compte/deconnexion/")
    page.locator("main button").click()
    page.click("text=Se connecter avec ma clé d’accès")
    page.wait_for_url(lambda url: "/connexion/" not in url)
    page.goto("/compte/second-facteur/application/")
    device = CodeDevice(page.locator("p.hash").inner_text())
    page.fill("[name=code]", device.read_code())
    page.click("text=Répondre avec ma clé d’accès")
    page.wait_for_url("**/compte/")
    assert {one.kind for one in selectors.active_credentials(person)} >= {"passkey", "totp"}
