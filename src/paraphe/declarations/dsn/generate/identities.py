"""Synthetic identities: nobody real, keys valid, each a pure function of the seed and the rank."""

from typing import NamedTuple

from paraphe.declarations.dsn.keys import is_luhn, is_siret

_FAMILY = (
    "AUBRAC",
    "BELLERIVE",
    "CHANTEPIE",
    "DUVERGNE",
    "ESTREMAL",
    "FONTBRUNE",
    "GARDELOUP",
    "HAUTECOMBE",
    "ISSARTEL",
    "JOLICLERC",
    "KERGOAT",
    "LAMOTHE",
    "MONTREVAL",
    "NOUVILLE",
    "ORMESSON",
    "PRADELLES",
    "QUEVILLY",
    "ROCHEMAURE",
    "SAINTONGE",
    "TREMOLAT",
    "URVOY",
    "VALBONNE",
    "WARGNY",
    "YSSINGEAUX",
    "D'AUBIGNE",
    "LE GOFF",
    "BEL-AIR",
)
_WOMEN = (
    "ADÈLE",
    "BÉNÉDICTE",
    "CLAIRE",
    "DELPHINE",
    "ÉLISE",
    "FATIMA",
    "GAËLLE",
    "HÉLÈNE",
    "INÈS",
    "JEANNE",
    "LÉA",
    "MARIE-ANNE",
)
_MEN = (
    "ALAIN",
    "BRUNO",
    "CÉDRIC",
    "DAVID",
    "ÉMILE",
    "FRANÇOIS",
    "GUY",
    "HUGO",
    "ISMAËL",
    "JEAN-LUC",
    "KARIM",
    "LOÏC",
)
_TOWNS = (
    "BEAUPRE SUR LOIRE",
    "CLAIRVAL",
    "FONTENAY LE VIEUX",
    "GRANDCOMBE",
    "MONTFLEURY",
    "PONT DE VARENNE",
    "VILLEBOURG",
)
_STREETS = (
    "RUE DES TILLEULS",
    "AVENUE DE LA GARE",
    "PLACE DU MARCHÉ",
    "CHEMIN DES ÉCOLIERS",
    "RUE DE L'HÔPITAL",
)
_MASK = (1 << 64) - 1


class Identity(NamedTuple):
    """One synthetic person; `birth` is DDMMYYYY."""

    nir: str
    family: str
    given: str
    birth: str
    department: str
    woman: bool


def mix(seed: int, rank: int, salt: int = 0) -> int:
    """64 well-spread bits from three integers (splitmix64 finaliser), the only source of chance here."""
    state = (
        seed * 0x9E3779B97F4A7C15 + rank * 0xBF58476D1CE4E5B9 + salt * 0x94D049BB133111EB + 0x632BE59BD9B4E019
    ) & _MASK
    state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & _MASK
    return state ^ (state >> 31)


def make_identity(seed: int, rank: int) -> Identity:
    """Ranks below 800,000 have distinct NIR: commune and order number come from the rank."""
    bits = mix(seed, rank)
    woman = bits & 1 == 1
    year, month, day = 1962 + (bits >> 8) % 43, 1 + (bits >> 16) % 12, 1 + (bits >> 24) % 28
    department = _pick_department(year, (bits >> 32) % 97)
    nir = f"{2 if woman else 1}{year % 100:02d}{month:02d}{department}{1 + rank // 998 % 850:03d}{1 + rank % 998:03d}"
    names = _WOMEN if woman else _MEN
    return Identity(
        nir,
        _FAMILY[(bits >> 40) % len(_FAMILY)],
        names[(bits >> 48) % len(names)],
        f"{day:02d}{month:02d}{year}",
        department,
        woman,
    )


def _pick_department(year: int, draw: int) -> str:
    if draw >= 95:
        return "99"
    if draw == 20:
        return "20" if year < 1976 else "2A"
    return f"{max(draw, 1):02d}"


def pick_town(bits: int) -> str:
    return _TOWNS[bits % len(_TOWNS)]


def pick_street(bits: int) -> str:
    return f"{1 + bits % 120} {_STREETS[bits // 128 % len(_STREETS)]}"


def complete_luhn(digits: str) -> str:
    """Append the digit that makes the whole satisfy Luhn."""
    return next(digits + last for last in "0123456789" if is_luhn((digits + last).encode()))


def make_siret(seed: int, rank: int) -> str:
    """A valid SIRET of a synthetic public body (SIREN in 2, as public bodies have)."""
    siren = complete_luhn(f"2{mix(seed, rank, 7) % 10**7:07d}")
    siret = complete_luhn(f"{siren}{1 + rank % 900:04d}")
    return siret if is_siret(siret.encode()) else make_siret(seed, rank + 1000)


def make_iban(bits: int) -> str:
    """A French IBAN with its two keys."""
    bank, branch, account = 10000 + bits % 80000, bits // 7 % 100000, bits // 11 % 10**11
    rib = 97 - (89 * bank + 15 * branch + 3 * account) % 97
    bban = f"{bank:05d}{branch:05d}{account:011d}{rib:02d}"
    return f"FR{98 - int(bban + '152700') % 97:02d}{bban}"
