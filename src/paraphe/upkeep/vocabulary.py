"""The words and days of this room. Source: mission.md, « Inactivity », « Review », « After a key acceptance »."""

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

REVIEW_LASTS = timedelta(days=60)
"""From the opening of a yearly review to its deadline."""

LAPSES_AFTER = timedelta(days=60)
"""From the deadline to the lapse of what nobody reviewed. Source: mission.md, « Review »."""

REVIEW_REMINDED = (30, 10, 2)
"""Days before the deadline at which the administrators are reminded."""

LAPSE_ANNOUNCED = (timedelta(days=60), timedelta(days=15))
"""How long before the lapse it is announced to the people concerned: at the deadline, then again."""

REVIEW_APART = timedelta(days=183)
"""A review is not opened by the portal sooner than this after the one before, or after the registration."""

UNUSED_AFTER = timedelta(days=365)
"""A right not used for so long lapses, once it was announced."""

UNUSED_NOTICE = timedelta(days=30)
"""How long before it is announced."""

RECENT = timedelta(days=91)
"""A right given since is proposed to be kept, used or not."""

LIMITED_BY_DEFAULT = timedelta(days=91)
"""The end proposed for a right to limit."""

REVIEWED_WITHIN = timedelta(days=400)
"""For how long a review is taken for this year's: a year, and the time to do the next."""

SOON = timedelta(days=60)
"""How long before its end a right is shown as ending soon."""
