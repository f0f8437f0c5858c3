"""The drills of histories and races in small, and seen to fail."""

import random
from datetime import date

import pytest

from paraphe.access.testing import make_body
from paraphe.cli.drills.histories_model import Model, add_months
from paraphe.cli.drills.histories_play import Stage
from paraphe.cli.drills.races_play import DONE, compete, overlapping
from tests.fixtures.database import LiveDatabase

WRITERS = 50


def play(count: int) -> Stage:
    stage = Stage()
    for number in range(count):
        stage.play_history(random.Random(number), acts=6)
    return stage


def test_play_histories_finds_model_and_portal_agree(db: None) -> None:
    stage = play(6)
    assert stage.faults == []
    assert stage.asked["explain"] == stage.asked["decide"] == 6 * 3 * 4 * 3 * 3 * 3
    assert 0 < stage.allowed < stage.asked["decide"]


def test_play_histories_with_a_wrong_model_tells_the_fault(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model by which nothing can ever be undone soon disagrees with the portal."""
    monkeypatch.setattr(Model, "_moved_on", lambda *_: True)
    assert any("undo" in fault for fault in play(12).faults)


@pytest.mark.parametrize(
    ("day", "later"),
    [
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2026, 12, 1), date(2027, 1, 1)),
        (date(2026, 11, 30), date(2026, 12, 30)),
    ],
)
def test_add_months_keeps_the_day_or_takes_the_last_one(day: date, later: date) -> None:
    assert add_months(day, 1) == later


@pytest.mark.parametrize("by_verb", [True, False])
def test_give_one_right_by_fifty_writers_at_once_lets_exactly_one_win(
    by_verb: bool, live_database: LiveDatabase
) -> None:
    body = make_body()
    person = body.add_declarant()
    found = compete(body, person, by_verb=by_verb, writers=WRITERS)
    assert found.total() == WRITERS
    assert found[DONE] == 1
    assert overlapping(body, person) == 0
    assert not [word for word in found if word.startswith(("panne", "sans fin"))]
