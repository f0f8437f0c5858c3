"""Identifiers of the field, as text that cannot hold a wrong value.

Sources: INSEE for SIREN and SIRET (Luhn; La Poste's establishments follow a rule of their own), arrêté of the NIR for
its key (97 minus the number modulo 97, Corsica's 2A and 2B read as 19 and 18).
"""

import re
import secrets
from typing import Self

from paraphe.kernel.errors import Invalid

LA_POSTE = "356000000"
LA_POSTE_HEAD_OFFICE = "35600000000048"
REF_ALPHABET = "abcdefghjkmnpqrstvwxyz23456789"
REF_LENGTH = 20
_REF = re.compile(f"[{REF_ALPHABET}]{{{REF_LENGTH}}}")
_NIR = re.compile(
    r"[12][0-9]{2}(?:0[1-9]|1[0-2]|20|3[0-9]|4[0-2]|[5-9][0-9])"
    r"(?:0[1-9]|[1-9][0-9]|2[AB])(?!000)[0-9]{3}(?!000)[0-9]{3}"
)


class InvalidIdentifier(Invalid):
    """The text is not an identifier of the kind asked."""


def luhn_sum(digits: str) -> int:
    """The Luhn sum of ASCII digits; a valid number gives a multiple of 10."""
    total = 0
    for position, char in enumerate(reversed(digits)):
        value = ord(char) - 48
        if position % 2:
            value = value * 2 - 9 if value > 4 else value * 2
        total += value
    return total


def _digits(text: str, length: int) -> bool:
    return len(text) == length and text.isascii() and text.isdigit() and text.strip("0") != ""


class Siren(str):
    """Nine digits that name a legal entity; spaces in the given text are dropped."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        compact = "".join(text.split())
        if not _digits(compact, 9) or luhn_sum(compact) % 10:
            raise InvalidIdentifier("kernel.siren_invalid")
        return super().__new__(cls, compact)


class Siret(str):
    """Fourteen digits that name an establishment: SIREN and NIC."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        compact = "".join(text.split())
        if not _digits(compact, 14) or not _siret_key_holds(compact):
            raise InvalidIdentifier("kernel.siret_invalid")
        return super().__new__(cls, compact)

    @property
    def siren(self) -> Siren:
        """The legal entity."""
        return Siren(self[:9])

    @property
    def nic(self) -> str:
        """The five digits that tell the establishment inside the entity."""
        return self[9:]


def _siret_key_holds(siret: str) -> bool:
    if siret.startswith(LA_POSTE) and siret != LA_POSTE_HEAD_OFFICE:
        return sum(map(int, siret)) % 5 == 0
    return luhn_sum(siret) % 10 == 0 and luhn_sum(siret[:9]) % 10 == 0


class Nir(str):
    """Thirteen characters of the social-security number, without its key.

    `repr` hides it: a NIR has no place in logs.
    """

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        compact = "".join(text.split()).upper()
        if not _NIR.fullmatch(compact):
            raise InvalidIdentifier("kernel.nir_invalid")
        return super().__new__(cls, compact)

    @property
    def key(self) -> str:
        """The two-digit key."""
        number = int(
            self.replace("2A", "19", 1).replace("2B", "18", 1) if self[5:7] in ("2A", "2B") else self
        )
        return f"{97 - number % 97:02d}"

    @property
    def masked(self) -> str:
        """Sex and year only, for screens."""
        return f"{self[0]} {self[1:3]} ••• ••• •••"

    def __repr__(self) -> str:
        return "Nir('•••')"


class Ref(str):
    """A random reference of 20 characters (98 bits) used in addresses and in evidence."""

    __slots__ = ()

    def __new__(cls, text: str) -> Self:
        if not _REF.fullmatch(text):
            raise InvalidIdentifier("kernel.ref_invalid")
        return super().__new__(cls, text)

    @classmethod
    def new(cls) -> Self:
        """A fresh reference from the system's random source."""
        return cls("".join(secrets.choice(REF_ALPHABET) for _ in range(REF_LENGTH)))
