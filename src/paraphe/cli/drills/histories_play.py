"""The stage of the drill of histories: one body, the verbs on one side, the model on the other, then every question."""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import DatabaseError, transaction

from paraphe.access import selectors, services
from paraphe.access.changes import Change, act_of_change, act_of_removals, act_of_undo
from paraphe.access.changes import Wanted as Given
from paraphe.access.explanations import explain_all
from paraphe.access.selectors import Decision, Habilitation, Question, RightsAct
from paraphe.access.testing import Body, make_body
from paraphe.access.vocabulary import ACTION_OF_LEVEL, Level
from paraphe.accounts.testing import give_step_up
from paraphe.cli.drills.histories_model import (
    BEGINNING,
    CONSULT,
    NEEDS,
    SIGN,
    Act,
    Belonging,
    Cell,
    Fact,
    Model,
    Moment,
    Place,
    Right,
    Wanted,
)
from paraphe.journal.selectors import Entry
from paraphe.kernel import clock
from paraphe.kernel.errors import PortalError

PEOPLE, PLACES = 4, 3
CODES = tuple(NEEDS)
CEILING = {"compte-entreprise": CONSULT}
"""The highest level a service offers, where it is not the signature."""
MINUTE, DAY = 60, 86_400


CELLS = [
    Cell(person, level, place, service)
    for person in range(PEOPLE)
    for place in range(PLACES)
    for service in CODES
    for level in (1, 2, 3)
]


class Stage:
    """Everything made once; each history starts from the same body of four people and three places."""

    kinds = (
        "give", "replace", "close", "suspend", "wake", "remove", "undo", "move", "use", "stop", "join", "many",
    )  # fmt: skip

    def __init__(self) -> None:
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.asked: Counter[str] = Counter()
        self.allowed = 0
        self.faults: list[str] = []
        with clock.freeze(BEGINNING), transaction.atomic():
            self.body: Body = make_body(places=PLACES, codes=CODES)
            self.people = [self.body.administrator]
            self.people += [self.body.add_declarant() for _ in range(1, PEOPLE)]
        self.services = {code: self.body.service(code) for code in CODES}
        self.opened = [place.opened_on for place in self.body.places]
        self.sirets = [place.siret for place in self.body.places]

    def play_history(self, draw: random.Random, *, acts: int) -> None:
        """Play some acts, put every question, keep nothing."""
        with transaction.atomic():
            History(self, draw).play(acts)
            transaction.set_rollback(True)


class History:
    """One history on both sides. Its acts are the methods `act_<kind>`: what the model says, and the verb to call."""

    def __init__(self, stage: Stage, draw: random.Random) -> None:
        self.stage, self.draw, self.body = stage, draw, stage.body
        self.model = Model(
            [Place(day) for day in stage.opened],
            [Belonging(0, 0, person=person) for person in range(PEOPLE)],
            {(place, code): [Fact(0, 0)] for place in range(PLACES) for code in CODES},
        )
        self.entries = [self._last_entry()]
        self.rows: dict[Act, RightsAct] = {}
        self.instants = [0]
        self.told: list[str] = []
        self.failed = False

    def play(self, acts: int) -> None:
        """Play `acts` acts, each some minutes to some weeks after the one before, then ask everything three times."""
        self.model.now += MINUTE
        self._act("many")
        for _ in range(acts):
            self.model.now += self.draw.choice((1, 3, 9, 40, 60 * 24, 60 * 24 * 11)) * MINUTE
            self._act(self._likely())
            self.instants.append(self.model.now)
            if self.failed:
                return
        self.model.now += self.draw.choice((1, 60, 60 * 24 * 20)) * MINUTE
        for moment in self._moments():
            self._ask(moment)

    def _likely(self) -> str:
        """What is done next: what can be undone is undone now and then, and those who left come back."""
        is_fresh = bool(self.rows) and self.model.now < self.model.acts[-1].at + 20 * MINUTE
        if is_fresh and self.draw.random() < 0.3:
            return "undo"
        if any(self.model.member(person) is None for person in range(PEOPLE)) and self.draw.random() < 0.15:
            return "join"
        return self.draw.choice(Stage.kinds[:3] if self.draw.random() < 0.4 else Stage.kinds[:-2])

    def _moments(self) -> Iterator[Moment]:
        """Now; some instant, past or to come; some instant as it was known after some act."""
        yield Moment(self.model.now)
        yield Moment(self._instant())
        yield Moment(self._instant(), self.draw.randrange(self.model.step + 1))

    def _instant(self) -> int:
        """At an act, around it, or anywhere: bounds are where answers go wrong."""
        edges = [fact.until for fact in self.model.rights if fact.until] + self.instants
        near = self.draw.choice(edges) + self.draw.choice((-1, 0, 0, 1))
        return near if self.draw.random() < 0.7 else self.draw.randint(-DAY, self.model.now + 60 * DAY)

    # Playing

    def _act(self, kind: str) -> None:
        step = self.model.step
        prepared = getattr(self, f"act_{kind}")()
        if prepared is None:
            return
        expected, verb = prepared
        done = self._try(verb)
        (self.stage.done if done else self.stage.refused)[kind] += 1
        self.told.append(f"{kind}={'fait' if done else 'refusé'}")
        written = self._read_entries()
        if done != expected or written != self.model.step - step:
            self._fault(f"{kind} : {'fait' if expected else 'refusé'} attendu, {written} écriture(s)")

    def _try(self, verb: Callable[[], object]) -> bool:
        with clock.freeze(self._time(self.model.now)):
            try:
                verb()
            except PortalError as refusal:
                self.told.append(refusal.code)
                return False
            except DatabaseError as failure:  # what a verb lets through and the database stops is a fault too
                self._fault(f"base : {failure}")
                return False
        return True

    def _time(self, at: int) -> datetime:
        return BEGINNING + timedelta(seconds=at)

    def _last_entry(self) -> int:
        return Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    def _read_entries(self) -> int:
        fresh = list(
            Entry.objects.filter(pk__gt=self.entries[-1]).order_by("pk").values_list("pk", flat=True)
        )
        self.entries += fresh
        return len(fresh)

    def _fault(self, what: str) -> None:
        self.failed = True
        self.stage.faults.append(f"{what} — {' '.join(self.told[-12:])}")

    # Acts: what the model says, and the verb; None where there is nothing to act on.

    def act_give(self) -> Any:
        wanted = [self._wanted() for _ in range(self.draw.choice((1, 1, 2, 3)))]
        return self._change([], wanted)

    def act_many(self) -> Any:
        """A first day: rights for everybody, prerequisites with them, mostly long ones."""
        wanted: list[Wanted] = []
        for person in range(PEOPLE):
            place, level = self.draw.choice((*range(PLACES), None)), self.draw.choice((2, SIGN))
            until = self.model.now + self.draw.choice((30, 365, 365)) * DAY
            wanted += [
                Wanted((person, place, code), min(level, CEILING.get(code, SIGN)), self.model.now, until)
                for code in CODES
            ]
        return self._change([], wanted)

    def act_replace(self) -> Any:
        """Closed and given anew: longer, shorter, higher or lower."""
        rights = self._some_rights()
        if not rights:
            return None
        wanted = [
            Wanted(row.key, self._level(row.key[2]), self.model.now, self._end(self.model.now))
            for row in rights
        ]
        return self._change(rights, wanted)

    def act_close(self) -> Any:
        rights = self._some_rights()
        return self._change(rights, []) if rights else None

    def _change(self, closures: list[Right], wanted: list[Wanted]) -> Any:
        change = Change(
            "drill",
            closures=[self._row(right) for right in closures],
            grants=[self._given(row) for row in wanted],
            reason="Exercice",
        )
        expected = self.model.change(closures, wanted)
        return expected, lambda: self._settle(change)

    def _settle(self, change: Change) -> None:
        organisation, actor = self.body.organisation, self.stage.people[0]
        if change.gives:
            give_step_up(actor, act_of_change(organisation, change))
        self._keep(services.change_rights(organisation, change=change, actor=actor))

    def _keep(self, row: RightsAct) -> None:
        self.rows[self.model.acts[-1]] = row

    def _wanted(self) -> Wanted:
        service, now = self.draw.choice(CODES), self.model.now
        start = now + self.draw.choice((0, 0, 0, 2 * MINUTE, 5 * DAY))
        place = self.draw.choice((*range(PLACES), None))
        key = (self.draw.randrange(PEOPLE), place, service)
        return Wanted(key, self._level(service), start, self._end(start))

    def _level(self, service: str) -> int:
        return min(CEILING.get(service, SIGN), self.draw.choice((CONSULT, 2, SIGN, SIGN)))

    def _end(self, start: int) -> int:
        return start + self.draw.choice((4 * MINUTE, 5 * DAY, 30 * DAY, 365 * DAY))

    def _given(self, row: Wanted) -> Given:
        person, place, service = row.key
        return Given(
            self.stage.people[person],
            None if place is None else self.stage.sirets[place],
            self.stage.services[service],
            Level(row.level),
            self._time(row.until),
            self._time(row.start),
        )

    def _some_rights(self) -> list[Right]:
        """One or two rights, those that run most often."""
        running = [
            row for row in self.model.rights if row.closed is None and (row.until or 0) > self.model.now
        ]
        pool = running if running and self.draw.random() < 0.9 else self.model.rights
        return self.draw.sample(pool, min(len(pool), self.draw.choice((1, 1, 2))))

    def _row(self, right: Right) -> Habilitation:
        """The row of a right: the one of its key that starts then."""
        person, place, service = right.key
        return Habilitation.objects.select_related("person", "service").get(
            person=self.stage.people[person],
            siret=None if place is None else int(self.stage.sirets[place]),
            service=self.stage.services[service],
            granted_entry=self.entries[right.step],
            valid_from=self._time(right.start),
        )

    def act_suspend(self) -> Any:
        person = self.draw.randrange(1, PEOPLE)
        membership = selectors.membership_of(self.body.organisation, self.stage.people[person].pk)
        if membership is None:
            return None
        told = {"cause": "absence", "reason": "Congé", "actor": self.stage.people[0]}
        expected = self.model.suspend(person)
        return expected, lambda: services.suspend_membership(membership, **told)  # type: ignore[arg-type]

    def act_wake(self) -> Any:
        asleep = [row.person for row in self.model.people if row.closed is None and _asleep(row)]
        person = self.draw.choice(asleep or range(1, PEOPLE))
        membership = selectors.membership_of(self.body.organisation, self.stage.people[person].pk)
        if membership is None:
            return None
        told = {"reason": "Retour", "actor": self.stage.people[0]}
        expected = self.model.wake(person)
        return expected, lambda: services.reactivate_membership(membership, **told)  # type: ignore[arg-type]

    def act_remove(self) -> Any:
        persons = self.draw.sample(range(PEOPLE), self.draw.choice((1, 1, 2)))
        found = [selectors.membership_of(self.body.organisation, self.stage.people[n].pk) for n in persons]
        memberships = [row for row in found if row is not None]
        if len(memberships) != len(persons):
            return None
        expected = self.model.remove(persons)
        return expected, lambda: self._remove(memberships)

    def _remove(self, memberships: Sequence[Any]) -> None:
        actor = self.stage.people[0]
        if len(memberships) > 1:
            give_step_up(actor, act_of_removals([row.ref for row in memberships]))
        told = {"memberships": memberships, "reason": "Départ", "actor": actor}
        self._keep(services.end_memberships(self.body.organisation, **told))  # type: ignore[arg-type]

    def act_join(self) -> Any:
        gone = [n for n in range(1, PEOPLE) if self.model.member(n) is None]
        if not gone:
            return None
        person = self.draw.choice(gone)
        return self.model.join(person), lambda: self.body.join(self.stage.people[person])

    def act_undo(self) -> Any:
        """Most often one of the last minutes."""
        if not self.rows:
            return None
        known = list(self.rows)
        fresh = [act for act in known if self.model.now < act.at + 20 * MINUTE]
        act = self.draw.choice(fresh) if fresh and self.draw.random() < 0.8 else self.draw.choice(known)
        row = self.rows[act]
        expected = self.model.undo(act)
        return expected, lambda: self._undo(row)

    def _undo(self, row: RightsAct) -> None:
        actor = self.stage.people[0]
        give_step_up(actor, act_of_undo(row))
        self._keep(services.undo_act(row, actor=actor))

    def act_move(self) -> Any:
        """The register closes a place, or says that it moved, or opens it again; nobody is asked."""
        number = self.draw.randrange(PLACES)
        place, row = self.model.places[number], self.body.places[number]
        place.closed = self.draw.choice((None, self._day(0), self._day(-7), self._day(9), self._day(-380)))
        place.moved = place.closed is not None and self.draw.random() < 0.5
        if self.draw.random() < 0.3:
            place.opened = self._day(self.draw.choice((-3, 0, 4)))
        row.opened_on, row.closed_on = place.opened, place.closed
        row.moved_to = self.body.places[(number + 1) % PLACES] if place.moved else None
        return True, lambda: row.save(update_fields=["opened_on", "closed_on", "moved_to"])

    def _day(self, days: int) -> date:
        return (self._time(self.model.now) + timedelta(days=days)).date()

    def act_use(self) -> Any:
        number, service = self.draw.randrange(PLACES), self.draw.choice(CODES)
        offered = self.stage.services[service]
        told: Any = {
            "establishments": [self.body.places[number]],
            "services": [offered],
            "charters": [offered.charter_code],
        }
        self.model.use(number, service)
        actor = self.stage.people[0]
        return True, lambda: services.open_subscriptions(self.body.organisation, **told, actor=actor)

    def act_stop(self) -> Any:
        """A place stops using a service: the rights stay, and open nothing."""
        number, service = self.draw.randrange(PLACES), self.draw.choice(CODES)
        found = list(
            selectors.Subscription.objects.filter(
                establishment=self.body.places[number], service=self.stage.services[service]
            ).order_by("-pk")[:1]
        )
        expected = self.model.stop_using(number, service)
        told: Any = {"subscriptions": found, "reason": "Fini", "actor": self.stage.people[0]}
        return expected, lambda: services.close_subscriptions(self.body.organisation, **told)

    # Asking

    def _ask(self, moment: Moment) -> None:
        """Every cell by `decide` and by `explain`, gate by gate; some rows and columns by the two listings."""
        questions = [self._question(cell, moment) for cell in CELLS]
        for cell, decided, why in zip(
            CELLS, selectors.decide_all(questions), explain_all(questions), strict=True
        ):
            gates = self.model.gates(cell, moment)
            self.stage.allowed += all(gates.values())
            self._compare("decide", cell, moment, (decided.allowed, all(gates.values())))
            self._compare("explain", cell, moment, (_gates_of(why), gates))
        for ask in (self._ask_alone, self._list_places, self._list_people):
            ask(self.draw.choice(CELLS), moment)

    def _question(self, cell: Cell, moment: Moment) -> Question:
        return Question(
            self.stage.people[cell.person].pk,
            ACTION_OF_LEVEL[Level(cell.level)],
            self.body.organisation.siren,
            self.stage.sirets[cell.place],
            cell.service,
            self._time(moment.at),
            None if moment.known is None else self.entries[moment.known],
        )

    def _compare(self, way: str, cell: Cell, moment: Moment, answers: tuple[Any, Any]) -> None:
        found, wanted = answers
        self.stage.asked[way] += 1
        if found != wanted and not self.failed:
            self._fault(f"{way} {cell} {moment} : {found}, attendu {wanted}")

    def _ask_alone(self, cell: Cell, moment: Moment) -> None:
        question, gates = self._question(cell, moment), self.model.gates(cell, moment)
        answer = selectors.decide(question).allowed
        self._compare("decide seul", cell, moment, (answer, all(gates.values())))
        self._compare("explain seul", cell, moment, (_gates_of(selectors.explain(question)), gates))

    def _list_places(self, cell: Cell, moment: Moment) -> None:
        wanted = [
            siret
            for place, siret in enumerate(self.stage.sirets)
            if self.model.may(replace(cell, place=place), moment)
        ]
        found = selectors.whom_may_act(self._question(cell, moment))
        self._compare("whom_may_act", cell, moment, (found, sorted(wanted)))

    def _list_people(self, cell: Cell, moment: Moment) -> None:
        wanted = [
            person.pk
            for number, person in enumerate(self.stage.people)
            if self.model.may(replace(cell, person=number), moment)
        ]
        found = selectors.who_may(self._question(cell, moment))
        self._compare("who_may", cell, moment, (found, sorted(wanted)))


def _asleep(row: Belonging) -> bool:
    return any(stop.closed is None for stop in row.stops)


def _gates_of(decision: Decision) -> dict[tuple[str, str | None], bool]:
    return {(gate.code, gate.service): gate.passed for gate in decision.gates}
