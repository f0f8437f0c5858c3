"""Values as a French reader expects them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from paraphe.web.templatetags import formats, paraphe

AT = datetime(2026, 11, 25, 9, 6, tzinfo=UTC)


def test_write_moment_is_in_paris_time() -> None:
    assert formats.moment(AT) == "25\u00a0novembre\u00a02026 à 10\u00a0h\u00a006"
    assert (
        formats.moment(datetime(2026, 6, 30, 22, 30, tzinfo=UTC))
        == "1er\u00a0juillet\u00a02026 à 0\u00a0h\u00a030"
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (formats.day(date(2027, 1, 1)), "1er\u00a0janvier\u00a02027"),
        (formats.day(None), ""),
        (formats.short_day(AT), "25\u00a0nov. 2026"),
        (formats.month("2026-11"), "novembre\u00a02026"),
        (formats.month("2026-13"), "2026-13"),
        (formats.siren("219904125"), "219\u00a0904\u00a0125"),
        (formats.siret("21990412500016"), "219\u00a0904\u00a0125\u00a000016"),
        (formats.siret("abc"), "abc"),
        (formats.euros(Decimal("34102.75")), "34\u00a0102,75\u00a0€"),
        (formats.number(40118), "40\u00a0118"),
        (formats.size(48_200), "48\u00a0Ko"),
        (formats.size(1_500_000), "1,5\u00a0Mo"),
        (formats.size(12), "12\u00a0octets"),
        (formats.fingerprint("b41f6d2083"), "b41f 6d20 83"),
    ],
)
def test_write_value_reads_as_expected(written: str, expected: str) -> None:
    assert written == expected


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Odile Farge", "OF"),
        ("Jean Pierre de la Tour", "JT"),
        ("Cher", "C"),
        ("", ""),
        ("élodie énard", "ÉÉ"),
    ],
)
def test_write_initials_takes_first_and_last_word(name: str, initials: str) -> None:
    assert paraphe.initials_of(name) == initials
