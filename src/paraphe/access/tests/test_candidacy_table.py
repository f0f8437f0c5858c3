"""The table of candidacies, cell by cell, by the real verbs: the next state, or a refusal that writes nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction

from paraphe.access.candidacy_acts import KEY
from paraphe.access.models import AuthorityProof, Candidacy, Contest, Membership
from paraphe.access.services import choose_accords
from paraphe.access.services.candidacies import withdraw_candidacy
from paraphe.access.services.candidacy_decisions import expire_candidacy, refuse_candidacy
from paraphe.access.services.contests import dismiss_contest, hold_contest, uphold_contest
from paraphe.access.services.letters import print_letter
from paraphe.access.testing import Body, make_body, make_operator
from paraphe.access.tests.candidates import (
    agree,
    contest,
    give_addresses,
    make_candidate,
    plan_of,
    propose,
    redeem,
    take_path,
)
from paraphe.access.transitions import CANDIDACY
from paraphe.accounts.selectors import Person
from paraphe.journal.models import Entry
from paraphe.kernel import clock
from paraphe.kernel.errors import PortalError

pytestmark = pytest.mark.django_db


@dataclass
class Case:
    """A candidacy in one state, with what the verbs need."""

    body: Body
    fellow: Person
    row: Candidacy
    key: str = ""

    def membership(self) -> Membership:
        self.row.refresh_from_db()
        assert self.row.membership is not None
        return self.row.membership

    def contest(self) -> Contest:
        found = Contest.objects.filter(organisation=self.body.organisation).last()
        assert found is not None
        return found


def make_case(*, needed: int = 1, by_key: bool = False) -> Case:
    """A candidacy that waits, in a body of two administrators; by key, its letter is printed."""
    body = make_body()
    fellow = body.add_administrator()
    give_addresses(body)
    if needed == 2:
        choose_accords(body.organisation, needed=2, actor=body.administrator)
    row = propose(body, make_candidate(), plan_of(body, path=KEY) if by_key else None)
    return Case(body, fellow, row, _key_of(row) if by_key else "")


def _key_of(row: Candidacy) -> str:
    letter = AuthorityProof.objects.get(candidacy=row).letters.get()
    return print_letter(letter, batch="B1", actor=make_operator()).key


def put_in(state: str, *, needed: int = 1, by_key: bool = False) -> Case:
    """A candidacy brought to a state by the verbs."""
    contested = state in ("contested", "frozen")
    case = make_case(needed=1 if state != "pending" else needed, by_key=by_key or state == "contested")
    row, admin = case.row, case.body.administrator
    if state == "refused":
        refuse_candidacy(row, reason="Non", actor=admin)
    elif state == "withdrawn":
        withdraw_candidacy(row, actor=row.person)
    elif state == "expired":
        with clock.freeze(row.opened_at + timedelta(days=61)):
            expire_candidacy(row)
    elif state in ("active", "frozen", "ended"):
        redeem(row, case.key) if by_key else agree(row, actor=admin)
    if contested:
        contest(row, actor=admin)
    if state == "ended":
        case.body.remove_administrator(row.person, actor=admin)
    row.refresh_from_db()
    assert row.state == state
    return case


def _dismiss(case: Case) -> None:
    with transaction.atomic():
        found, chain = hold_contest(case.contest())
        dismiss_contest(found, chain=chain, actor=case.row.person.ref)


def _refuse(case: Case) -> None:
    refuse_candidacy(case.row, reason="Non", actor=case.body.administrator)


def _expire(case: Case) -> None:
    with clock.freeze(case.row.opened_at + timedelta(days=61)):
        expire_candidacy(case.row)


def _uphold(case: Case) -> None:
    uphold_contest(case.contest(), reason="Lettre volée", actor=case.fellow)


def _switch(case: Case) -> None:
    by_key = case.row.path == KEY
    take_path(case.row, plan_of(case.body) if by_key else plan_of(case.body, path=KEY))


ACTS: dict[str, Callable[[Case], object]] = {
    "voice": lambda case: agree(case.row, actor=case.fellow),
    "accord": lambda case: agree(case.row, actor=case.fellow),
    "redeem": lambda case: redeem(case.row, case.key or "AAAA-BBBB-CCCC"),
    "refuse": _refuse,
    "withdraw": lambda case: withdraw_candidacy(case.row, actor=case.row.person),
    "expire": _expire,
    "switch_path": _switch,
    "contest": lambda case: contest(case.row, actor=case.fellow),
    "dismiss": _dismiss,
    "uphold": _uphold,
    "end": lambda case: case.body.remove_administrator(case.row.person, actor=case.body.administrator),
}
CELLS = [(state, verb) for state in CANDIDACY.states for verb in CANDIDACY.verbs]


@pytest.mark.parametrize(("state", "verb"), CELLS)
def test_apply_verb_in_each_state_follows_the_table(state: str, verb: str) -> None:
    by_key = verb in ("redeem", "contest") or (verb == "expire" and state == "contested")
    case = put_in(state, needed=2 if verb == "voice" else 1, by_key=by_key and state != "refused")
    row, before = case.row, Entry.objects.count()
    expected = CANDIDACY.table.get((state, verb))
    if expected is None:
        with pytest.raises((PortalError, Contest.DoesNotExist, AssertionError)), transaction.atomic():
            ACTS[verb](case)
        assert Entry.objects.count() == before
    else:
        ACTS[verb](case)
        assert Entry.objects.count() == before + 1
    row.refresh_from_db()
    assert row.state == (expected or state)
