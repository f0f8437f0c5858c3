"""Keys of identifiers on raw ASCII bytes, written for the hot path.

Equal to `paraphe.kernel.identifiers` on every value (a property test holds them together). None of these
raises.
"""

_DOUBLED = bytes((0, 2, 4, 6, 8, 1, 3, 5, 7, 9))
_LA_POSTE = b"356000000"
_LA_POSTE_SEAT = b"35600000000048"


def is_luhn(digits: bytes) -> bool:
    """True when the ASCII digits satisfy Luhn's formula."""
    total = 0
    for position, byte in enumerate(reversed(digits)):
        digit = byte - 48
        total += _DOUBLED[digit] if position & 1 else digit
    return total % 10 == 0


def _is_digits(value: bytes, length: int) -> bool:
    return len(value) == length and value.isdigit()


def is_siren(value: bytes) -> bool:
    """Nine digits, not all zero, Luhn."""
    return _is_digits(value, 9) and value != b"000000000" and is_luhn(value)


def is_siret(value: bytes) -> bool:
    """SIREN and NIC; Luhn over fourteen, except La Poste: sum of digits multiple of 5, its seat being plain Luhn."""
    if not _is_digits(value, 14) or value[:9] == b"000000000":
        return False
    if value[:9] == _LA_POSTE and value != _LA_POSTE_SEAT:
        return (sum(value) - 48 * 14) % 5 == 0
    return is_luhn(value) and is_luhn(value[:9])


def compute_nir_key(nir: bytes) -> int:
    """The key of a 13-character NIR: 97 minus the number modulo 97; 2A counts as 19 and 2B as 18."""
    return 97 - int(nir.replace(b"2A", b"19").replace(b"2B", b"18")) % 97


def is_iban(value: bytes) -> bool:
    """ISO 13616: country, two digits, account; remainder 1 modulo 97."""
    if not (15 <= len(value) <= 34 and value[:2].isalpha() and value[2:4].isdigit() and value.isalnum()):
        return False
    moved = value[4:] + value[:4]
    return int("".join(str(int(chr(byte), 36)) for byte in moved)) % 97 == 1


def is_rib(value: bytes) -> bool:
    """Key of the French account number inside an IBAN of FR (bank 5, branch 5, account 11, key 2); true elsewhere."""
    if value[:2] != b"FR":
        return True
    account = value[4:]
    if (
        len(account) != 23
        or not account.isalnum()
        or not account[21:].isdigit()
        or account != account.upper()
    ):
        return False
    digits = "".join(
        chr(byte) if byte < 58 else str((byte - 65) % 9 + 1 + (byte >= 83)) for byte in account[:21]
    )
    bank, branch, number = int(digits[:5]), int(digits[5:10]), int(digits[10:21])
    return int(account[21:]) == 97 - (89 * bank + 15 * branch + 3 * number) % 97
