"""The norm of one year as the engine needs it: rubrics by code, the tree of blocks, one plan per nature.

Blocks are numbered so that the children of a block are contiguous and in the order of the norm; block 0 is
the file. Rubrics of a block are bits of a mask, in the order of their numbers; bits are the same in every
year.
"""

import json
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from paraphe.declarations.dsn.syntax import Accepts, build_test, find_pattern

VERSIONS = ("P25V01", "P26V01")
LIVE = "P26V01"
NATURES = ("01", "04", "05", "07", "08", "09")
UNCHECKED_NATURES = ("10",)
UNBOUNDED = 1 << 60
MANDATORY, FORBIDDEN, ABSENT = "O", "I", "N"
_MEMO_KINDS = frozenset({"Enumeration", "Date", "ExternalReferential", "Numeric"})


class Judge(NamedTuple):
    """What the loop needs of a rubric; `memo` tells that its lines repeat enough to be remembered."""

    accepts: Accepts
    block: int
    bit: int
    num: int
    memo: bool


@dataclass(frozen=True, slots=True)
class Rubric:
    """One rubric of the norm."""

    code: str
    label: str
    block: int
    num: int
    bit: int
    nature: str
    bounds: tuple[int, int]
    pattern: str
    codes: frozenset[bytes]
    table: str


@dataclass(frozen=True, slots=True)
class Block:
    """One block of the tree; `children` is the range of its children's numbers."""

    index: int
    id: str
    name: str
    parent: int
    children: range


@dataclass(slots=True)
class Plan:
    """What one nature asks: by block number, cardinalities and masks of mandatory and forbidden rubrics.

    `known_good` remembers masks already judged good (bounded by the engine).
    """

    nature: str
    low: list[int]
    high: list[int]
    required: list[int]
    forbidden: list[int]
    needs: list[tuple[tuple[int, int], ...]]
    known_good: list[set[int]]


@dataclass(frozen=True, slots=True)
class Control:
    """One control identifier of the norm: whether it blocks, and the natures it runs in."""

    code: str
    blocking: bool
    natures: frozenset[str]


@dataclass(frozen=True, slots=True)
class Norm:
    """The tables of one year."""

    version: str
    exact_usages: bool
    blocks: tuple[Block, ...]
    index: dict[str, int]
    rubrics: dict[bytes, Rubric]
    judges: dict[bytes, Judge]
    by_bit: tuple[dict[int, Rubric], ...]
    steps: tuple[dict[int, tuple[int, ...]], ...]
    plans: dict[str, Plan]
    controls: dict[str, Control] = field(repr=False)

    def path_of(self, block: int) -> tuple[int, ...]:
        """The numbers from the root's child down to the block."""
        path: list[int] = []
        while block:
            path.append(block)
            block = self.blocks[block].parent
        return tuple(reversed(path))


@lru_cache(maxsize=4)
def load_norm(version: str) -> Norm:
    """The norm of a version in `VERSIONS`; tables are read once and shared (plans only gain remembered masks)."""
    table = _read_table(version)
    blocks = _number_blocks(table["blocks"])
    index = {block.id: block.index for block in blocks}
    rubrics = _build_rubrics(table["rubrics"], index)
    by_bit: tuple[dict[int, Rubric], ...] = tuple({} for _ in blocks)
    for rubric in rubrics.values():
        by_bit[rubric.block][rubric.bit] = rubric
    return Norm(
        version=version,
        exact_usages=table["exact_usages"],
        blocks=blocks,
        index=index,
        rubrics=rubrics,
        judges={code: _build_judge(rubric) for code, rubric in rubrics.items()},
        by_bit=by_bit,
        steps=_build_steps(blocks),
        plans={nature: _build_plan(nature, table, blocks, rubrics) for nature in ("", *NATURES)},
        controls={
            code: Control(code, row["blocking"], frozenset(row["natures"]))
            for code, row in table["controls"].items()
        },
    )


def _read_table(version: str) -> dict[str, Any]:
    path = files("paraphe.declarations.dsn") / "data" / f"{version}.json"
    table: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return table


@lru_cache(maxsize=1)
def _list_numbers() -> dict[str, tuple[int, ...]]:
    """Numbers of each block over all years, so that a rubric keeps its bit from one year to the next."""
    numbers: dict[str, set[int]] = {}
    for version in VERSIONS:
        for row in _read_table(version)["rubrics"]:
            numbers.setdefault(row["code"][:10], set()).add(int(row["code"][11:]))
    return {block: tuple(sorted(found)) for block, found in numbers.items()}


def _number_blocks(rows: list[dict[str, Any]]) -> tuple[Block, ...]:
    """Breadth first, so that children are contiguous; rows come in the order of the message."""
    children: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        children.setdefault(row["parent"], []).append(row)
    blocks = [Block(0, "", "Fichier", 0, range(1, 1 + len(children[""])))]
    queue: list[tuple[str, int]] = [("", 0)]
    total = 1
    while queue:
        parent, parent_index = queue.pop(0)
        first = total
        for row in children.get(parent, ()):
            queue.append((row["id"], total))
            blocks.append(Block(total, row["id"], row["name"], parent_index, range(0)))
            total += 1
        old = blocks[parent_index]
        blocks[parent_index] = Block(old.index, old.id, old.name, old.parent, range(first, total))
    return tuple(blocks)


def _build_rubrics(rows: list[dict[str, Any]], index: dict[str, int]) -> dict[bytes, Rubric]:
    rubrics = {}
    for row in rows:
        code = row["code"]
        num = int(code[11:])
        rubrics[code.encode()] = Rubric(
            code=code,
            label=row["name"],
            block=index[code[:10]],
            num=num,
            bit=1 << _list_numbers()[code[:10]].index(num),
            nature=row["nature"],
            bounds=(row["min"], row["max"]),
            pattern=find_pattern(row["type"], row["regex"]),
            codes=frozenset(value.encode() for value in row["codes"]),
            table=row["table"],
        )
    return rubrics


def _build_judge(rubric: Rubric) -> Judge:
    accepts = build_test(
        nature=rubric.nature, pattern=rubric.pattern, codes=rubric.codes, bounds=rubric.bounds
    )
    memo = rubric.nature in _MEMO_KINDS
    return Judge(accepts, rubric.block, rubric.bit, rubric.num, memo)


def _build_steps(blocks: tuple[Block, ...]) -> tuple[dict[int, tuple[int, ...]], ...]:
    """For each block, the blocks that may follow in the tree's order, each with the parents it closes.

    A block may be followed by any of its children, and by any child of an ancestor not ranked before the
    child left. Only closed blocks that have children are listed, deepest first: leaves have nothing to
    verify at closing.
    """
    steps: list[dict[int, tuple[int, ...]]] = []
    for block in blocks:
        table: dict[int, tuple[int, ...]] = dict.fromkeys(block.children, ())
        closed: tuple[int, ...] = ()
        current = block
        while current.index:
            closed = (*closed, current.index) if current.children else closed
            parent = blocks[current.parent]
            table.update(dict.fromkeys(range(current.index, parent.children.stop), closed))
            current = parent
        steps.append(table)
    return tuple(steps)


def _build_plan(
    nature: str, table: dict[str, Any], blocks: tuple[Block, ...], rubrics: dict[bytes, Rubric]
) -> Plan:
    """The plan of a nature; nature "" (unreadable, or without tables) asks only for the envelope."""
    cards = {row["id"]: row["cards"] for row in table["blocks"]}
    low, high = [1], [1]
    for block in blocks[1:]:
        envelope = not block.parent
        card: list[int | None] = cards[block.id].get(nature or "01") if nature or envelope else [0, None]
        least, most = card or (0, 0)
        low.append(least or 0)
        high.append(UNBOUNDED if most is None else most)
    required, forbidden = [0] * len(blocks), [0] * len(blocks)
    for row in table["rubrics"]:
        rubric = rubrics[row["code"].encode()]
        use = row["use"].get(nature or "01", "")
        if not nature and blocks[rubric.block].id[:3] not in ("S10", "S90"):
            use = MANDATORY if rubric.code in ("S20.G00.05.001", "S20.G00.05.002") else ""
        required[rubric.block] |= rubric.bit * (use == MANDATORY)
        forbidden[rubric.block] |= rubric.bit * (use in (FORBIDDEN, ABSENT))
    needs = [tuple((child, low[child]) for child in block.children if low[child]) for block in blocks]
    return Plan(nature, low, high, required, forbidden, needs, [set() for _ in blocks])
