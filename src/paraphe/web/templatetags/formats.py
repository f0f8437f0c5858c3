"""How values are written for a French reader: dates, numbers, identifiers. `{% load formats %}`."""

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils import timezone

register = template.Library()

NBSP = "\u00a0"
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
SHORT_MONTHS = (
    "janv.", "févr.", "mars", "avr.", "mai", "juin", "juill.", "août", "sept.", "oct.", "nov.", "déc."
)  # fmt: skip
SIZE_UNITS = ("octets", "Ko", "Mo", "Go")


@register.filter
def day(value: date | datetime | None) -> str:
    """25 novembre 2026; an instant is read in Europe/Paris."""
    if value is None:
        return ""
    local = _local(value)
    return f"{_ordinal(local.day)}{NBSP}{MONTHS[local.month - 1]}{NBSP}{local.year}"


@register.filter
def short_day(value: date | datetime | None) -> str:
    """25 nov. 2026, for the margin of a ledger."""
    if value is None:
        return ""
    local = _local(value)
    return f"{_ordinal(local.day)}{NBSP}{SHORT_MONTHS[local.month - 1]} {local.year}"


@register.filter
def hour(value: datetime | None) -> str:
    """10 h 06, in Europe/Paris."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{local.hour}{NBSP}h{NBSP}{local.minute:02}"


@register.filter
def moment(value: datetime | None) -> str:
    """25 novembre 2026 à 10 h 06, in Europe/Paris."""
    return f"{day(value)} à {hour(value)}" if value is not None else ""


@register.filter
def month(value: str | None) -> str:
    """novembre 2026, from `2026-11`; the text itself when it is not a month."""
    year, _, number = str(value or "").partition("-")
    if not (year.isdecimal() and number.isdecimal() and 1 <= int(number) <= 12):
        return str(value or "")
    return f"{MONTHS[int(number) - 1]}{NBSP}{year}"


@register.filter
def siren(value: object) -> str:
    """219 904 125."""
    text = str(value or "")
    return NBSP.join((text[:3], text[3:6], text[6:])) if len(text) == 9 else text


@register.filter
def siret(value: object) -> str:
    """219 904 125 00016."""
    text = str(value or "")
    return NBSP.join((siren(text[:9]), text[9:])) if len(text) == 14 else text


@register.filter
def euros(value: Decimal | int | float | None) -> str:
    """1 234,56 €."""
    if value is None:
        return ""
    return f"{value:,.2f}".replace(",", NBSP).replace(".", ",") + f"{NBSP}€"


@register.filter
def number(value: int | None) -> str:
    """40 118: thousands parted by no-break spaces."""
    return "" if value is None else f"{value:,}".replace(",", NBSP)


@register.filter
def size(value: int | None) -> str:
    """48 Ko: a size in bytes, by thousands."""
    amount, unit = float(value or 0), 0
    while amount >= 1000 and unit < len(SIZE_UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    shown = f"{amount:.1f}".replace(".", ",") if unit and amount < 10 else f"{amount:.0f}"
    return f"{shown}{NBSP}{SIZE_UNITS[unit]}"


@register.filter
def fingerprint(value: object) -> str:
    """A hexadecimal digest by groups of four, for the eye."""
    text = str(value or "")
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def _local(value: date | datetime) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


def _ordinal(number: int) -> str:
    return "1er" if number == 1 else str(number)
