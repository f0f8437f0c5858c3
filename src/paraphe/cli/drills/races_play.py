"""The two races of the drill: a signature against the end of the right to sign, and fifty givers of one right."""

import io
import random
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Any

from django.db import OperationalError, connections, transaction

from paraphe.access import selectors, services
from paraphe.access.changes import Change, Wanted, act_of_change, act_of_undo, renewal_of
from paraphe.access.selectors import Habilitation, RightsAct
from paraphe.access.services.habilitations import build_right, insert_rights
from paraphe.access.testing import Body, make_body
from paraphe.access.vocabulary import Level
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import give_step_up
from paraphe.declarations import events as declarations
from paraphe.declarations.dsn.generate import Spec, write
from paraphe.declarations.services import act_of_filing, file_declaration, freeze_draft, receive_file
from paraphe.journal import selectors as journal
from paraphe.journal import services as writing
from paraphe.journal.selectors import Entry
from paraphe.kernel import clock
from paraphe.kernel.errors import PortalError
from paraphe.signatures.selectors import Ceremony

WRITERS = 50
PLACES, MONTHS = 6, tuple(f"2025-{month:02d}" for month in range(1, 13))
KINDS = ("close", "lower", "suspend", "remove", "undo", "service")
WAIT_SECONDS, PAUSE = 60.0, timedelta(milliseconds=100)
DONE = "fait"
REFUSALS = ("declarations.file_refused", "declarations.basis_changed")
"""How a signature says that the right is no longer what it was."""
PAST = timedelta(seconds=2)
"""What a race needs is given that long before it: a signature waits for the second of its right to be over."""


def at_once(acts: Sequence[Callable[[], object]], delays: Sequence[float] = ()) -> list[str]:
    """Run the acts in threads released together, each after its delay; `fait`, or the refusal, by act."""
    gate, results = threading.Barrier(len(acts)), ["sans fin"] * len(acts)
    pauses = [threading.Event() for _ in acts]

    def run(number: int) -> None:
        gate.wait()
        pauses[number].wait(delays[number] if delays else 0)
        try:
            acts[number]()
            results[number] = DONE
        except PortalError as refusal:
            results[number] = refusal.code
        except OperationalError as failure:  # the loser of a deadlock is refused by the database itself
            results[number] = f"base: {type(failure.__cause__).__name__}"
        except Exception as failure:
            results[number] = f"panne: {type(failure).__name__} {failure}"[:200]
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_SECONDS)
    return results


class Desk:
    """A body whose one declarant files, for some races; then another takes its place, so that chains stay short."""

    def __init__(self) -> None:
        with clock.freeze(clock.now() - timedelta(minutes=1)):
            self.body: Body = make_body(places=PLACES)
            self.clerk: Person = self.body.add_declarant()
        self.ready_at = clock.now()
        self.todo = [(place.siret, month) for month in MONTHS for place in self.body.places]

    def prepare(self) -> "Race":
        """The clerk may sign, and is about to: her draft is frozen, her presence proved."""
        siret, month = self.todo.pop()
        clock.wait_until(self.ready_at)
        with clock.freeze(clock.now() - PAST):
            self._restore()
            act = self._give(siret)
        stream = io.BytesIO()
        write(stream, Spec(employees=1, sirets=(siret,), month=month))
        stream.seek(0)
        draft = receive_file(self.body.organisation, name="declaration.dsn", stream=stream, actor=self.clerk)
        ceremony = freeze_draft(draft, actor=self.clerk)
        give_step_up(self.clerk, act_of_filing(ceremony))
        return Race(self, draft, ceremony, act)

    def _restore(self) -> None:
        """A member again, awake, without any right."""
        organisation, actor = self.body.organisation, self.body.administrator
        if selectors.membership_of(organisation, self.clerk.pk) is None:
            self.body.join(self.clerk)
        row = self.body.membership(self.clerk)
        if row.pk in selectors.suspended_among([row]):
            services.reactivate_membership(row, reason="Retour", actor=actor)
        places, offered = self.body.places, [self.body.service("dsn")]
        told: Any = {"establishments": places, "services": offered, "charters": [offered[0].charter_code]}
        services.open_subscriptions(organisation, **told, actor=actor)
        rights = [right for right in selectors.rights_of(organisation, self.clerk.pk) if not right.closed_at]
        if rights:
            self.body.close(*rights)

    def _give(self, siret: str) -> RightsAct:
        until = clock.now() + timedelta(days=100)
        wanted = Wanted(self.clerk, siret, self.body.service("dsn"), Level.SIGN, until)
        change = Change("drill", grants=[wanted])
        give_step_up(self.body.administrator, act_of_change(self.body.organisation, change))
        return services.change_rights(self.body.organisation, change=change, actor=self.body.administrator)


class Race:
    """One signature and one end of the right to it, at the same time."""

    def __init__(self, desk: Desk, draft: Any, ceremony: Ceremony, act: RightsAct) -> None:
        self.desk, self.draft, self.ceremony, self.act = desk, draft, ceremony, act
        self.organisation, self.actor = desk.body.organisation, desk.body.administrator
        self.right = Habilitation.objects.select_related("person", "service").get(granted_entry=act.entry)
        self.first = Entry.objects.order_by("-pk").values_list("pk", flat=True)[0]

    def run(self, kind: str, draw: random.Random) -> tuple[str, str]:
        """What became of the signature, and of the act that ends the right."""
        acts = (self._sign, getattr(self, f"_{kind}")())
        signed, ended = at_once(acts, [draw.uniform(0, 0.03), draw.uniform(0, 0.06)])
        self.desk.ready_at = clock.now() + PAST + PAUSE  # a chain's instants never go back
        return signed, ended

    def faults(self, signed: str, ended: str) -> list[str]:
        """What is wrong in the journal: a signature after the end, or one kept though it was refused."""
        chain = writing.chain_of_body(self.organisation.siren)
        told = [one.event for one in journal.history_of(chain) if one.entry > self.first]
        filed = [place for place, event in enumerate(told) if event == declarations.FILING_FILED]
        ends = [place for place, event in enumerate(told) if event.startswith("access.")]
        found = []
        if signed not in (DONE, *REFUSALS):
            found.append(f"signature refusée autrement : {signed}, {told}")
        if ended != DONE or len(ends) != 1:
            found.append(f"fin du droit : {ended}, {told}")
        if len(filed) != (signed == DONE):
            found.append(f"signature {signed}, {len(filed)} dépôt(s) : {told}")
        if filed and ends and filed[0] > ends[0]:
            found.append(f"signé après la fin du droit : {told}")
        return found

    def _sign(self) -> None:
        file_declaration(self.draft, ceremony=self.ceremony.ref, actor=self.desk.clerk)

    # The acts that end the right, each with the proof of presence it needs.

    def _close(self) -> Callable[[], object]:
        told = {"habilitations": [self.right], "reason": "Autre poste", "actor": self.actor}
        return lambda: services.close_habilitations(self.organisation, **told)  # type: ignore[arg-type]

    def _lower(self) -> Callable[[], object]:
        until = clock.now() + timedelta(days=50)
        grants = [renewal_of(self.right, valid_to=until, level=Level.CONSULT)]
        change = Change("drill", closures=[self.right], grants=grants)
        give_step_up(self.actor, act_of_change(self.organisation, change))
        return lambda: services.change_rights(self.organisation, change=change, actor=self.actor)

    def _suspend(self) -> Callable[[], object]:
        row = self.desk.body.membership(self.desk.clerk)
        told = {"cause": "absence", "reason": "Congé", "actor": self.actor}
        return lambda: services.suspend_membership(row, **told)  # type: ignore[arg-type]

    def _remove(self) -> Callable[[], object]:
        rows = [self.desk.body.membership(self.desk.clerk)]
        told = {"memberships": rows, "reason": "Départ", "actor": self.actor}
        return lambda: services.end_memberships(self.organisation, **told)  # type: ignore[arg-type]

    def _undo(self) -> Callable[[], object]:
        give_step_up(self.actor, act_of_undo(self.act))
        return lambda: services.undo_act(self.act, actor=self.actor)

    def _service(self) -> Callable[[], object]:
        """The establishment stops using the service."""
        rows = selectors.Subscription.objects.filter(
            establishment__siret=self.right.siret_text, service=self.right.service, closed_at=None
        )
        told = {"subscriptions": list(rows), "reason": "Fini", "actor": self.actor}
        return lambda: services.close_subscriptions(self.organisation, **told)  # type: ignore[arg-type]


def compete(body: Body, person: Person, *, by_verb: bool, writers: int = WRITERS) -> Counter[str]:
    """So many writers at once give one right whose times all overlap: by the verb, or by the bare rows."""
    act = _by_verb if by_verb else _by_row
    return Counter(at_once([act(body, person, number) for number in range(writers)]))


def _wanted(body: Body, person: Person, number: int) -> Wanted:
    """Times that all hold tomorrow, and are all different."""
    ends = clock.now() + timedelta(days=30 + number)
    return Wanted(person, body.places[0].siret, body.service("dsn"), Level.SIGN, ends)


def _by_verb(body: Body, person: Person, number: int) -> Callable[[], object]:
    change = Change("drill", grants=[_wanted(body, person, number)])
    give_step_up(body.administrator, act_of_change(body.organisation, change))
    return lambda: services.change_rights(body.organisation, change=change, actor=body.administrator)


def _by_row(body: Body, person: Person, number: int) -> Callable[[], object]:
    """Without the lock of the body's chain: the database alone must hold."""

    def insert() -> None:
        with transaction.atomic():
            row = build_right(body.organisation, _wanted(body, person, number), at=clock.now())
            insert_rights([row], entry=1)

    return insert


def overlapping(body: Body, person: Person) -> int:
    """How many pairs of the person's rights hold at the same instant on one key."""
    rows = selectors.rights_of(body.organisation, person.pk)
    spans: dict[tuple[Any, ...], list[tuple[Any, Any]]] = {}
    for row in rows:
        spans.setdefault((row.siret, row.service_id), []).append((row.valid_from, row.ends_at))
    return sum(
        later[0] < earlier[1] for found in spans.values() for earlier, later in pairwise(sorted(found))
    )
