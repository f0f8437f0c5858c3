"""A program's way through the API, on the portal's own processes: it reads, it acts, and stops with its person."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from paraphe.access import selectors, services
from paraphe.access.testing import Body
from paraphe.access.tokens import READ, WRITE, act_of_token
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import give_step_up
from paraphe.cli.serve import pick_port, run_portal
from paraphe.registry import selectors as registry
from tests.fixtures.database import LiveDatabase
from tests.fixtures.portal import LivePortal, portal_environment, wait_until_ready
from tests.permissions.cast import HELENE, HOSPITAL, YANIS, find

ASKED = 20
"""More requests than the portal has workers: each of them answers some."""


def open_token(body: Body, person: Person) -> str:
    """A token of the person in the body."""
    membership, abilities = body.membership(person), [READ, WRITE]
    give_step_up(person, act_of_token(membership, name="Paie", abilities=abilities, lasts_days=7))
    return services.open_token(membership, name="Paie", abilities=abilities, lasts_days=7, actor=person)[1]


def ask(portal: LivePortal, secret: str, path: str, content: Any = None) -> tuple[int, Any]:
    """Status and JSON of one call, each on a connection of its own."""
    link = HTTPConnection(urlsplit(portal.origin).netloc, timeout=30)
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}
    sent = None if content is None else json.dumps(content)
    link.request("GET" if sent is None else "POST", f"/api/v1/{path}", sent, headers)
    answer = link.getresponse()
    told = answer.status, json.loads(answer.read())
    link.close()
    return told


@pytest.fixture
def two_workers(department: LiveDatabase, portal_folder: Path) -> Iterator[LivePortal]:
    """A running portal whose pages are served by two processes."""
    port = pick_port(0)
    environment = portal_environment(portal_folder, port=port, database=department)
    with run_portal(port=port, workers=2, environment=environment):
        portal = LivePortal(f"http://localhost:{port}", department)
        wait_until_ready(portal.origin)
        yield portal


@pytest.mark.journey
def test_ask_by_a_program_until_its_person_is_removed_answers_401_on_every_worker(
    two_workers: LivePortal,
) -> None:
    hospital = registry.organisation_by_siren(HOSPITAL)
    helene, yanis = find(HELENE), find(YANIS)
    body = Body(hospital, helene, registry.establishments_of(hospital))
    theirs, ours = open_token(body, yanis), open_token(body, helene)
    assert {ask(two_workers, theirs, "me")[0] for _ in range(ASKED)} == {200}
    assert ask(two_workers, theirs, "people")[0] == 403
    rights = ask(two_workers, ours, f"rights?person={yanis.ref}")[1]["items"]
    assert rights
    removal = {"people": [yanis.ref], "reason": "Fin de contrat"}
    status, act = ask(two_workers, ours, "removals", removal)
    assert (status, act["kind"]) == (200, "removal")
    assert {ask(two_workers, theirs, "me")[0] for _ in range(ASKED)} == {401}
    assert ask(two_workers, ours, f"rights?person={yanis.ref}")[1]["items"] == []
    assert selectors.membership_of(hospital, yanis.pk) is None
