"""What a password may not be. No rule of composition, no forced renewal (NIST SP 800-63B, ASVS 5.0 6.2)."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from threading import BoundedSemaphore

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from paraphe.accounts.errors import PasswordRefused, TooManyTries
from paraphe.accounts.models import Person

LIST = Path(__file__).parent / "data" / "refused_passwords.txt"
LEAST_SIGNS = 5
LEAST_PART = 4
REMAINDER = 8
SLOTS = 2
PATIENCE = 3
_slots = BoundedSemaphore(SLOTS)
_DISGUISES = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"}
)
_EDGES = re.compile(r"^[^a-zà-ÿ]+|[^a-zà-ÿ]+$")
_SIGNS = re.compile(r"^\W+|\W+$")


@lru_cache(maxsize=1)
def refused_words() -> frozenset[str]:
    """The words of the data file, in lower case."""
    lines = LIST.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip().lower() for line in lines if line.strip() and not line.startswith("#"))


class RefusedListValidator:
    """Refuses a known word dressed with digits and signs, and what repeats fewer than five different signs."""

    def validate(self, password: str, user: Person | None = None) -> None:
        """Raise ValidationError with the code of the reason."""
        lower = password.lower()
        if len(set(lower)) < LEAST_SIGNS:
            raise ValidationError("Ce mot de passe répète trop peu de signes.", code="password_repeats")
        if _readings(lower) & refused_words():
            raise ValidationError("Ce mot de passe est trop courant.", code="password_too_common")

    def get_help_text(self) -> str:
        """The rule, for the hint of the field."""
        return "Évitez un mot courant suivi de chiffres."


class OwnNameValidator:
    """Refuses a password that is mostly the person's own name or address."""

    def validate(self, password: str, user: Person | None = None) -> None:
        """Raise ValidationError where fewer than eight signs remain without the person's own words."""
        rest = password.lower()
        for part in sorted(_own_words(user), key=len, reverse=True):
            rest = rest.replace(part, "")
        if len(rest) < min(REMAINDER, len(password)) and len(rest) < len(password):
            raise ValidationError(
                "Ce mot de passe reprend votre nom ou votre adresse.", code="password_own_name"
            )

    def get_help_text(self) -> str:
        """The rule, for the hint of the field."""
        return "N’y mettez ni votre nom ni votre adresse."


def _readings(lower: str) -> set[str]:
    """The words a password may be read as, once digits and signs are set aside or read as letters."""
    bare, unsigned = _EDGES.sub("", lower), _SIGNS.sub("", lower)
    disguised = {text.translate(_DISGUISES) for text in (bare, unsigned)}
    return {"".join(filter(str.isalpha, text)) for text in (lower, bare, *disguised)}


def _own_words(person: Person | None) -> set[str]:
    if person is None:
        return set()
    texts = (person.email, person.given_name, person.family_name)
    return {part for text in texts for part in re.split(r"[\W_]+", text.lower()) if len(part) >= LEAST_PART}


@contextmanager
def hashing_slot() -> Iterator[None]:
    """Room to hash one password given by a stranger; TooManyTries where none is free in time.

    A hash takes a quarter of a second of processor: without a cap, strangers could buy all of it (ASVS 5.0 6.1.1).
    """
    if not _slots.acquire(timeout=PATIENCE):
        raise TooManyTries(PATIENCE)
    try:
        yield
    finally:
        _slots.release()


def check_password_choice(password: str, person: Person) -> None:
    """PasswordRefused with every reason, by code, when the password may not be this person's."""
    try:
        validate_password(password, person)
    except ValidationError as refusal:
        raise PasswordRefused([error.code or "password" for error in refusal.error_list]) from None
