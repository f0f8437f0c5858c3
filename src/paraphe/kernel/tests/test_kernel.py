from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paraphe.kernel import clock
from paraphe.kernel.errors import WrongState
from paraphe.kernel.identifiers import InvalidIdentifier, Nir, Ref, Siren, Siret, luhn_sum
from paraphe.kernel.machine import Machine
from paraphe.kernel.period import Period

instants = st.datetimes(
    min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC)
)


@pytest.mark.parametrize("text", ["732829320", "356000000", "732 829 320"])
def test_siren_valid_number_is_kept_compact(text: str) -> None:
    assert Siren(text) == text.replace(" ", "")


@pytest.mark.parametrize(
    "text", ["", "732829321", "73282932", "7328293200", "000000000", "73282932a", "٧٣٢٨٢٩٣٢٠"]
)
def test_siren_bad_number_is_refused(text: str) -> None:
    with pytest.raises(InvalidIdentifier):
        Siren(text)


def test_siret_la_poste_follows_its_own_rule() -> None:
    assert Siret("35600000000048").nic == "00048"
    assert sum(map(int, "35600000049837")) % 5 == 0
    assert Siret("35600000049837").siren == "356000000"
    with pytest.raises(InvalidIdentifier):
        Siret("35600000049838")


def test_siret_whose_siren_key_fails_is_refused() -> None:
    siren_wrong = "732829321"
    nic = next(f"{n:05d}" for n in range(1, 100) if luhn_sum(siren_wrong + f"{n:05d}") % 10 == 0)
    with pytest.raises(InvalidIdentifier):
        Siret(siren_wrong + nic)


def test_nir_key_of_published_example_is_right() -> None:
    assert Nir("2550814168025").key == "38"


def test_nir_of_corsica_has_a_key_and_hides_itself() -> None:
    nir = Nir("176052A004001")
    assert nir.key == f"{97 - int('1760519004001') % 97:02d}"
    assert "176052A" not in repr(nir)
    assert "004001" not in nir.masked


@pytest.mark.parametrize(
    "text", ["3550814168025", "2551314168025", "2550814168000", "255081416802", "2550800168025"]
)
def test_nir_bad_number_is_refused(text: str) -> None:
    with pytest.raises(InvalidIdentifier):
        Nir(text)


def test_ref_new_is_readable_back_and_never_twice() -> None:
    refs = {Ref.new() for _ in range(200)}
    assert len(refs) == 200
    assert all(Ref(str(ref)) == ref for ref in refs)


@pytest.mark.parametrize("text", ["", "A" * 20, "i" * 20, "a" * 19, "a" * 21, "../../etc/passwd0000"])
def test_ref_other_text_is_refused(text: str) -> None:
    with pytest.raises(InvalidIdentifier):
        Ref(text)


@given(instants)
def test_stamp_read_back_gives_the_same_instant(at: datetime) -> None:
    assert clock.read_stamp(clock.stamp(at)) == at


def test_freeze_inside_block_stops_the_clock() -> None:
    at = datetime(2026, 11, 25, 10, 6, tzinfo=UTC)
    with clock.freeze(at):
        assert clock.now() == at
    assert clock.now() != at


@given(instants, instants, instants)
def test_period_covers_its_start_and_not_its_end(a: datetime, b: datetime, at: datetime) -> None:
    start, end = sorted((a, b))
    assert Period(start, end).covers(at) == (start <= at < end)
    assert Period(start).covers(end)


@given(instants, instants, st.integers(0, 10**6))
def test_period_overlap_is_symmetric(a: datetime, b: datetime, seconds: int) -> None:
    first, second = Period(a, a + timedelta(seconds=seconds)), Period(b, b + timedelta(seconds=60))
    assert first.overlaps(second) == second.overlaps(first)


def test_machine_cell_absent_is_refused() -> None:
    machine = Machine("access.example", {("open", "close"): "closed"})
    assert machine.next("open", "close") == "closed"
    with pytest.raises(WrongState):
        machine.next("closed", "close")
