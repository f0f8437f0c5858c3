"""Controls of payments to the person and of contribution bases (S21.G00.50 to .81)."""

from paraphe.declarations.dsn.context import Context, Values, order_day, read_cents
from paraphe.declarations.dsn.controls.contracts import ELECTED
from paraphe.declarations.dsn.controls.registry import closing, leaving

PAY_TYPES = (b"001", b"002", b"003", b"010")
WITHHELD_TOLERANCE = 100
PROVIDENT_BASE, PROVIDENT_CODE = b"31", b"059"


@closing("S21.G00.50", "S21.G00.50.009/CCH-11")
def judge_withheld_tax(context: Context, values: Values) -> None:
    """The tax withheld is the taxable amount times the rate, to one euro."""
    withheld, rate, taxable = values.get(9), values.get(6), values.get(13)
    if not withheld or not rate or not taxable:
        return
    gap = abs(read_cents(withheld) * 10_000 - read_cents(taxable) * read_cents(rate))
    if gap > WITHHELD_TOLERANCE * 10_000:
        context.fail("S21.G00.50.009/CCH-11", withheld)


@closing("S21.G00.53", "S21.G00.53.001/CCH-11")
def judge_activity(context: Context, values: Values) -> None:
    """Activity is declared under a remuneration of type 002 only."""
    if context.pay_type and context.pay_type != b"002":
        context.fail("S21.G00.53.001/CCH-11", values.get(1))


@leaving("S21.G00.50", "S21.G00.51.011/CCH-11")
def judge_pay_types(context: Context, _: Values) -> None:
    """Each contract paid has its four remunerations (001, 002, 003, 010), except contracts of nature 93.

    An unknown contract number is told by S21.G00.51.010/CCH-11 only.
    """
    payment, person = context.payment, context.person
    if payment is None or person is None:
        return
    for number, kinds in payment.types.items():
        contract = person.contracts.get(number)
        missing = [kind.decode() for kind in PAY_TYPES if kind not in kinds]
        if contract and missing and b"" not in kinds and contract[1] != ELECTED:
            context.fail(
                "S21.G00.51.011/CCH-11", number, line=payment.line, detail=f" ({', '.join(missing)})"
            )


@closing(
    "S21.G00.78",
    "S21.G00.78.003/CCH-12",
    "S21.G00.78.003/CCH-15",
    "S21.G00.78.003/CCH-16",
    "S21.G00.78.004/CCH-11",
)
def judge_base(context: Context, values: Values) -> None:
    """Period of a base: in order, not after the month, inside one civil year; base 31 has no amount."""
    first, last = values.get(2), values.get(3)
    if first and last:
        start, end, month_end = order_day(first), order_day(last), context.declared.month_end
        if end < start:
            context.fail("S21.G00.78.003/CCH-12", last)
        elif month_end and end > month_end:
            context.fail("S21.G00.78.003/CCH-15", last)
        elif start[:4] != end[:4]:
            context.fail("S21.G00.78.003/CCH-16", last)
    if values.get(1) == PROVIDENT_BASE and read_cents(values.get(4)):
        context.fail("S21.G00.78.004/CCH-11", values.get(4))


@closing("S21.G00.81", "S21.G00.81.001/CCH-13")
def judge_contribution(context: Context, values: Values) -> None:
    """Contribution 059 stands under base 31 only."""
    if values.get(1) == PROVIDENT_CODE and context.base and context.base != PROVIDENT_BASE:
        context.fail("S21.G00.81.001/CCH-13", values.get(1))
