"""Blocks of one person: about 280 lines and 7 kB a month, as in real files of the public sector."""

from dataclasses import dataclass

from paraphe.declarations.dsn.generate.blocks import Block, Calendar, Rubrics
from paraphe.declarations.dsn.generate.identities import (
    Identity,
    make_iban,
    make_identity,
    mix,
    pick_street,
    pick_town,
)
from paraphe.declarations.dsn.report import format_cents

# Contribution code, rate in hundredths of percent; the base they stand under.
CAPPED = (("076", 855), ("049", 10), ("054", 135), ("130", 210), ("131", 72))
UNCAPPED = (
    ("075", 1300),
    ("074", 345),
    ("068", 30),
    ("045", 160),
    ("100", 40),
    ("102", 190),
    ("018", 0),
    ("056", 25),
    ("059", 90),
)
SOCIAL = (("072", 920), ("079", 50))
PENSION = (("300", 1110), ("301", 3165), ("302", 40), ("303", 50))
COMPONENTS = ("01", "03", "11", "18")
BONUSES = (("026", 4210), ("027", 6120), ("029", 2050))
ALLOWANCES = (("18", 3500), ("26", 2200))
BASES = ("02", "03", "04", "07", "13", "24", "48")


@dataclass(frozen=True, slots=True)
class Staff:
    """One member of the staff in one establishment and month; amounts in cents."""

    identity: Identity
    rank: int
    bits: int
    siret: str
    calendar: Calendar

    @property
    def tenured(self) -> bool:
        return self.bits % 10 < 7

    @property
    def gross(self) -> int:
        return pick_gross(self.bits)

    @property
    def contracts(self) -> tuple[str, ...]:
        """Most have one contract; one in twenty-five has two."""
        first = f"C{self.siret[:9]}{self.rank:06d}"
        return (first, f"{first}B") if self.rank % 25 == 12 else (first,)


def pick_gross(bits: int) -> int:
    """Monthly gross of all contracts, 1,800 to 4,800 euros."""
    return 180_000 + (bits >> 16) % 300_000


def make_staff(*, seed: int, rank: int, siret: str, calendar: Calendar) -> Staff:
    """The person of that rank (from 0, over the whole file)."""
    return Staff(make_identity(seed, rank), rank, mix(seed, rank, 11), siret, calendar)


def sum_gross(seed: int, ranks: range) -> int:
    return sum(pick_gross(mix(seed, rank, 11)) for rank in ranks)


def build_person(staff: Staff) -> list[Block]:
    """A whole S21.G00.30 subtree of a monthly declaration."""
    blocks = [build_individual(staff, nature="01")]
    for position, number in enumerate(staff.contracts):
        blocks += _build_contract(staff, number, first=position == 0)
    blocks += _build_payment(staff)
    number = staff.contracts[0]
    blocks += [
        ("S21.G00.86", [("001", kind), ("002", "01"), ("003", str(12 + staff.bits % 300)), ("005", number)])
        for kind in ("02", "07")
    ]
    return blocks


def build_individual(staff: Staff, *, nature: str) -> Block:
    """S21.G00.30, as short as the nature wants it."""
    identity, bits = staff.identity, staff.bits
    abroad = identity.department == "99"
    rubrics: Rubrics = [("001", identity.nir), ("002", identity.family), ("004", identity.given)]
    if nature in ("04", "05"):
        return ("S21.G00.30", [*rubrics, ("006", identity.birth), ("019", f"M{staff.rank:06d}")])
    rubrics += [("005", "02" if identity.woman else "01"), ("006", identity.birth)]
    rubrics += [] if abroad else [("007", pick_town(bits >> 9))]
    rubrics += [
        ("008", pick_street(bits >> 5)),
        ("009", f"87{bits % 9}00"),
        ("010", pick_town(bits >> 7)),
        ("013", "01"),
        ("014", identity.department),
        ("015", "MA" if abroad else "FR"),
        ("018", f"agent{staff.rank}@commune-fictive.example"),
        ("019", f"M{staff.rank:06d}"),
    ]
    rubrics += [("024", f"0{1 + bits % 8}")] if nature == "01" else []
    rubrics += [("029", "MAROC")] if abroad else []
    return ("S21.G00.30", rubrics)


def build_contract_block(staff: Staff, number: str, *, nature: str) -> Block:
    """S21.G00.40 with what the nature asks; tenured staff under CNRACL, others under the general scheme."""
    bits, tenured = staff.bits, staff.tenured
    start = f"01{1 + bits % 12:02d}{2008 + bits % 15}"
    if nature in ("04", "05"):
        return ("S21.G00.40", [("001", start), ("009", number)])
    part_time = bits % 6 == 0
    rubrics: Rubrics = [
        ("001", start),
        ("002", "06"),
        ("003", "99" if tenured else "98"),
        ("004", f"52{bits % 4}A"),
        ("005", "NE0310"),
        ("006", "Adjoint administratif territorial"),
        ("007", "50" if tenured else "09"),
        ("008", "99"),
        ("009", number),
        ("011", "10"),
        ("012", "151.67"),
        ("013", "121.34" if part_time else "151.67"),
        ("014", "20" if part_time else "10"),
        ("016", "99"),
        ("017", "5021"),
        ("018", "200"),
        ("019", staff.siret),
        ("020", "120" if tenured else "200"),
        ("024", "99"),
        ("026", "01" if tenured else "04"),
        ("036", "01"),
        ("037", "01"),
    ]
    if nature == "01":
        rubrics += [("039", "200"), ("040", "751BA"), ("043", "1.60")]
        rubrics += (
            [("057", str(370 + bits % 400)), ("058", str(350 + bits % 300)), ("066", "01")] if tenured else []
        )
    return ("S21.G00.40", rubrics)


def _build_contract(staff: Staff, number: str, *, first: bool) -> list[Block]:
    calendar, bits = staff.calendar, staff.bits
    blocks = [build_contract_block(staff, number, nature="01")]
    if first and staff.rank % 12 == 3:
        blocks.append(
            (
                "S21.G00.60",
                [
                    ("001", "01"),
                    ("002", calendar.first_day),
                    ("003", f"08{calendar.first_day[2:]}"),
                    ("004", "01"),
                    ("005", calendar.first_day),
                    ("006", f"08{calendar.first_day[2:]}"),
                    ("007", make_iban(bits)),
                    ("008", "BDFEFRPPXXX"),
                ],
            )
        )
    if first and not staff.tenured and staff.rank % 50 == 7:
        blocks.append(
            ("S21.G00.62", [("001", calendar.last_day), ("002", "031"), ("006", calendar.last_day)])
        )
    if first and staff.rank % 30 == 5:
        blocks.append(
            ("S21.G00.65", [("001", "501"), ("002", calendar.first_day), ("003", calendar.last_day)])
        )
    if first:
        blocks.append(
            ("S21.G00.70", [("005", "AGENTS"), ("012", "1"), ("013", "1"), ("014", calendar.first_day)])
        )
    blocks.append(("S21.G00.71", [("002", "90000" if staff.tenured else "IRCANTEC")]))
    return blocks


def _build_payment(staff: Staff) -> list[Block]:
    gross = staff.gross
    net, rate = gross * 79 // 100, (staff.bits >> 6) % 1400
    rate_text = format_cents(rate)
    rubrics: Rubrics = [
        ("001", staff.calendar.pay_day),
        ("002", format_cents(net)),
        ("004", format_cents(net - net * rate // 10_000)),
        ("006", rate_text),
        ("007", "01"),
        ("008", str(staff.rank + 100)),
        ("009", format_cents(net * rate // 10_000)),
        ("013", format_cents(net)),
    ]
    blocks: list[Block] = [("S21.G00.50", rubrics)]
    for number in staff.contracts:
        blocks += _build_remunerations(staff, number, gross // len(staff.contracts))
    number = staff.contracts[0]
    period = [("003", staff.calendar.first_day), ("004", staff.calendar.last_day)]
    blocks += [
        (
            "S21.G00.52",
            [("001", kind), ("002", format_cents(cents + staff.bits % 997)), *period, ("006", number)],
        )
        for kind, cents in BONUSES
    ]
    blocks += [
        ("S21.G00.54", [("001", kind), ("002", format_cents(cents)), *period]) for kind, cents in ALLOWANCES
    ]
    days = [("001", staff.calendar.first_day), ("002", staff.calendar.last_day)]
    blocks.append(("S21.G00.58", [*days, ("003", "03"), ("004", format_cents(net))]))
    return blocks + _build_bases(staff, gross)


def _build_remunerations(staff: Staff, number: str, gross: int) -> list[Block]:
    """The four types every contract needs, then the indexed pay and the night hours of the public service."""
    period = [("001", staff.calendar.first_day), ("002", staff.calendar.last_day), ("010", number)]
    amount = format_cents(gross)
    blocks: list[Block] = [
        ("S21.G00.51", [*period, ("011", "001"), ("013", amount)]),
        ("S21.G00.51", [*period, ("011", "002"), ("012", "151.67"), ("013", amount)]),
        ("S21.G00.53", [("001", "01"), ("002", "151.67"), ("003", "10")]),
        ("S21.G00.51", [*period, ("011", "003"), ("013", amount)]),
        ("S21.G00.51", [*period, ("011", "010"), ("013", amount)]),
    ]
    if staff.tenured:
        blocks.append(
            (
                "S21.G00.51",
                [*period, ("011", "028"), ("013", format_cents(gross * 4 // 5)), ("014", "100.00")],
            )
        )
    return blocks


def _build_bases(staff: Staff, gross: int) -> list[Block]:
    period = [("002", staff.calendar.first_day), ("003", staff.calendar.last_day)]
    number = [("006", staff.contracts[0])]
    blocks: list[Block] = []
    for code in BASES:
        blocks.append(("S21.G00.78", [("001", code), *period, ("004", format_cents(gross)), *number]))
        if code == "03":
            blocks += [
                ("S21.G00.79", [("001", kind), ("004", format_cents(gross // 10))]) for kind in COMPONENTS
            ]
        blocks += _build_contributions(code, gross)
    blocks.append(("S21.G00.78", [("001", "31"), *period, ("004", "0.00"), ("005", "1"), *number]))
    blocks.append(("S21.G00.81", [("001", "059"), ("004", format_cents(gross * 9 // 1000))]))
    return blocks


def _build_contributions(base: str, gross: int) -> list[Block]:
    """The contributions of a base: body, base amount, amount, rate."""
    table = {"02": CAPPED, "03": UNCAPPED[:-1], "04": SOCIAL, "48": PENSION}.get(base, ())
    return [
        (
            "S21.G00.81",
            [
                ("001", code),
                ("002", "78861779300013"),
                ("003", format_cents(gross)),
                ("004", format_cents(gross * rate // 10_000)),
                ("007", format_cents(rate)),
            ],
        )
        for code, rate in table
    ]
