"""Controls of the envelope, the declaration's identity and the employer (S10, S20, S21.G00.06, .11, S90)."""

import re

from paraphe.declarations.dsn.context import DECLARATION_BOUND, Context, Values
from paraphe.declarations.dsn.controls.registry import closing, leaving
from paraphe.declarations.dsn.keys import is_siren, is_siret
from paraphe.declarations.dsn.ledger import Fault

_NIR = re.compile(rb"[12]\d\d(?:0[1-9]|1[0-2]|20|3\d|4[0-2]|[5-9]\d)(?:\d\d|2[AB])\d{6}(?:\d\d)?")
EVENTS = ("04", "05", "07", "08")
PACIFIC = (b"986", b"987", b"988")


@closing("S10.G00.01", "S10.G00.01.001/CSL-11", "S10.G00.01.002/CCH-11")
def judge_emitter(context: Context, values: Values) -> None:
    """SIREN key, then SIREN and NIC key, of the emitter."""
    siren, nic = values.get(1), values.get(2)
    if siren and not is_siren(siren):
        context.fail("S10.G00.01.001/CSL-11", siren)
    elif siren and nic and not is_siret(siren + nic):
        context.fail("S10.G00.01.002/CCH-11", nic)


@closing(
    "S20.G00.05",
    "S20.G00.05.001/CST-11",
    "S20.G00.05.003/CCH-11",
    "S20.G00.05.009/CCH-11",
    "S20.G00.05.012/CCH-11",
    "S20.G00.05.012/CSL-12",
)
def judge_declaration(context: Context, values: Values) -> None:
    """One declaration by machine; events are not fractioned; business identifier and last SIRET."""
    summary = context.declared.summary
    if context.channel == "machine" and context.declared.rank == 2:
        context.fail("S20.G00.05.001/CST-11", values.get(1))
    if summary.nature in EVENTS and values.get(3) not in (b"11", None):
        context.fail("S20.G00.05.003/CCH-11", values.get(3))
    business = values.get(9)
    if business and _NIR.fullmatch(business):
        context.fail("S20.G00.05.009/CCH-11", business)
    last_siret = values.get(12)
    if values.get(11) in (b"02", b"07") and 12 not in values:
        context.fail("S20.G00.05.012/CCH-11", line=context.line_of(11))
    if last_siret and not is_siret(last_siret):
        context.fail("S20.G00.05.012/CSL-12", last_siret)


@closing(
    "S20.G00.05",
    "S20.G00.05.002/CCH-13",
    "S20.G00.05.002/CCH-14",
    "S20.G00.05.002/CCH-15",
    "S20.G00.05.006/CCH-12",
)
def judge_type(context: Context, values: Values) -> None:
    """Which types a nature allows, and when the replaced declaration is named."""
    nature, kind = context.declared.summary.nature, values.get(2)
    if not nature or not kind:
        return
    if kind == b"04" and nature not in ("07", "08", "09"):
        context.fail("S20.G00.05.002/CCH-13", kind)
    if kind in (b"02", b"05") and nature != "01":
        context.fail("S20.G00.05.002/CCH-14", kind)
    if kind == b"03" and nature == "08":
        context.fail("S20.G00.05.002/CCH-15", kind)
    if nature in EVENTS and (6 in values) != (kind in (b"03", b"04")):
        context.fail("S20.G00.05.006/CCH-12", values.get(6))


@closing("S20.G00.05", "S20.G00.05.008/CCH-11", "S20.G00.05.008/CCH-12")
def judge_scope(context: Context, values: Values) -> None:
    """Scope 02 is not for Net-Entreprises (deposit point 01), 03 not for the MSA (02)."""
    scope, point = values.get(8), context.header.get(7)
    if scope == b"02" and point == b"01":
        context.fail("S20.G00.05.008/CCH-11", scope)
    if scope == b"03" and point == b"02":
        context.fail("S20.G00.05.008/CCH-12", scope)


@closing("S20.G00.05")
def remember_identity(context: Context, values: Values) -> None:
    """What `judge_cancellations` and `judge_file` need once the SIRET and the other declarations are known."""
    context.declared.replaced = values.get(6) or b""
    context.declared.identity = (values.get(7) or b"") + (values.get(4) or b"")
    context.declared.identity_line = context.line_of(2)
    if (values.get(1), values.get(2)) not in ((b"01", b"02"), (b"01", b"05")):
        context.only_empty = False


@closing("S21.G00.06", "S21.G00.06.001/CSL-11", "S21.G00.06.002/CSL-11")
def judge_company(context: Context, values: Values) -> None:
    """SIREN key, then key of the head office's SIRET."""
    siren, nic = values.get(1), values.get(2)
    if siren and not is_siren(siren):
        context.fail("S21.G00.06.001/CSL-11", siren)
    elif siren and nic and not is_siret(siren + nic):
        context.fail("S21.G00.06.002/CSL-11", nic)


@closing("S21.G00.11", "S21.G00.11.001/CSL-12", "S20.G00.05.010/SIG-11")
def judge_establishment(context: Context, values: Values) -> None:
    """Key of the establishment's SIRET; the Pacific franc only where it is legal tender."""
    siren, nic = context.declared.summary.siren.encode(), values.get(1)
    if nic and is_siren(siren) and not is_siret(siren + nic):
        context.fail("S21.G00.11.001/CSL-12", nic)
    postcode = values.get(4)
    if context.declared.currency == b"02" and postcode and postcode[:3] not in PACIFIC:
        context.fail("S20.G00.05.010/SIG-11", b"02", line=context.line_of(4))


@leaving("S20.G00.05", "S20.G00.05.002/CCH-11")
def judge_cancellations(context: Context, _: Values) -> None:
    """No file holds a declaration and its own cancellation (same SIRET, file date and order number)."""
    declared = context.declared
    siret = declared.summary.siret.encode()
    own = siret + declared.identity
    if own in context.cancelled:
        context.fail("S20.G00.05.002/CCH-11", line=context.cancelled[own])
    if declared.replaced and siret + declared.replaced in context.identities:
        context.fail("S20.G00.05.002/CCH-11", line=declared.identity_line)
    if declared.rank <= DECLARATION_BOUND:
        context.identities.add(own)
        if declared.replaced:
            context.cancelled[siret + declared.replaced] = declared.identity_line


@leaving(
    "S20.G00.05",
    "S20.G00.05.001/CCH-11",
    "S20.G00.05.001/CCH-12",
    "S20.G00.05.001/CCH-13",
    "S20.G00.05.002/CCH-16",
)
def judge_people_count(context: Context, _: Values) -> None:
    """Who must be in a declaration: someone in types 01 and 03, exactly one person in nature 08."""
    declared, summary = context.declared, context.declared.summary
    people = summary.employees + context.counts[context.norm.index["S89.G00.91"]]
    if summary.type in ("01", "03") and not people:
        context.fail("S20.G00.05.002/CCH-16", line=declared.identity_line or summary.line)
    if summary.nature != "08":
        return
    if people != 1:
        context.fail("S20.G00.05.001/CCH-11", line=summary.line)
    if declared.adhesions and not declared.seniority:
        context.fail("S20.G00.05.001/CCH-12", line=summary.line)
    for adhesion, line in declared.adhesions.items():
        if adhesion not in declared.adhesions_used:
            context.fail("S20.G00.05.001/CCH-13", adhesion, line=line)


@closing("S21.G00.86")
def remember_seniority(context: Context, _: Values) -> None:
    context.declared.seniority = True


@closing("S90.G00.90", "S90.G00.90.001/CST-11", "S90.G00.90.002/CST-11", "S10.G00.00.008/CCH-11")
def remember_totals(context: Context, values: Values) -> None:
    """Totals are judged by `judge_file`, once the last line is known."""
    context.totals = (context.line_of(1), context.line_of(2), values.get(1), values.get(2))


def judge_file(context: Context, lines: int) -> None:
    """Totals against what was counted; an envelope announced empty holds only empty monthly declarations."""
    if context.totals:
        first, second, rubrics, declarations = context.totals
        _compare(context, "S90.G00.90.001", first, (rubrics, lines))
        _compare(context, "S90.G00.90.002", second, (declarations, context.declared.rank))
    sending = context.header.get(8)
    if sending and context.declared.rank and (sending == b"02") != context.only_empty:
        line = context.starts[context.norm.index["S10.G00.00"]] + len(context.header) - 1
        context.current = context.norm.index["S10.G00.00"]
        context.fail("S10.G00.00.008/CCH-11", sending, line=line)


def _compare(context: Context, rubric: str, line: int, pair: tuple[bytes | None, int]) -> None:
    announced, counted = pair
    if announced and int(announced) != counted:
        context.record(Fault(rubric, "CST-11", line, announced, f" {counted}"))
