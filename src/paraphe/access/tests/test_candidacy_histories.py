"""Random histories of candidacies: whatever people try, nobody decides on himself and no key serves twice."""

import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction

from paraphe.access import candidacies, selectors, tasks
from paraphe.access.candidacy_acts import COOPTATION, KEY, CandidacyPlan
from paraphe.access.models import AuthorityProof, Candidacy, Membership, Voice
from paraphe.access.services import (
    choose_accords,
    expire_candidacy,
    refuse_candidacy,
    remind_candidacy,
    request_key,
    withdraw_candidacy,
)
from paraphe.access.testing import Body, make_body
from paraphe.access.tests.candidates import (
    WRONG,
    agree,
    contest,
    give_addresses,
    make_candidate,
    plan_of,
    post_key,
    propose,
    redeem,
    take_path,
)
from paraphe.accounts.selectors import Person
from paraphe.journal.models import Entry
from paraphe.journal.selectors import body_of
from paraphe.kernel import clock
from paraphe.kernel.errors import PortalError

pytestmark = pytest.mark.django_db


class History:
    """A body, people around it, and acts drawn at random."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.body: Body = make_body(places=3)
        give_addresses(self.body)
        self.people: list[Person] = [
            self.body.administrator,
            self.body.add_administrator(),
            self.body.add_administrator(scope=[self.body.places[0].siret], family_name="Portee"),
            self.body.add_declarant(),
            *(make_candidate(f"Ève{number}") for number in range(3)),
        ]
        self.keys: dict[int, str] = {}

    def act(self) -> None:
        """One act, allowed or not."""
        person, row = self.draw.choice(self.people), self._row()
        asked: list[Callable[[], object]] = [lambda: propose(self.body, person, self._plan())]
        if row is not None:
            asked += [
                lambda: agree(row, actor=person),
                lambda: refuse_candidacy(row, reason="Non", actor=person),
                lambda: contest(row, actor=person),
                lambda: withdraw_candidacy(row, actor=person),
                lambda: take_path(row, self._plan()),
                lambda: self._post(row),
                lambda: redeem(row, self.draw.choice([WRONG, self.keys.get(row.pk, WRONG)])),
                lambda: request_key(row, actor=row.person),
                lambda: remind_candidacy(row),
                lambda: expire_candidacy(row),
                lambda: choose_accords(self.body.organisation, needed=self.draw.choice([1, 2]), actor=person),
            ]
        before = Entry.objects.count()
        try:
            with transaction.atomic():
                self.draw.choice(asked)()
        except (PortalError, AssertionError):
            assert Entry.objects.count() == before

    def _row(self) -> Candidacy | None:
        rows = list(Candidacy.objects.order_by("pk"))
        return self.draw.choice(rows) if rows else None

    def _plan(self) -> CandidacyPlan:
        scope = self.draw.choice([None, [self.body.places[0].siret]])
        place = self.draw.choice(self.body.places)
        return plan_of(self.body, path=self.draw.choice([COOPTATION, KEY]), scope=scope, to=place)

    def _post(self, row: Candidacy) -> None:
        self.keys[row.pk] = post_key(row)


@pytest.mark.parametrize("seed", range(6))
def test_try_everything_at_random_nobody_decides_on_himself(seed: int) -> None:
    history, at = History(seed), clock.now()
    for number in range(60):
        with clock.freeze(at + timedelta(hours=12 * number)):
            history.act()
    for row in Candidacy.objects.all():
        assert row.decided_by_id != row.person_id
        assert row.proofs.filter(state="passed", kind="posted-key").count() <= 1
    assert not [voice for voice in Voice.objects.all() if voice.person_id == voice.candidacy.person_id]
    for held in Membership.objects.filter(appointed_by__in=("accord", "key")):
        told = body_of(Entry.objects.get(pk=held.opened_entry)) or {}
        assert (told["actor"] == held.person.ref) == (held.appointed_by == "key")
        assert Candidacy.objects.filter(ref=told["candidacy"], membership=held).exists()
    assert not AuthorityProof.objects.filter(
        state__in=("requested", "sent"), candidacy__state__in=("active", "refused", "withdrawn", "expired")
    ).exclude(candidacy__in=_dropped())
    assert selectors.active_administrators_of(history.body.organisation)


def _dropped() -> list[int]:
    """Candidacies closed because the person was appointed otherwise."""
    return list(Candidacy.objects.filter(state="withdrawn", decided_by=None).values_list("pk", flat=True))


def test_run_the_worker_reminds_then_expires() -> None:
    body = make_body()
    row = propose(body, make_candidate())
    with clock.freeze(row.opened_at + timedelta(days=3, minutes=1)):
        assert (tasks.remind_candidacies(), tasks.remind_candidacies()) == (1, 0)
    with clock.freeze(row.opened_at + timedelta(days=31)):
        assert (tasks.expire_candidacies(), tasks.expire_candidacies()) == (1, 0)
    assert candidacies.open_candidacies(body.organisation) == []
