"""Not controls: what the report and the controls remember of the blocks as they go by."""

from paraphe.declarations.dsn.context import (
    DECLARATION_BOUND,
    ORGANISM_BOUND,
    ORGANISMS_BOUND,
    SMALL_BOUND,
    Context,
    Declared,
    Payment,
    Person,
    Values,
    last_day,
    order_day,
    read_cents,
)
from paraphe.declarations.dsn.controls.registry import closing, entering
from paraphe.declarations.dsn.ledger import OTHERS, Fault
from paraphe.declarations.dsn.report import Contract, DeclarationSummary, Employee, Envelope

GROSS_TYPE = b"001"


def read_text(value: bytes | None) -> str:
    return value.decode("latin-1") if value else ""


@entering("S20.G00.05")
def open_declaration(context: Context, _: Values) -> None:
    """A new declaration; past the bound it is checked but not listed, which blocks the file."""
    summary = DeclarationSummary(context.start)
    context.declared = Declared(summary, context.declared.rank + 1)
    context.person = context.contract = context.payment = None
    if len(context.declarations) < DECLARATION_BOUND:
        context.declarations.append(summary)
    elif context.declared.rank == DECLARATION_BOUND + 1:
        context.record(Fault("S20.G00.05", "CST-13", context.start, detail=f" (plus de {DECLARATION_BOUND})"))


@closing("S10.G00.00")
def read_header(context: Context, values: Values) -> None:
    context.header = values


@closing("S10.G00.01")
def read_emitter(context: Context, values: Values) -> None:
    context.emitter = values


@closing("S20.G00.05")
def read_declaration(context: Context, values: Values) -> None:
    declared = context.declared
    summary = declared.summary
    summary.nature, summary.type = read_text(values.get(1)), read_text(values.get(2))
    summary.fraction, summary.order = read_text(values.get(3)), read_text(values.get(4))
    month = values.get(5) or b""
    declared.month, declared.month_end = month, last_day(month)
    summary.month = read_text(month[4:] + b"-" + month[2:4]) if month else ""
    summary.built_on = read_text(values.get(7))
    declared.currency, declared.built_on = values.get(10) or b"", values.get(7) or b""


@closing("S21.G00.06")
def read_siren(context: Context, values: Values) -> None:
    summary = context.declared.summary
    summary.siren, summary.siren_line = read_text(values.get(1)), context.line_of(1) if 1 in values else 0


@closing("S21.G00.11")
def read_nic(context: Context, values: Values) -> None:
    summary = context.declared.summary
    summary.nic, summary.nic_line = read_text(values.get(1)), context.line_of(1) if 1 in values else 0


@closing("S21.G00.20")
def read_payment_total(context: Context, values: Values) -> None:
    paid = context.declared.summary.paid
    organism = read_text(values.get(1))
    if organism not in paid:
        context.organisms += 1
        if len(paid) >= ORGANISM_BOUND or context.organisms > ORGANISMS_BOUND:
            organism = OTHERS
    paid[organism] = paid.get(organism, 0) + read_cents(values.get(5))


@entering("S21.G00.30")
def open_person(context: Context, _: Values) -> None:
    summary = context.declared.summary
    summary.employees += 1
    context.person = Person(Employee(summary.employees), context.start)
    context.contract = context.payment = None


@closing("S21.G00.30")
def read_person(context: Context, values: Values) -> None:
    person = context.person
    if person:
        person.born = order_day(values.get(6))
        person.employee.name = f"{read_text(values.get(2))} {read_text(values.get(4))}".strip()


@entering("S21.G00.40")
def open_contract(context: Context, _: Values) -> None:
    context.declared.summary.contracts += 1
    context.contract = Contract(context.counts[context.current])


@closing("S21.G00.40")
def read_contract(context: Context, values: Values) -> None:
    number = values.get(9)
    if context.contract and number:
        context.contract.number = read_text(number)
    if context.person and number and len(context.person.contracts) < SMALL_BOUND:
        context.person.contracts[number] = (context.line_of(9), values.get(7) or b"")


@entering("S21.G00.50")
def open_payment(context: Context, _: Values) -> None:
    context.contract = None
    context.payment = Payment(context.start)
    if context.person:
        context.person.payments += 1


@closing("S21.G00.51")
def read_pay(context: Context, values: Values) -> None:
    kind, number = values.get(11) or b"", values.get(10)
    context.pay_type = kind
    if kind == GROSS_TYPE:
        context.declared.summary.gross += read_cents(values.get(13))
    payment, person = context.payment, context.person
    if number and payment and person and len(person.paid) < SMALL_BOUND and len(payment.types) < SMALL_BOUND:
        person.paid.setdefault(number, context.line_of(10))
        payment.types.setdefault(number, set()).add(kind)


@closing("S21.G00.78")
def read_base(context: Context, values: Values) -> None:
    context.base = values.get(1) or b""


def build_envelope(context: Context) -> Envelope:
    """S10 as read."""
    header, emitter = context.header, context.emitter
    return Envelope(
        norm=read_text(header.get(6)),
        test=header.get(5) == b"01",
        software=read_text(header.get(1)),
        editor=read_text(header.get(2)),
        software_version=read_text(header.get(3)),
        deposit_point=read_text(header.get(7)),
        sending_type=read_text(header.get(8)),
        emitter_siren=read_text(emitter.get(1)),
        emitter_nic=read_text(emitter.get(2)),
        emitter_name=read_text(emitter.get(3)),
    )
