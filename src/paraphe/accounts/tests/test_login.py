"""Coming in, by every way there is, and what each refuses."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import BasePasswordHasher, get_hasher

from paraphe.accounts import services
from paraphe.accounts.models import Person
from paraphe.accounts.testing import (
    PASSWORD,
    SoftPasskey,
    login,
    make_newcomer,
    make_person,
    next_code,
    totp_code,
)
from paraphe.kernel import clock

from .conftest import Browser, bare_request, enrol_passkey, is_logged_in, words_of

LOG_IN = "/compte/connexion/"
PASSKEY = "/compte/connexion/cle/"
SECOND = "/compte/connexion/second-facteur/"
ENROLMENT = "/compte/second-facteur/"
HOME = "/compte/"


def test_log_in_with_password_then_code_opens_account(browser: Browser) -> None:
    person, _ = make_person()
    first = browser.post(LOG_IN, {"email": person.email.upper(), "password": PASSWORD})
    assert (first.status_code, first["Location"]) == (302, SECOND)
    assert not is_logged_in(browser)
    second = browser.post(SECOND, {"code": next_code(person)})
    assert second.status_code == 302
    assert browser.get(HOME).status_code == 200


def test_log_in_with_password_alone_opens_nothing(browser: Browser) -> None:
    person, _ = make_person()
    browser.post(LOG_IN, {"email": person.email, "password": PASSWORD})
    assert browser.get(HOME)["Location"].startswith(LOG_IN)
    assert browser.get("/compte/sessions/")["Location"].startswith(LOG_IN)


def test_log_in_without_factor_leads_to_enrolment(browser: Browser) -> None:
    person = make_newcomer()
    browser.post(LOG_IN, {"email": person.email, "password": PASSWORD})
    assert is_logged_in(browser)
    assert browser.get(HOME)["Location"] == ENROLMENT


def test_log_in_refused_gives_same_page_whoever_it_is(browser: Browser) -> None:
    known, _ = make_person()
    invited = services.apply_new_person(email="invite@exemple.fr", given_name="Ida", family_name="Nox")
    closed, _ = make_person()
    services.apply_deactivation(person=closed)
    pages = set()
    for email, password in (
        (known.email, "pas le bon mot de passe"),
        ("personne.inconnue@exemple.fr", PASSWORD),
        (invited.email, PASSWORD),
        (closed.email, PASSWORD),
    ):
        answer = browser.post(LOG_IN, {"email": email, "password": password})
        pages.add((answer.status_code, words_of(answer, hidden=email)))
    assert len(pages) == 1


def test_log_in_refused_costs_one_hash_whoever_it_is(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, _ = make_person()
    invited = services.apply_new_person(email="invite@exemple.fr", given_name="Ida", family_name="Nox")
    costs: list[int] = []
    hasher = type(get_hasher())
    encode = hasher.encode

    def count(self: BasePasswordHasher, password: str, salt: str, *more: Any, **options: Any) -> str:
        costs[-1] += 1
        return str(encode(self, password, salt, *more, **options))

    monkeypatch.setattr(hasher, "encode", count)
    for email in (known.email, "personne.inconnue@exemple.fr", invited.email):
        costs.append(0)
        browser.post(LOG_IN, {"email": email, "password": "pas le bon mot de passe"})
    assert costs == [1, 1, 1]


def test_type_code_twice_is_refused_the_second_time(browser: Browser) -> None:
    person, _ = make_person()
    code = next_code(person)
    for expected in (True, False):
        other = Browser()
        other.post(LOG_IN, {"email": person.email, "password": PASSWORD})
        other.post(SECOND, {"code": code})
        assert is_logged_in(other) is expected


def test_type_code_older_than_one_spent_is_refused(browser: Browser) -> None:
    person, secret = make_person()
    for steps, expected in ((1, True), (0, False)):
        other = Browser()
        other.post(LOG_IN, {"email": person.email, "password": PASSWORD})
        other.post(SECOND, {"code": totp_code(secret, steps=steps)})
        assert is_logged_in(other) is expected


@pytest.mark.parametrize("steps", [-2, 2])
def test_type_code_outside_tolerance_is_refused(browser: Browser, steps: int) -> None:
    at = clock.now() + timedelta(hours=1)
    person, secret = make_person()
    with clock.freeze(at):
        browser.post(LOG_IN, {"email": person.email, "password": PASSWORD})
        answer = browser.post(SECOND, {"code": totp_code(secret, steps=steps)})
    assert (answer.status_code, is_logged_in(browser)) == (422, False)


def test_type_recovery_code_logs_in_once(browser: Browser) -> None:
    person, _ = make_person()
    code = services.draw_recovery_codes(person=person, actor=person)[3]
    for typed, expected in ((code.upper().replace("-", " "), True), (code, False)):
        other = Browser()
        other.post(LOG_IN, {"email": person.email, "password": PASSWORD})
        other.post(SECOND, {"code": typed})
        assert is_logged_in(other) is expected


def test_log_in_lands_where_one_was_going(browser: Browser) -> None:
    person, _ = make_person()
    asked = browser.get("/compte/sessions/")
    assert asked["Location"] == f"{LOG_IN}?next=/compte/sessions/"
    browser.post(LOG_IN, {"email": person.email, "password": PASSWORD, "next": "/compte/sessions/"})
    assert browser.post(SECOND, {"code": next_code(person)})["Location"] == "/compte/sessions/"


@pytest.mark.parametrize("url", ["https://ailleurs.example/", "//ailleurs.example/", "javascript:alert(1)"])
def test_log_in_never_leads_elsewhere(browser: Browser, url: str) -> None:
    person, _ = make_person()
    browser.post(LOG_IN, {"email": person.email, "password": PASSWORD, "next": url})
    assert "ailleurs" not in browser.post(SECOND, {"code": next_code(person)})["Location"]


def test_log_in_changes_session_key(browser: Browser) -> None:
    person, _ = make_person()
    browser.post(LOG_IN, {"email": person.email, "password": PASSWORD})
    before = browser.session.session_key
    browser.post(SECOND, {"code": next_code(person)})
    assert browser.session.session_key != before


def test_close_account_kills_session_at_next_request(browser: Browser) -> None:
    person, _ = make_person()
    login(browser, person)
    assert browser.get(HOME).status_code == 200
    services.apply_deactivation(person=person)
    assert browser.get(HOME)["Location"].startswith(LOG_IN)


def test_log_out_ends_session_on_server(browser: Browser) -> None:
    person, _ = make_person()
    login(browser, person)
    cookie = browser.cookies["session"].value
    assert browser.post("/compte/deconnexion/").status_code == 302
    browser.cookies["session"] = cookie
    assert browser.get(HOME)["Location"].startswith(LOG_IN)


def test_log_out_by_link_alone_does_nothing(browser: Browser) -> None:
    person, _ = make_person()
    login(browser, person)
    browser.get("/compte/deconnexion/")
    assert browser.get(HOME).status_code == 200


def test_log_in_by_passkey_needs_no_password(browser: Browser) -> None:
    person = make_newcomer()
    key = enrol_passkey(browser, person)
    other = Browser()
    answer = key.get(other.post(f"{PASSKEY}defi/").json())
    assert other.post(PASSKEY, {"answer": answer}).status_code == 302
    assert other.get(HOME).status_code == 200


def test_prove_second_factor_by_passkey_opens_account(browser: Browser) -> None:
    person = make_newcomer()
    key = enrol_passkey(browser, person)
    other = Browser()
    other.post(LOG_IN, {"email": person.email, "password": PASSWORD})
    answer = key.get(other.post(f"{SECOND}defi/").json())
    other.post(SECOND, {"answer": answer})
    assert is_logged_in(other)


def test_answer_passkey_challenge_twice_is_refused(browser: Browser) -> None:
    person = make_newcomer()
    key = enrol_passkey(browser, person)
    other = Browser()
    answer = key.get(other.post(f"{PASSKEY}defi/").json())
    other.post(PASSKEY, {"answer": answer})
    other.post("/compte/deconnexion/")
    other.post(PASSKEY, {"answer": answer})
    assert not is_logged_in(other)


@pytest.mark.parametrize("fault", ["unverified", "origin", "other key", "other challenge", "other handle"])
def test_log_in_by_passkey_with_a_fault_is_refused(browser: Browser, fault: str) -> None:
    person, victim = make_newcomer(), make_newcomer()
    key = enrol_passkey(browser, person)
    other = Browser()
    options = other.post(f"{PASSKEY}defi/").json()
    if fault == "unverified":
        key.verified = False
    elif fault == "origin":
        key.origin = "http://faux.localhost.example"
    elif fault == "other key":
        key = SoftPasskey(id=key.id, handle=key.handle)
    elif fault == "other challenge":
        options["publicKey"]["challenge"] = "A" * 43
    else:
        key.handle = victim.ref.encode()
    other.post(PASSKEY, {"answer": key.get(options)})
    assert not is_logged_in(other)


@pytest.mark.parametrize(
    "answer",
    [
        *("", "{", "[]", "null", "3", '"x"', "{}", '{"response": 3}', '{"response": {"userHandle": null}}'),
        json.dumps({"id": "a", "rawId": "a", "type": "public-key", "response": {"userHandle": "YQ"}}),
    ],
)
def test_log_in_by_passkey_with_anything_else_is_told(browser: Browser, answer: str) -> None:
    make_newcomer()
    browser.post(f"{PASSKEY}defi/")
    assert browser.post(PASSKEY, {"answer": answer})["Location"] == LOG_IN


def test_log_in_by_passkey_on_closed_account_is_refused(browser: Browser) -> None:
    person = make_newcomer()
    key = enrol_passkey(browser, person)
    services.apply_deactivation(person=person)
    other = Browser()
    other.post(PASSKEY, {"answer": key.get(other.post(f"{PASSKEY}defi/").json())})
    assert not is_logged_in(other)


def test_log_in_by_link_asks_for_the_factor_enrolled(db: None) -> None:
    person, _ = make_person()
    with bare_request() as request:
        answer = services.log_in(request, Person.objects.get(pk=person.pk))
        assert answer["Location"] == SECOND
        assert not request.user.is_authenticated
