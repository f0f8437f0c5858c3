"""What giving comes to: the higher level at each instant, nothing taken away, nothing given twice."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paraphe.access import plans, selectors, services
from paraphe.access.changes import act_of_change
from paraphe.access.models import Habilitation
from paraphe.access.plans import Asked, Segment
from paraphe.access.testing import Body, make_body
from paraphe.access.vocabulary import Action, Level
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import give_step_up
from paraphe.kernel import clock

DAY = timedelta(days=1)
START = datetime.fromisoformat("2026-11-25T00:00:00+00:00")


def _days(*rows: tuple[int, int, int]) -> list[Segment]:
    return [Segment(START + start * DAY, START + end * DAY, level) for start, end, level in rows]


@st.composite
def _timelines(draw: st.DrawFn) -> list[Segment]:
    """Rights of one key as the database lets them be: they never overlap."""
    points = sorted(draw(st.sets(st.integers(0, 20), max_size=6)))
    pairs = zip(points[::2], points[1::2], strict=False)
    return _days(*((start, end, draw(st.integers(1, 3))) for start, end in pairs))


@settings(max_examples=150, deadline=None)
@given(existing=_timelines(), start=st.integers(0, 19), length=st.integers(1, 9), level=st.integers(1, 3))
def test_merge_level_is_the_higher_of_what_runs_at_each_instant(
    existing: list[Segment], start: int, length: int, level: int
) -> None:
    (asked,) = _days((start, start + length, level))
    merged = plans.merge_level(existing, asked)
    for day in range(30):
        at = START + day * DAY + DAY / 2
        before = [row.level for row in (*existing, asked) if row.start <= at < row.end]
        after = [row.level for row in merged if row.start <= at < row.end]
        assert after == ([max(before)] if before else [])


@pytest.fixture
def body(db: None) -> Iterator[Body]:
    with clock.freeze(START):
        yield make_body(places=3, codes=("dsn", "dat", "compte-entreprise"))


def _asked(
    body: Body, person: Person, *items: tuple[str, Level], days: tuple[int, int] = (0, 365), place: int = 0
) -> Asked:
    return Asked(
        person,
        [body.places[place].siret],
        [(body.service(code), level) for code, level in items],
        START + days[1] * DAY,
        START + days[0] * DAY if days[0] else None,
    )


def _apply(body: Body, asked: Asked) -> plans.Plan:
    plan = plans.plan_giving(body.organisation, asked)
    change = plan.change("grant")
    give_step_up(body.administrator, act_of_change(body.organisation, change))
    services.change_rights(body.organisation, change=change, actor=body.administrator)
    return plan


def _timeline(person: Person) -> list[tuple[int, int, int]]:
    rows = Habilitation.objects.filter(person=person, closed_at=None).order_by(
        "service__position", "valid_from"
    )
    return [((row.valid_from - START).days, (row.valid_to - START).days, row.level) for row in rows]


def test_plan_giving_adds_what_is_required_and_the_right_works_at_once(body: Body) -> None:
    odile = body.add_declarant()
    asked = _asked(body, odile, ("dat", Level.SIGN))
    assert [decision.allowed for decision in plans.foresee_giving(body.organisation, asked)] == [True]
    plan = _apply(body, asked)
    assert plan.added == {"compte-entreprise"}
    assert _timeline(odile) == [(0, 365, 1), (0, 365, 3)]
    question = selectors.ask(
        odile.pk,
        Action.DECLARATION_SIGN,
        body.organisation.siren,
        siret=body.places[0].siret,
        service="dat",
    )
    assert selectors.decide(question).allowed
    assert plans.plan_giving(body.organisation, asked).change("grant").is_empty


def test_plan_giving_raises_a_level_for_a_while_then_gives_back_the_former(body: Body) -> None:
    odile = body.add_declarant()
    _apply(body, _asked(body, odile, ("dsn", Level.PREPARE), days=(0, 300)))
    plan = _apply(body, _asked(body, odile, ("dsn", Level.SIGN), days=(10, 40)))
    assert len(plan.steps[0].closed) == 1
    assert _timeline(odile) == [(0, 10, 2), (10, 40, 3), (40, 300, 2)]


def test_plan_giving_less_than_is_held_takes_nothing_away_and_goes_on_after(body: Body) -> None:
    odile = body.add_declarant()
    _apply(body, _asked(body, odile, ("dsn", Level.SIGN), days=(0, 30)))
    assert (
        plans.plan_giving(body.organisation, _asked(body, odile, ("dsn", Level.CONSULT), days=(0, 20)))
        .steps[0]
        .is_held
    )
    plan = _apply(body, _asked(body, odile, ("dsn", Level.CONSULT), days=(0, 90)))
    assert not plan.steps[0].closed
    assert _timeline(odile) == [(0, 30, 3), (30, 90, 1)]


def test_plan_giving_under_a_right_on_all_establishments_leaves_it(body: Body) -> None:
    odile = body.add_declarant()
    body.grant(odile, places=None)
    (step,) = plans.plan_giving(
        body.organisation, _asked(body, odile, ("dsn", Level.SIGN), days=(0, 90))
    ).steps
    assert step.is_held
    everywhere = Asked(odile, None, [(body.service("dsn"), Level.SIGN)], START + 400 * DAY)
    (step,) = plans.plan_giving(body.organisation, everywhere).steps
    assert (len(step.closed), len(step.given), step.siret) == (1, 1, None)
