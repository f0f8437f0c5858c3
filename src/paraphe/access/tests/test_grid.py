"""The grid of rights says in one pass what the one decision says cell by cell, at any instant, as then known."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connections
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from paraphe.access import overview, selectors
from paraphe.access.policy import (
    CredentialFact,
    EstablishmentFact,
    Facts,
    HabilitationFact,
    Held,
    MembershipFact,
    Question,
    ServiceFact,
    Span,
    Standing,
    SubscriptionFact,
    decide,
)
from paraphe.access.testing import Body
from paraphe.access.vocabulary import ACTION_OF_LEVEL, Action, Level
from paraphe.journal import selectors as journal
from paraphe.kernel import clock

SIREN, NOW = "219904125", datetime(2026, 11, 25, 12, tzinfo=UTC)
SIRETS, CODES, PERSONS = ("A", "B"), ("dsn", "dat", "ij"), (1, 2, 3)
HOURS = st.integers(-4, 4).map(lambda hours: NOW + timedelta(hours=hours))
ENTRIES = st.integers(1, 6)
SPANS = st.builds(
    lambda start, lasts, closed, opened, entry: Span(
        start, lasts and start + lasts, start + closed if closed else None, opened, entry if closed else None
    ),
    HOURS,
    st.sampled_from([None, timedelta(hours=1), timedelta(hours=6)]),
    st.sampled_from([None, None, timedelta(hours=2)]),
    ENTRIES,
    ENTRIES,
)
HELD = st.builds(Held, st.just("row"), SPANS)
HOLDS = st.just(Held("row", Span(NOW - timedelta(days=9), None, None, 0, None)))
MEMBERS = st.builds(
    lambda held, role, stops: MembershipFact("m", held.span, role, None, tuple(stops)),
    HOLDS | HELD,
    st.sampled_from(["administrator", "declarant"]),
    st.lists(HELD, max_size=1),
)
RIGHTS = st.builds(
    HabilitationFact,
    st.just("h"),
    SPANS,
    st.sampled_from([None, *SIRETS]),
    st.sampled_from(CODES),
    st.integers(1, 3),
)
STANDINGS = st.builds(
    lambda active, verified, factor, until: Standing(
        active, verified, (CredentialFact("c", factor.span, "totp"),), until
    ),
    st.sampled_from([True, True, True, False]),
    st.sampled_from([True, True, True, False]),
    HOLDS | HELD,
    st.none() | HOURS,
)
SERVICES = st.fixed_dictionaries(
    {
        code: st.builds(
            ServiceFact,
            st.sampled_from([("territorial",), ("territorial",), ("state",)]),
            st.sampled_from([(), (), ("ij",)]),
            st.just(("consult", "prepare", "sign")),
        )
        for code in CODES
    }
)
PLACES = st.fixed_dictionaries(
    {
        siret: st.builds(
            EstablishmentFact, st.just(date(2000, 1, 1)), st.sampled_from([None, None, NOW.date()])
        )
        for siret in SIRETS
    }
)
SUBSCRIPTIONS = st.lists(
    st.builds(
        SubscriptionFact,
        st.just("s"),
        (HOLDS | HELD).map(lambda held: held.span),
        st.sampled_from(SIRETS),
        st.sampled_from(CODES),
    ),
    min_size=2,
    max_size=8,
)
BODIES = st.builds(
    Facts,
    branch=st.just("territorial"),
    registrations=(HOLDS | HELD).map(lambda held: (held,)),
    establishments=PLACES,
    services=SERVICES,
    memberships=st.fixed_dictionaries(
        {person: st.lists(MEMBERS, max_size=2).map(tuple) for person in PERSONS}
    ),
    habilitations=st.fixed_dictionaries(
        {person: st.lists(RIGHTS, max_size=6).map(tuple) for person in PERSONS}
    ),
    subscriptions=SUBSCRIPTIONS.map(tuple),
    standings=st.fixed_dictionaries(dict.fromkeys(PERSONS, STANDINGS)),
)


def decided(facts: Facts, asked: Question) -> dict[tuple[int, str, str], Level]:
    """The highest level allowed of each cell, asked one by one."""
    found: dict[tuple[int, str, str], Level] = {}
    for person, siret, code in ((p, s, c) for p in PERSONS for s in SIRETS for c in CODES):
        for level in Level:
            action = ACTION_OF_LEVEL[level]
            if decide(replace(asked, person=person, action=action, siret=siret, service=code), facts).allowed:
                found[person, siret, code] = level
    return found


@settings(max_examples=300, deadline=None)
@given(facts=BODIES, at=HOURS, known_at=st.none() | ENTRIES)
def test_make_grid_of_any_body_says_what_each_decision_says(
    facts: Facts, at: datetime, known_at: int | None
) -> None:
    asked = Question(0, Action.DECLARATION_SIGN, SIREN, None, None, at, known_at)
    grid = overview.grid_of(facts, asked)
    assert grid.levels == decided(facts, asked)
    for (person, siret, code), cell in grid.cells.items():
        question = replace(asked, person=person, siret=siret, service=code)
        question = replace(question, action=ACTION_OF_LEVEL[cell.given])
        failed = {gate.code for gate in decide(question, facts).failed}
        assert cell.reason in failed if cell.reason else not failed


def test_make_grid_of_the_past_shows_what_was_closed_and_what_was_known(body: Body) -> None:
    start = clock.now()
    with clock.freeze(start):
        odile = body.add_declarant()
        body.grant(odile, level=Level.PREPARE)
        key = (odile.pk, body.places[0].siret, "dsn")
        before = journal.entries_of(journal.Chain.Kind.BODY, body.organisation.siren)[0].pk
    with clock.freeze(start + timedelta(hours=1)):
        body.close(*selectors.rights_of(body.organisation, odile.pk))
        body.grant(odile)
    late = start + timedelta(hours=2)
    grids: dict[str, Any] = {
        "now": overview.rights_grid(body.organisation, at=late),
        "then": overview.rights_grid(body.organisation, at=start + timedelta(minutes=30)),
        "known": overview.rights_grid(body.organisation, at=late, known_at=before),
        "early": overview.rights_grid(body.organisation, at=start - timedelta(minutes=30)),
    }
    levels = {name: grid.levels.get(key) for name, grid in grids.items()}
    assert levels == {"now": Level.SIGN, "then": Level.PREPARE, "known": Level.PREPARE, "early": None}


def test_make_grid_asks_two_queries_whatever_is_asked(body: Body) -> None:
    body.grant(body.add_declarant(), places=None)
    for known_at in (None, 10**9):
        with CaptureQueriesContext(connections["default"]) as seen:
            overview.rights_grid(body.organisation, at=clock.now(), known_at=known_at)
        assert len(seen) == 2
