"""Random histories of joins, grants, closings and departures against a small independent model.

`PARAPHE_HISTORIES` sets how many histories are tried (25 by default): the long run is a drill.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paraphe.access import selectors, services
from paraphe.access.errors import RightOverlaps, RightUnsound
from paraphe.access.models import Habilitation
from paraphe.access.policy import Question
from paraphe.access.testing import Body, make_body
from paraphe.access.vocabulary import ACTION_OF_LEVEL, Level
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import make_person
from paraphe.kernel import clock

BEGINNING = datetime(2026, 1, 15, 10, tzinfo=UTC)
COUNT = int(os.environ.get("PARAPHE_HISTORIES", "25"))
PEOPLE, PLACES = 2, 2

acts = st.one_of(
    st.tuples(st.just("join"), st.integers(0, PEOPLE - 1)),
    st.tuples(st.just("leave"), st.integers(0, PEOPLE - 1)),
    st.tuples(
        st.just("grant"),
        st.integers(0, PEOPLE - 1),
        st.one_of(st.none(), st.integers(0, PLACES - 1)),
        st.sampled_from(list(Level)),
        st.integers(1, 40),
    ),
    st.tuples(st.just("close"), st.integers(0, 5)),
    st.tuples(st.just("wait"), st.integers(1, 30)),
)


@dataclass
class Right:
    """A right of the model: who, where (None: all), level, from, until."""

    person: int
    place: int | None
    level: Level
    start: datetime
    end: datetime


@dataclass
class Model:
    """What a body is, in a few lines: who is there, and rights as spans. Shares no code with the room."""

    members: set[int] = field(default_factory=set)
    rights: list[Right] = field(default_factory=list)

    def grant(self, right: Right) -> str:
        """`ok`, or why it is refused."""
        if right.person not in self.members:
            return "elsewhere"
        same = [r for r in self.rights if (r.person, r.place) == (right.person, right.place)]
        if any(r.start < right.end and right.start < r.end for r in same):
            return "overlaps"
        self.rights.append(right)
        return "ok"

    def end(self, rights: list[Right], at: datetime) -> None:
        """These rights stop."""
        for right in rights:
            right.end = max(right.start, min(right.end, at))

    def running(self, at: datetime) -> list[Right]:
        """Rights that hold at that instant, in the order they were given."""
        return [right for right in self.rights if right.start <= at < right.end]

    def allows(self, person: int, place: int, level: Level, at: datetime) -> bool:
        """The expected answer."""
        return person in self.members and any(
            r.person == person and r.place in (None, place) and r.level >= level for r in self.running(at)
        )


class Run:
    """One history played on both sides."""

    def __init__(self, body: Body, people: list[Person]) -> None:
        self.body, self.people, self.model, self.at = body, people, Model(), BEGINNING
        self.rows: list[Habilitation] = []

    def play(self, act: tuple[object, ...]) -> None:
        verb, *told = act
        self.at += timedelta(minutes=1)
        with clock.freeze(self.at):
            getattr(self, f"play_{verb}")(*told)

    def play_join(self, person: int) -> None:
        if person not in self.model.members:
            self.body.join(self.people[person])
            self.model.members.add(person)

    def play_leave(self, person: int) -> None:
        if person in self.model.members:
            membership = self.body.membership(self.people[person])
            services.end_membership(membership, reason="Départ", actor=self.body.administrator)
            self.model.members.discard(person)
            mine = [right for right in self.model.running(self.at) if right.person == person]
            self.model.end(mine, self.at)

    def play_grant(self, person: int, place: int | None, level: Level, days: int) -> None:
        until = self.at + timedelta(days=days)
        expected = self.model.grant(Right(person, place, level, self.at, until))
        where = None if place is None else [self.body.places[place]]
        plan = self.body.plan(self.people[person], level=level, places=where, valid_to=until)
        try:
            with transaction.atomic():
                self.rows += self.body.give(plan, actor=self.body.administrator)
            assert expected == "ok"
        except RightOverlaps:
            assert expected == "overlaps"
        except RightUnsound:
            assert expected == "elsewhere"

    def play_close(self, number: int) -> None:
        running = self.model.running(self.at)
        if running:
            right = running[number % len(running)]
            self.body.close(self.rows[self.model.rights.index(right)])
            self.model.end([right], self.at)

    def play_wait(self, days: int) -> None:
        self.at += timedelta(days=days)

    def questions(self, at: datetime) -> Iterator[tuple[Question, bool]]:
        siren = self.body.organisation.siren
        for person, row in enumerate(self.people):
            for place, establishment in enumerate(self.body.places):
                for level, action in ACTION_OF_LEVEL.items():
                    asked = Question(row.pk, action, siren, establishment.siret, "dsn", at)
                    yield asked, self.model.allows(person, place, level, at)

    def check(self) -> None:
        """Every answer of now is the model's, with the facts of now and with all the facts."""
        told = list(self.questions(self.at + timedelta(seconds=1)))
        decisions = selectors.decide_all([question for question, _ in told])
        for (question, expected), decision in zip(told, decisions, strict=True):
            explained = selectors.explain(question)
            assert decision.allowed is expected
            assert (explained.allowed, explained.reason) == (decision.allowed, decision.reason)
            assert explained.basis == decision.basis
            if decision.valid_until is not None and expected:
                after = replace(question, at=decision.valid_until)
                assert not selectors.explain(after).allowed or self._outlives(question, decision.valid_until)

    def _outlives(self, question: Question, at: datetime) -> bool:
        """Another right takes over where the one of the basis ends."""
        person = next(n for n, row in enumerate(self.people) if row.pk == question.person)
        return any(right.person == person for right in self.model.running(at))


@contextmanager
def forgotten() -> Iterator[None]:
    """Whatever happens inside is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_play_random_history_agrees_with_the_model(db: None) -> None:
    with clock.freeze(BEGINNING):
        body = make_body(places=PLACES)
        people = [make_person(given_name=name)[0] for name in ("Odile", "Yanis")]
    played = 0

    @settings(max_examples=COUNT, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(acts, max_size=10))
    def agree(history: list[tuple[object, ...]]) -> None:
        nonlocal played
        with forgotten():
            run = Run(body, people)
            for act in history:
                run.play(act)
            run.check()
        played += 1

    agree()
    assert played >= min(COUNT, 10)
