"""What a check says: findings, counts, what the file declares, and what was not checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MASK = "•"
_NIR_LIKE = re.compile(r"(?<!\d)([12]\d{4})(?:\d\d|\d[AB])\d{6}(?:\d\d)?(?!\d)")


def mask_nir(text: str) -> str:
    """Anything that looks like a NIR (13 characters, or 15 with its key) keeps only sex, year and month of birth."""
    return _NIR_LIKE.sub(lambda found: found.group(1) + MASK * (len(found.group(0)) - 5), text)


@dataclass(slots=True)
class Employee:
    """The person a finding is about: rank in the declaration (from 1), and the name once it was read."""

    rank: int
    name: str = ""


@dataclass(slots=True)
class Contract:
    """The contract a finding is about: rank under its person (from 1), and its number once it was read."""

    rank: int
    number: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One anomaly. `code` is written as the norm writes it; `line` counts from 1.

    `value` is what the file holds; show `printed_value`, where a NIR is masked.
    `declaration` is the rank of the S20 in the file (from 1; 0 for the envelope).
    """

    code: str
    rubric: str
    control: str
    blocking: bool
    line: int
    label: str
    path: str
    sentence: str
    declaration: int = 0
    value: str = field(default="", repr=False)
    secret: bool = False
    employee: Employee | None = None
    contract: Contract | None = None

    @property
    def kind(self) -> str:
        """The family of the control: CST structure, CSL syntax, CCH coherence, SIG warning."""
        return self.control.partition("-")[0]

    @property
    def printed_value(self) -> str:
        if self.secret:
            return self.value[:5] + MASK * max(len(self.value) - 5, 0)
        return mask_nir(self.value)

    def to_dict(self) -> dict[str, Any]:
        """JSON form: the value is the printed one."""
        return {
            "code": self.code,
            "kind": self.kind,
            "blocking": self.blocking,
            "line": self.line,
            "rubric": self.rubric,
            "label": self.label,
            "value": self.printed_value,
            "path": self.path,
            "declaration": self.declaration,
            "employee": {"rank": self.employee.rank, "name": self.employee.name} if self.employee else None,
            "contract": {"rank": self.contract.rank, "number": self.contract.number}
            if self.contract
            else None,
            "sentence": self.sentence,
        }


@dataclass(slots=True)
class DeclarationSummary:
    """One S20: what it is, for whom, where its identity stands in the file, and its totals.

    Amounts are in cents. `paid` sums S21.G00.20.005 by organisme (S21.G00.20.001). `gross` sums
    S21.G00.51.013 of type 001. `line` is the line of S20.G00.05.001, `siren_line` of S21.G00.06.001,
    `nic_line` of S21.G00.11.001 (0 = absent). Identity fields are "" when absent or badly written.
    """

    line: int
    nature: str = ""
    type: str = ""
    fraction: str = ""
    order: str = ""
    month: str = ""
    built_on: str = ""
    siren: str = ""
    siren_line: int = 0
    nic: str = ""
    nic_line: int = 0
    employees: int = 0
    contracts: int = 0
    gross: int = 0
    paid: dict[str, int] = field(default_factory=dict)

    @property
    def siret(self) -> str:
        return self.siren + self.nic if self.siren and self.nic else ""

    def to_dict(self) -> dict[str, Any]:
        names = (
            "nature",
            "type",
            "fraction",
            "order",
            "month",
            "built_on",
            "siren",
            "siret",
            "line",
            "siren_line",
            "nic_line",
            "employees",
            "contracts",
        )
        return {name: getattr(self, name) for name in names} | {
            "gross": format_cents(self.gross),
            "paid": {organisme: format_cents(cents) for organisme, cents in self.paid.items()},
        }


def format_cents(cents: int) -> str:
    """Cents to `-12.34`, the writing of the norm."""
    sign, absolute = ("-" if cents < 0 else ""), abs(cents)
    return f"{sign}{absolute // 100}.{absolute % 100:02d}"


@dataclass(frozen=True, slots=True)
class Envelope:
    """S10 as read: fields are "" when absent or badly written."""

    norm: str = ""
    test: bool = False
    software: str = ""
    editor: str = ""
    software_version: str = ""
    deposit_point: str = ""
    sending_type: str = ""
    emitter_siren: str = ""
    emitter_nic: str = ""
    emitter_name: str = ""

    @property
    def emitter_siret(self) -> str:
        return self.emitter_siren + self.emitter_nic if self.emitter_siren and self.emitter_nic else ""

    def to_dict(self) -> dict[str, Any]:
        names = (
            "norm",
            "test",
            "software",
            "editor",
            "software_version",
            "deposit_point",
            "sending_type",
            "emitter_name",
        )
        return {name: getattr(self, name) for name in names} | {"emitter_siret": self.emitter_siret}


@dataclass(frozen=True, slots=True)
class Report:
    """The whole answer of a check.

    `sha256` and `size` are those of the DSN text (expanded if it came compressed); `received_sha256` and
    `received_size` those of the bytes received. `recognised` is false when the bytes are not a DSN at all.
    `complete` is false when the reading stopped before the end (size bound, damaged compression): the report
    then speaks of what was read only. `not_implemented` lists controls of the norm this engine does not run;
    `limits` says in French what else was not checked.
    """

    envelope: Envelope
    declarations: tuple[DeclarationSummary, ...]
    findings: tuple[Finding, ...]
    blocking_count: int
    warning_count: int
    counts_by_kind: Mapping[str, int]
    counts_by_code: Mapping[str, int]
    recognised: bool
    complete: bool
    lines: int
    sha256: str
    size: int
    received_sha256: str
    received_size: int
    compressed: bool
    table: str
    channel: str
    implemented: tuple[str, ...]
    not_implemented: tuple[str, ...]
    limits: tuple[str, ...]

    @property
    def accepted(self) -> bool:
        """True without any blocking anomaly among the controls that were run."""
        return self.recognised and self.complete and self.blocking_count == 0

    @property
    def total(self) -> int:
        return self.blocking_count + self.warning_count

    def to_dict(self) -> dict[str, Any]:
        return {
            "accepted": self.accepted,
            "recognised": self.recognised,
            "complete": self.complete,
            "channel": self.channel,
            "table": self.table,
            "envelope": self.envelope.to_dict(),
            "file": {
                "lines": self.lines,
                "sha256": self.sha256,
                "size": self.size,
                "compressed": self.compressed,
                "received_sha256": self.received_sha256,
                "received_size": self.received_size,
            },
            "counts": {
                "blocking": self.blocking_count,
                "warning": self.warning_count,
                "shown": len(self.findings),
                "by_kind": dict(self.counts_by_kind),
                "by_code": dict(self.counts_by_code),
            },
            "declarations": [declaration.to_dict() for declaration in self.declarations],
            "findings": [finding.to_dict() for finding in self.findings],
            "not_checked": {
                "controls": len(self.not_implemented),
                "references": list(self.not_implemented),
                "limits": list(self.limits),
            },
        }
