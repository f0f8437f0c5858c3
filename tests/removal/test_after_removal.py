"""After a removal nothing is served any more: on a portal of several workers, by session nor by token.

Requests rain on the portal before, during and after; those that start once the removal has answered are all refused.
"""

import http.client
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest

from paraphe.access import services
from paraphe.access.changes import act_of_removals
from paraphe.access.testing import Body, make_body
from paraphe.access.tokens import READ, act_of_token
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import PASSWORD, give_step_up, make_person, next_code
from paraphe.cli.drills.filer import Browser
from paraphe.cli.serve import pick_port, run_portal
from tests.fixtures.database import LiveDatabase
from tests.fixtures.portal import portal_environment, wait_until_ready

WORKERS, CALLERS = 3, 4
SERVED, LONG_ENOUGH = 200, 25
PAUSE, PATIENCE = 0.02, 60.0


@dataclass(frozen=True)
class Way:
    """One way in: a page by a session, or an address of the API by a token."""

    name: str
    address: str
    headers: dict[str, str]


@dataclass
class Rain:
    """Requests without end by every way, each by a connection of its own, so that any worker may take it."""

    origin: str
    ways: list[Way]
    answers: list[tuple[str, float, int]] = field(default_factory=list)
    dry: threading.Event = field(default_factory=threading.Event)

    def ask(self, way: Way) -> int:
        """The status of one request."""
        target = urlsplit(self.origin)
        connection = http.client.HTTPConnection(target.hostname or "", target.port, timeout=PATIENCE)
        started = time.monotonic()
        try:
            connection.request("GET", way.address, headers=way.headers)
            answer = connection.getresponse()
            answer.read()
        finally:
            connection.close()
        self.answers.append((way.name, started, answer.status))
        return answer.status

    def fall(self) -> None:
        """Ask until told to stop."""
        while not self.dry.is_set():
            for way in self.ways:
                self.ask(way)
                time.sleep(PAUSE)

    def wait_for(self, count: int, *, since: float = 0.0) -> None:
        """Wait until every way was asked so many times after that instant."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            asked = Counter(name for name, started, _ in list(self.answers) if started > since)
            if all(asked[way.name] >= count for way in self.ways):
                return
            time.sleep(0.05)
        raise AssertionError(f"too few requests: {asked}")

    def statuses(self, name: str, *, since: float = 0.0, until: float = float("inf")) -> Counter[int]:
        """What one way answered to the requests that started in that time."""
        return Counter(
            status for way, started, status in self.answers if way == name and since < started < until
        )


@pytest.fixture
def crowded_portal(live_database: LiveDatabase, portal_folder: Path) -> Iterator[str]:
    """The address of a portal of several web workers on an empty database."""
    port = pick_port(0)
    environment = portal_environment(portal_folder, port=port, database=live_database)
    with run_portal(port=port, workers=WORKERS, environment=environment) as children:
        origin = f"http://localhost:{port}"
        wait_until_ready(origin)
        assert len(psutil.Process(children[0].pid).children(recursive=True)) >= WORKERS
        yield origin


def log_in(origin: str, person: Person) -> dict[str, str]:
    """The cookies of a person who logged in by the pages, as a header."""
    browser = Browser(origin)
    browser.get("/compte/connexion/")
    browser.submit({"email": person.email, "password": PASSWORD}, action=r"/compte/connexion/$")
    page = browser.submit({"code": next_code(person)}, action="second-facteur/$")
    assert page.status == SERVED, page.text[:300]
    return {"Cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies().items())}


def open_token(body: Body, person: Person) -> dict[str, str]:
    """The header of a token of the person for the body."""
    membership, asked = body.membership(person), {"name": "Paie", "abilities": [READ], "lasts_days": 30}
    give_step_up(person, act_of_token(membership, **asked))  # type: ignore[arg-type]
    _, secret = services.open_token(membership, **asked, actor=person)  # type: ignore[arg-type]
    return {"Authorization": f"Bearer {secret}"}


def ways_of(name: str, bodies: dict[str, Body], person: Person, cookies: dict[str, str]) -> list[Way]:
    """The page of her rights and the API, for each body."""
    found = []
    for place, body in bodies.items():
        page = f"/organismes/{body.organisation.ref}/mes-droits"
        found.append(Way(f"{name} page {place}", page, cookies))
        found.append(Way(f"{name} token {place}", "/api/v1/me/rights", open_token(body, person)))
    return found


def test_remove_members_ends_sessions_and_tokens_on_every_worker_at_once(crowded_portal: str) -> None:
    """Odile belongs to one body, Inès to two; both are removed from the first while they work."""
    here, there = make_body(), make_body(name="Commune de Mereuse")
    odile, ines = here.add_declarant(), make_person(given_name="Inès", family_name="Rouviere")[0]
    here.join(ines)
    there.join(ines)
    for body, person in ((here, odile), (here, ines), (there, ines)):
        body.grant(person)
    ways = ways_of("odile", {"ici": here}, odile, log_in(crowded_portal, odile))
    ways += ways_of("ines", {"ici": here, "ailleurs": there}, ines, log_in(crowded_portal, ines))
    rain = Rain(crowded_portal, ways)
    callers = [threading.Thread(target=rain.fall) for _ in range(CALLERS)]
    for caller in callers:
        caller.start()
    try:
        rain.wait_for(LONG_ENOUGH)
        removed_at = remove(here, odile, ines)
        rain.wait_for(LONG_ENOUGH, since=removed_at)
    finally:
        rain.dry.set()
        for caller in callers:
            caller.join(PATIENCE)
    before = {way.name: rain.statuses(way.name, until=removed_at - 1) for way in ways}
    assert {name for name, found in before.items() if set(found) != {SERVED}} == set(), before
    after = {way.name: rain.statuses(way.name, since=removed_at) for way in ways}
    assert {name: set(found) for name, found in after.items()} == {
        "odile page ici": {302},  # her last body: no session is left
        "odile token ici": {401},
        "ines page ici": {404},  # as a body she never belonged to
        "ines token ici": {401},
        "ines page ailleurs": {SERVED},
        "ines token ailleurs": {SERVED},
    }


def remove(body: Body, *people: Person) -> float:
    """Remove them in one act; the instant at which it answered."""
    rows = [body.membership(person) for person in people]
    give_step_up(body.administrator, act_of_removals([row.ref for row in rows]))
    told = {"memberships": rows, "reason": "Départs", "actor": body.administrator}
    services.end_memberships(body.organisation, **told)  # type: ignore[arg-type]
    return time.monotonic()
