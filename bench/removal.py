"""Removing a person with rights on 5,000 establishments: its time, and the statements that write, by table.

Runs in a process and an embedded database of its own. Targets: one second at most; one writing statement a table.
"""

import json
import re
import statistics
import sys
import time
from collections import Counter
from typing import Any

from paraphe.cli.bench import measure_apart

PLACES, ROUNDS = 5_000, 5
RIGHTS = """
insert into access_habilitation (ref, person_id, siren, siret, service_id, level, valid_from, valid_to, granted_entry)
select 'bench' || lpad(n::text, 15, '0'), %(person)s, %(siren)s, %(siren)s::bigint * 100000 + n, %(service)s, 3,
       now() - interval '1 day', now() + interval '300 days', 1
from generate_series(1, %(count)s) n
"""
WRITES = re.compile(r'^(INSERT INTO|UPDATE|DELETE FROM) "?(\w+)"?', re.IGNORECASE)


def run() -> dict[str, Any]:
    """Measure in a child process and print the table."""
    figures = measure_apart(__file__)
    print(
        f"{figures['rights']} droits retirés : {figures['median_s']:.2f} s médian, {figures['worst_s']:.2f} s au pire"
    )
    print(f"requêtes : {figures['statements']} ; écritures par table (but : 1) :")
    for table, count in sorted(figures["writes"].items()):
        print(f"  {table:28} {count}")
    return figures


def measure_inside() -> dict[str, Any]:
    """Make the person and her rights, remove her, and undo it all, some times over."""
    from paraphe.cli.database import migrate_database, open_database, setup_django

    with open_database():
        setup_django()
        migrate_database()
        from django.db import connection, connections, transaction

        from paraphe.access.testing import make_body

        body = make_body()
        person = body.add_declarant()
        keys = {"person": person.pk, "siren": int(body.organisation.siren), "count": PLACES}
        with connection.cursor() as cursor:
            cursor.execute(RIGHTS, {**keys, "service": body.service("dsn").pk})
        with connections["owner"].cursor() as cursor:
            cursor.execute("vacuum analyze access_habilitation")
        times, told = [], []
        for _ in range(ROUNDS):
            with transaction.atomic():
                seconds, queries = _remove(body, person)
                transaction.set_rollback(True)
            times.append(seconds)
            told = queries
        found = (WRITES.match(query["sql"]) for query in told)
        writes = Counter(one[2] for one in found if one)
        return {
            "rights": PLACES,
            "median_s": round(statistics.median(times), 3),
            "worst_s": round(max(times), 3),
            "statements": len(told),
            "writes": dict(writes),
            "rounds": ROUNDS,
        }


def _remove(body: Any, person: Any) -> tuple[float, list[dict[str, str]]]:
    """How long the verb takes, and its statements."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from paraphe.access import services

    membership = body.membership(person)
    told = {"memberships": [membership], "reason": "Départ", "actor": body.administrator}
    with CaptureQueriesContext(connection) as captured:
        start = time.perf_counter()
        services.end_memberships(body.organisation, **told)
        seconds = time.perf_counter() - start
    return seconds, captured.captured_queries


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure_inside()) + "\n")
