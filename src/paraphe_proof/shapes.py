"""A shape states what a JSON value must be, and names the place where it is not.

Shapes are values (tables), so that a format reads like its specification. Every shape raises
`FormatError` with the path of the first fault. Records are closed: a member that is not listed is a
fault.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from paraphe_proof.verdict import FormatError

Shape = Callable[[Any, str], None]

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")


def constant(expected: Any) -> Shape:
    """Exactly this value, of exactly this type."""

    def check(value: Any, path: str) -> None:
        if type(value) is not type(expected) or value != expected:
            raise FormatError(f"{path}: expected {expected!r}")

    return check


def choice(*allowed: str) -> Shape:
    """One of these texts."""

    def check(value: Any, path: str) -> None:
        if not isinstance(value, str) or value not in allowed:
            raise FormatError(f"{path}: expected one of {', '.join(allowed)}")

    return check


def text(maximum: int = 200, *, minimum: int = 1) -> Shape:
    """Text of `minimum` to `maximum` characters, without control characters."""

    def check(value: Any, path: str) -> None:
        if not isinstance(value, str) or not minimum <= len(value) <= maximum or _CONTROL.search(value):
            raise FormatError(f"{path}: expected {minimum} to {maximum} printable characters")

    return check


def pattern(expression: str) -> Shape:
    """ASCII text matching the whole expression."""
    compiled = re.compile(expression, re.ASCII)

    def check(value: Any, path: str) -> None:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            raise FormatError(f"{path}: expected {expression}")

    return check


def hexadecimal(size: int) -> Shape:
    """Lower-case hexadecimal of exactly `size` bytes."""
    return pattern(f"[0-9a-f]{{{2 * size}}}")


def integer(minimum: int = 0, maximum: int = 2**53 - 1) -> Shape:
    """An integer within bounds; a boolean is not an integer."""

    def check(value: Any, path: str) -> None:
        if type(value) is not int or not minimum <= value <= maximum:
            raise FormatError(f"{path}: expected an integer from {minimum} to {maximum}")

    return check


def boolean(value: Any, path: str) -> None:
    """True or false."""
    if type(value) is not bool:
        raise FormatError(f"{path}: expected a boolean")


def instant(value: Any, path: str) -> None:
    """A time in UTC with microseconds: `YYYY-MM-DDTHH:MM:SS.ffffffZ`."""
    try:
        parse_instant(value)
    except FormatError as error:
        raise FormatError(f"{path}: {error.detail}") from error


def nullable(shape: Shape) -> Shape:
    """Null, or what the shape says."""

    def check(value: Any, path: str) -> None:
        if value is not None:
            shape(value, path)

    return check


def listing(shape: Shape, minimum: int = 0, maximum: int = 100_000) -> Shape:
    """A list of `minimum` to `maximum` items of one shape."""

    def check(value: Any, path: str) -> None:
        if not isinstance(value, list) or not minimum <= len(value) <= maximum:
            raise FormatError(f"{path}: expected a list of {minimum} to {maximum} items")
        for position, item in enumerate(value):
            shape(item, f"{path}[{position}]")

    return check


def record(members: Mapping[str, Shape], optional: Mapping[str, Shape] | None = None) -> Shape:
    """An object with exactly these members, plus any of the optional ones."""
    known = {**members, **(optional or {})}

    def check(value: Any, path: str) -> None:
        if not isinstance(value, dict):
            raise FormatError(f"{path}: expected an object")
        for key in members.keys() - value.keys():
            raise FormatError(f"{path}.{key}: missing")
        for key, member in value.items():
            if key not in known:
                raise FormatError(f"{path}.{key[:40]}: unknown member")
            known[key](member, f"{path}.{key}")

    return check


REF = pattern("[0-9a-z]{4,64}")
SIREN = pattern(r"\d{9}")
SIRET = pattern(r"\d{14}")
HASH = hexadecimal(32)
CODE = pattern(r"[a-z0-9][a-z0-9_.\-]{0,63}")


def parse_instant(value: Any) -> datetime:
    """Read a time of our formats; raises `FormatError`."""
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        raise FormatError("expected YYYY-MM-DDTHH:MM:SS.ffffffZ")
    try:
        return datetime.fromisoformat(value[:-1]).replace(tzinfo=UTC)
    except ValueError as error:
        raise FormatError("impossible date") from error


def format_instant(at: datetime) -> str:
    """Write an aware time as our formats do."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")
