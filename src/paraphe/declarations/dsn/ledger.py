"""Where findings are kept: all counted, the first `limit` kept, each with its place and its sentence."""

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from paraphe.declarations.dsn.norm import Norm
from paraphe.declarations.dsn.report import Contract, Employee, Finding
from paraphe.declarations.dsn.sentences import write_sentence

_CODES_BOUND = 5000
_VALUE_BOUND = 120
OTHERS = "autres"
NIR_RUBRICS = frozenset(
    {
        "S21.G00.30.001",
        "S21.G00.31.008",
        "S89.G00.67.001",
        "S89.G00.87.007",
        "S89.G00.88.008",
        "S89.G00.89.007",
        "S89.G00.91.001",
    }
)


class Fault(NamedTuple):
    """A fault as detected; `subject` is a rubric or a block identifier."""

    subject: str
    control: str
    line: int
    value: bytes = b""
    detail: str = ""


class Place(NamedTuple):
    """Where a fault stands in the tree."""

    path: str
    declaration: int
    employee: Employee | None
    contract: Contract | None


class _Tally:
    """How many faults of one code, and whether it blocks."""

    __slots__ = ("blocking", "count")

    def __init__(self, blocking: bool) -> None:
        self.blocking = blocking
        self.count = 0


class Ledger:
    """Counts every fault and keeps the first ones; a control of the norm takes its severity from the tables."""

    def __init__(self, norm: Norm, *, limit: int) -> None:
        self._norm = norm
        self._limit = limit
        self._tallies: dict[tuple[str, str], _Tally] = {}
        self.kept: list[Finding] = []
        self.total = 0

    def record(self, fault: Fault, place: Callable[[], Place]) -> None:
        """Count the fault; `place` is asked only if it is kept."""
        tally = self._tallies.get(fault[:2]) or self._open(fault)
        tally.count += 1
        self.total += 1
        if len(self.kept) < self._limit:
            self.kept.append(self._build(fault, tally.blocking, place()))

    def _open(self, fault: Fault) -> _Tally:
        """A new code; past the bound, codes are counted together, by control."""
        control = self._norm.controls.get(f"{fault.subject}/{fault.control}")
        subject = fault.subject if len(self._tallies) < _CODES_BOUND else OTHERS
        return self._tallies.setdefault(
            (subject, fault.control), _Tally(control.blocking if control else True)
        )

    def count_by_code(self) -> dict[str, int]:
        """Faults by code."""
        return {f"{subject}/{control}": tally.count for (subject, control), tally in self._tallies.items()}

    def count_by_kind(self) -> dict[str, int]:
        """Faults by family of controls."""
        kinds: Counter[str] = Counter()
        for (_, control), tally in self._tallies.items():
            kinds[control[:3]] += tally.count
        return dict(kinds)

    def count_blocking(self) -> int:
        """Faults that block."""
        return sum(tally.count for tally in self._tallies.values() if tally.blocking)

    def _build(self, fault: Fault, blocking: bool, place: Place) -> Finding:
        rubric = self._norm.rubrics.get(fault.subject.encode("latin-1", "replace"))
        block = self._norm.index.get(fault.subject)
        label = rubric.label if rubric else self._norm.blocks[block].name if block is not None else ""
        return Finding(
            code=f"{fault.subject}/{fault.control}",
            rubric=fault.subject,
            control=fault.control,
            blocking=blocking,
            line=fault.line,
            label=label,
            path=place.path,
            sentence=write_sentence(
                fault.subject, fault.control, label=label, rubric=rubric, detail=fault.detail
            ),
            declaration=place.declaration,
            value=fault.value[:_VALUE_BOUND].decode("latin-1"),
            secret=fault.subject in NIR_RUBRICS,
            employee=place.employee,
            contract=place.contract,
        )
