"""Blocks of the envelope, the declaration and the establishment: public-sector flavour, several protection bodies."""

from paraphe.declarations.dsn.generate.blocks import Block, Calendar, Rubrics
from paraphe.declarations.dsn.generate.identities import make_iban, mix, pick_street, pick_town
from paraphe.declarations.dsn.report import format_cents

SOFTWARE = ("Paraphe generateur", "Paraphe", "1.0")
URSSAF = "78861779300013"
# Body, share of the gross paid to it in hundredths of percent, and codes of its statement.
BODIES = (
    (URSSAF, 3120, ("003", "100", "260", "332", "343", "423", "726", "772", "900")),
    ("CNRACL", 3165, ("P01", "P02")),
    ("IRCANTEC", 708, ("I01",)),
    ("RAFP", 210, ("R01",)),
)
PROVIDENT = ("P0942", "PREV-2026-001")
COMMUNE_CODE = "900"


def build_header(*, version: str, test: bool, empty: bool) -> Block:
    return (
        "S10.G00.00",
        [
            ("001", SOFTWARE[0]),
            ("002", SOFTWARE[1]),
            ("003", SOFTWARE[2]),
            ("005", "01" if test else "02"),
            ("006", version),
            ("007", "01"),
            ("008", "02" if empty else "01"),
        ],
    )


def build_emitter(siret: str, bits: int) -> list[Block]:
    address: Rubrics = [("004", pick_street(bits)), ("005", "87000"), ("006", pick_town(bits))]
    return [
        (
            "S10.G00.01",
            [("001", siret[:9]), ("002", siret[9:]), ("003", "CENTRE DE GESTION FICTIF"), *address],
        ),
        (
            "S10.G00.02",
            [
                ("001", "01"),
                ("002", "CLAIRE FONTBRUNE"),
                ("004", "paie@cdg-fictif.example"),
                ("005", "0555000001"),
            ],
        ),
    ]


def build_declaration(nature: str, kind: str, *, order: int, calendar: Calendar) -> Block:
    """The S20 of a nature; events carry an order number that never resets."""
    monthly = nature == "01"
    rubrics: Rubrics = [("001", nature), ("002", kind), ("003", "11"), ("004", str(order))]
    rubrics += [("005", calendar.first_day)] if monthly else []
    rubrics += [("007", calendar.built_on)]
    rubrics += [("008", "01")] if monthly else []
    rubrics += [("010", "01")] if nature in ("01", "07") else []
    rubrics += [("011", "03")] if nature == "08" else []
    return ("S20.G00.05", rubrics)


def build_contact(kind: str = "01") -> Block:
    return (
        "S20.G00.07",
        [
            ("001", "DAVID PRADELLES"),
            ("002", "0555000002"),
            ("003", "rh@commune-fictive.example"),
            ("004", kind),
        ],
    )


def build_company(siret: str, bits: int, *, nature: str) -> list[Block]:
    """Enterprise and establishment, with the rubrics each nature asks."""
    company: Rubrics = [("001", siret[:9]), ("002", siret[9:])]
    place: Rubrics = [("001", siret[9:])]
    if nature in ("01", "07"):
        company += [("003", "8411Z"), ("004", pick_street(bits)), ("005", "87000"), ("006", pick_town(bits))]
    if nature in ("01", "07", "08"):
        place += [("002", "8411Z"), ("003", pick_street(bits)), ("004", "87000"), ("005", pick_town(bits))]
    if nature == "01":
        place += [("022", "5021")]
    return [("S21.G00.06", company), ("S21.G00.11", place)]


def build_adhesion(nature: str = "01") -> Block:
    covered = [("004", "01")] if nature == "01" else []
    return ("S21.G00.15", [("001", PROVIDENT[1]), ("002", PROVIDENT[0]), *covered, ("005", "1")])


def build_payments(gross: int, bits: int, calendar: Calendar) -> list[Block]:
    """Payments to Urssaf, CNRACL, Ircantec, RAFP, the provident body and the DGFiP, from the gross total in cents."""
    account: Rubrics = [("003", "BDFEFRPPXXX"), ("004", make_iban(bits))]
    period = [("003", calendar.first_day), ("004", calendar.last_day)]
    local = [("001", format_cents(gross * 17 // 10000)), ("002", "090"), *period, ("005", "2026-17")]
    provident = gross * 9 // 1000
    halves = (provident // 2, provident - provident // 2)
    return [
        ("S21.G00.82", local),
        *(
            _build_payment([("001", body), *account], gross * share // 10000, calendar)
            for body, share, _ in BODIES
        ),
        _build_payment([("001", PROVIDENT[0]), *account], provident, calendar),
        *(_build_component(half, calendar) for half in halves),
        _build_payment([("001", "DGFIP"), ("002", "DGFIP_PAS"), *account], gross * 31 // 1000, calendar),
    ]


def _build_payment(head: Rubrics, cents: int, calendar: Calendar) -> Block:
    """A direct debit of the month."""
    period = [("006", calendar.first_day), ("007", calendar.last_day)]
    return ("S21.G00.20", [*head, ("005", format_cents(cents)), *period, ("010", "05")])


def _build_component(cents: int, calendar: Calendar) -> Block:
    rubrics = [("001", format_cents(cents)), ("003", PROVIDENT[1]), ("004", calendar.component)]
    return ("S21.G00.55", rubrics)


def build_statements(gross: int, calendar: Calendar) -> list[Block]:
    """Statements of contributions due, one a body, with their aggregated contributions."""
    blocks: list[Block] = []
    for body, share, codes in BODIES:
        due = gross * share // 10000
        blocks.append(
            (
                "S21.G00.22",
                [
                    ("001", body if len(body) >= 5 else body + "0"),
                    ("003", calendar.first_day),
                    ("004", calendar.last_day),
                    ("005", format_cents(due)),
                ],
            )
        )
        for code in codes:
            commune = [("006", "87085")] if code == COMMUNE_CODE else []
            blocks.append(
                (
                    "S21.G00.23",
                    [
                        ("001", code),
                        ("002", "920"),
                        ("003", "4.20"),
                        ("004", format_cents(gross)),
                        ("005", format_cents(due // len(codes))),
                        *commune,
                    ],
                )
            )
    return blocks


def build_workplace(siret: str, bits: int) -> Block:
    return (
        "S21.G00.85",
        [
            ("001", siret),
            ("002", "8411Z"),
            ("003", pick_street(bits)),
            ("004", "87000"),
            ("005", pick_town(bits)),
            ("010", "01"),
        ],
    )


def pick_bits(seed: int, siret: str) -> int:
    return mix(seed, int(siret), 3)
