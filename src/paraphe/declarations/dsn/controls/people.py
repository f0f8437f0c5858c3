"""Controls of the person (S21.G00.30)."""

from paraphe.declarations.dsn.context import PEOPLE_BOUND, Context, Values, order_day
from paraphe.declarations.dsn.controls.registry import closing
from paraphe.declarations.dsn.syntax import is_calendar_date

UNIQUE_LIMIT = (
    f"L’unicité des NIR et des NTT n’est vérifiée que sur les {PEOPLE_BOUND} premières personnes "
    "d’une déclaration."
)
ABROAD = b"99"
CORSICA_SPLIT = b"1976"
ALGERIA_END = b"1968"
OLDEST = 120


@closing(
    "S21.G00.30",
    "S21.G00.30.001/CCH-11",
    "S21.G00.30.001/CCH-13",
    "S21.G00.30.001/CCH-14",
    "S21.G00.30.001/CCH-16",
    "S21.G00.30.006/CCH-11",
)
def judge_nir(context: Context, values: Values) -> None:
    """NIR: not the placeholder, unique, coherent with the birth; at most five trailing 9."""
    nir = values.get(1)
    if not nir:
        return
    born = (values.get(6) or b"")[4:]
    if nir[1:] == b"999999999999":
        context.fail("S21.G00.30.001/CCH-13", nir)
    elif nir.endswith(b"999999"):
        context.fail("S21.G00.30.001/CCH-16", nir)
    elif born and born[2:] != nir[1:3]:
        context.fail("S21.G00.30.006/CCH-11", values.get(6))
    elif born and _contradicts(nir[5:7], born):
        context.fail("S21.G00.30.001/CCH-11", nir)
    _judge_unique(context, nir, "S21.G00.30.001/CCH-14")


def _contradicts(department: bytes, year: bytes) -> bool:
    """Corsica is 20 until 1975, then 2A or 2B; 96 was in use until 1967. Not checked: other old departments."""
    if department in (b"2A", b"2B"):
        return year < CORSICA_SPLIT
    if department == b"20":
        return year >= CORSICA_SPLIT
    return department == b"96" and year >= ALGERIA_END


def _judge_unique(context: Context, identifier: bytes, code: str) -> None:
    people = context.declared.people
    if identifier in people:
        context.fail(code, identifier)
    elif len(people) < PEOPLE_BOUND:
        people.add(identifier)
    else:
        context.limits.add(UNIQUE_LIMIT)


@closing(
    "S21.G00.30",
    "S21.G00.30.020/CCH-12",
    "S21.G00.30.020/CCH-13",
    "S21.G00.30.020/CCH-14",
    "S21.G00.30.020/CSL-11",
    "S21.G00.30.020/CSL-12",
)
def judge_temporary_number(context: Context, values: Values) -> None:
    """NTT: needed without a NIR; 1 or 2, the employer's SIREN, then a number of its own; no space; unique."""
    number = values.get(20)
    if 1 not in values and 20 not in values:
        context.fail("S21.G00.30.020/CCH-12")
    if not number:
        return
    siren = context.declared.summary.siren.encode()
    if number[:1] not in (b"1", b"2"):
        context.fail("S21.G00.30.020/CSL-11", number)
    elif b" " in number:
        context.fail("S21.G00.30.020/CSL-12", number)
    elif siren and number[1:10] != siren:
        context.fail("S21.G00.30.020/CCH-13", number)
    _judge_unique(context, number, "S21.G00.30.020/CCH-14")


@closing("S21.G00.30", "S21.G00.30.006/CSL-11", "S21.G00.30.006/CCH-12")
def judge_birth_date(context: Context, values: Values) -> None:
    """A date of the calendar, where day or month may be 99; age from 0 to 120 at the file's date."""
    birth = values.get(6)
    if not birth:
        return
    if not is_possible_birth(birth):
        context.fail("S21.G00.30.006/CSL-11", birth)
        return
    built_on = order_day(context.declared.built_on)
    if built_on and not (0 <= int(built_on[:4]) - int(birth[4:]) <= OLDEST and _is_past(birth, built_on)):
        context.fail("S21.G00.30.006/CCH-12", birth)


def is_possible_birth(birth: bytes) -> bool:
    """99 stands for an unknown day or month; 00 does not exist."""
    day, month = birth[:2], birth[2:4]
    known_day, known_month = b"01" if day == b"99" else day, b"01" if month == b"99" else month
    return is_calendar_date(known_day + known_month + birth[4:])


def _is_past(birth: bytes, built_on: bytes) -> bool:
    return b"99" in (birth[:2], birth[2:4]) or order_day(birth) <= built_on


@closing("S21.G00.30", "S21.G00.30.007/CCH-11", "S21.G00.30.029/CCH-11")
def judge_birth_place(context: Context, values: Values) -> None:
    """The place of birth is needed, except abroad (department 99) where the country's name is."""
    department = values.get(14)
    if department and department != ABROAD and 7 not in values:
        context.fail("S21.G00.30.007/CCH-11", line=context.line_of(14))
    if department == ABROAD and 29 not in values:
        context.fail("S21.G00.30.029/CCH-11", line=context.line_of(14))
