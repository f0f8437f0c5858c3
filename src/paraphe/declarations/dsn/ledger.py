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


class Ledger:
    """Counts every fault and keeps the first ones; a control of the norm takes its severity from the tables."""

    def __init__(self, norm: Norm, *, limit: int) -> None:
        self._norm = norm
        self._limit = limit
        self.kept: list[Finding] = []
        self.by_code: Counter[str] = Counter()
        self.by_kind: Counter[str] = Counter()
        self.blocking = self.warnings = 0

    def record(self, fault: Fault, place: Callable[[], Place]) -> None:
        code = f"{fault.subject}/{fault.control}"
        control = self._norm.controls.get(code)
        blocking = control.blocking if control else True
        self.blocking += blocking
        self.warnings += not blocking
        self.by_kind[fault.control[:3]] += 1
        self.by_code[code if code in self.by_code or len(self.by_code) < _CODES_BOUND else OTHERS] += 1
        if len(self.kept) < self._limit:
            self.kept.append(self._build(fault, blocking, place()))

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
