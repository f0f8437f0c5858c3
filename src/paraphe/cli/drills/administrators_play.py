"""The stage of the drill of administrators: one body, five people, the verbs on one side and the model on the other."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from paraphe.access import candidacies, registrations, selectors, services
from paraphe.access.candidacies import Candidacy
from paraphe.access.candidacy_acts import (
    CandidacyPlan,
    act_of_accord,
    act_of_candidacy,
    act_of_contest,
    act_of_key,
)
from paraphe.access.selectors import Membership
from paraphe.access.services import administrators, endings, proofs, suspensions
from paraphe.access.services.contests import dismiss_contest, uphold_contest
from paraphe.access.services.guard import hold_body
from paraphe.access.services.letters import print_letter
from paraphe.access.testing import Body, make_body, make_operator, suspend
from paraphe.accounts.testing import give_step_up, make_person
from paraphe.cli.drills.administrators_model import Admin, Model, Request
from paraphe.journal import selectors as journal
from paraphe.journal.selectors import Chain, Entry
from paraphe.kernel import clock
from paraphe.kernel.errors import PortalError
from paraphe.notifications.rules import RULES, SILENT
from paraphe.registry.services import mirror_establishment
from paraphe_proof import authority, replay

BEGINNING = datetime(2026, 1, 15, 10, tzinfo=UTC)
PEOPLE = 5
STEP = 60


class Stage:
    """Everything made once; each history starts from the same body with one administrator, number 0."""

    kinds = (
        "join", "leave", "promote", "remove", "replace", "suspend", "wake", "grant", "propose", "accord", "refuse",
        "withdraw", "print", "redeem", "contest", "clear", "uphold", "expire",
    )  # fmt: skip
    refusable = tuple(kind for kind in kinds if kind not in ("expire", "print", "clear"))

    def __init__(self) -> None:
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.events: Counter[str] = Counter()
        self.faults: list[str] = []
        with clock.freeze(BEGINNING), transaction.atomic():
            self.body: Body = make_body(places=1)
            place = self.body.places[0]
            self.body.places[0] = mirror_establishment(
                siret=place.siret,
                name=place.name,
                opened_on=place.opened_on,
                is_head_office=True,
                address=("1 place du Tilleul", "99120", "Valbrune"),
            )
            self.people = [self.body.administrator]
            self.people += [make_person(given_name=f"Personne {n}")[0] for n in range(1, PEOPLE)]
            self.operator = make_operator()

    def weaken(self, sabotage: str) -> None:
        """Take one guard away."""
        if sabotage == "last-administrator":
            for room in (administrators, suspensions, endings):
                room.require_one_left = lambda _: None  # type: ignore[attr-defined]
        elif sabotage == "protection":
            administrators.PROTECTION = timedelta(0)
        elif sabotage == "any-key":
            proofs.same_secret = lambda *_: True  # type: ignore[attr-defined]

    def play_history(self, draw: random.Random, *, acts: int) -> None:
        """Play some acts, check after each, then look at the whole; nothing is kept."""
        with transaction.atomic():
            History(self, draw).play(acts)
            transaction.set_rollback(True)


class History:
    """One history on both sides. Its acts are the methods `act_<kind>`: what the model says, and the verb to call."""

    def __init__(self, stage: Stage, draw: random.Random) -> None:
        self.stage, self.draw, self.body = stage, draw, stage.body
        self.people = stage.people
        self.model = Model(admins={0: Admin(0, "registration")})
        self.rows: list[Candidacy] = []
        self.keys: dict[str, str] = {}
        self.told: list[str] = []
        self.failed = False
        self.first = self._last_entry()
        if draw.random() < 0.3:
            self._ask_two_accords()

    def _ask_two_accords(self) -> None:
        """A second administrator, then the body's choice of two accords."""
        self.model.promote(0, 1)
        with clock.freeze(self._now()):
            services.appoint_administrator(
                self.body.organisation, person=self.people[1], actor=self.people[0]
            )
            services.choose_accords(self.body.organisation, needed=2, actor=self.people[0])
        self.model.needed = 2

    def _now(self) -> datetime:
        return BEGINNING + timedelta(seconds=self.model.now)

    def _last_entry(self) -> int:
        return Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0

    def play(self, acts: int) -> None:
        """Play `acts` acts, each a minute to some weeks after the one before."""
        for _ in range(acts):
            self.model.now += STEP + self.draw.choice((0, 0, 0, 1, 1, 3, 3, 30)) * self.draw.randint(
                1, 86_400
            )
            self._expire()
            self.model.now += STEP
            self._act(self.draw.choice(Stage.kinds[:-1] if self.draw.random() < 0.4 else self._likely()))
            self._check_frozen()
            if self.failed:
                return
        self._check_whole()

    def _likely(self) -> tuple[str, ...]:
        """What people would do next: a history at random would hardly ever reach the end of a key or of a contest."""
        if self._bound() and self.draw.random() < 0.75:
            return ("remove", "suspend", "replace")
        if (
            any(admin.asleep == "absence" for admin in self.model.admins.values())
            and self.draw.random() < 0.3
        ):
            return ("wake",)
        states = {request.state for request in self.model.requests}
        if not states & {"pending", "contested", "frozen"}:
            return ("propose", "promote", "join", "contest", "grant", "wake")
        if states & {"contested", "frozen"}:
            return ("clear", "uphold", "withdraw", "redeem")
        return ("print", "print", "redeem", "redeem", "redeem", "contest", "accord")

    def _act(self, kind: str) -> None:
        prepared = getattr(self, f"act_{kind}")()
        if prepared is None:
            return
        expected, verb, entries = prepared
        before = self._count()
        done = self._try(verb)
        written = self._count() - before
        (self.stage.done if done else self.stage.refused)[kind] += 1
        self.told.append(f"{kind}={'fait' if done else 'refusé'}")
        if done != expected or written != (entries if done or kind == "redeem" else 0):
            wanted = "fait" if expected else "refusé"
            self._fault(f"{kind} : {wanted} attendu, {written} écriture(s)")

    def _try(self, verb: Callable[[], object]) -> bool:
        with clock.freeze(self._now()):
            try:
                verb()
            except PortalError as refusal:
                self.told.append(refusal.code)
                return False
        return True

    def _fault(self, what: str) -> None:
        self.failed = True
        self.stage.faults.append(f"{what} — {' '.join(self.told[-12:])}")

    def _count(self) -> int:
        return Entry.objects.filter(pk__gt=self.first).count()

    def _person(self) -> int:
        return self.draw.randrange(PEOPLE)

    def _decider(self) -> int:
        """Most often somebody who administers."""
        bound = self._bound()
        if bound and self.draw.random() < 0.55:
            return self.draw.choice(bound)
        return self.draw.choice(list(self.model.admins)) if self.draw.random() < 0.7 else self._person()

    def _bound(self) -> list[int]:
        """Those a key, or somebody who came by one, keeps from deciding on others."""
        return [one for one, admin in self.model.admins.items() if admin.bound > self.model.now]

    def _membership(self, person: int) -> Membership | None:
        return selectors.membership_of(self.body.organisation, self.people[person].pk)

    def _request(self) -> tuple[Request, Candidacy] | None:
        """A candidacy at random, those that still wait most often."""
        if not self.rows:
            return None
        waiting = [
            n for n, r in enumerate(self.model.requests) if r.state in ("pending", "contested", "frozen")
        ]
        pool = waiting if waiting and self.draw.random() < 0.8 else range(len(self.rows))
        number = self.draw.choice(list(pool))
        return self.model.requests[number], self.rows[number]

    # Acts: (what the model says, the verb, entries it writes); None where there is nobody to act on.

    def act_join(self) -> Any:
        person = self._person()
        hosts = [one for one in self.model.admins if self.model.active(one)]
        self.body.administrator = self.people[hosts[0] if hosts else 0]
        return self.model.join(person), lambda: self.body.join(self.people[person]), 2

    def act_leave(self) -> Any:
        actor, person = self._decider(), self._person()
        membership = self._membership(person)
        if membership is None:
            return None
        expected = self.model.leave(actor, person)
        verb = lambda: services.end_membership(membership, reason="Départ", actor=self.people[actor])  # noqa: E731
        return expected, verb, 1

    def act_promote(self) -> Any:
        actor, person = self._decider(), self._person()
        expected = self.model.promote(actor, person)
        named, decider = self.people[person], self.people[actor]
        body = self.body.organisation
        return expected, lambda: services.appoint_administrator(body, person=named, actor=decider), 1

    def act_remove(self) -> Any:
        actor, person = self._decider(), self._decider()
        membership = self._membership(person)
        if membership is None:
            return None
        expected = self.model.remove(actor, person)
        leaver, decider = self.people[person], self.people[actor]
        return expected, lambda: self.body.remove_administrator(leaver, actor=decider), 1

    def act_replace(self) -> Any:
        actor, leaver, successor = self._decider(), self._decider(), self._person()
        membership = self._membership(leaver)
        if membership is None:
            return None
        expected = self.model.replace(actor, leaver, successor)
        named = {"successor": self.people[successor], "actor": self.people[actor]}
        return expected, lambda: self.body.replace(self.people[leaver], **named), 1

    def act_suspend(self) -> Any:
        actor, person = self._decider(), self._decider()
        membership = self._membership(person)
        if membership is None or person in self.model.declarants:
            return None
        expected = self.model.suspend(actor, person)
        told = {"cause": "absence", "reason": "Congé", "actor": self.people[actor]}
        return expected, lambda: suspend(membership, **told), 1  # type: ignore[arg-type]

    def act_wake(self) -> Any:
        actor = self._decider()
        asleep = [one for one, admin in self.model.admins.items() if admin.asleep]
        person = self.draw.choice(asleep) if asleep else self._person()
        membership = self._membership(person)
        if membership is None or person in self.model.declarants:
            return None
        expected = self.model.wake(actor, person)
        told = {"reason": "Retour", "actor": self.people[actor]}
        return expected, lambda: services.reactivate_membership(membership, **told), 1  # type: ignore[arg-type]

    def act_grant(self) -> Any:
        actor, person = self._decider(), self._person()
        with clock.freeze(self._now()):
            plan = self.body.plan(self.people[person])
        expected = self.model.grant(actor, person)
        return expected, lambda: self.body.give(plan, actor=self.people[actor]), 1

    def act_propose(self) -> Any:
        person, path = self._person(), self.draw.choice(("cooptation", "key", "key"))
        letter_to = self.body.places[0] if path == "key" else None
        expected = self.model.propose(person, path)
        return expected, lambda: self._propose(person, CandidacyPlan(None, path, letter_to=letter_to)), 1

    def _propose(self, person: int, plan: CandidacyPlan) -> None:
        actor = self.people[person]
        give_step_up(actor, act_of_candidacy(self.body.organisation, plan))
        self.rows.append(services.propose_candidacy(self.body.organisation, plan=plan, actor=actor))

    def act_accord(self) -> Any:
        found, actor = self._request(), self._decider()
        if found is None:
            return None
        request, row = found
        expected = self.model.accord(actor, request)
        return expected, lambda: self._accord(row, actor), 1

    def _accord(self, row: Candidacy, actor: int) -> None:
        give_step_up(self.people[actor], act_of_accord(self._fresh(row)))
        services.give_accord(row, actor=self.people[actor])

    def _fresh(self, row: Candidacy) -> Candidacy:
        row.refresh_from_db()
        return row

    def act_refuse(self) -> Any:
        found, actor = self._request(), self._decider()
        if found is None:
            return None
        request, row = found
        expected = self.model.refuse(actor, request)
        told = {"reason": "Inconnu ici", "actor": self.people[actor]}
        return expected, lambda: services.refuse_candidacy(row, **told), 1  # type: ignore[arg-type]

    def act_withdraw(self) -> Any:
        found = self._request()
        if found is None:
            return None
        request, row = found
        expected = self.model.withdraw(request)
        return expected, lambda: services.withdraw_candidacy(row, actor=row.person), 1

    def act_print(self) -> Any:
        found = self._request()
        letter = found and candidacies.letter_of(candidacies.last_key(self._fresh(found[1])))
        if found is None or letter is None:
            return None
        expected = self.model.print_key(found[0])
        return expected, lambda: self._print(found[1], letter), 1

    def _print(self, row: Candidacy, letter: Any) -> None:
        self.keys[row.ref] = print_letter(letter, batch="exercice", actor=self.stage.operator).key

    def act_redeem(self) -> Any:
        found = self._request()
        if found is None:
            return None
        request, row = found
        right = self.draw.random() < 0.8 and row.ref in self.keys
        counted = self.model.key_open(request) and not right
        expected = self.model.redeem(request, right=right)
        typed = self.keys[row.ref] if right else "AAAA-BBBB-CCCC"
        return expected, lambda: self._redeem(row, typed), 1 if expected or counted else 0

    def _redeem(self, row: Candidacy, typed: str) -> None:
        give_step_up(row.person, act_of_key(row))
        services.redeem_key(row, typed=typed, actor=row.person)

    def act_contest(self) -> Any:
        found, actor = self._request(), self._decider()
        if found is None:
            return None
        request, row = found
        expected = self.model.contest(actor, request)
        return expected, lambda: self._contest(row, actor), 1

    def _contest(self, row: Candidacy, actor: int) -> None:
        give_step_up(self.people[actor], act_of_contest(self._fresh(row)))
        services.contest_candidacy(row, reason="Je ne le connais pas", actor=self.people[actor])

    def act_clear(self) -> Any:
        found = self._request()
        contest = found and self._contest_of(found[1])
        if found is None or contest is None:
            return None
        return self.model.clear(found[0]), lambda: self._clear(contest), 1

    def _contest_of(self, row: Candidacy) -> Any:
        return next(iter(candidacies.contests_of(self._fresh(row))), None)

    def _clear(self, contest: Any) -> None:
        with transaction.atomic():
            chain = hold_body(self.body.organisation)
            contest = registrations.contest_named(contest.ref)
            dismiss_contest(contest, chain=chain, actor="operator")

    def act_uphold(self) -> Any:
        found, actor = self._request(), self._decider()
        contest = found and self._contest_of(found[1])
        if found is None or contest is None:
            return None
        expected = self.model.uphold(actor, found[0])
        told = {"reason": "Contestation fondée", "actor": self.people[actor]}
        return expected, lambda: uphold_contest(contest, **told), 1  # type: ignore[arg-type]

    def _expire(self) -> None:
        """The portal's own task, at each step."""
        over, before = self.model.expire(), self._count()
        with clock.freeze(self._now()):
            due = candidacies.to_expire()
            for row in due:
                services.expire_candidacy(row)
        self.stage.done["expire"] += len(due)
        if len(due) != len(over) or self._count() - before != len(over):
            self._fault(f"expire : {len(over)} attendus, {len(due)} faits")

    # Checks

    def _check_frozen(self) -> None:
        with clock.freeze(self._now()):
            live = bool(selectors.running_rights(self.body.organisation))
            administrators_now = selectors.administrators_of(self.body.organisation)
            stops = selectors.suspended_among(administrators_now)
        awake = [row for row in administrators_now if row.pk not in stops]
        frozen = any(stop.cause == "contest" for stop in stops.values())
        if live and not awake and not frozen:
            self._fault("des droits vivent sans administrateur en activité")

    def _check_whole(self) -> None:
        events = list(self._read())
        self.stage.events.update(event.event for event in events)
        for event in events:
            if event.event not in RULES and event.event not in SILENT:
                self._fault(f"{event.event} : ni dit ni passé sous silence")
            if event.body.get("actor") == event.body.get("person") and _decides(event):
                self._fault(f"{event.event} : quelqu’un a décidé pour lui-même")
        keys = Counter(e.body["candidacy"] for e in events if e.body.get("by") == "key")
        if any(used > 1 for used in keys.values()):
            self._fault("une clé a servi deux fois")
        self._check_replay()

    def _read(self) -> Iterator[journal.ChainEvent]:
        chain = Chain.objects.get(kind=Chain.Kind.BODY, subject=self.body.organisation.siren)
        return (event for event in journal.history_of(chain) if event.entry > self.first)

    def _check_replay(self) -> None:
        """What anyone finds by replaying the chain is what the portal decides, and what the model says."""
        chain = Chain.objects.get(kind=Chain.Kind.BODY, subject=self.body.organisation.siren)
        told = [
            authority.Event(
                {"t": e.event, "at": clock.stamp(e.at)}, e.leaf_hash, _disclosed(e), e.index, None
            )
            for e in journal.history_of(chain)
        ]
        read = authority.Chain(chain.public, "body", self.body.organisation.siren, tuple(told))
        rights = replay.replay_body(read, len(told))
        here = {row.person_id for row in selectors.active_administrators_of(self.body.organisation)}
        for number, person in enumerate(self.people):
            found = rights.administrator(person.ref) is not None
            if {found, person.pk in here} != {self.model.active(number)}:
                self._fault(f"personne {number} : rejeu {found}, portail {person.pk in here}")


def _disclosed(event: journal.ChainEvent) -> dict[str, Any] | None:
    body: dict[str, Any] | None = event.body if event.event.startswith("access.") else None
    return body


def _decides(event: journal.ChainEvent) -> bool:
    """Events by which somebody decides on a person; leaving by oneself, asking and typing one's key are not."""
    return event.event in (
        "access.candidacy.refused", "access.candidacy.voiced", "access.membership.suspended",
        "access.membership.reactivated",
    ) or event.body.get("by") in ("accord", "promotion")  # fmt: skip
