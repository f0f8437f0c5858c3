"""The growing delay: it grows, it is capped, it is shared by all workers, and an outsider locks nobody out."""

import contextlib
import subprocess
import sys
import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connections, transaction
from hypothesis import given
from hypothesis import strategies as st

from paraphe.accounts import passwords, throttle
from paraphe.accounts.errors import TooManyTries
from paraphe.accounts.models import Throttle
from paraphe.accounts.testing import PASSWORD, login, make_newcomer, make_person, next_code
from paraphe.kernel import clock

from .conftest import Visitor, enrol_passkey, is_logged_in

LOG_IN = "/compte/connexion/"
SECOND = "/compte/connexion/second-facteur/"
WORKER = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "paraphe.config.settings"
import django
django.setup()
from paraphe.accounts import passwords, throttle
from paraphe.accounts.errors import TooManyTries
passed = 0
print("ready", flush=True)
sys.stdin.readline()
for _ in range(20):
    try:
        throttle.count_try(throttle.key("account", "cible@exemple.fr"))
        passed += 1
    except TooManyTries:
        pass
print(passed)
"""


@given(st.integers(0, 10_000), st.sampled_from(sorted(throttle.POLICIES)))
def test_wait_after_failures_grows_and_is_capped(failures: int, name: str) -> None:
    policy = throttle.POLICIES[name]
    wait = policy.wait_after(failures)
    assert 0 <= wait <= policy.cap <= 900
    assert wait <= policy.wait_after(failures + 1)
    assert (wait == 0) == (failures < policy.free)


def _fail(visitor: Visitor, email: str, times: int) -> Any:
    for _ in range(times):
        answer = visitor.post(LOG_IN, {"email": email, "password": "pas le bon mot de passe"})
    return answer


def test_log_in_after_five_failures_must_wait(visitor: Visitor) -> None:
    person, _ = make_person()
    _fail(visitor, person.email, 5)
    told = visitor.post(LOG_IN, {"email": person.email, "password": PASSWORD})
    assert "Recommencez dans 5 secondes" in told.content.decode()
    with clock.freeze(clock.now() + timedelta(seconds=6)):
        assert visitor.post(LOG_IN, {"email": person.email, "password": PASSWORD})["Location"] == SECOND


def test_log_in_failures_wait_the_same_for_nobody(visitor: Visitor) -> None:
    person, _ = make_person()
    known = _fail(visitor, person.email, 6).content.decode()
    unknown = _fail(Visitor(REMOTE_ADDR="192.0.2.7"), "inconnue@exemple.fr", 6).content.decode()
    assert "Recommencez dans 5 secondes" in known
    assert "Recommencez dans 5 secondes" in unknown


def test_insist_during_the_wait_does_not_lengthen_it(db: None) -> None:
    now, key = clock.now(), throttle.key("account", "cible@exemple.fr")
    with clock.freeze(now):
        for _ in range(5):
            throttle.count_try(key)
        for _ in range(50):
            with pytest.raises(TooManyTries):
                throttle.count_try(key)
    with clock.freeze(now + timedelta(seconds=6)):
        throttle.count_try(key)
    assert Throttle.objects.get().failures == 6


def _attack(email: str, at: datetime, *, hours: int) -> datetime:
    """An outsider who tries as soon as allowed, for hours; an instant inside the last wait."""
    end = at + timedelta(hours=hours)
    while True:
        with clock.freeze(at):
            try:
                throttle.count_try(throttle.key("account", email))
            except TooManyTries as wait:
                if at > end:
                    return at
                at += timedelta(seconds=wait.data["seconds"])
            else:
                at += timedelta(seconds=1)


def test_besiege_account_for_days_leaves_the_known_browser_in(visitor: Visitor) -> None:
    person, _ = make_person()
    login(visitor, person)
    visitor.post("/compte/deconnexion/")
    with clock.freeze(_attack(person.email, clock.now(), hours=12)):
        stranger = Visitor()
        told = stranger.post(LOG_IN, {"email": person.email, "password": PASSWORD})
        assert told.status_code == 422
        login(visitor, person)
    assert is_logged_in(visitor)


def test_besiege_account_leaves_the_passkey_in(visitor: Visitor) -> None:
    person = make_newcomer()
    key = enrol_passkey(visitor, person)
    with clock.freeze(_attack(person.email, clock.now(), hours=12)):
        other = Visitor()
        other.post(f"{LOG_IN}cle/", {"answer": key.get(other.post(f"{LOG_IN}cle/defi/").json())})
        assert is_logged_in(other)


def test_besiege_account_leaves_the_mailbox_in(visitor: Visitor) -> None:
    person, _ = make_person()
    _attack(person.email, clock.now(), hours=12)
    visitor.post("/compte/mot-de-passe/oublie/", {"email": person.email})
    link = next(line for line in str(mail.outbox[-1].body).splitlines() if "/nouveau/" in line)
    visitor.get(link)
    new = "une autre phrase tout à fait"
    visitor.post("/compte/mot-de-passe/nouveau/", {"password": new, "again": new})
    login(visitor, person, password=new)
    assert is_logged_in(visitor)


def test_fail_second_factor_five_times_must_wait(visitor: Visitor) -> None:
    person, _ = make_person()
    visitor.post(LOG_IN, {"email": person.email, "password": PASSWORD})
    for _ in range(5):
        visitor.post(SECOND, {"code": "000000"})
    told = visitor.post(SECOND, {"code": next_code(person)})
    assert "Recommencez dans" in told.content.decode()
    assert not is_logged_in(visitor)


def test_mistype_now_and_then_for_weeks_earns_no_wait(visitor: Visitor) -> None:
    person, _ = make_person()
    at = clock.now()
    for day in range(12):
        with clock.freeze(at + timedelta(days=day)):
            _fail(visitor, person.email, 1)
            login(visitor, person)
            visitor.post("/compte/deconnexion/")
    assert not Throttle.objects.filter(failures__gt=1).exists()


def test_fail_many_accounts_from_one_network_must_wait(db: None) -> None:
    visitor = Visitor(REMOTE_ADDR="2001:db8::1")
    for number in range(30):
        _fail(visitor, f"personne{number}@exemple.fr", 1)
    neighbour = Visitor(REMOTE_ADDR="2001:db8::abcd")
    assert "Recommencez dans" in _fail(neighbour, "autre@exemple.fr", 1).content.decode()
    assert "Recommencez dans" not in _fail(Visitor(), "autre@exemple.fr", 1).content.decode()


def test_count_tries_keeps_no_address_in_clear(visitor: Visitor) -> None:
    _fail(visitor, "cible@exemple.fr", 1)
    rows = [str(row) for row in Throttle.objects.values_list()]
    assert rows
    assert not any("cible" in row or "127.0.0.1" in row for row in rows)


def test_forget_old_counts_keeps_the_recent(db: None) -> None:
    with clock.freeze(clock.now() - timedelta(days=2)):
        throttle.count_try(throttle.key("account", "ancienne@exemple.fr"))
    throttle.count_try(throttle.key("account", "recente@exemple.fr"))
    assert throttle.forget_old_counts() == 1
    assert Throttle.objects.count() == 1


def test_count_tries_in_two_workers_shares_one_limit(live_database: Any) -> None:
    from django.conf import settings

    environment = {
        "DATABASE_URL": live_database.address,
        "PARAPHE_SECRET_KEY": settings.SECRET_KEY,
        "PARAPHE_VAR": str(live_database.state),
        "PATH": "/usr/bin:/bin",
    }
    command = [sys.executable, "-c", WORKER]
    pipe = subprocess.PIPE
    workers = [
        subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, text=True) for _ in range(2)
    ]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("\n")
        worker.stdin.flush()
    passed = [int(worker.communicate()[0]) for worker in workers]
    assert sum(passed) == 5


def test_count_try_beside_one_in_progress_loses_neither(live_database: Any) -> None:
    key, counted = throttle.key("account", "cible@exemple.fr"), threading.Event()
    for _ in range(3):
        throttle.count_try(key)

    def come() -> None:
        with contextlib.suppress(TooManyTries):
            throttle.count_try(key)
        counted.set()
        connections.close_all()

    with transaction.atomic(using="outside"):
        throttle.count_try(key)
        other = threading.Thread(target=come)
        other.start()
        assert not counted.wait(0.3)  # it waits for this transaction
    other.join()
    assert Throttle.objects.get().failures == 5


def test_hash_passwords_of_many_strangers_waits_for_room(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "PATIENCE", 0.05)
    person, _ = make_person()
    with passwords.hashing_slot(), passwords.hashing_slot():
        told = visitor.post(LOG_IN, {"email": person.email, "password": PASSWORD})
        assert "Recommencez dans" in told.content.decode()
    assert visitor.post(LOG_IN, {"email": person.email, "password": PASSWORD})["Location"] == SECOND
