"""The report of a check as the page shows it: findings filtered by the address, totals of the declarations."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import QueryDict

from paraphe.declarations.texts import item_title

SEVERITIES = {"bloquant": "Bloquant", "a-verifier": "À vérifier"}
ITEMS_SHOWN = 60
CHOICES = 300
SIRET_LENGTH = 14


@dataclass(frozen=True)
class Finding:
    """One anomaly as shown; `employee_key` is `declaration-rank`."""

    line: int
    blocking: bool
    sentence: str
    code: str
    label: str
    value: str
    employee: str
    employee_key: str
    contract: str


def finding_of(row: Mapping[str, Any]) -> Finding:
    """A finding of the kept report, its value already masked."""
    employee, contract = row["employee"], row["contract"]
    return Finding(
        line=row["line"],
        blocking=row["blocking"],
        sentence=row["sentence"],
        code=row["code"],
        label=row["label"],
        value=row["value"],
        employee=_employee(employee) if employee else "",
        employee_key=f"{row['declaration']}-{employee['rank']}" if employee else "",
        contract=(contract["number"] or f"nº\u00a0{contract['rank']}") if contract else "",
    )


def _employee(row: Mapping[str, Any]) -> str:
    number = f"Agent nº\u00a0{row['rank']}"
    return f"{number}, {row['name']}" if row["name"] else number


@dataclass(frozen=True)
class Asked:
    """The filters of the address; what is not understood filters nothing."""

    severity: str
    code: str
    employee: str

    @classmethod
    def of(cls, query: QueryDict) -> "Asked":
        """Read the address."""
        severity = query.get("gravite", "")
        return cls(
            severity if severity in SEVERITIES else "",
            query.get("code", "")[:60],
            query.get("agent", "")[:20],
        )

    @property
    def is_narrow(self) -> bool:
        """Whether anything is asked."""
        return bool(self.severity or self.code or self.employee)

    def narrow(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings asked for."""
        return [
            finding
            for finding in findings
            if (not self.severity or finding.blocking == (self.severity == "bloquant"))
            and (not self.code or finding.code == self.code)
            and (not self.employee or finding.employee_key == self.employee)
        ]


def codes_of(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    """The codes to choose from, with their labels."""
    labels = {finding.code: f"{finding.code} {finding.label}" for finding in findings}
    return sorted(labels.items())[:CHOICES]


def employees_of(findings: Iterable[Finding]) -> list[tuple[str, str]]:
    """The employees to choose from."""
    found = {finding.employee_key: finding.employee for finding in findings if finding.employee}
    return list(found.items())[:CHOICES]


@dataclass(frozen=True)
class ItemShown:
    """One declaration of the file, with its totals."""

    title: str
    siret: str
    name: str
    line: int
    employees: int
    contracts: int
    gross: Decimal | None
    paid: Sequence[tuple[str, Decimal | None]]


def items_shown(items: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> list[ItemShown]:
    """The first declarations of the file, at most `ITEMS_SHOWN`."""
    return [_item(item, names) for item in items[:ITEMS_SHOWN]]


def _item(item: Mapping[str, Any], names: Mapping[str, str]) -> ItemShown:
    return ItemShown(
        title=item_title(dict(item)),
        siret=item["siret"],
        name=names.get(item["siret"], ""),
        line=item["line"],
        employees=item["employees"],
        contracts=item["contracts"],
        gross=_amount(item["gross"]),
        paid=[(payee_name(body), _amount(amount)) for body, amount in item["paid"].items()],
    )


def payee_name(code: str) -> str:
    """Whom a payment goes to, as far as the file says: some codes are names, the others numbers or SIRETs.

    The table that names the codes is not shipped (docs/specs/dsn-controls.md).
    """
    if code.isalpha():
        return {"DGFIP": "DGFiP", "IRCANTEC": "Ircantec"}.get(code, code)
    is_siret = len(code) == SIRET_LENGTH and code.isdecimal()
    return f"organisme au SIRET\u00a0{code}" if is_siret else f"organisme de code\u00a0{code}"


def _amount(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


@dataclass(frozen=True)
class Totals:
    """The totals of a whole file."""

    declarations: int
    employees: int
    contracts: int
    gross: Decimal
    paid: Sequence[tuple[str, Decimal]]


def totals_of(items: Iterable[Mapping[str, Any]]) -> Totals:
    """Sums over the declarations of a file; a person in two of them counts twice."""
    paid: dict[str, Decimal] = {}
    count = employees = contracts = 0
    gross = Decimal()
    for item in items:
        count, employees, contracts = count + 1, employees + item["employees"], contracts + item["contracts"]
        gross += _amount(item["gross"]) or 0
        for body, amount in item["paid"].items():
            paid[body] = paid.get(body, Decimal()) + (_amount(amount) or 0)
    return Totals(
        count, employees, contracts, gross, [(payee_name(body), total) for body, total in paid.items()]
    )
