"""Texts as the search compares them, what is masked, and the calendar of calls."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paraphe.helpdesk.calendar import easter_of, is_working, offer_calls
from paraphe.helpdesk.vocabulary import Half
from paraphe.helpdesk.wording import has_nir, mask, normalise


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Inscription d’un Nème – Candidat A.D.", "inscription d un neme candidat ad"),
        ("MONO/MULTI Établissements\u00a0: l'Œuvre", "mono multi etablissements l oeuvre"),
        ("  \t ", ""),
        ("ｐｌｅｉｎ", "plein"),
    ],
)
def test_normalise_text_keeps_only_plain_words(text: str, plain: str) -> None:
    assert normalise(text) == plain


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Perdu 1 85 05 78 006 084 36", "perdu [numéro]"),
        ("écrire à odile.farge@valbrune.example svp", "écrire à [adresse] svp"),
        ("siret 219 904 125 00015 inconnu", "siret [numéro] inconnu"),
        ("appeler le 06.12.34.56.78", "appeler le [numéro]"),
        ("dsn 2026", "dsn 2026"),
        ("a" * 200, "a" * 120),
    ],
)
def test_mask_text_hides_numbers_and_addresses(text: str, kept: str) -> None:
    assert mask(text) == kept


@pytest.mark.parametrize(
    "text", ["２８５０５７８００６０８４３６", "n° 1-85-05-78-006-084", "x1850578006084x"]
)
def test_has_nir_in_disguise_is_found(text: str) -> None:
    assert has_nir(text)


@pytest.mark.parametrize("text", ["21990412500015", "1234", "01 23 45 67 89", "2026-11-25 12:30", ""])
def test_has_nir_in_other_numbers_is_not_found(text: str) -> None:
    assert not has_nir(text)


def test_find_easter_of_known_years_is_right() -> None:
    known = {2024: (3, 31), 2025: (4, 20), 2026: (4, 5), 2027: (3, 28), 2038: (4, 25)}
    assert {year: (easter_of(year).month, easter_of(year).day) for year in known} == known


@pytest.mark.parametrize(
    "day", [date(2026, 4, 6), date(2026, 5, 14), date(2026, 5, 25), date(2026, 12, 25), date(2026, 11, 28)]
)
def test_is_working_on_holidays_and_week_ends_is_no(day: date) -> None:
    assert not is_working(day)


def test_offer_calls_before_christmas_skips_what_is_closed() -> None:
    offered = offer_calls(date(2026, 12, 24))
    days = [day for day, half in offered if half == Half.MORNING]
    assert days == [date(2026, 12, 28 + n) for n in range(4)] + [date(2027, 1, 4)]
    assert len(offered) == 10


@given(st.text(max_size=300))
def test_normalise_any_text_twice_changes_nothing(text: str) -> None:
    plain = normalise(text)
    assert normalise(plain) == plain
    assert re.fullmatch(r"[a-z0-9 ]*", plain)


@given(st.text(alphabet="0123456789 .-a@", max_size=200))
def test_mask_any_text_leaves_no_long_number(text: str) -> None:
    kept = mask(text)
    assert len(kept) <= 120
    assert not re.search(r"\d{9}", kept)


@given(st.integers(1, 2), st.integers(0, 99), st.integers(1, 12), st.integers(1, 95), st.integers(1, 999_999))
def test_has_nir_of_any_spacing_is_found(sex: int, year: int, month: int, area: int, rest: int) -> None:
    parts = [f"{sex}", f"{year:02d}", f"{month:02d}", f"{area:02d}", f"{rest:06d}"[:3], f"{rest:06d}"[3:]]
    for gap in ("", " ", ".", "-", "\u00a0"):
        assert has_nir(f"agent {gap.join(parts)}, absent")
