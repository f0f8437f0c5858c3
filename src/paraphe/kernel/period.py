"""Spans of time, closed at the start and open at the end."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Period:
    """From `start` included to `end` excluded; `end` None means without end. Instants are aware."""

    start: datetime
    end: datetime | None = None

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or (self.end is not None and self.end.tzinfo is None):
            raise ValueError("a period needs aware instants")
        if self.end is not None and self.end < self.start:
            raise ValueError("a period ends after it starts")

    def covers(self, at: datetime) -> bool:
        """Whether `at` lies in the period."""
        return self.start <= at and (self.end is None or at < self.end)

    def overlaps(self, other: "Period") -> bool:
        """Whether the two periods share an instant."""
        return (other.end is None or self.start < other.end) and (self.end is None or other.start < self.end)
