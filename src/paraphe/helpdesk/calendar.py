"""The half-days in which the desk calls back: the next five working days, holidays of the Republic left out. Pure.

Holidays: Code du travail, article L3133-1; Easter by the Gregorian computus (Meeus).
"""

from datetime import date, timedelta

from paraphe.helpdesk.vocabulary import Half

OFFERED_DAYS = 5
_FIXED = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
_AFTER_EASTER = (1, 39, 50)


def easter_of(year: int) -> date:
    """Easter Sunday of a year."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)


def is_working(day: date) -> bool:
    """Whether the desk is open that day."""
    moving = {easter_of(day.year) + timedelta(days=days) for days in _AFTER_EASTER}
    return day.weekday() < 5 and (day.month, day.day) not in _FIXED and day not in moving


def offer_calls(today: date) -> list[tuple[date, Half]]:
    """The half-days offered, from the day after today."""
    days: list[date] = []
    day = today
    while len(days) < OFFERED_DAYS:
        day += timedelta(days=1)
        if is_working(day):
            days.append(day)
    return [(day, half) for day in days for half in Half]
