"""Somebody types the leaflet's words, in a small body and in a large one, and lands on the act."""

import pytest
from playwright.sync_api import Page, expect

from tests.fixtures.browser import Visitors
from tests.fixtures.portal import LivePortal
from tests.journeys.people import CLAIRE, HELENE, YANIS, seeded

pytestmark = pytest.mark.journey
OLGA = "olga.vasseur@paraphe.example"
ADD = "mono/multi etablissements ajouter un colaborateur (declarant)"
REMOVE = "Mono/multi établissements : SUPPRIMER un collaborateur"
CANDIDATE = "inscription d'un neme administrateur - candidat ad"


def look_for(page: Page, question: str) -> None:
    """Type a question in the search of the head of the page."""
    box = page.get_by_role("banner").get_by_role("searchbox").first
    box.fill(question)
    box.press("Enter")


@pytest.mark.parametrize(
    ("who", "fitting"), [(CLAIRE, "votre seul établissement"), (HELENE, "Choisissez les établissements")]
)
def test_find_the_leaflets_phrases_in_a_body_of_one_and_of_forty_opens_their_acts(
    live_portal: LivePortal, new_visitor: Visitors, who: str, fitting: str
) -> None:
    person = seeded(new_visitor(live_portal.origin), who)
    person.log_in()
    page, first = person.page, person.page.locator(".hit-first")
    look_for(page, ADD)
    expect(first.get_by_role("heading")).to_contain_text("Ajouter un collaborateur (déclarant)")
    first.get_by_role("link", name="Lire l’explication").click()
    expect(page.get_by_role("main")).to_contain_text(fitting)
    person.follow("Ajouter un collaborateur")
    expect(person.heading).to_have_text("Ajouter un ou plusieurs déclarants")
    look_for(page, REMOVE)
    expect(first.get_by_role("heading")).to_contain_text("Supprimer un collaborateur (déclarant)")
    first.get_by_role("link", name="Choisir la personne à retirer").click()
    expect(person.heading).to_have_text("Personnes")
    look_for(page, CANDIDATE)
    expect(first.get_by_role("heading")).to_contain_text("Inscription d’un Nème Administrateur – Candidat AD")
    first.get_by_role("link", name="Me porter candidat").click()
    expect(page).to_have_url(f"{live_portal.origin}/candidature/")


def test_open_an_act_from_the_printed_sheet_survives_log_in(
    live_portal: LivePortal, new_visitor: Visitors
) -> None:
    person = seeded(new_visitor(live_portal.origin), CLAIRE)
    person.page.goto(f"/aide/?q={ADD}")
    person.page.locator(".hit-first").get_by_role("link", name="Ajouter un collaborateur").last.click()
    person.fill("Adresse électronique", person.email)
    person.fill("Mot de passe", person.password)
    person.press("Continuer")
    person.fill("Code", person.read_code())
    person.press("Se connecter")
    expect(person.heading).to_have_text("Ajouter un ou plusieurs déclarants")


def test_ask_what_help_does_not_know_is_answered_by_the_desk(
    live_portal: LivePortal, new_visitor: Visitors
) -> None:
    asker, desk = (
        seeded(new_visitor(live_portal.origin), YANIS),
        seeded(new_visitor(live_portal.origin), OLGA),
    )
    asker.log_in()
    look_for(asker.page, "xylophone baroque")
    expect(asker.page.get_by_role("heading", level=2).first).to_have_text("Aucune réponse")
    asker.follow("Poser une question")
    expect(asker.page.get_by_role("textbox", name="Sujet")).to_have_value("xylophone baroque")
    asker.fill("Votre question", "Où le trouver ?")
    asker.page.get_by_label("Joindre le contexte").check()
    asker.press("Envoyer ma question")
    expect(asker.heading).to_have_text("xylophone baroque")
    desk.log_in()
    desk.page.goto("/exploitation/")
    desk.follow("Demandes d’assistance")
    desk.follow("xylophone baroque")
    expect(desk.page.get_by_role("main")).to_contain_text("Où le trouver ?")
    desk.press("Prendre cette demande")
    desk.fill("Votre message", "À l’école de musique.")
    desk.press("Envoyer la réponse")
    expect(desk.page.get_by_role("main")).to_contain_text("Répondue")
    asker.page.reload()
    expect(asker.page.get_by_role("main")).to_contain_text("À l’école de musique.")
    asker.press("Fermer, c’est réglé")
    expect(asker.page.get_by_role("main")).to_contain_text("Fermée")
