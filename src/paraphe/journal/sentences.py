"""The French sentence of every event: rooms register theirs at start, the pages of history print them."""

from collections.abc import Mapping

_table: dict[str, str] = {}


def register(sentences: Mapping[str, str]) -> None:
    """Add a room's sentences; ValueError if an event is already told otherwise."""
    for event, sentence in sentences.items():
        if _table.setdefault(event, sentence) != sentence:
            raise ValueError(f"event {event} is told twice")


def sentence_of(event: str) -> str:
    """What the event says to a reader; KeyError for an event no room told."""
    return _table[event]


def known() -> dict[str, str]:
    """A copy of the whole table, for filters and house rules."""
    return dict(_table)
