"""The words and days of this room. Source: mission.md, constants « Inactivity », « After a key acceptance »."""

from datetime import timedelta
from enum import StrEnum


class BodyState(StrEnum):
    """How a body's administration stands."""

    ACTIVE = "active"
    ALONE = "alone"
    SLEEPING = "sleeping"
    FROZEN = "frozen"


SLEEPS_AFTER = timedelta(days=30)
"""A sole administrator not seen for so long: the body sleeps."""

REMINDED_AFTER = timedelta(days=90)
"""Without any activity for so long, a person is reminded."""

SUSPENDED_AFTER = timedelta(days=120)
"""Then she is suspended; the last administrator never is, the legal representative is written to."""

WRITTEN_AGAIN_AFTER = timedelta(days=91)
"""The legal representative is written to once a quarter at most."""

HANDOVER_AT_MOST = timedelta(days=366)
"""How far ahead a departure can be announced."""

REMINDED_AGAIN_AFTER = timedelta(days=7)
"""Once the departure's day is past, the administrators are reminded each week."""

COOLING_OFF = timedelta(days=14)
"""Days of reflection before a body's space can close. Source: domain.md W7."""
