"""Build the yearly tables of the DSN engine from the three norm files.

    python scripts/build_dsn_tables.py                  rebuild from the CSV copies kept in the package
    python scripts/build_dsn_tables.py --from FOLDER    copy the CSV files from FOLDER first

Input: `dsn_norm.csv` (rubrics), `dsn_blocks.csv` (tree and cardinalities), `dsn_controls.csv` (control identifiers).
Output: one JSON table per norm year next to them. The output is deterministic: a test rebuilds it and compares bytes.
"""

import argparse
import csv
import json
import shutil
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent.parent / "src" / "paraphe" / "declarations" / "dsn" / "data"
SOURCES = ("dsn_norm.csv", "dsn_blocks.csv", "dsn_controls.csv")
YEARS = ("25", "26")
USES = {
    "01": "u01_mensuelle",
    "04": "u04_arret",
    "05": "u05_reprise",
    "07": "u07_fin_contrat",
    "08": "u08_amorcage",
    "09": "u09_substitution",
}
NATURES = tuple(USES)
VERSION_RUBRIC = "S10.G00.00.006"
ENVELOPE = (
    ("S10.G00.00", "Envoi", "", (1, 1)),
    ("S10.G00.01", "Emetteur", "", (1, 1)),
    ("S10.G00.02", "Contact émetteur", "", (1, 1)),
    ("S20.G00.05", "Déclaration", "", (1, None)),
    ("S90.G00.90", "Total de l’envoi", "", (1, 1)),
)
# Blocks without a rank in the monthly message: placed just after the named sibling or parent (dsn.md, section 2).
PLACED_AFTER = {"S21.G00.45": "S21.G00.41", "S21.G00.63": "S21.G00.62"}


def read_rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


def read_cardinality(cell: str) -> list[int | None] | None:
    """Turn `min,max` into a pair; blank means the block is forbidden, `*` means no maximum."""
    if not cell:
        return None
    low, high = cell.split(",")
    return [int(low), None if high == "*" else int(high)]


def build_blocks() -> list[dict[str, Any]]:
    rows = read_rows("dsn_blocks.csv")
    ranks = {row["block"]: float(row["order_in_01"]) for row in rows if row["order_in_01"]}
    for block, neighbour in PLACED_AFTER.items():
        ranks[block] = ranks[neighbour] + 0.5
    blocks = [
        {
            "id": block,
            "name": name,
            "parent": parent,
            "rank": rank - 10,
            "cards": {nature: list(card) for nature in NATURES},
        }
        for rank, (block, name, parent, card) in enumerate(ENVELOPE)
    ]
    blocks[-1]["rank"] = 999
    for row in rows:
        cards = {nature: read_cardinality(row[f"n{nature}"]) for nature in NATURES}
        blocks.append(
            {
                "id": row["block"],
                "name": row["name"],
                "parent": row["parent"],
                "rank": ranks[row["block"]],
                "cards": {nature: card for nature, card in cards.items() if card},
            }
        )
    return sorted(blocks, key=lambda block: block["rank"])


def build_rubric(row: dict[str, str], version: str) -> dict[str, Any]:
    codes = row["codes"].split("|") if row["codes"] else []
    if row["rubric"] == VERSION_RUBRIC:
        codes = [version]
    return {
        "code": row["rubric"],
        "name": row["name"],
        "type": row["datatype"],
        "nature": row["nature"],
        "min": int(row["len_min"] or row["len_max"]),
        "max": int(row["len_max"]),
        "regex": row["regex_xsd"],
        "codes": codes,
        "table": row["ext_table"],
        "use": {nature: row[column] for nature, column in USES.items() if row[column]},
    }


def build_controls(year: str) -> dict[str, Any]:
    """Controls of a year: P26 takes those of the last year known (25), and says so."""
    known = "25"
    return {
        f"{row['rubric']}/{row['control']}": {
            "blocking": row["severity"] == "bloquant",
            "natures": [nature for nature in NATURES if row[f"n{nature}"] in ("Oui", "")],
        }
        for row in read_rows("dsn_controls.csv")
        if known in row["years"].split("+")
    }


def build_table(year: str) -> dict[str, Any]:
    version = f"P{year}V01"
    rubrics = [row for row in read_rows("dsn_norm.csv") if year in row["norm_years"].split(",")]
    return {
        "version": version,
        "exact_usages": year == "25",
        "blocks": build_blocks(),
        "rubrics": [build_rubric(row, version) for row in rubrics],
        "controls": build_controls(year),
    }


def write_tables(target: Path) -> list[Path]:
    paths = []
    for year in YEARS:
        path = target / f"P{year}V01.json"
        text = json.dumps(
            build_table(year), ensure_ascii=False, indent=None, separators=(",", ":"), sort_keys=True
        )
        path.write_text(text.replace('},{"', '},\n{"') + "\n", encoding="utf-8")
        paths.append(path)
    return paths


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--from", dest="source", type=Path, help="folder holding the three CSV files")
    arguments = parser.parse_args()
    if arguments.source:
        for name in SOURCES:
            shutil.copyfile(arguments.source / name, DATA / name)
    for path in write_tables(DATA):
        print(path.name, path.stat().st_size)


if __name__ == "__main__":
    main()
