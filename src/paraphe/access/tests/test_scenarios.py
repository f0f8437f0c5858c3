"""Scenarios of rights, each asserted three ways against the database: one decision, and the two listings.

A scenario is a file of acts done by the verbs, then what is allowed: for each action and service, by person, the places
where it is allowed (everywhere else, and for everyone else, it must be refused), and some refusals with their reason.
"""

import tomllib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from paraphe.access import selectors, services
from paraphe.access.models import Habilitation
from paraphe.access.policy import Question
from paraphe.access.testing import Body, make_body, make_place, suspend
from paraphe.access.vocabulary import Action, Level
from paraphe.accounts import services as accounts
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import make_person
from paraphe.kernel import clock
from paraphe.registry.models import Establishment

SCENARIOS = sorted((Path(__file__).parent / "scenarios").glob("*.toml"))
BEGINNING = datetime(2026, 1, 15, 10, tzinfo=UTC)


class World:
    """A body of three places and the people of a scenario, by name; time moves a minute at each act."""

    def __init__(self) -> None:
        self.at = BEGINNING
        self.body: Body = make_body(places=3)
        self.places: dict[str, Establishment] = dict(zip("ABC", self.body.places, strict=True))
        self.people: dict[str, Person] = {"claire": self.body.administrator}

    def play(self, act: dict[str, Any]) -> None:
        """Do one act of the file."""
        told = dict(act)
        verb: Callable[..., None] = getattr(self, f"play_{told.pop('do')}")
        self.at += timedelta(minutes=1)
        with clock.freeze(self.at):
            verb(**told)

    def person(self, name: str) -> Person:
        """The person of this name, made at first use."""
        if name not in self.people:
            self.people[name], _ = make_person(given_name=name.capitalize(), family_name="Farge")
        return self.people[name]

    def play_join(self, person: str) -> None:
        self.body.join(self.person(person))

    def play_invite(self, person: str) -> None:
        one = self.person(person)
        self.body.invite(email=one.email, given_name=one.given_name, family_name=one.family_name)

    def play_accept(self, person: str) -> None:
        (invitation,) = selectors.invitations_waiting_for(self.person(person).pk)
        services.accept_invitation(invitation, actor=self.person(person))

    def play_grant(
        self, person: str, level: str, places: list[str] | str, services: list[str], days: int = 365
    ) -> None:
        where = None if places == "all" else [self.places[name] for name in places]
        until = clock.now() + timedelta(days=days)
        plan = self.body.plan(
            self.person(person), level=Level.of(level), places=where, codes=services, valid_to=until
        )
        self.body.give(plan, actor=self.body.administrator)

    def play_close(self, person: str, places: list[str]) -> None:
        sirets = [int(self.places[name].siret) for name in places]
        rights = Habilitation.objects.filter(person=self.person(person), siret__in=sirets, closed_at=None)
        self.body.close(*rights)

    def play_leave(self, person: str) -> None:
        membership = self.body.membership(self.person(person))
        services.end_membership(membership, reason="Départ", actor=self.body.administrator)

    def play_subscribe(self, places: list[str], services: list[str]) -> None:
        self._subscribe([self.places[name] for name in places], services)

    def play_new_place(self, place: str, services: list[str]) -> None:
        self.places[place] = make_place(self.body.organisation.siren, len(self.places) + 1)
        self._subscribe([self.places[place]], services)

    def _subscribe(self, places: list[Establishment], codes: list[str]) -> None:
        offered = [self.body.service(code) for code in codes]
        services.open_subscriptions(
            self.body.organisation,
            establishments=places,
            services=offered,
            actor=self.body.administrator,
            charters=[service.charter_code for service in offered],
        )

    def play_close_place(self, place: str) -> None:
        self.places[place].closed_on = self.at.date()
        self.places[place].save()

    def play_deactivate(self, person: str) -> None:
        with transaction.atomic():
            accounts.apply_deactivation(person=self.person(person))

    def play_appoint(self, person: str, places: list[str]) -> None:
        services.appoint_administrator(
            self.body.organisation,
            person=self.person(person),
            actor=self.body.administrator,
            scope=[self.places[name].siret for name in places],
        )

    def play_suspend(self, person: str) -> None:
        suspend(
            self.body.membership(self.person(person)),
            cause="absence",
            reason="Congé long",
            actor=self.body.administrator,
        )

    def play_reactivate(self, person: str) -> None:
        membership = self.body.membership(self.person(person))
        services.reactivate_membership(membership, reason="Retour", actor=self.body.administrator)

    def play_promote(self, person: str) -> None:
        services.appoint_administrator(
            self.body.organisation, person=self.person(person), actor=self.body.administrator
        )

    def play_come_by_key(self, person: str) -> None:
        self.body.settle_by_key(self.person(person))

    def play_replace(self, leaver: str, successor: str, by: str) -> None:
        self.body.replace(self.person(leaver), successor=self.person(successor), actor=self.person(by))

    def play_wait(self, days: int) -> None:
        self.at += timedelta(days=days)

    def ask(self, person: str, action: str, *, place: str, service: str) -> Question:
        """A question about now, in the scenario's time."""
        return Question(
            person=self.people[person].pk,
            action=Action(action),
            siren=self.body.organisation.siren,
            siret=self.places[place].siret,
            service=service,
            at=self.at + timedelta(seconds=1),
        )


def run(path: Path) -> tuple[World, dict[str, Any]]:
    told = tomllib.loads(path.read_text("utf-8"))
    with clock.freeze(BEGINNING):
        world = World()
    for act in told["act"]:
        world.play(act)
    return world, told


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_play_scenario_decides_the_same_three_ways(path: Path, db: None) -> None:
    world, told = run(path)
    for line in told["allowed"]:
        action, service = line.pop("action"), line.pop("service")
        expected = {(name, place) for name, places in line.items() for place in places}
        assert set(line) <= set(world.people)
        for name, person in world.people.items():
            asked = [world.ask(name, action, place=place, service=service) for place in world.places]
            one_by_one = {
                place
                for place, question in zip(world.places, asked, strict=True)
                if selectors.decide(question).allowed
            }
            sirets = {world.places[place].siret for place in one_by_one}
            assert one_by_one == {place for holder, place in expected if holder == name}
            assert set(selectors.whom_may_act(asked[0])) == sirets
            assert [d.allowed for d in selectors.decide_all(asked)] == [p in one_by_one for p in world.places]
            assert person.pk == asked[0].person
        for place in world.places:
            question = world.ask("claire", action, place=place, service=service)
            holders = {world.people[name].pk for name, where in expected if where == place}
            assert set(selectors.who_may(question)) == holders


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_explain_refusal_of_scenario_gives_its_reason(path: Path, db: None) -> None:
    world, told = run(path)
    for line in told.get("refused", []):
        question = world.ask(line["person"], line["action"], place=line["place"], service=line["service"])
        decision = selectors.explain(question)
        assert (decision.allowed, decision.reason) == (False, line["reason"])
        assert selectors.decide(question).reason == line["reason"]
        if "detail" in line:
            assert line["detail"] in {gate.detail for gate in decision.failed}
        assert all(gate.lifted_by for gate in decision.failed)
    assert told["title"]
