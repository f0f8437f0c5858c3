"""Write docs/specs/dsn-controls.md from the code: which controls of the norm the engine runs, which it does not.

python scripts/build_dsn_controls_page.py
"""

from collections import Counter
from pathlib import Path

from paraphe.declarations.dsn.controls import IMPLEMENTED
from paraphe.declarations.dsn.limits import (
    BORROWED_CODES,
    BORROWED_USAGES,
    CONDITIONAL,
    EXTERNAL,
    OTHER_FILES,
    REGISTER,
)
from paraphe.declarations.dsn.norm import load_norm
from paraphe.declarations.dsn.sentences import GENERIC
from paraphe.declarations.dsn.sentences_norm import SENTENCES

PAGE = Path(__file__).resolve().parent.parent / "docs" / "specs" / "dsn-controls.md"
KINDS = {
    "CST": "structure",
    "CSL": "syntaxe d’une rubrique",
    "CCH": "cohérence entre rubriques",
    "CRE": "tables externes",
    "CME": "existence des SIREN et SIRET",
    "CID": "entre déclarations",
    "SIG": "avertissements, jamais bloquants",
}
REST = (
    "besides the rules of structure and syntax that hold for every rubric. The others are listed in each report "
    "and below."
)
OURS = """## Codes which are ours

The norm numbers its specific controls (`CCH-11`, `CSL-12`, `SIG-11`…), not the rules of structure. `CST-03` (mandatory
rubric missing) is reported second-hand for the tools of the field, `CSL-00` (shape) and `CSL-01` (length) appear in
the norm's text and in official examples, `CST-11` is in the norm's table for the totals. The other two-digit codes
of this table are ours: they say what the norm asks in prose, and other tools may number them otherwise. All block.
"""
CHOICES = """## Choices the norm leaves open

- A new instance of a block starts when the block changes, or when the rubric's number is not after the last one. When
  that rubric cannot start an instance (a mandatory rubric comes before it) and the open instance lacks a mandatory
  rubric or may not repeat, the rubric is told as a duplicate or out of order (`CST-05`) in the open instance.
- A block whose parent is absent is told once, then the parent is supposed present.
- A line is reported once, for the first rule it breaks; its rubric still counts for the structure, and controls do
  not look at its value.
- The last line may lack its line end. Lines longer than 256 characters are `CSL-07`. CRLF and LF may be mixed.
- `S90.G00.90.001` is compared with the number of lines, whatever they hold.
- Regular expressions of the norm are read as Latin-1; `\\s` is the space only: control characters are forbidden.
- Identities, addresses, electronic addresses and contract numbers follow the norm's prose (chapter 3). Not checked
  there: civility words, `SN` and `SP` together, values made of punctuation only, CEDEX, telephone numbers beyond
  their length.
- A NIR has no key in a DSN: only its shape, its department and its birth year are checked.
- A payment has a provident body when it has components (`S21.G00.55`); bodies' tables are external.
- Numbers of some controls inside a family are inferred where the source names the family only:
  `S21.G00.20.007/CCH-11` and `-13`, `S21.G00.22.004/CCH-11` and `-12`, `S21.G00.12.003/CSL-11` and `-12`, contract
  numbers (`CSL-11`, `-14`), `S20.G00.05.002/CCH-13` to `-15`, `S21.G00.78.003/CCH-12`, `-15`, `-16`.
- Nature 10, and a nature that cannot be read: envelope and syntax only.
- Bounds: 10,000 declarations in a file (`CST-13`); 1 GiB expanded, expansion ratio 250 past 8 MiB, 1,000 gzip
  members, one million anomalies (reading stops: `CST-14`).
"""


def build_page() -> str:
    """The whole page."""
    controls = load_norm("P25V01").controls
    missing = sorted(set(controls) - set(IMPLEMENTED))
    parts = [
        "# Controls of the DSN engine",
        "",
        "Written by `scripts/build_dsn_controls_page.py` from the code; a test compares them.",
        "",
        f"{len(IMPLEMENTED)} of the {len(controls)} controls numbered in the norm (CT2025) are run, {REST}",
        "",
        *_build_counts(controls),
        "",
        "## Rules for every rubric and block",
        "",
        "| code | sentence |",
        "|---|---|",
        *(f"| `{code}` | {sentence} |" for code, sentence in sorted(GENERIC.items())),
        "",
        OURS,
        "## Controls of the norm that are run",
        "",
        "| control | natures | blocks | written in | sentence |",
        "|---|---|---|---|---|",
        *(_build_row(code) for code in sorted(IMPLEMENTED)),
        "",
        CHOICES,
        "## What is not verified",
        "",
        *(f"- {text}" for text in (EXTERNAL, REGISTER, CONDITIONAL, OTHER_FILES)),
        f"- {BORROWED_USAGES.format(version='P26V01')}",
        f"- {BORROWED_CODES.format(version='P25V01')}",
        "",
        "Controls of the norm that are not run:",
        "",
        *_build_missing(missing),
        "",
    ]
    return "\n".join(parts)


def _build_counts(controls: object) -> list[str]:
    assert isinstance(controls, dict)
    total = Counter(code.partition("/")[2][:3] for code in controls)
    done = Counter(code.partition("/")[2][:3] for code in IMPLEMENTED)
    rows = [f"| {kind} | {text} | {done[kind]} | {total[kind]} |" for kind, text in KINDS.items()]
    return ["| family | what | run | in the norm |", "|---|---|---|---|", *rows]


def _build_row(code: str) -> str:
    control = load_norm("P25V01").controls[code]
    natures = " ".join(sorted(control.natures))
    blocking = "yes" if control.blocking else "no"
    return (
        f"| `{code}` | {natures} | {blocking} | `{IMPLEMENTED[code]}` | {SENTENCES[code].format(detail='')} |"
    )


def _build_missing(missing: list[str]) -> list[str]:
    """One line a block, its controls grouped by rubric."""
    blocks: dict[str, dict[str, list[str]]] = {}
    for code in missing:
        rubric, _, control = code.partition("/")
        blocks.setdefault(rubric[:10], {}).setdefault(rubric[11:], []).append(control)
    return [
        f"- `{block}`: " + "; ".join(f"{number} {' '.join(found)}" for number, found in rubrics.items())
        for block, rubrics in blocks.items()
    ]


if __name__ == "__main__":
    PAGE.write_text(build_page(), encoding="utf-8")
