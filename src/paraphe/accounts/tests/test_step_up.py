"""The proof for one act: bound to it, once, five minutes, by a second factor only."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.http import HttpRequest

from paraphe.accounts import passkeys, selectors, services
from paraphe.accounts.errors import ProofRefused, StepUpMissing, TooManyTries
from paraphe.accounts.models import Credential, Person, StepUp
from paraphe.accounts.step_ups import act_digest
from paraphe.accounts.testing import (
    PASSWORD,
    SoftPasskey,
    give_step_up,
    make_newcomer,
    make_person,
    next_code,
)
from paraphe.kernel import clock

from .conftest import bare_request

ACT = "access.habilitation.granted:0f3a"
OTHER = "access.habilitation.granted:0f3b"


@contextmanager
def _request_of(person: Person) -> Iterator[HttpRequest]:
    with bare_request() as request:
        request.user = person
        yield request


def _person_with_passkey(request: HttpRequest) -> tuple[Person, SoftPasskey]:
    person, key = make_newcomer(), SoftPasskey()
    request.user = person
    answer = passkeys.read_answer(key.create(passkeys.begin_enrolment(request, person)))
    checked = passkeys.complete_enrolment(request, answer)
    services.enrol_passkey(person=person, answer=checked, label="Clé", actor=person)
    return person, key


def test_prove_presence_with_code_serves_this_act_once(db: None) -> None:
    person, _ = make_person()
    with _request_of(person) as request:
        proof = services.prove_presence(request=request, act=ACT, code=next_code(person))
    with pytest.raises(StepUpMissing):
        services.consume_step_up(person, OTHER)
    used = services.consume_step_up(person, ACT)
    assert (used.pk, used.method, used.credential.kind) == (proof.pk, "totp", "totp")
    assert used.used_at is not None
    with pytest.raises(StepUpMissing):
        services.consume_step_up(person, ACT)


def test_consume_step_up_of_someone_else_is_refused(db: None) -> None:
    person, _ = make_person()
    other, _ = make_person()
    give_step_up(person, ACT)
    with pytest.raises(StepUpMissing):
        services.consume_step_up(other, ACT)


def test_consume_step_up_after_five_minutes_is_refused(db: None) -> None:
    person, _ = make_person()
    with clock.freeze(clock.now() - timedelta(minutes=5, seconds=1)):
        give_step_up(person, ACT)
    with pytest.raises(StepUpMissing):
        services.consume_step_up(person, ACT)


def test_consume_step_up_of_revoked_credential_is_refused(db: None) -> None:
    person, _ = make_person()
    give_step_up(person, ACT)
    Credential.objects.filter(person=person).update(revoked_at=clock.now(), revoked_entry=1)
    with pytest.raises(StepUpMissing):
        services.consume_step_up(person, ACT)


def test_consume_step_up_in_a_verb_that_fails_gives_it_back(db: None) -> None:
    person, _ = make_person()
    give_step_up(person, ACT)
    with pytest.raises(ValueError, match="refused"), transaction.atomic():
        services.consume_step_up(person, ACT)
        raise ValueError("refused")
    assert services.consume_step_up(person, ACT).used_at is not None


def test_prove_presence_with_spent_code_is_refused(db: None) -> None:
    person, _ = make_person()
    code = next_code(person)
    with _request_of(person) as request:
        services.prove_presence(request=request, act=ACT, code=code)
        with pytest.raises(ProofRefused):
            services.prove_presence(request=request, act=OTHER, code=code)


@pytest.mark.parametrize("kind", ["recovery", "password", "empty"])
def test_prove_presence_with_anything_but_a_factor_is_refused(db: None, kind: str) -> None:
    person, _ = make_person()
    codes = services.draw_recovery_codes(person=person, actor=person)
    given = {"recovery": codes[0], "password": PASSWORD, "empty": ""}[kind]
    with _request_of(person) as request, pytest.raises(ProofRefused):
        services.prove_presence(request=request, act=ACT, code=given)
    assert selectors.recovery_codes_left(person) == 10
    assert not StepUp.objects.exists()


def test_prove_presence_after_failures_makes_wait(db: None) -> None:
    person, _ = make_person()
    with _request_of(person) as request:
        for _ in range(5):
            with pytest.raises(ProofRefused):
                services.prove_presence(request=request, act=ACT, code="000000")
        with pytest.raises(TooManyTries) as refusal:
            services.prove_presence(request=request, act=ACT, code=next_code(person))
        assert 0 < refusal.value.data["seconds"] <= 5
        with clock.freeze(clock.now() + timedelta(seconds=6)):
            proof = services.prove_presence(request=request, act=ACT, code=next_code(person))
    assert proof.used_at is None


def test_prove_presence_sent_again_asks_nothing_twice(db: None) -> None:
    person, _ = make_person()
    with _request_of(person) as request:
        first = services.prove_presence(request=request, act=ACT, code=next_code(person))
        again = services.prove_presence(request=request, act=ACT)
        assert first == again
        assert selectors.step_up_prompt(person, ACT).given
        with pytest.raises(ProofRefused):
            services.prove_presence(request=request, act=OTHER)


def test_prove_presence_by_passkey_serves_the_act_it_was_asked_for(db: None) -> None:
    with bare_request() as request:
        _, key = _person_with_passkey(request)
        answer = key.get(services.step_up_challenge(request=request, act_hash=act_digest(ACT)))
        services.step_up_challenge(request=request, act_hash=act_digest(OTHER))
        with pytest.raises(ProofRefused):
            services.prove_presence(request=request, act=OTHER, assertion=answer)
        proof = services.prove_presence(request=request, act=ACT, assertion=answer)
        assert (proof.method, proof.credential.label) == ("passkey", "Clé")
        with pytest.raises(ProofRefused):
            services.prove_presence(request=request, act=ACT, assertion=answer)


def test_prove_presence_by_passkey_without_verification_is_refused(db: None) -> None:
    with bare_request() as request:
        _, key = _person_with_passkey(request)
        key.verified = False
        answer = key.get(services.step_up_challenge(request=request, act_hash=act_digest(ACT)))
        with pytest.raises(ProofRefused):
            services.prove_presence(request=request, act=ACT, assertion=answer)


def test_prove_presence_by_passkey_of_someone_else_is_refused(db: None) -> None:
    with bare_request() as request:
        _, foreign = _person_with_passkey(request)
        _person_with_passkey(request)
        answer = foreign.get(services.step_up_challenge(request=request, act_hash=act_digest(ACT)))
        with pytest.raises(ProofRefused):
            services.prove_presence(request=request, act=ACT, assertion=answer)


def test_consume_step_up_by_two_verbs_at_once_serves_one(live_database: object) -> None:
    person, _ = make_person()
    give_step_up(person, ACT)
    start, results = threading.Barrier(2), []

    def act() -> None:
        start.wait()
        try:
            with transaction.atomic():
                services.consume_step_up(person, ACT)
            results.append("served")
        except StepUpMissing:
            results.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["refused", "served"]
