"""Addresses that name a function, not a person."""

from functools import lru_cache
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from paraphe.accounts.errors import EMAIL_GENERIC, EMAIL_INVALID, EmailRefused

LIST = Path(__file__).parent / "data" / "generic_mailboxes.txt"


@lru_cache(maxsize=1)
def generic_names() -> frozenset[str]:
    """Local parts refused, from the data file: one a line, `#` begins a comment."""
    lines = (line.split("#", 1)[0].strip() for line in LIST.read_text(encoding="utf-8").splitlines())
    return frozenset(_squeeze(line) for line in lines if line)


def is_generic(email: str) -> bool:
    """True when the part before the sign is a function's name, whatever its dots, dashes, digits or `+` tag.

    Also true of a function followed by a place, as in `mairie.saint-aubin@` or `rh-site2@`: the first word
    decides.
    """
    local = email.rsplit("@", 1)[0].lower().split("+", 1)[0]
    words = local.replace("-", ".").replace("_", ".").split(".")
    return _squeeze(local) in generic_names() or _squeeze(words[0]) in generic_names()


def _squeeze(text: str) -> str:
    return "".join(char for char in text.lower() if char.isalpha())


def personal_email(text: str) -> str:
    """The address in the form it is stored; EmailRefused when malformed or generic."""
    email = text.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise EmailRefused(EMAIL_INVALID) from None
    if len(email) > 254:
        raise EmailRefused(EMAIL_INVALID)
    if is_generic(email):
        raise EmailRefused(EMAIL_GENERIC)
    return email
