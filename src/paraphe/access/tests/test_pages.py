"""The pages of rights over HTTP: who may open them, what they say, what they write."""

import pytest
from django.urls import reverse

from paraphe.access import selectors
from paraphe.access.testing import Body
from paraphe.access.tests.conftest import LogIn
from paraphe.access.vocabulary import Level

ADMINISTRATOR_PAGES = [
    "people",
    "add_people",
    "invitations",
    "matrix",
    "grant",
    "mine",
    "register",
    "accesses",
]


def page(name: str, body: Body, *args: object) -> str:
    return reverse(f"access:{name}", args=[body.organisation.ref, *args])


@pytest.mark.parametrize("name", ADMINISTRATOR_PAGES)
def test_open_page_as_administrator_shows_it(name: str, body: Body, logged_in: LogIn) -> None:
    body.grant(body.add_declarant())
    answer = logged_in(body.administrator).get(page(name, body))
    assert answer.status_code == 200, answer.content.decode()[:2000]
    assert "<h1>" in answer.content.decode()


@pytest.mark.parametrize(
    "name", ["people", "add_people", "invitations", "matrix", "grant", "register", "accesses"]
)
def test_open_page_as_declarant_is_refused_with_who_can_lift(name: str, body: Body, logged_in: LogIn) -> None:
    answer = logged_in(body.add_declarant()).get(page(name, body))
    text = answer.content.decode()
    assert answer.status_code == 403
    assert "Cet acte est réservé aux administrateurs" in text
    assert "Claire Maubert" in text


@pytest.mark.parametrize("level", list(Level))
def test_explain_right_of_a_person_shows_the_chain(level: Level, body: Body, logged_in: LogIn) -> None:
    declarant = body.add_declarant()
    body.grant(declarant, level=Level.PREPARE)
    asked = {"acte": level.code, "service": "dsn", "etablissement": body.places[0].ref}
    answer = logged_in(body.administrator).get(page("person", body, declarant.ref), asked)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert ("Oui. Le" in text) == (level <= Level.PREPARE)
    assert ("Le droit en cours est d’un niveau inférieur" in text) == (level > Level.PREPARE)


def test_list_people_shows_members_and_invited(body: Body, logged_in: LogIn) -> None:
    body.add_declarant()
    body.invite(email="yanis.delorme@exemple.fr", given_name="Yanis", family_name="Delorme")
    text = logged_in(body.administrator).get(page("people", body)).content.decode()
    assert "Odile Farge" in text
    assert "Invitation valable jusqu’au" in text
    assert len(selectors.members_of(body.organisation)) == 2
