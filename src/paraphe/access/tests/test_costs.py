"""What rights cost: two round trips a decision, pages that do not grow, and the plan that keeps it so."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from paraphe.access import facts, overview, selectors
from paraphe.access.testing import Body, make_body
from paraphe.access.tests.conftest import LogIn
from paraphe.access.vocabulary import Action
from paraphe.kernel import clock
from tests.fixtures.database import LiveDatabase

PAGES = ["access:people", "access:grant", "access:matrix", "access:register", "home:body"]


def queries_of(client: Client, address: str) -> int:
    """Queries of a page seen a second time, so that nothing is first-time."""
    client.get(address)
    with CaptureQueriesContext(connections["default"]) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def grow(body: Body, count: int) -> None:
    for number in range(count):
        body.grant(body.add_declarant(given_name=f"Odile {number}"), places=body.places)
        body.invite(
            email=f"invite{count}.{number}@exemple.fr", given_name="Yanis", family_name=f"Delorme {number}"
        )


def test_open_pages_with_more_people_costs_no_more_queries(body: Body, logged_in: LogIn) -> None:
    grow(body, 2)
    client = logged_in(body.administrator)
    addresses = [reverse(name, args=[body.organisation.ref]) for name in PAGES]
    before = {address: queries_of(client, address) for address in addresses}
    grow(body, 20)
    assert {address: queries_of(client, address) for address in addresses} == before


def test_open_person_with_more_rights_costs_no_more_queries(body: Body, logged_in: LogIn) -> None:
    few, many = body.add_declarant(), body.add_declarant(given_name="Yanis")
    body.grant(few)
    for place in body.places:
        body.grant(many, places=[place])
    client = logged_in(body.administrator)
    costs = [
        queries_of(client, reverse("access:person", args=[body.organisation.ref, person.ref]))
        for person in (few, many)
    ]
    assert costs[0] == costs[1]


@pytest.mark.parametrize("asked", ["decide", "explain", "whom", "who", "grid"])
def test_ask_rights_takes_two_round_trips(asked: str, body: Body) -> None:
    body.grant(body.add_declarant(), places=None)
    siren, siret = body.organisation.siren, body.places[0].siret
    question = selectors.ask(
        body.administrator.pk, Action.DECLARATION_SIGN, siren, siret=siret, service="dsn"
    )
    asks: dict[str, Callable[[], object]] = {
        "decide": lambda: selectors.decide(question),
        "explain": lambda: selectors.explain(question),
        "whom": lambda: selectors.whom_may_act(question),
        "who": lambda: selectors.who_may(question),
        "grid": lambda: overview.rights_grid(body.organisation),
    }
    with CaptureQueriesContext(connections["default"]) as seen:
        asks[asked]()
    assert len(seen) <= 2


FILL = """
insert into accounts_person (ref, email, given_name, family_name, password, is_active, created_at, sessions_epoch)
select 'filler' || lpad(n::text, 14, 'z'), 'filler' || n || '@exemple.fr', 'F', n::text, '', true, now(), 0
from generate_series(1, 400) n;
insert into access_habilitation (ref, person_id, siren, siret, service_id, level, valid_from, valid_to, granted_entry)
select substr(md5(p.id || '-' || n), 1, 20), p.id, 999000000 + n, 99900000000000 + n, %(service)s, 1,
       now() - interval '1 day', now() + interval '300 days', 1
from accounts_person p, generate_series(1, 80) n where p.family_name ~ '^[0-9]+$';
analyze access_habilitation;
"""


def test_decide_among_many_rights_uses_the_btree(live_database: LiveDatabase) -> None:
    body = make_body()
    declarant = body.add_declarant()
    body.grant(declarant)
    with connections["owner"].cursor() as cursor:
        cursor.execute(FILL, {"service": body.service("dsn").pk})
    at = clock.now() + timedelta(seconds=1)
    parameters: dict[str, Any] = {
        "siren": body.organisation.siren,
        "siren_number": int(body.organisation.siren),
        "persons": [declarant.pk],
        "sirets": [body.places[0].siret],
        "siret_numbers": [int(body.places[0].siret)],
        "services": ["dsn"],
        "late": 12,
        "current": True,
        "at": at,
    }
    with connections["default"].cursor() as cursor:
        cursor.execute(f"explain {facts._STATEMENT}", parameters)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "access_right_by_person" in plan or "access_right_by_place" in plan
    assert "access_habilitation_no_overlap" not in plan
    assert "Seq Scan on access_habilitation" not in plan
