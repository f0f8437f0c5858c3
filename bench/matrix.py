"""The table of rights of 500 people × 15 services: the grid alone and the whole page, and their round trips.

Every cell holds a right. The page is asked through Django's test client, so middleware and template are counted and
the network is not. It runs in a process and an embedded database of its own; rows are written by SQL, since giving
7,500 rights one by one is not what is measured. Each part is also told in processor time, and that in
calibration loops, which other work on the machine disturbs less.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from paraphe.cli.bench import measure_apart

PEOPLE, SERVICES, ROUNDS = 500, 15, 40
GOAL_P95_MS = 400.0
FILL = """
insert into access_subscription (ref, establishment_id, service_id, opened_at, opened_entry)
select 'benchs' || s.id, %(place)s, s.id, now() - interval '1 day', 1
from registry_service s where 'territorial' = any(s.branches) and s.code not in (
  select code from registry_service t join access_subscription a on a.service_id = t.id);
insert into accounts_person (ref, email, given_name, family_name, password, is_active, created_at, registered_at,
  sessions_epoch)
select 'bench' || lpad(n::text, 15, 'z'), 'bench' || n || '@exemple.fr', 'Prénom', 'Nom ' || n, '', true, now(), now(),
  0
from generate_series(1, %(people)s) n;
insert into access_membership (ref, person_id, organisation_id, role, appointed_by, opened_at, opened_entry)
select 'b' || substr(ref, 2), id, %(body)s, 'declarant', '', now() - interval '1 day', 1
from accounts_person where ref like 'benchz%%';
insert into accounts_credential (ref, person_id, kind, authenticator_id, label, enrolled_at, enrolled_entry)
select 'c' || substr(ref, 2), id, 'totp', 1000000 + id, '', now() - interval '1 day', 1
from accounts_person where ref like 'benchz%%';
insert into access_habilitation (ref, person_id, siren, siret, service_id, level, valid_from, valid_to, granted_entry)
select substr(md5(p.id || '-' || s.id), 1, 20), p.id, %(siren)s, %(siret)s, s.id, 1 + (p.id + s.id) %% 3,
  now() - interval '1 day', now() + make_interval(days => 30 + ((p.id * 7 + s.id) %% 300)::int), 1
from accounts_person p cross join registry_service s
where p.ref like 'benchz%%' and 'territorial' = any(s.branches);
"""


def run() -> dict[str, Any]:
    """Measure in a child process and print the table."""
    figures = measure_apart(__file__)
    for name, row in figures["parts"].items():
        aim = f"   but p95 ≤ {GOAL_P95_MS:.0f} ms" if name == "page" else ""
        print(
            f"{name:6} {row['queries']:3} requêtes   médiane {row['median']:7.1f} ms   p95 {row['p95']:7.1f} ms   "
            f"processeur {row['cpu']:6.1f} ms   "
            f"{row['loops']:5.2f} boucles{aim}"
        )
    print(
        f"{figures['cells']} cases, {figures['bytes']} octets ; boucle de calibrage {figures['loop_ms']} ms"
    )
    print(f"machine {'calme' if figures['fit'] else 'agitée : à refaire'}")
    return figures


def measure_inside() -> dict[str, Any]:
    """Fill a body, then measure the grid and the page."""
    from paraphe.cli.database import migrate_database, open_database, setup_django
    from paraphe.cli.serve import collect_static

    with open_database():
        setup_django()
        migrate_database()
        collect_static()
        return _measure()


def _measure() -> dict[str, Any]:
    from django.conf import settings
    from django.db import connection, connections
    from django.test import Client
    from django.urls import reverse

    from paraphe.access import overview
    from paraphe.access.testing import make_body
    from paraphe.accounts.testing import login
    from paraphe.config.memory import settle_memory

    body = make_body()
    place = body.places[0]
    values = {"people": PEOPLE, "place": place.pk, "body": body.organisation.pk}
    values |= {"siren": int(body.organisation.siren), "siret": int(place.siret)}
    _add_services()
    with connection.cursor() as cursor:
        cursor.execute(FILL, values)
    with connections["owner"].cursor() as cursor:
        cursor.execute("vacuum analyze")
    client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0])
    login(client, body.administrator)
    address = reverse("access:matrix", args=[body.organisation.ref])
    grid = overview.rights_grid(body.organisation, sirets=[place.siret])
    assert len(grid.levels) == PEOPLE * SERVICES, len(grid.levels)
    response = client.get(address)
    assert response.status_code == 200
    # As the server does once loaded.
    settle_memory()
    before = _calibrate()
    parts = {
        "grid": _times(lambda: overview.rights_grid(body.organisation, sirets=[place.siret])),
        "page": _times(lambda: client.get(address)),
    }
    after = _calibrate()
    for row in parts.values():
        row["loops"] = round(row["cpu"] / before, 2)
    return {
        "parts": parts,
        "cells": len(grid.levels),
        "bytes": len(response.content),
        "loop_ms": round(before, 1),
        "fit": abs(after - before) / before <= 0.2,
    }


def _add_services() -> None:
    """As many services as are measured, beside those of the catalogue."""
    from paraphe.registry.models import Service

    known = list(Service.objects.filter(branches__contains=["territorial"]))
    for number in range(SERVICES - len(known)):
        Service.objects.create(
            code=f"bench{number}",
            name=f"Service mesuré {number}",
            protection_body=known[0].protection_body,
            position=100 + number,
            levels=["consult", "prepare", "sign"],
            branches=["territorial"],
            signature_level="simple",
        )


def _times(work: Callable[[], object]) -> dict[str, float]:
    work()
    queries = _queries_of(work)
    walls, processor = [], []
    for _ in range(ROUNDS):
        start, cpu = time.perf_counter(), time.process_time()
        work()
        walls.append(1000 * (time.perf_counter() - start))
        processor.append(1000 * (time.process_time() - cpu))
    return {
        "queries": queries,
        "median": round(statistics.median(walls), 1),
        "p95": round(statistics.quantiles(walls, n=20)[-1], 1),
        "cpu": round(statistics.median(processor), 1),
    }


def _queries_of(work: Callable[[], object]) -> int:
    """Statements sent to the database, on every connection."""
    from contextlib import ExitStack

    from django.db import connections

    seen: list[str] = []

    def note(execute: Any, sql: str, *rest: Any) -> Any:
        seen.append(sql)
        return execute(sql, *rest)

    with ExitStack() as stack:
        for alias in ("default", "outside"):
            stack.enter_context(connections[alias].execute_wrapper(note))
        work()
    return len(seen)


def _calibrate() -> float:
    """Milliseconds of the calibration loop."""
    start, value = time.perf_counter(), 1
    for number in range(1_000_000):
        value = (value * 31 + number) % 1_000_003
    return 1000 * (time.perf_counter() - start)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure_inside()) + "\n")
