"""Canonical JSON has one encoding only: RFC 8785 restricted to what we sign.

Restrictions, checked on writing and on reading: keys are ASCII, integers lie within ±(2^53 − 1), text is
NFC without lone surrogates, and there is no floating-point number. With ASCII keys, the order of UTF-16
code units of RFC 8785 is the order of code points, so the standard encoder gives the canonical bytes (a
test compares with `rfc8785`).
"""

import json
import unicodedata
from typing import Any, NoReturn

from paraphe_proof.verdict import FormatError

MAX_INTEGER = 2**53 - 1
MAX_DEPTH = 32


def encode(value: Any) -> bytes:
    """Give the canonical bytes of a value; raises `FormatError` on a value that has none."""
    _check(value, depth=0)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def decode(data: bytes) -> Any:
    """Read canonical bytes; raises `FormatError` if they are not the one encoding of their value."""
    try:
        value = json.loads(
            data.decode(), object_pairs_hook=_unique, parse_float=_refuse, parse_constant=_refuse
        )
        if encode(value) != data:
            raise FormatError("not canonical JSON")
    except (UnicodeError, ValueError, RecursionError) as error:
        raise FormatError(f"not JSON: {type(error).__name__}") from error
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise FormatError("duplicate key")
    return members


def _refuse(token: str) -> NoReturn:
    raise FormatError(f"number not allowed: {token[:20]}")


def _check(value: Any, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise FormatError("too deep")
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, dict):
        _check_keys(value)
        for member in value.values():
            _check(member, depth + 1)
    elif isinstance(value, list):
        for item in value:
            _check(item, depth + 1)
    elif isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise FormatError("integer out of range")
    elif value is not None:
        raise FormatError(f"type not allowed: {type(value).__name__}")


def _check_keys(value: dict[Any, Any]) -> None:
    if not all(isinstance(key, str) and key.isascii() for key in value):
        raise FormatError("key is not ASCII text")


def _check_text(text: str) -> None:
    if text.isascii():
        return
    if not unicodedata.is_normalized("NFC", text):
        raise FormatError("text is not NFC")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise FormatError("lone surrogate") from error
