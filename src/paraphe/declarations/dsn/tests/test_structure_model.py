"""Order, cardinality, mandatory and forbidden rubrics against an independent model built from the norm's own files.

The model of blocks is one regular expression a nature, one letter a block, written from the CSV of the tree; the
model of rubrics is a pair of sets, read from the CSV of rubrics. Nothing of the engine is used to build them.
"""

import csv
import re
from functools import lru_cache
from importlib.resources import files

from hypothesis import given, settings
from hypothesis import strategies as st

from paraphe.declarations.dsn.engine import check
from paraphe.declarations.dsn.generate import Spec
from paraphe.declarations.dsn.tests.samples import list_structure, make_file

DATA = files("paraphe.declarations.dsn") / "data"
NATURES = ("01", "04", "05", "07", "08", "09")
HEAD = b"".join(
    line + b"\n" for line in make_file(Spec(employees=1)).split(b"\r\n") if line.startswith(b"S10")
)
COUNTED = {"CST-11"}


def read(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((DATA / name).read_text(encoding="utf-8").splitlines()))


@lru_cache
def list_children() -> dict[str, list[str]]:
    rows = {row["block"]: row for row in read("dsn_blocks.csv")}
    ranks = {block: float(row["order_in_01"] or 0) for block, row in rows.items()}
    ranks["S21.G00.45"] = ranks["S21.G00.41"] + 0.5
    children: dict[str, list[str]] = {}
    for block in sorted(rows, key=ranks.__getitem__):
        children.setdefault(rows[block]["parent"], []).append(block)
    return children


@lru_cache
def list_letters() -> dict[str, str]:
    blocks = ["S20.G00.05", *(row["block"] for row in read("dsn_blocks.csv"))]
    return {block: chr(0x100 + rank) for rank, block in enumerate(blocks)}


@lru_cache
def build_model(nature: str) -> re.Pattern[str]:
    cards = {row["block"]: row[f"n{nature}"] for row in read("dsn_blocks.csv")}

    def expression(block: str) -> str:
        parts = [list_letters()[block]]
        for child in list_children().get(block, ()):
            if cards[child]:
                low, high = cards[child].split(",")
                parts.append(f"(?:{expression(child)}){{{low},{high.replace('*', '')}}}")
        return "".join(parts)

    return re.compile(expression("S20.G00.05"))


@lru_cache
def list_rubrics(block: str, nature: str) -> tuple[tuple[str, str], ...]:
    """Numbers and usage letters of a block, in P25V01, whose usages are exact."""
    column = next(name for name in read("dsn_norm.csv")[0] if name.startswith(f"u{nature}"))
    return tuple(
        (row["num"], row[column])
        for row in read("dsn_norm.csv")
        if row["block"] == block and "25" in row["norm_years"]
    )


def write_blocks(blocks: list[str], nature: str) -> bytes:
    """A file of those blocks with their mandatory rubrics (or the first one), whatever their values."""
    lines = []
    for block in blocks:
        rubrics = list_rubrics(block, nature)
        numbers = [number for number, use in rubrics if use == "O"] or [rubrics[0][0]]
        lines += [f"{block}.{number},'{nature if block == 'S20.G00.05' else 'x'}'\n" for number in numbers]
    total = "S90.G00.90.001,'1'\nS90.G00.90.002,'1'\n"
    return HEAD.replace(b"P26V01", b"P25V01") + "".join(lines).encode() + total.encode()


@st.composite
def derive(draw: st.DrawFn, nature: str) -> list[str]:
    """A valid sequence of blocks, drawn from the tree."""
    cards = {row["block"]: row[f"n{nature}"] for row in read("dsn_blocks.csv")}

    def grow(block: str) -> list[str]:
        made = [block]
        for child in list_children().get(block, ()):
            if cards[child]:
                low, high = cards[child].split(",")
                most = 2 if high == "*" else int(high)
                wanted = draw(st.sampled_from([int(low), int(low), int(low), max(int(low), 1), most]))
                for _ in range(wanted):
                    made += grow(child)
        return made

    return grow("S20.G00.05")


@st.composite
def disturb(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A nature and a sequence near a valid one: up to three blocks removed, repeated, moved or added."""
    nature = draw(st.sampled_from(NATURES))
    blocks = draw(derive(nature))
    for _ in range(draw(st.integers(0, 3))):
        position = draw(st.integers(1, max(len(blocks) - 1, 1)))
        kind = draw(st.sampled_from(("remove", "repeat", "swap", "add")))
        if kind == "add":
            blocks.insert(position, draw(st.sampled_from(sorted(set(list_letters()) - {"S20.G00.05"}))))
        elif position < len(blocks):
            block = blocks.pop(position)
            if kind == "repeat":
                blocks[position:position] = [block, block]
            elif kind == "swap":
                blocks.insert(draw(st.integers(1, len(blocks))), block)
    return nature, blocks


@settings(max_examples=600, deadline=None)
@given(disturb())
def test_check_sequence_of_blocks_agrees_with_the_model(case: tuple[str, list[str]]) -> None:
    nature, blocks = case
    word = "".join(list_letters()[block] for block in blocks)
    valid = build_model(nature).fullmatch(word) is not None
    found = list_structure(write_blocks(blocks, nature)) - COUNTED
    assert (not found) == valid, (nature, blocks, found)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_check_rubrics_of_a_block_agree_with_the_model(data: st.DataObject) -> None:
    nature = data.draw(st.sampled_from(NATURES))
    cards = {row["block"]: row[f"n{nature}"] for row in read("dsn_blocks.csv")}
    present = [block for block in list_letters() if block != "S20.G00.05" and cards[block] == "1,1"]
    block = data.draw(st.sampled_from(present))
    rubrics = list_rubrics(block, nature)
    chosen = data.draw(st.sets(st.sampled_from([number for number, _ in rubrics]), min_size=1))
    blocks = data.draw(derive(nature).filter(lambda made: made.count(block) == 1))
    lines = write_blocks(blocks, nature).decode("latin-1").split("\n")[:-1]
    first = next(rank for rank, line in enumerate(lines) if line.startswith(block))
    others = [line for line in lines if not line.startswith(block)]
    others[first:first] = [f"{block}.{number},'x'" for number in sorted(chosen)]
    findings = check("\n".join(others).encode("latin-1"), limit=1000).findings
    missing = {f"{block}.{number}/CST-03" for number, use in rubrics if use == "O" and number not in chosen}
    forbidden = {f"{block}.{number}/CST-04" for number, use in rubrics if use in "IN" and number in chosen}
    assert {f.code for f in findings if f.control in ("CST-03", "CST-04")} == missing | forbidden
