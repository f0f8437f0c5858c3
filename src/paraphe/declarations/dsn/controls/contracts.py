"""Controls of the contract and of what hangs from it (S21.G00.40, .60, .62, .70, .71, .85)."""

import re

from paraphe.declarations.dsn.context import SMALL_BOUND, Context, Control, Values, order_day
from paraphe.declarations.dsn.controls.registry import closing, leaving
from paraphe.declarations.dsn.syntax import CONTRACT_NUMBER

_NUMBER = re.compile(CONTRACT_NUMBER.encode("latin-1"))
MSA = b"300"
SUBROGATION = b"01"
ACCIDENTS = (b"04", b"05", b"06")
NO_RETIREMENT = b"90000"
ELECTED = b"93"
NUMBERS = (
    ("S21.G00.34", 2, "S21.G00.34.002/CSL-11"),
    ("S21.G00.40", 9, "S21.G00.40.009/CSL-11"),
    ("S21.G00.51", 10, "S21.G00.51.010/CSL-11"),
    ("S21.G00.52", 6, "S21.G00.52.006/CSL-11"),
    ("S21.G00.54", 5, "S21.G00.54.005/CSL-14"),
    ("S21.G00.86", 5, "S21.G00.86.005/CSL-11"),
)
PERIODS = (
    ("S21.G00.51", 1, 2, "S21.G00.51.002/CCH-11"),
    ("S21.G00.70", 14, 15, "S21.G00.70.015/CCH-11"),
    ("S21.G00.40", 1, 10, "S21.G00.40.010/CCH-11"),
    ("S21.G00.60", 2, 3, "S21.G00.60.002/CCH-12"),
    ("S21.G00.60", 5, 6, "S21.G00.60.006/CCH-12"),
    ("S21.G00.60", 2, 10, "S21.G00.60.010/CCH-11"),
)


def build_number_control(num: int, code: str) -> Control:
    def judge_number(context: Context, values: Values) -> None:
        number = values.get(num)
        if number and not number.isalnum() and not _NUMBER.fullmatch(number):
            context.fail(code, number)

    return judge_number


def build_period_control(start_num: int, end_num: int, code: str) -> Control:
    """The end is not before the start. The finding stands on the rubric that names the control."""

    def judge_period(context: Context, values: Values) -> None:
        start, end = values.get(start_num), values.get(end_num)
        if start and end and start != end and order_day(end) < order_day(start):
            context.fail(code, values.get(int(code[11:14])))

    return judge_period


for _block, _num, _code in NUMBERS:
    closing(_block, _code)(build_number_control(_num, _code))
for _block, _start, _end, _code in PERIODS:
    closing(_block, _code)(build_period_control(_start, _end, _code))


@closing(
    "S21.G00.40",
    "S21.G00.40.001/CCH-15",
    "S21.G00.40.001/SIG-14",
    "S21.G00.40.012/CCH-11",
    "S21.G00.40.018/CCH-14",
)
def judge_contract(context: Context, values: Values) -> None:
    """Start after the birth; quota not zero for units up to 21; the agricultural scheme goes with its deposit point."""
    start, unit = order_day(values.get(1)), values.get(11)
    born = context.person.born if context.person else b""
    if start and born and b"99" not in (born[4:6], born[6:]) and start < born:
        context.fail("S21.G00.40.001/CCH-15", values.get(1))
    if start and context.declared.month_end and start > context.declared.month_end:
        context.fail("S21.G00.40.001/SIG-14", values.get(1))
    quota = values.get(12)
    if unit and unit <= b"21" and quota and not quota.strip(b"0."):
        context.fail("S21.G00.40.012/CCH-11", quota)
    scheme, point = values.get(18), context.header.get(7)
    if scheme and point and (scheme == MSA) != (point == b"02"):
        context.fail("S21.G00.40.018/CCH-14", scheme)


@closing("S21.G00.40")
def remember_workplace(context: Context, values: Values) -> None:
    """Work places are matched with S21.G00.85 when the declaration ends."""
    place, summary = values.get(19), context.declared.summary
    own = (summary.siret.encode(), summary.nic.encode())
    if place and place not in own and len(context.declared.workplaces) < SMALL_BOUND:
        context.declared.workplaces.setdefault(place, context.line_of(19))


@closing("S21.G00.85")
def remember_described_workplace(context: Context, values: Values) -> None:
    context.declared.workplaces.pop(values.get(1) or b"", None)


@leaving("S20.G00.05", "S21.G00.40.019/CCH-11")
def judge_workplaces(context: Context, _: Values) -> None:
    """A work place other than the establishment is described by a S21.G00.85."""
    for place, line in context.declared.workplaces.items():
        context.fail("S21.G00.40.019/CCH-11", place, line=line)


@closing(
    "S21.G00.60",
    "S21.G00.60.001/CCH-12",
    "S21.G00.60.007/CCH-11",
    "S21.G00.60.008/CCH-11",
    "S21.G00.60.012/CCH-11",
)
def judge_stop(context: Context, values: Values) -> None:
    """Reason 99 only in natures 01 and 07; account needed under subrogation; date needed for accidents."""
    reason, nature = values.get(1), context.declared.summary.nature
    if reason == b"99" and nature not in ("01", "07"):
        context.fail("S21.G00.60.001/CCH-12", reason)
    if values.get(4) == SUBROGATION:
        for num in (7, 8):
            if num not in values:
                context.fail(f"S21.G00.60.{num:03d}/CCH-11", line=context.line_of(4))
    if reason in ACCIDENTS and 12 not in values:
        context.fail("S21.G00.60.012/CCH-11", line=context.line_of(1))


@closing("S21.G00.62", "S21.G00.62.001/CCH-11")
def judge_end(context: Context, values: Values) -> None:
    """The contract ends after the signature of the agreement that breaks it."""
    end, signed = order_day(values.get(1)), order_day(values.get(4))
    if end and signed and end <= signed:
        context.fail("S21.G00.62.001/CCH-11", values.get(1))


@closing("S21.G00.70", "S21.G00.70.013/CCH-11")
def judge_affiliation(context: Context, values: Values) -> None:
    """The membership named exists under the establishment."""
    membership = values.get(13)
    if membership and membership not in context.declared.adhesions:
        context.fail("S21.G00.70.013/CCH-11", membership)
    elif membership:
        context.declared.adhesions_used.add(membership)


@closing("S21.G00.71", "S21.G00.71.002/CCH-12")
def judge_retirement(context: Context, values: Values) -> None:
    """Code 90000 (none) excludes any other complementary retirement of the contract."""
    code, rank = values.get(2), context.counts[context.current]
    if rank > 1 and (code == NO_RETIREMENT or context.no_retirement):
        context.fail("S21.G00.71.002/CCH-12", code)
    context.no_retirement = code == NO_RETIREMENT


@leaving("S21.G00.30", "S21.G00.40.009/CCH-13", "S21.G00.51.010/CCH-11")
def judge_contract_numbers(context: Context, _: Values) -> None:
    """Every contract has a remuneration, every remuneration a contract of the person."""
    person = context.person
    if not person or not person.payments:
        return
    for number, (line, _kind) in person.contracts.items():
        if number not in person.paid:
            context.fail("S21.G00.40.009/CCH-13", number, line=line)
    for number, line in person.paid.items():
        if number not in person.contracts:
            context.fail("S21.G00.51.010/CCH-11", number, line=line)
