"""Named faults: each changes one thing in a valid file and gives exactly the findings it announces.

The list covers every rule of the engine and every control implemented (a test holds the two together).
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from paraphe.declarations.dsn.generate.blocks import Block, Calendar
from paraphe.declarations.dsn.generate.edits import Edit
from paraphe.declarations.dsn.generate.faults_controls import CONTROL_ROWS
from paraphe.declarations.dsn.generate.faults_structure import STRUCTURE_ROWS


@dataclass(frozen=True, slots=True)
class FaultSpec:
    """One fault: `edit` is applied to the `nth` block named `block` (from 1); `expects` are the finding codes.

    `also` holds further edits (block, nth, edit) the fault needs. `nature` is the nature of the file it
    needs, `employees` how many people at least (0: nobody), `sirets` for whom (any when empty), `channel`
    the channel where it is a fault.
    """

    id: str
    text: str
    block: str
    edit: Edit
    expects: tuple[str, ...]
    nth: int = 1
    also: tuple[tuple[str, int, Edit], ...] = ()
    sirets: tuple[str, ...] = ()
    nature: str = "01"
    employees: int = 2
    channel: str = "screen"


def list_days(calendar: Calendar) -> dict[str, str]:
    """The days a fault may name in braces, around the declared month."""
    first = date(calendar.year, calendar.month, 1)
    after = (first + timedelta(days=31)).replace(day=1)
    days = {
        "before": first - timedelta(days=1),
        "day14": first.replace(day=14),
        "day15": first.replace(day=15),
        "last": after - timedelta(days=1),
        "after": after,
        "later": (after + timedelta(days=31)).replace(day=1),
        "last_year": date(calendar.year - 1, 12, 1),
    }
    return {name: day.strftime("%d%m%Y") for name, day in days.items()} | {"built": calendar.built_on}


def spoil(blocks: Iterator[Block], fault: FaultSpec, calendar: Calendar) -> Iterator[Block]:
    """The same blocks with the fault; a file where the block is too rare is left as it was."""
    days = list_days(calendar)
    edits = {(name, nth): edit for name, nth, edit in ((fault.block, fault.nth, fault.edit), *fault.also)}
    seen: Counter[str] = Counter()
    for block in blocks:
        seen[block[0]] += 1
        edit = edits.get((block[0], seen[block[0]]))
        if edit:
            for name, rubrics in edit(block):
                yield name, [(number, value.format(**days)) for number, value in rubrics]
        else:
            yield block


FAULTS = {row.id: row for row in (FaultSpec(**row) for row in (*STRUCTURE_ROWS, *CONTROL_ROWS))}
