"""The import of a million lines of StockEtablissement: first, unchanged, then with one kept line in a hundred changed.

Runs in a process and an embedded database of its own; one line in three is of a public body, which is more than in the
real file. The greatest memory is that of the process that imports.
"""

import json
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from paraphe.cli.bench import measure_apart

LINES = int(os.environ.get("PARAPHE_BENCH_LINES", "1000000"))
BODIES = 30_000


def run() -> dict[str, Any]:
    """Measure in a child process and print the table."""
    figures = measure_apart(__file__)
    print(f"{'import':<12} {'lignes':>9} {'gardées':>9} {'nouvelles':>9} {'secondes':>9}")
    for row in figures["imports"]:
        print(
            f"{row['name']:<12} {row['read']:>9} {row['kept']:>9} {row['events']:>9} {row['seconds']:>9.1f}"
        )
    print(f"mémoire la plus grande : {figures['memory_mb']} Mio ; fichier : {figures['file_mb']} Mio")
    return figures


def measure_inside() -> dict[str, Any]:
    """Write the files, import them three times."""
    from paraphe.cli.database import migrate_database, open_database, setup_django

    with open_database(), tempfile.TemporaryDirectory() as name:
        setup_django()
        migrate_database()
        from paraphe.registry.services import Kept, Sources, import_register
        from paraphe.registry.testing import unit_row, write_rows

        folder, rows = Path(name), []
        sirens = [number_of(f"{10_000_000 + n}") for n in range(BODIES * 3)]
        write_rows(
            folder / "u.csv",
            "units",
            (
                unit_row(siren, categorieJuridiqueUniteLegale="5499" if n % 3 else "7210")
                for n, siren in enumerate(sirens)
            ),
        )
        for kind, change in (("premier", ""), ("identique", ""), ("un centième", "2")):
            path = write_places(folder / "e.csv", sirens, change)
            start = time.perf_counter()
            report = import_register(Sources(units=folder / "u.csv", establishments=path), kept=Kept())
            places = report.files["establishments"]
            rows.append(
                {
                    "name": kind,
                    "read": places.read,
                    "kept": places.kept,
                    "events": sum(report.events.values()),
                    "seconds": round(time.perf_counter() - start, 2),
                }
            )
        return {
            "imports": rows,
            "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            "file_mb": path.stat().st_size // 2**20,
        }


def number_of(digits: str) -> str:
    """The digits followed by the key that makes them valid."""
    from paraphe.kernel.identifiers import luhn_sum

    return next(f"{digits}{key}" for key in range(10) if luhn_sum(f"{digits}{key}") % 10 == 0)


def write_places(path: Path, sirens: list[str], change: str) -> Path:
    """LINES establishments of these bodies, one in a hundred with another street number where `change` is given."""
    from paraphe.registry.testing import PLACE_HEADER, place_row

    def lines() -> Iterator[str]:
        yield ",".join(PLACE_HEADER) + "\n"
        for n in range(LINES):
            siren, rank = sirens[n % len(sirens)], n // len(sirens)
            siret = number_of(f"{siren}{rank + 1:04d}")
            number = change if change and n % 300 == 0 else "1"
            row = place_row(
                siret, etablissementSiege="true" if rank == 0 else "false", numeroVoieEtablissement=number
            )
            yield ",".join(row.get(column, "") for column in PLACE_HEADER) + "\n"

    with path.open("w", encoding="utf-8") as out:
        out.writelines(lines())
    return path


if __name__ == "__main__":
    print(json.dumps(measure_inside()))
