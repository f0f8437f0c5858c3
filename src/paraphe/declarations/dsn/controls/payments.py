"""Controls of payments to bodies, statements of contributions and provident contracts (S21.G00.12 to .23)."""

from paraphe.declarations.dsn.context import SMALL_BOUND, Context, Values, order_day, read_cents
from paraphe.declarations.dsn.controls.registry import closing, leaving
from paraphe.declarations.dsn.keys import is_iban, is_rib, is_siret
from paraphe.declarations.dsn.ledger import Fault

DGFIP = b"DGFIP"
DIRECT_DEBIT, PAID_BY_ANOTHER = b"05", b"06"
DGFIP_LIMIT = 99_999_999_900
COMMUNE_CODES = frozenset({b"900", b"901", b"911", b"917", b"921", b"927"})


@closing("S21.G00.12", "S21.G00.12.003/CSL-11", "S21.G00.12.003/CSL-12")
def judge_bank_account(context: Context, values: Values) -> None:
    """IBAN key, then key of the French account number (numbering of the two controls inferred from S21.G00.20.004)."""
    _judge_iban(context, values.get(3), ("S21.G00.12.003/CSL-11", "S21.G00.12.003/CSL-12"))


def _judge_iban(context: Context, iban: bytes | None, codes: tuple[str, str]) -> None:
    if iban and not is_iban(iban):
        context.fail(codes[0], iban)
    elif iban and not is_rib(iban):
        context.fail(codes[1], iban)


@closing("S21.G00.15", "S21.G00.15.001/CCH-11", "S21.G00.15.005/CCH-11")
def judge_adhesion(context: Context, values: Values) -> None:
    """No two memberships with the same contract and body; technical identifiers are unique."""
    declared = context.declared
    key, identifier = (values.get(1) or b"", values.get(2) or b""), values.get(5)
    if key in declared.adhesion_keys:
        context.fail("S21.G00.15.001/CCH-11", values.get(1))
    elif len(declared.adhesion_keys) < SMALL_BOUND:
        declared.adhesion_keys.add(key)
    if identifier and identifier in declared.adhesions:
        context.fail("S21.G00.15.005/CCH-11", identifier)
    elif identifier:
        declared.adhesions[identifier] = context.line_of(5)


@closing(
    "S21.G00.20",
    "S21.G00.20.002/CCH-11",
    "S21.G00.20.005/CCH-13",
    "S21.G00.20.010/CCH-14",
    "S21.G00.20.014/CCH-11",
)
def judge_tax_payment(context: Context, values: Values) -> None:
    """Payments to the DGFiP: entity, mode, ceiling, identifier of a seizure."""
    if values.get(1) != DGFIP:
        return
    entity, mode = values.get(2), values.get(10)
    if entity not in (b"DGFIP_PAS", b"DGFIP_SATD") and not (2 in values and entity is None):
        context.fail("S21.G00.20.002/CCH-11", entity)
    if mode and mode not in (DIRECT_DEBIT, PAID_BY_ANOTHER):
        context.fail("S21.G00.20.010/CCH-14", mode)
    if read_cents(values.get(5)) > DGFIP_LIMIT:
        context.fail("S21.G00.20.005/CCH-13", values.get(5))
    if entity == b"DGFIP_SATD" and 14 not in values:
        context.fail("S21.G00.20.014/CCH-11")


@closing(
    "S21.G00.20",
    "S21.G00.20.004/CSL-11",
    "S21.G00.20.004/CSL-13",
    "S21.G00.20.010/CCH-12",
    "S21.G00.20.010/SIG-13",
    "S21.G00.20.012/CCH-12",
)
def judge_payment_mode(context: Context, values: Values) -> None:
    """IBAN keys; a direct debit names its account; a payment made by another establishment names it."""
    mode, payer = values.get(10), values.get(12)
    _judge_iban(context, values.get(4), ("S21.G00.20.004/CSL-11", "S21.G00.20.004/CSL-13"))
    if mode == DIRECT_DEBIT and 4 not in values:
        context.fail("S21.G00.20.010/CCH-12", mode)
    elif mode == DIRECT_DEBIT and 3 not in values:
        context.fail("S21.G00.20.010/SIG-13", mode)
    if payer and not is_siret(payer):
        context.record(Fault("S21.G00.20.012", "CSL-10", context.line_of(12), payer))
    if mode == PAID_BY_ANOTHER and (12 not in values or payer == context.declared.summary.siret.encode()):
        context.fail("S21.G00.20.012/CCH-12", payer)


@closing("S21.G00.20", "S21.G00.20.007/CCH-11", "S21.G00.20.007/CCH-13")
def judge_payment_period(context: Context, values: Values) -> None:
    """The end of the period is not before its start nor after the declared month."""
    start, end = order_day(values.get(6)), order_day(values.get(7))
    if start and end and end < start:
        context.fail("S21.G00.20.007/CCH-11", values.get(7))
    elif end and context.declared.month_end and end > context.declared.month_end:
        context.fail("S21.G00.20.007/CCH-13", values.get(7))
    context.provident = [0, 0]
    context.payment_amount = (context.line_of(5), values.get(5))


@closing("S21.G00.55")
def add_component(context: Context, values: Values) -> None:
    context.provident[0] += 1
    context.provident[1] += read_cents(values.get(1))


@leaving("S21.G00.20", "S21.G00.20.005/CCH-12")
def judge_components(context: Context, _: Values) -> None:
    """A payment with components equals their sum, or zero when the sum is negative.

    Provident bodies are known by their components only (their table is external).
    """
    count, total = context.provident
    line, amount = context.payment_amount
    if count and amount and read_cents(amount) != max(total, 0):
        context.fail("S21.G00.20.005/CCH-12", amount, line=line)


@closing("S21.G00.22", "S21.G00.22.004/CCH-11", "S21.G00.22.004/CCH-12")
def judge_statement_period(context: Context, values: Values) -> None:
    """The end of the period is not before its start nor after the declared month."""
    start, end = order_day(values.get(3)), order_day(values.get(4))
    if start and end and end < start:
        context.fail("S21.G00.22.004/CCH-11", values.get(4))
    elif end and context.declared.month_end and end > context.declared.month_end:
        context.fail("S21.G00.22.004/CCH-12", values.get(4))


@closing("S21.G00.23", "S21.G00.23.006/CCH-11")
def judge_commune(context: Context, values: Values) -> None:
    """Transport and like contributions name their commune."""
    if values.get(1) in COMMUNE_CODES and 6 not in values:
        context.fail("S21.G00.23.006/CCH-11", line=context.line_of(1))
