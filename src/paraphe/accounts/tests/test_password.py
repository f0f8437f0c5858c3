"""Passwords: what is refused, changing, and the link that sets a new one without touching factors."""

import re
from datetime import timedelta

import pytest
from django.core import mail

from paraphe.accounts import events, selectors, services
from paraphe.accounts.errors import PasswordRefused
from paraphe.accounts.models import Person
from paraphe.accounts.passwords import check_password_choice
from paraphe.accounts.testing import PASSWORD, login, make_newcomer, make_person, next_code
from paraphe.kernel import clock

from .conftest import Visitor, is_logged_in, told_of, words_of

NEW = "une autre phrase tout à fait"
RESET = "/compte/mot-de-passe/oublie/"
SET = "/compte/mot-de-passe/nouveau/"
CHANGE = "/compte/mot-de-passe/"


@pytest.mark.parametrize(
    "password",
    [
        "court",
        "onze signes",
        "motdepasse123",
        "Azertyuiop12!",
        "m0td3p4ss3!!",
        "parapheparaphe",
        "aaaaaaaaaaaaaaa",
        "abababababababab",
        "qwertyuiop123",
        "odile.farge.2026",
        "Farge-odile-1",
        "iloveyouiloveyou",
        "securitesociale1",
    ],
)
def test_choose_refused_password_is_refused(password: str) -> None:
    person = Person(email="odile.farge@valbrune.fr", given_name="Odile", family_name="Farge")
    with pytest.raises(PasswordRefused):
        check_password_choice(password, person)


@pytest.mark.parametrize(
    "password", [PASSWORD, NEW, "odile aime les longs voyages", "Tr0ub4dor&3 et la suite"]
)
def test_choose_long_phrase_is_taken(password: str) -> None:
    check_password_choice(
        password, Person(email="odile.farge@valbrune.fr", given_name="Odile", family_name="Farge")
    )
    assert len(password) >= 12


def _link() -> str:
    found = re.search(r"http://localhost/\S+", str(mail.outbox[-1].body))
    assert found is not None
    return found[0]


def test_reset_password_by_link_keeps_factors_and_ends_sessions(visitor: Visitor) -> None:
    person, _ = make_person()
    login(visitor, person)
    before = [one.ref for one in selectors.active_credentials(person)]
    other = Visitor()
    other.post(RESET, {"email": person.email})
    assert other.get(_link())["Location"] == SET
    assert other.post(SET, {"password": NEW, "again": NEW})["Location"] == "/compte/connexion/"
    assert [one.ref for one in selectors.active_credentials(person)] == before
    assert visitor.get("/compte/")["Location"].startswith("/compte/connexion/")
    assert not is_logged_in(other)
    other.post("/compte/connexion/", {"email": person.email, "password": NEW})
    assert not is_logged_in(other)
    other.post("/compte/connexion/second-facteur/", {"code": next_code(person)})
    assert is_logged_in(other)


def test_reset_password_records_one_entry(visitor: Visitor) -> None:
    person, _ = make_person()
    visitor.post(RESET, {"email": person.email})
    visitor.get(_link())
    before = len(told_of(person))
    visitor.post(SET, {"password": NEW, "again": NEW})
    assert len(told_of(person)) == before + 1
    assert told_of(person)[-1].event == events.PASSWORD_CHANGED


def test_reset_password_twice_by_the_same_link_is_refused(visitor: Visitor) -> None:
    person, _ = make_person()
    visitor.post(RESET, {"email": person.email})
    link = _link()
    visitor.get(link)
    visitor.post(SET, {"password": NEW, "again": NEW})
    visitor.get(link)
    assert visitor.post(SET, {"password": PASSWORD, "again": PASSWORD}).status_code == 410


def test_reset_password_after_an_hour_is_refused(visitor: Visitor) -> None:
    person, _ = make_person()
    visitor.post(RESET, {"email": person.email})
    visitor.get(_link())
    with clock.freeze(clock.now() + timedelta(minutes=59)):
        assert visitor.get(SET).status_code == 200
    with clock.freeze(clock.now() + timedelta(minutes=61)):
        assert visitor.get(SET).status_code == 410


def test_reset_password_with_a_forged_link_is_refused(visitor: Visitor) -> None:
    person, _ = make_person()
    visitor.get(f"{SET}{person.ref}/c8x-0123456789abcdef0123456789abcdef/")
    assert visitor.get(SET).status_code == 410


def test_reset_password_refused_keeps_the_link(visitor: Visitor) -> None:
    person, _ = make_person()
    visitor.post(RESET, {"email": person.email})
    visitor.get(_link())
    assert visitor.post(SET, {"password": "motdepasse123", "again": "motdepasse123"}).status_code == 422
    assert visitor.post(SET, {"password": NEW, "again": "autre"}).status_code == 422
    assert visitor.post(SET, {"password": NEW, "again": NEW}).status_code == 302


def test_request_reset_tells_nothing_about_the_address(visitor: Visitor) -> None:
    known, _ = make_person()
    invited = services.apply_new_person(email="invite@exemple.fr", given_name="Ida", family_name="Nox")
    closed = make_newcomer()
    services.apply_deactivation(person=closed)
    pages = set()
    for email in (known.email, "inconnue@exemple.fr", invited.email, closed.email):
        answer = visitor.post(RESET, {"email": email}, follow=True)
        pages.add((answer.status_code, words_of(answer, hidden=email)))
    assert len(pages) == 1
    assert [message.subject for message in mail.outbox].count("Aucun compte à cette adresse") == 3
    assert "/nouveau/" not in "".join(str(message.body) for message in mail.outbox[1:])


def test_request_reset_again_and_again_stops_sending_silently(visitor: Visitor) -> None:
    person, _ = make_person()
    answers = {visitor.post(RESET, {"email": person.email})["Location"] for _ in range(8)}
    assert answers == {f"{RESET}envoye/"}
    assert len(mail.outbox) == 3


def test_change_password_needs_the_present_one(visitor: Visitor) -> None:
    person, _ = make_person()
    login(visitor, person)
    wrong = visitor.post(CHANGE, {"current": NEW, "password": NEW, "again": NEW})
    assert wrong.status_code == 422
    assert "mot de passe actuel" in wrong.content.decode()


def test_change_password_keeps_this_session_only(visitor: Visitor) -> None:
    person, _ = make_person()
    login(visitor, person)
    other = Visitor()
    login(other, person)
    assert visitor.post(CHANGE, {"current": PASSWORD, "password": NEW, "again": NEW}).status_code == 302
    assert visitor.get("/compte/").status_code == 200
    assert other.get("/compte/")["Location"].startswith("/compte/connexion/")
