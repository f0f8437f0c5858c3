"""What controls may look at: the instance being closed, the person, the declaration, the file.

Everything that grows with the file is bounded; passing a bound is said in the report (`limits`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from paraphe.declarations.dsn.ledger import Fault, Ledger, Place
from paraphe.declarations.dsn.norm import Norm, Plan
from paraphe.declarations.dsn.report import Contract, DeclarationSummary, Employee

Values = dict[int, bytes | None]
PEOPLE_BOUND = 300_000
DECLARATION_BOUND = 10_000
ORGANISM_BOUND = 200
ORGANISMS_BOUND = 50_000
SMALL_BOUND = 2_000


def order_day(value: bytes | None) -> bytes:
    """DDMMYYYY to YYYYMMDD, which compares as dates do; b"" for an absent or refused value."""
    return value[4:] + value[2:4] + value[:2] if value else b""


@lru_cache(maxsize=256)
def last_day(month: bytes) -> bytes:
    """From a month's first day, DDMMYYYY, an upper bound of its days as YYYYMMDD (day 31: enough to compare)."""
    return month[4:] + month[2:4] + b"31" if month else b""


def read_cents(value: bytes | None) -> int:
    """A refused or absent amount counts for nothing."""
    return int(value.replace(b".", b"")) if value else 0


@dataclass(slots=True)
class Payment:
    """One S21.G00.50 of a person: the remuneration types seen for each contract number, and where it starts."""

    line: int
    types: dict[bytes, set[bytes]] = field(default_factory=dict)


@dataclass(slots=True)
class Person:
    """What is remembered while one S21.G00.30 is open."""

    employee: Employee
    line: int
    born: bytes = b""
    contracts: dict[bytes, tuple[int, bytes]] = field(default_factory=dict)
    paid: dict[bytes, int] = field(default_factory=dict)
    payments: int = 0


@dataclass(slots=True)
class Declared:
    """What is remembered while one S20 is open."""

    summary: DeclarationSummary
    rank: int
    month: bytes = b""
    month_end: bytes = b""
    built_on: bytes = b""
    currency: bytes = b""
    people: set[bytes] = field(default_factory=set)
    adhesions: dict[bytes, int] = field(default_factory=dict)
    adhesion_keys: set[tuple[bytes, bytes]] = field(default_factory=set)
    adhesions_used: set[bytes] = field(default_factory=set)
    workplaces: dict[bytes, int] = field(default_factory=dict)
    seniority: bool = False
    replaced: bytes = b""
    identity: bytes = b""
    identity_line: int = 0


class Context:
    """The state shared by the walk and the controls."""

    def __init__(self, norm: Norm, ledger: Ledger, *, channel: str) -> None:
        self.norm = norm
        self.ledger = ledger
        self.channel = channel
        self.plan: Plan = norm.plans[""]
        self.counts = [0] * len(norm.blocks)
        self.starts = [1] * len(norm.blocks)
        self.current = 0
        self.start = 1
        self.mask = 0
        self.gaps: list[int] = []
        self.header: Values = {}
        self.emitter: Values = {}
        self.declarations: list[DeclarationSummary] = []
        self.declared = Declared(DeclarationSummary(0), 0)
        self.person: Person | None = None
        self.contract: Contract | None = None
        self.payment: Payment | None = None
        self.pay_type = b""
        self.base = b""
        self.no_retirement = False
        self.organisms = 0
        self.provident = [0, 0]
        self.payment_amount: tuple[int, bytes | None] = (0, None)
        self.identities: set[bytes] = set()
        self.cancelled: dict[bytes, int] = {}
        self.only_empty = True
        self.totals: tuple[int, int, bytes | None, bytes | None] | None = None
        self.limits: set[str] = set()

    def line_of(self, num: int) -> int:
        """The line of a rubric of the instance being closed; its first line when the rubric is absent."""
        block = self.norm.blocks[self.current].id
        rubric = self.norm.rubrics.get(f"{block}.{num:03d}".encode())
        if rubric is None or not self.mask & rubric.bit:
            return self.start
        line = self.start + (self.mask & (rubric.bit - 1)).bit_count()
        for gap in self.gaps:
            line += gap <= line
        return line

    def runs(self, code: str) -> bool:
        """True when the norm runs this control in the nature at hand."""
        control = self.norm.controls.get(code)
        if control is None:
            return False
        return self.plan.nature in control.natures if self.plan.nature else code[:3] in ("S10", "S20", "S90")

    def fail(self, code: str, value: bytes | None = b"", *, line: int = 0, detail: str = "") -> None:
        """Record the failure of a control of the norm (`S21.G00.51.002/CCH-11`), if it runs in this nature.

        Without `line`, the line is that of the rubric in the instance being closed.
        """
        if self.runs(code):
            rubric, _, control = code.partition("/")
            self.record(Fault(rubric, control, line or self.line_of(int(rubric[11:])), value or b"", detail))

    def record(self, fault: Fault) -> None:
        self.ledger.record(fault, self.build_place)

    def build_place(self) -> Place:
        steps = []
        path = self.norm.path_of(self.current)
        for block in path:
            rank = self.counts[block]
            steps.append(
                f"{self.norm.blocks[block].id}[{rank}]"
                if self.plan.high[block] > 1
                else self.norm.blocks[block].id
            )
        employee = self.person.employee if self.person and self.norm.index["S21.G00.30"] in path else None
        contract = self.contract if employee and self.norm.index["S21.G00.40"] in path else None
        declaration = self.declared.rank if self.norm.index["S20.G00.05"] in path else 0
        return Place(" > ".join(steps), declaration, employee, contract)


Control = Callable[[Context, Values], None]
