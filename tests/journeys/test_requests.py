"""From a refusal to the act: a declarant asks, an administrator gives, the declarant acts; on 1 and on 40 places."""

import pytest
from playwright.sync_api import expect

from paraphe.registry.selectors import establishments_of, organisation_by_siren
from tests.fixtures.browser import Visitors
from tests.fixtures.portal import LivePortal
from tests.journeys import people

pytestmark = pytest.mark.journey

HOSPITAL, COMMUNE = "269900015", "219904125"
NADIA = "nadia.belkhir@valbrune.example"


def send_request(person: people.Someone, *, level: str) -> None:
    """Choose the level, say why, and send the form in front of the person."""
    expect(person.heading).to_have_text("Demander un droit")
    person.page.locator("label").get_by_text(level, exact=True).check()
    person.fill("Pourquoi vous en avez besoin", "La paie du mois est prête.")
    person.press("Envoyer la demande")
    expect(person.page.get_by_text("Attend une réponse")).to_be_visible()


def approve(administrator: people.Someone, *, name: str) -> None:
    """Answer the person's request with what is asked, from the list of requests."""
    administrator.page.goto(f"{administrator.body}/demandes/")
    administrator.follow(name)
    administrator.follow("Accorder")
    expect(administrator.heading).to_have_text("Relisez avant d’accorder")
    administrator.prove()
    administrator.press("Accorder ce droit")
    expect(administrator.heading).not_to_have_text("Relisez avant d’accorder")


def test_ask_from_a_refusal_on_forty_establishments_then_sign(
    live_portal: LivePortal, new_visitor: Visitors
) -> None:
    there = establishments_of(organisation_by_siren(HOSPITAL))[1]
    yanis = people.seeded(new_visitor(live_portal.origin), people.YANIS)
    helene = people.seeded(new_visitor(live_portal.origin), people.HELENE)
    yanis.log_in()
    people.deposit(yanis, people.write_file(there.siret))
    expect(yanis.heading).to_have_text("Ce fichier est refusé")
    yanis.follow("Demander ce droit")
    chosen = yanis.page.get_by_label("Pour quel établissement").locator("option:checked")
    expect(chosen).to_contain_text(there.name)
    send_request(yanis, level="Signer")
    helene.log_in()
    approve(helene, name="Yanis Delorme")
    yanis.page.reload()
    expect(yanis.page.get_by_text("Accordée par Hélène Guivarc’h").first).to_be_visible()
    people.deposit(yanis, people.write_file(there.siret))
    people.sign(yanis)


def test_ask_from_own_rights_on_one_establishment_raises_the_level(
    live_portal: LivePortal, new_visitor: Visitors
) -> None:
    (place,) = establishments_of(organisation_by_siren(COMMUNE))
    nadia = people.seeded(new_visitor(live_portal.origin), NADIA)
    claire = people.seeded(new_visitor(live_portal.origin), people.CLAIRE)
    nadia.log_in()
    nadia.page.goto(f"{nadia.body}/mes-droits")
    nadia.follow("Demander un droit")
    nadia.page.get_by_label("Pour quel service").select_option(value="dsn")
    send_request(nadia, level="Signer")
    claire.log_in()
    approve(claire, name="Nadia Belkhir")
    people.deposit(nadia, people.write_file(place.siret))
    people.sign(nadia)
    expect(nadia.heading).to_contain_text("Reçu")
