"""Event declarations of one person: sick leave (04), return (05), end of contract (07), start of variable data (08)."""

from paraphe.declarations.dsn.generate.blocks import Block, Rubrics
from paraphe.declarations.dsn.generate.employer import (
    build_adhesion,
    build_company,
    build_contact,
    build_declaration,
    build_workplace,
    pick_bits,
)
from paraphe.declarations.dsn.generate.identities import make_iban
from paraphe.declarations.dsn.generate.person import Staff, build_contract_block, build_individual
from paraphe.declarations.dsn.report import format_cents

EVENTS = ("04", "05", "07", "08")


def build_event(staff: Staff, nature: str, *, order: int) -> list[Block]:
    """A whole S20 subtree of an event nature."""
    bits = pick_bits(staff.bits, staff.siret)
    blocks = [build_declaration(nature, "01", order=order, calendar=staff.calendar), build_contact()]
    blocks += build_company(staff.siret, bits, nature=nature)
    if nature == "08":
        blocks.append(build_adhesion(nature))
    blocks.append(build_individual(staff, nature=nature))
    blocks.append(build_contract_block(staff, staff.contracts[0], nature=nature))
    if nature in ("04", "05"):
        return [*blocks, _build_stop(staff, nature)]
    if nature == "07":
        return [*blocks, *_build_end(staff)]
    seniority: Rubrics = [("001", "02"), ("002", "01"), ("003", "24"), ("005", staff.contracts[0])]
    affiliation: Rubrics = [("005", "AGENTS"), ("013", "1"), ("014", staff.calendar.first_day)]
    return [
        *blocks,
        ("S21.G00.70", affiliation),
        ("S21.G00.86", seniority),
        build_workplace(staff.siret, bits),
    ]


def _build_stop(staff: Staff, nature: str) -> Block:
    first, suffix = staff.calendar.first_day, staff.calendar.first_day[2:]
    rubrics: Rubrics = [("001", "01"), ("002", first), ("003", f"08{suffix}")]
    if nature == "04":
        rubrics += [
            ("004", "01"),
            ("005", f"02{suffix}"),
            ("006", f"08{suffix}"),
            ("007", make_iban(staff.bits)),
            ("008", "BDFEFRPPXXX"),
        ]
    else:
        rubrics += [("010", f"09{suffix}"), ("011", "01")]
    return ("S21.G00.60", rubrics)


def _build_end(staff: Staff) -> list[Block]:
    """The end of the contract, its notice, and the last pay."""
    calendar, number, amount = staff.calendar, staff.contracts[0], format_cents(staff.gross)
    period = [("001", calendar.first_day), ("002", calendar.last_day), ("010", number)]
    blocks: list[Block] = [
        (
            "S21.G00.62",
            [
                ("001", calendar.last_day),
                ("002", "031"),
                ("006", calendar.last_day),
                ("008", "02"),
                ("020", calendar.first_day),
            ],
        ),
        ("S21.G00.63", [("001", "90")]),
        ("S21.G00.71", [("002", "90000" if staff.tenured else "IRCANTEC")]),
        ("S21.G00.50", [("001", calendar.pay_day), ("020", "01")]),
    ]
    for kind in ("001", "002", "003", "010"):
        hours = [("012", "151.67")] if kind == "002" else []
        blocks.append(("S21.G00.51", [*period, ("011", kind), *hours, ("013", amount)]))
    return blocks
