"""Adding one and ten people, removing one and ten, undoing: on a body of one establishment and on one of forty."""

import pytest
from playwright.sync_api import expect

from paraphe.access import selectors as access
from paraphe.access.testing import Body
from paraphe.accounts.selectors import Person, person_by_email
from paraphe.registry.selectors import establishments_of, organisation_by_siren
from tests.fixtures.browser import Visitors
from tests.fixtures.portal import LivePortal
from tests.journeys import people
from tests.journeys.people import Someone

pytestmark = pytest.mark.journey

TEN = [("Nouvelle", f"Recrue{letter}", f"recrue.{letter.lower()}@exemple.example") for letter in "ABCDEFGHIJ"]


def body_of(siren: str, email: str) -> Body:
    """The body, with its administrator's hands for what is there before the journey begins."""
    organisation, administrator = organisation_by_siren(siren), person_by_email(email)
    assert administrator is not None
    return Body(organisation, administrator, establishments_of(organisation))


def fill_body(body: Body) -> list[Person]:
    """Ten declarants who sign for the head office."""
    leaving = [
        body.add_declarant(given_name="Ancien", family_name=f"Agent{letter}") for letter in "ABCDEFGHIJ"
    ]
    for person in leaving:
        body.grant(person)
    return leaving


def open_adding(someone: Someone) -> None:
    someone.go("Personnes")
    someone.follow("Ajouter des déclarants")
    expect(someone.heading).to_have_text("Ajouter un ou plusieurs déclarants")


def choose_rights(someone: Someone, *, place: str = "") -> None:
    """The payroll profile: on one establishment, or on all of today's."""
    someone.page.get_by_role("radio", name="Le profil « Paie »").check()
    if place:
        someone.page.get_by_text("Cocher parmi").click()
        someone.page.get_by_role("checkbox", name=place).check()
    else:
        someone.page.locator("label").get_by_text("Tous ceux d’aujourd’hui", exact=True).check()
    someone.press("Continuer")
    expect(someone.heading).to_have_text("Relisez avant d’ajouter")


def confirm(someone: Someone, button: str = "Confirmer") -> None:
    someone.prove()
    someone.press(button)


def add_one(someone: Someone, place: str) -> None:
    """One person, typed, with her rights in the same act."""
    open_adding(someone)
    someone.fill("Prénom", "Zoé")
    someone.fill("Nom", "Vial")
    someone.fill("Adresse électronique", "mairie@exemple.example")
    someone.press("Continuer")
    expect(someone.page.get_by_role("alert")).to_contain_text("Ligne 1")
    someone.fill("Adresse électronique", "zoe.vial@exemple.example")
    choose_rights(someone, place=place)
    confirm(someone)
    expect(someone.heading).to_have_text("Une personne est ajoutée")


def add_ten(someone: Someone) -> None:
    """Ten people, pasted."""
    open_adding(someone)
    someone.page.get_by_text("Coller une liste de personnes").click()
    someone.fill("Ou collez une liste", "\n".join(f"{given};{family};{mail}" for given, family, mail in TEN))
    choose_rights(someone)
    expect(someone.page.get_by_role("main")).to_contain_text("10 invitations partent")
    confirm(someone)
    expect(someone.heading).to_have_text("Des personnes sont ajoutées")
    expect(someone.page.get_by_role("main")).to_contain_text(TEN[9][2])


def remove_one(someone: Someone, person: Person) -> None:
    """One person, from her page."""
    someone.go("Personnes")
    someone.page.get_by_label("Nom ou courriel").fill(person.full_name)
    someone.press("Filtrer")
    someone.follow(person.full_name)
    someone.follow("Retirer de l’organisme")
    someone.fill("Motif", "Départ")
    someone.press("Retirer cette personne")
    expect(someone.heading).to_have_text("Une personne quitte l’organisme")


def remove_several(someone: Someone, persons: list[Person]) -> None:
    """Several people, ticked in the list."""
    someone.go("Personnes")
    for person in persons:
        someone.page.get_by_role("checkbox", name=f"Choisir {person.full_name}").check()
    someone.press("Retirer les personnes cochées")
    expect(someone.page.get_by_role("main")).to_contain_text("Agent")
    someone.fill("Motif", "Réorganisation")
    confirm(someone, f"Retirer ces {len(persons)} personnes")
    expect(someone.heading).to_have_text("Des personnes quittent l’organisme")


def undo(someone: Someone) -> None:
    someone.follow("Annuler cet acte")
    confirm(someone, "Annuler cet acte")
    expect(someone.heading).to_have_text("L’acte est annulé")


@pytest.mark.parametrize(
    ("siren", "email", "place"),
    [
        pytest.param("219904125", people.CLAIRE, "", id="one"),
        pytest.param("269900015", people.HELENE, "Pôle 02", id="forty", marks=pytest.mark.drill),
    ],
)
def test_add_and_remove_one_and_ten_people_then_undo(
    live_portal: LivePortal, new_visitor: Visitors, siren: str, email: str, place: str
) -> None:
    body = body_of(siren, email)
    leaving = fill_body(body)
    administrator = people.seeded(new_visitor(live_portal.origin), email)
    administrator.log_in()
    add_one(administrator, place)
    add_ten(administrator)
    live_portal.wait_for_mail(TEN[0][2])
    remove_one(administrator, leaving[0])
    assert access.membership_of(body.organisation, leaving[0].pk) is None
    remove_several(administrator, leaving[1:])
    here = {row.person_id for row in access.members_of(body.organisation)}
    assert not here & {person.pk for person in leaving}
    if place:
        undo(administrator)
        here = {row.person_id for row in access.members_of(body.organisation)}
        assert here >= {person.pk for person in leaving[1:]}
