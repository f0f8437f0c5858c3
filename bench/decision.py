"""One decision: its round trips, its time against an empty statement, at two sizes of the table; bytes a right.

Runs in a process and an embedded database of its own. Ratios are taken between medians of interleaved rounds.
"""

import json
import statistics
import sys
import time
from typing import Any

from paraphe.cli.bench import measure_apart

SIZES = (1_000, 100_000)
ROUNDS = 300
FILL = """
insert into access_habilitation (ref, person_id, siren, siret, service_id, level, valid_from, valid_to, granted_entry)
select 'bench' || lpad(n::text, 15, '0'), p.id, 900000000 + n %% 5000, 90000000000000 + n, s.id, 3,
       now() - interval '1 day', now() + interval '300 days', 1
from generate_series(%s, %s) n
cross join lateral (select id from accounts_person order by id offset n %% 11 limit 1) p
cross join (select id from registry_service where code = 'dsn') s
"""


def run() -> dict[str, Any]:
    """Measure in a child process and print the table."""
    figures = measure_apart(__file__)
    print(f"{'droits':>9} {'requêtes':>9} {'décision':>12} {'select true':>12} {'rapport':>8}")
    for row in figures["sizes"]:
        print(
            f"{row['rights']:>9} {row['queries']:>9} {row['decision_ms']:>9.2f} ms {row['floor_ms']:>9.2f} ms "
            f"{row['ratio']:>8.1f}"
        )
    print(f"octets par droit, index compris : {figures['bytes_a_right']} (but ≤ 300) ; requêtes : but ≤ 2")
    return figures


def measure_inside() -> dict[str, Any]:
    """Fill the table to each size and measure."""
    from paraphe.cli.database import migrate_database, open_database, setup_django

    with open_database():
        setup_django()
        migrate_database()
        from django.db import connection, connections

        from paraphe.cli.demo import seed_department

        seed_department()
        rows, last = [], 0
        for size in SIZES:
            with connection.cursor() as cursor:
                cursor.execute(FILL, [last + 1, size])
            with connections["owner"].cursor() as cursor:
                cursor.execute("vacuum analyze access_habilitation")
            last = size
            rows.append({"rights": size, **_measure()})
        with connection.cursor() as cursor:
            cursor.execute(
                "select pg_total_relation_size('access_habilitation') / count(*) from access_habilitation"
            )
            size_of = cursor.fetchone()[0]
    return {"sizes": rows, "bytes_a_right": int(size_of), "rounds": ROUNDS}


def _measure() -> dict[str, Any]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from paraphe.access import selectors
    from paraphe.access.vocabulary import Action
    from paraphe.accounts.selectors import person_by_email

    person = person_by_email("ines.rouviere@ch-haute-mereuse.example")
    assert person is not None

    def decide() -> bool:
        question = selectors.ask(
            person.pk, Action.DECLARATION_SIGN, "269900015", siret="26990001500018", service="dsn"
        )
        return selectors.decide(question).allowed

    def floor() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("select true")
            return bool(cursor.fetchone()[0])

    assert decide()
    with CaptureQueriesContext(connection) as captured:
        decide()
    times: dict[str, list[float]] = {"decision": [], "floor": []}
    for _ in range(ROUNDS):
        for name, work in (("decision", decide), ("floor", floor)):
            start = time.perf_counter()
            work()
            times[name].append(1000 * (time.perf_counter() - start))
    decision, empty = statistics.median(times["decision"]), statistics.median(times["floor"])
    return {
        "queries": len(captured),
        "decision_ms": round(decision, 3),
        "floor_ms": round(empty, 3),
        "ratio": round(decision / empty, 1),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(measure_inside()) + "\n")
