"""Two answers at once: one decision, one entry; the other one is told."""

from collections.abc import Callable

from paraphe.access import selectors
from paraphe.access.candidacy_acts import act_of_accord, act_of_candidacy, act_of_key
from paraphe.access.errors import AlreadyDecided, CandidacyRefused, SecretOver, SecretRefused
from paraphe.access.models import AuthorityProof, Candidacy, Membership
from paraphe.access.services import give_accord, propose_candidacy, redeem_key, refuse_candidacy
from paraphe.access.testing import Body, make_body
from paraphe.access.tests.candidates import (
    WRONG,
    make_candidate,
    plan_of,
    post_key,
    propose,
    propose_by_key,
)
from paraphe.access.tests.test_races import at_once, check_chain
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import give_step_up
from paraphe.journal import selectors as journal
from paraphe.journal.models import Chain
from tests.fixtures.database import LiveDatabase


def count(body: Body, event: str) -> int:
    entries = journal.entries_of(Chain.Kind.BODY, body.organisation.siren, events=[event])
    return entries.count()


def accord(row: Candidacy, actor: Person) -> Callable[[], object]:
    give_step_up(actor, act_of_accord(row))
    return lambda: give_accord(row, actor=actor)


def typing(row: Candidacy, key: str) -> Callable[[], object]:
    give_step_up(row.person, act_of_key(row))
    return lambda: redeem_key(row, typed=key, actor=row.person)


def test_give_two_accords_at_once_accepts_once(live_database: LiveDatabase) -> None:
    body = make_body()
    samuel, row = body.add_administrator(), propose(body, make_candidate())
    appointed = count(body, "access.administrator.appointed")
    results = at_once(accord(row, body.administrator), accord(row, samuel))
    told = [result for result in results if isinstance(result, AlreadyDecided)]
    row.refresh_from_db()
    assert len(told) == 1
    assert row.decided_by is not None
    assert told[0].data["by"] == row.decided_by.full_name
    assert count(body, "access.administrator.appointed") == appointed + 1
    check_chain(body.organisation.siren)


def test_give_accord_while_another_refuses_keeps_one_answer(live_database: LiveDatabase) -> None:
    body = make_body()
    samuel, row = body.add_administrator(), propose(body, make_candidate())
    results = at_once(
        accord(row, body.administrator), lambda: refuse_candidacy(row, reason="Non", actor=samuel)
    )
    row.refresh_from_db()
    is_member = selectors.membership_of(body.organisation, row.person_id) is not None
    assert sum(isinstance(result, AlreadyDecided) for result in results) == 1
    assert (row.state == "active") == is_member
    assert row.state in ("active", "refused")
    check_chain(body.organisation.siren)


def test_redeem_one_key_twice_at_once_counts_it_once(live_database: LiveDatabase) -> None:
    body = make_body()
    row = propose_by_key(body, make_candidate())
    key = post_key(row)
    appointed = count(body, "access.administrator.appointed")
    results = at_once(typing(row, key), typing(row, key))
    assert sum(isinstance(result, Membership) for result in results) == 1
    assert sum(isinstance(result, SecretOver) for result in results) == 1
    assert count(body, "access.administrator.appointed") == appointed + 1
    check_chain(body.organisation.siren)


def test_redeem_wrong_keys_at_once_counts_each(live_database: LiveDatabase) -> None:
    body = make_body()
    row = propose_by_key(body, make_candidate())
    post_key(row)
    results = at_once(*(typing(row, WRONG) for _ in range(8)))
    proof = AuthorityProof.objects.get(candidacy=row)
    assert sum(isinstance(result, SecretRefused) for result in results) == 5
    assert sum(isinstance(result, SecretOver) for result in results) == 3
    assert (proof.tries, proof.state) == (5, "burnt")
    assert count(body, "access.proof.failed") == 5


def test_redeem_key_while_an_accord_is_given_appoints_once(live_database: LiveDatabase) -> None:
    body = make_body()
    row = propose_by_key(body, make_candidate())
    key = post_key(row)
    appointed = count(body, "access.administrator.appointed")
    at_once(typing(row, key), accord(row, body.administrator))
    assert count(body, "access.administrator.appointed") == appointed + 1
    assert len(selectors.administrators_of(body.organisation)) == 2


def test_propose_to_five_bodies_at_once_keeps_three(live_database: LiveDatabase) -> None:
    bodies, eve = [make_body() for _ in range(5)], make_candidate()

    def ask(body: Body) -> Callable[[], object]:
        plan = plan_of(body)
        give_step_up(eve, act_of_candidacy(body.organisation, plan))
        return lambda: propose_candidacy(body.organisation, plan=plan, actor=eve)

    results = at_once(*(ask(body) for body in bodies))
    assert sum(isinstance(result, CandidacyRefused) for result in results) == 2
    assert Candidacy.objects.filter(person=eve, state="pending").count() == 3
