"""Codes and keys a person receives outside the portal and types in it: drawn, shown once, kept as keyed hashes only.

Source: mission.md, « Candidate administrator, posted key ».
"""

import hmac
import secrets

from django.utils.crypto import salted_hmac

ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
"""No I, L, O, U, 0, 1: what is read on paper is typed right."""
KEY_LENGTH = 12
MAILBOX_LENGTH = 8
TRIES = 5
"""A secret burns at the fifth failure."""
_SALT = "paraphe.access.arrival/1"


def draw_secret(length: int = KEY_LENGTH) -> str:
    """A fresh secret, without dashes."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def show_secret(secret: str) -> str:
    """The secret as people read it: four signs, a dash, four signs."""
    return "-".join(secret[i : i + 4] for i in range(0, len(secret), 4))


def normalise_secret(text: str) -> str:
    """What was typed, in any case, with or without dashes and spaces; signs of no alphabet are kept, and will fail."""
    return "".join(sign for sign in text.upper() if sign.isalnum())


def hash_secret(ref: str, secret: str) -> str:
    """The keyed hash of a secret, bound to the reference of what it opens."""
    return salted_hmac(_SALT, f"{ref}\0{normalise_secret(secret)}", algorithm="sha256").hexdigest()


def same_secret(ref: str, secret: str, stored: str) -> bool:
    """Whether the secret typed is the one stored; never for an empty hash, which nothing was drawn for."""
    return bool(stored) and hmac.compare_digest(hash_secret(ref, secret), stored)
