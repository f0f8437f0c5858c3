"""Write a synthetic DSN to a stream, person by person, counting lines for the totals."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from paraphe.declarations.dsn.generate.blocks import Block, Calendar, Rubrics, build_calendar, write_block
from paraphe.declarations.dsn.generate.edits import RAW
from paraphe.declarations.dsn.generate.employer import (
    build_adhesion,
    build_company,
    build_contact,
    build_declaration,
    build_emitter,
    build_header,
    build_payments,
    build_statements,
    build_workplace,
    pick_bits,
)
from paraphe.declarations.dsn.generate.events import build_event
from paraphe.declarations.dsn.generate.faults import FAULTS, spoil
from paraphe.declarations.dsn.generate.identities import make_siret
from paraphe.declarations.dsn.generate.person import build_person, make_staff, sum_gross
from paraphe.declarations.dsn.norm import LIVE

DEFAULT_MONTH = "2026-10"
TOTAL = "S90.G00.90"


@dataclass(frozen=True, slots=True)
class Spec:
    """What to write. `employees` are shared between the establishments of `sirets` (one made from the seed when empty).

    `nature` other than 01 writes one event per employee. `month` is YYYY-MM. `fault` is a key of `FAULTS`.
    """

    employees: int
    seed: int = 1
    sirets: tuple[str, ...] = ()
    month: str = DEFAULT_MONTH
    test: bool = False
    fault: str | None = None
    nature: str = "01"
    version: str = LIVE


def write(stream: BinaryIO, spec: Spec) -> int:
    """Write the file and return its number of lines.

    Raises `KeyError` for an unknown fault, `ValueError` for a wrong month.
    """
    blocks = build_blocks(spec)
    if spec.fault:
        blocks = spoil(blocks, FAULTS[spec.fault], build_calendar(spec.month))
    lines = declarations = 0
    for name, rubrics in blocks:
        text = _write(name, rubrics, {"001": lines + 2, "002": declarations} if name == TOTAL else {})
        lines += text.count(b"\n")
        declarations += name == "S20.G00.05"
        stream.write(text)
    return lines


def _write(name: str, rubrics: Rubrics, counted: dict[str, int]) -> bytes:
    """A block as bytes; blank values take what was counted, raw lines stay as they are."""
    if name == RAW:
        return "".join(value for _, value in rubrics).encode("latin-1")
    if counted:
        rubrics = [(number, value or str(counted[number])) for number, value in rubrics]
    return write_block((name, rubrics))


def build_blocks(spec: Spec) -> Iterator[Block]:
    """The blocks in order; the totals of S90 are left blank for the writer, who counts."""
    calendar = build_calendar(spec.month)
    sirets = spec.sirets or (make_siret(spec.seed, 0),)
    yield build_header(version=spec.version, test=spec.test, empty=not spec.employees)
    yield from build_emitter(sirets[0], pick_bits(spec.seed, sirets[0]))
    bounds = [spec.employees * rank // len(sirets) for rank in range(len(sirets) + 1)]
    for order, siret in enumerate(sirets, start=1):
        ranks = range(bounds[order - 1], bounds[order])
        if spec.nature == "01":
            yield from _build_month(spec, siret, ranks, calendar)
            continue
        for rank in ranks:
            yield from build_event(
                make_staff(seed=spec.seed, rank=rank, siret=siret, calendar=calendar),
                spec.nature,
                order=rank + 1,
            )
    yield (TOTAL, [("001", ""), ("002", "")])


def _build_month(spec: Spec, siret: str, ranks: range, calendar: Calendar) -> Iterator[Block]:
    """One monthly declaration; without anyone it is of type 02, which holds the employer only."""
    bits = pick_bits(spec.seed, siret)
    yield build_declaration("01", "01" if ranks else "02", order=1, calendar=calendar)
    yield build_contact()
    company, establishment = build_company(siret, bits, nature="01")
    yield company
    yield establishment
    if not ranks:
        return
    gross = sum_gross(spec.seed, ranks)
    yield build_adhesion()
    yield from build_payments(gross, bits, calendar)
    yield from build_statements(gross, calendar)
    for rank in ranks:
        yield from build_person(make_staff(seed=spec.seed, rank=rank, siret=siret, calendar=calendar))
    yield build_workplace(siret, bits)


def build_fault_spec(fault_id: str, base: Spec | None = None) -> Spec:
    """A file where the fault shows: `base` with the nature, the establishment and the least people it needs."""
    fault = FAULTS[fault_id]
    base = base or Spec(employees=0)
    return replace(
        base,
        employees=max(base.employees, fault.employees) if fault.employees else 0,
        sirets=fault.sirets or base.sirets,
        nature=fault.nature,
        fault=fault_id,
    )
