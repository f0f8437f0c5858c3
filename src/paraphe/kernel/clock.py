"""The one source of the present instant."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_frozen: ContextVar[datetime | None] = ContextVar("frozen_instant", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC)


@contextmanager
def freeze(at: datetime) -> Iterator[None]:
    """Make `now()` answer `at` (aware) inside the block, for tests."""
    if at.tzinfo is None:
        raise ValueError("freeze needs an aware datetime")
    token = _frozen.set(at.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)


def wait_until(at: datetime) -> None:
    """Sleep until `at` (aware); at once where it has passed, or where time is frozen and would never come."""
    if _frozen.get() is None:
        time.sleep(max(0.0, (at - now()).total_seconds()))


def stamp(at: datetime) -> str:
    """`at` as `YYYY-MM-DDTHH:MM:SS.ffffffZ`, the form of the evidence formats."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read_stamp(text: str) -> datetime:
    """The instant written by `stamp`; ValueError on any other form."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
