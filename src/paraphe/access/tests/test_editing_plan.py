"""Edits of the table worked out on any rights: the cells become what is asked, nothing else changes at any instant."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from paraphe.access.models import Habilitation
from paraphe.access.vocabulary import Level
from paraphe.access.web.edit_state import Edit, State
from paraphe.access.web.editing import EditPlan, plan_edits
from paraphe.accounts.selectors import Person
from paraphe.registry.selectors import Establishment, Organisation, Service

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
DAYS = tuple(NOW + timedelta(days=number) for number in range(0, 60, 5))
UNTIL = NOW + timedelta(days=40)
SIRETS = ("21990412500016", "21990412500024", "21990412500032")
LEVELS = ("consult", "prepare", "sign")
BODY = Organisation(pk=1, siren="219904125", branch="territorial")
PLACES = [Establishment(pk=n, ref=f"p{n}", siret=siret, name=siret) for n, siret in enumerate(SIRETS)]
SERVICE = Service(pk=1, code="dsn", name="DSN", levels=list(LEVELS), branches=["territorial"], requires=[])
ODILE, CLAIRE = Person(pk=1, ref="odile"), Person(pk=2, ref="claire")

Line = tuple[str | None, int, int, int]
"""A right: where (None: everywhere), level, first and last days counted in fives from now."""
KEYS = (None, *SIRETS)
HELD = st.fixed_dictionaries(
    {
        key: st.none() | st.tuples(st.integers(1, 3), st.integers(2, 6), st.none() | st.integers(1, 3))
        for key in KEYS
    }
)
"""By place: the level and end of what runs, and the level of what follows it, if any."""
ASKED = st.dictionaries(st.sampled_from(SIRETS), st.integers(0, 3), min_size=1, max_size=3)


def rows_of(held: dict[str | None, tuple[int, int, int | None] | None]) -> list[Habilitation]:
    lines: list[Line] = []
    for key, told in held.items():
        if told is not None:
            level, end, later = told
            lines.append((key, level, -1, end))
            lines += [(key, later, end, end + 3)] if later else []
    return [_row(number, *line) for number, line in enumerate(lines, 1)]


def _row(number: int, siret: str | None, level: int, start: int, end: int) -> Habilitation:
    row = Habilitation(
        pk=number,
        person=ODILE,
        siren=219904125,
        siret=None if siret is None else int(siret),
        service=SERVICE,
        level=level,
        valid_from=NOW + timedelta(days=5 * start),
        valid_to=NOW + timedelta(days=5 * end),
        granted_entry=1,
    )
    row.__dict__["ends_at"] = row.valid_to  # computed by the database
    return row


Span = tuple[str | None, int, datetime, datetime]


def spans_before(rows: Iterable[Habilitation]) -> list[Span]:
    return [(row.siret_text, row.level, row.valid_from, row.valid_to) for row in rows]


def spans_after(rows: Iterable[Habilitation], plan: EditPlan) -> list[Span]:
    kept = [row for row in rows if row.pk not in plan.closures]
    given = [(w.siret, int(w.level), w.valid_from or NOW, w.valid_to) for w in plan.grants]
    return spans_before(kept) + given


def level_at(spans: Iterable[Span], siret: str, at: datetime) -> int:
    return max((span[1] for span in spans if span[0] in (None, siret) and span[2] <= at < span[3]), default=0)


def assert_sound(spans: list[Span]) -> None:
    """No two rights of one key overlap, and each lasts."""
    for key in KEYS:
        own = sorted((span[2], span[3]) for span in spans if span[0] == key)
        assert all(start < end for start, end in own)
        assert all(one[1] <= other[0] for one, other in pairwise(own))


def state_of(rows: list[Habilitation], actor: Person, scope: frozenset[str] | None) -> State:
    subscribed = frozenset((siret, "dsn") for siret in SIRETS)
    return State(
        BODY, actor, rows, (), PLACES, {"dsn": SERVICE}, subscribed, scope, has_fellow=True, now=NOW, seen=1
    )


@settings(max_examples=400, deadline=None)
@given(held=HELD, asked=ASKED, agreed=st.booleans())
def test_plan_edits_of_any_rights_changes_what_is_asked_and_nothing_else(
    held: dict[str | None, tuple[int, int, int | None] | None], asked: dict[str, int], agreed: bool
) -> None:
    rows = rows_of(held)
    state = state_of(rows, CLAIRE, None)
    edits = [
        Edit(ODILE, state.place_of[siret], SERVICE, Level(level) if level else None)
        for siret, level in asked.items()
    ]
    plan = plan_edits(state, edits, until=UNTIL, accepted=frozenset(["odile.dsn"]) if agreed else frozenset())
    before, after = spans_before(rows), spans_after(rows, plan)
    assert_sound(after)
    assert not plan.refusals
    wide = state.wide(ODILE, "dsn")
    for siret in SIRETS:
        now = level_at(before, siret, NOW)
        target = asked.get(siret, now)
        blocked = wide is not None and target < wide.level and not agreed
        if target == now or blocked:
            for at in DAYS:
                assert level_at(after, siret, at) == level_at(before, siret, at)
            continue
        assert level_at(after, siret, NOW) == target
        for at in DAYS:
            old, new = level_at(before, siret, at), level_at(after, siret, at)
            assert (new <= old) if target < now else (old <= new <= max(old, target))


def test_plan_edits_by_one_who_may_not_refuses_and_writes_nothing() -> None:
    rows = rows_of({None: (2, 4, None), **dict.fromkeys(SIRETS)})
    lower = [Edit(ODILE, PLACES[1], SERVICE, Level.CONSULT)]
    accepted = frozenset(["odile.dsn"])
    for actor, scope in ((CLAIRE, frozenset(SIRETS)), (ODILE, None)):
        plan = plan_edits(state_of(rows, actor, scope), lower, until=UNTIL, accepted=accepted)
        assert plan.change.is_empty
        assert len(plan.refusals) == 1
    outside = plan_edits(state_of([], CLAIRE, frozenset(SIRETS[:1])), lower, until=UNTIL)
    assert outside.change.is_empty
