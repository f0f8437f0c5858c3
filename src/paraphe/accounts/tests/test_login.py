"""Coming in, by every way there is, and what each refuses."""

import json
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import BasePasswordHasher, get_hasher
from django.db import connections

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

from .conftest import Visitor, bare_request, enrol_passkey, is_logged_in, words_of

LOG_IN = "/compte/connexion/"
PASSKEY = "/compte/connexion/cle/"
SECOND = "/compte/connexion/second-facteur/"
ENROLMENT = "/compte/second-facteur/"
HOME = "/compte/"


def test_log_in_with_password_then_code_opens_account(visitor: Visitor) -> None:
    person, _ = make_person()
    first = visitor.post(LOG_IN, {"email": person.email.upper(), "password": PASSWORD})
    assert (first.status_code, first["Location"]) == (302, SECOND)
    assert not is_logged_in(visitor)
    second = visitor.post(SECOND, {"code": next_code(person)})
    assert second.status_code == 302
    assert visitor.get(HOME).status_code == 200


def test_log_in_with_password_alone_opens_nothing(visitor: Visitor) -> None:
    person, _ = make_person()
    visitor.post(LOG_IN, {"email": person.email, "password": PASSWORD})
    assert visitor.get(HOME)["Location"].startswith(LOG_IN)
    assert visitor.get("/compte/sessions/")["Location"].startswith(LOG_IN)


def test_log_in_without_factor_leads_to_enrolment(visitor: Visitor) -> None:
    person = make_newcomer()
    visitor.post(LOG_IN, {"email": person.email, "password": PASSWORD})
    assert is_logged_in(visitor)
    assert visitor.get(HOME)["Location"] == ENROLMENT


def test_log_in_refused_gives_same_page_whoever_it_is(visitor: Visitor) -> None:
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
        answer = visitor.post(LOG_IN, {"email": email, "password": password})
        pages.add((answer.status_code, words_of(answer, hidden=email)))
    assert len(pages) == 1


def test_log_in_refused_costs_one_hash_whoever_it_is(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
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
        visitor.post(LOG_IN, {"email": email, "password": "pas le bon mot de passe"})
    assert costs == [1, 1, 1]


def test_type_code_twice_is_refused_the_second_time(visitor: Visitor) -> None:
    person, _ = make_person()
    code = next_code(person)
    for expected in (True, False):
        other = Visitor()
        other.post(LOG_IN, {"email": person.email, "password": PASSWORD})
        other.post(SECOND, {"code": code})
        assert is_logged_in(other) is expected


def test_type_code_in_two_workers_at_once_serves_one(live_database: object) -> None:
    person, _ = make_person()
    code, start, served = next_code(person), threading.Barrier(2), []

    def come() -> None:
        other = Visitor()
        other.post(LOG_IN, {"email": person.email, "password": PASSWORD})
        start.wait()
        other.post(SECOND, {"code": code})
        served.append(is_logged_in(other))
        connections.close_all()

    threads = [threading.Thread(target=come) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(served) == [False, True]


def test_type_code_older_than_one_spent_is_refused(visitor: Visitor) -> None:
    person, secret = make_person()
    for steps, expected in ((1, True), (0, False)):
        other = Visitor()
        other.post(LOG_IN, {"email": person.email, "password": PASSWORD})
        other.post(SECOND, {"code": totp_code(secret, steps=steps)})
        assert is_logged_in(other) is expected


@pytest.mark.parametrize("steps", [-2, 2])
def test_type_code_outside_tolerance_is_refused(visitor: Visitor, steps: int) -> None:
    at = clock.now() + timedelta(hours=1)
    person, secret = make_person()
    with clock.freeze(at):
        visitor.post(LOG_IN, {"email": person.email, "password": PASSWORD})
        answer = visitor.post(SECOND, {"code": totp_code(secret, steps=steps)})
    assert (answer.status_code, is_logged_in(visitor)) == (422, False)


def test_type_recovery_code_logs_in_once(visitor: Visitor) -> None:
    person, _ = make_person()
    code = services.draw_recovery_codes(person=person, actor=person)[3]
    for typed, expected in ((code.upper().replace("-", " "), True), (code, False)):
        other = Visitor()
        other.post(LOG_IN, {"email": person.email, "password": PASSWORD})
        other.post(SECOND, {"code": typed})
        assert is_logged_in(other) is expected


def test_log_in_lands_where_one_was_going(visitor: Visitor) -> None:
    person, _ = make_person()
    asked = visitor.get("/compte/sessions/")
    assert asked["Location"] == f"{LOG_IN}?next=/compte/sessions/"
    visitor.post(LOG_IN, {"email": person.email, "password": PASSWORD, "next": "/compte/sessions/"})
    assert visitor.post(SECOND, {"code": next_code(person)})["Location"] == "/compte/sessions/"


@pytest.mark.parametrize("url", ["https://ailleurs.example/", "//ailleurs.example/", "javascript:alert(1)"])
def test_log_in_never_leads_elsewhere(visitor: Visitor, url: str) -> None:
    person, _ = make_person()
    visitor.post(LOG_IN, {"email": person.email, "password": PASSWORD, "next": url})
    assert "ailleurs" not in visitor.post(SECOND, {"code": next_code(person)})["Location"]


def test_log_in_changes_session_key(visitor: Visitor) -> None:
    person, _ = make_person()
    visitor.post(LOG_IN, {"email": person.email, "password": PASSWORD})
    before = visitor.session.session_key
    visitor.post(SECOND, {"code": next_code(person)})
    assert visitor.session.session_key != before


def test_close_account_kills_session_at_next_request(visitor: Visitor) -> None:
    person, _ = make_person()
    login(visitor, person)
    assert visitor.get(HOME).status_code == 200
    services.apply_deactivation(person=person)
    assert visitor.get(HOME)["Location"].startswith(LOG_IN)


def test_log_out_ends_session_on_server(visitor: Visitor) -> None:
    person, _ = make_person()
    login(visitor, person)
    cookie = visitor.cookies["session"].value
    assert visitor.post("/compte/deconnexion/").status_code == 302
    visitor.cookies["session"] = cookie
    assert visitor.get(HOME)["Location"].startswith(LOG_IN)


def test_log_out_by_link_alone_does_nothing(visitor: Visitor) -> None:
    person, _ = make_person()
    login(visitor, person)
    visitor.get("/compte/deconnexion/")
    assert visitor.get(HOME).status_code == 200


def test_log_in_by_passkey_needs_no_password(visitor: Visitor) -> None:
    person = make_newcomer()
    key = enrol_passkey(visitor, person)
    other = Visitor()
    answer = key.get(other.post(f"{PASSKEY}defi/").json())
    assert other.post(PASSKEY, {"answer": answer}).status_code == 302
    assert other.get(HOME).status_code == 200


def test_prove_second_factor_by_passkey_opens_account(visitor: Visitor) -> None:
    person = make_newcomer()
    key = enrol_passkey(visitor, person)
    other = Visitor()
    other.post(LOG_IN, {"email": person.email, "password": PASSWORD})
    answer = key.get(other.post(f"{SECOND}defi/").json())
    other.post(SECOND, {"answer": answer})
    assert is_logged_in(other)


def test_answer_passkey_challenge_twice_is_refused(visitor: Visitor) -> None:
    person = make_newcomer()
    key = enrol_passkey(visitor, person)
    other = Visitor()
    answer = key.get(other.post(f"{PASSKEY}defi/").json())
    other.post(PASSKEY, {"answer": answer})
    other.post("/compte/deconnexion/")
    other.post(PASSKEY, {"answer": answer})
    assert not is_logged_in(other)


@pytest.mark.parametrize("fault", ["unverified", "origin", "other key", "other challenge", "other handle"])
def test_log_in_by_passkey_with_a_fault_is_refused(visitor: Visitor, fault: str) -> None:
    person, victim = make_newcomer(), make_newcomer()
    key = enrol_passkey(visitor, person)
    other = Visitor()
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
def test_log_in_by_passkey_with_anything_else_is_told(visitor: Visitor, answer: str) -> None:
    make_newcomer()
    visitor.post(f"{PASSKEY}defi/")
    assert visitor.post(PASSKEY, {"answer": answer})["Location"] == LOG_IN


def test_log_in_by_passkey_on_closed_account_is_refused(visitor: Visitor) -> None:
    person = make_newcomer()
    key = enrol_passkey(visitor, person)
    services.apply_deactivation(person=person)
    other = Visitor()
    other.post(PASSKEY, {"answer": key.get(other.post(f"{PASSKEY}defi/").json())})
    assert not is_logged_in(other)


def test_log_in_by_link_asks_for_the_factor_enrolled(db: None) -> None:
    person, _ = make_person()
    with bare_request() as request:
        answer = services.log_in(request, Person.objects.get(pk=person.pk))
        assert answer["Location"] == SECOND
        assert not request.user.is_authenticated
