"""Every cell of the state tables of applications, proofs, letters and contests, by the real verbs.

A cell of the table gives its state; any other is refused, writes nothing and no entry.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import models, transaction

from paraphe.access.errors import SecretOver, SecretRefused
from paraphe.access.models import AuthorityProof, BodyApplication, Contest, Letter
from paraphe.access.secrets_of_arrival import TRIES, hash_secret
from paraphe.access.services import letters, proving, registration
from paraphe.access.services.contests import check_contest_at_desk, open_contest, uphold_contest
from paraphe.access.services.proofs import close_proofs
from paraphe.access.testing import make_operator
from paraphe.access.tests.test_registration import Case, make_case
from paraphe.access.transitions import APPLICATION, CONTEST, LETTER, PROOF
from paraphe.accounts.testing import give_step_up
from paraphe.journal.models import Entry
from paraphe.kernel import clock
from paraphe.kernel.errors import PortalError
from paraphe.kernel.machine import Machine

pytestmark = pytest.mark.django_db
CODE, PDF = "ABCDEFGH", b"%PDF-1.7\n%%EOF"


def cells(machine: Machine) -> list[tuple[str, str]]:
    """Every pair of a state and a verb, those of the table and those it refuses."""
    return [(state, verb) for state in machine.states for verb in machine.verbs]


def check(machine: Machine, row: models.Model, verb: str, act: Callable[[], object]) -> None:
    """The act leads where the table says, or is refused and leaves everything as it was."""
    before, entries = row.state, Entry.objects.count()  # type: ignore[attr-defined]
    expected = machine.table.get((before, verb))
    try:
        act()
    except SecretRefused:
        pass
    except PortalError:
        if expected is not None and verb != "burn":
            raise
    row.refresh_from_db()
    assert row.state == (expected or before)  # type: ignore[attr-defined]
    if expected is None:
        assert Entry.objects.count() == entries


def put(row: models.Model, **values: object) -> None:
    """Set a row as an earlier act would have left it."""
    type(row)._default_manager.filter(pk=row.pk).update(**values)
    row.refresh_from_db()


@dataclass
class Scene:
    """An application with a proof sent, and two operators."""

    case: Case
    application: BodyApplication
    proof: AuthorityProof

    def redeem(self, proof: AuthorityProof, code: str = CODE) -> None:
        give_step_up(self.case.person, proving.act_of_code(proof))
        proving.redeem_code(proof, typed=code, actor=self.case.person)

    def contest(self) -> Contest:
        """A contest of the application, by the legal representative."""
        with transaction.atomic():
            chain = registration.hold_applicants(self.application)
            made = open_contest(self.application, reason="Inconnu ici", chain=chain, actor=None)
        self.application.refresh_from_db()
        return made

    def answer(self, contest: Contest) -> AuthorityProof:
        """A second proof asked and sent."""
        proof = proving.request_proof(contest, kind="official-mailbox", actor=self.case.person)
        return sent(proof)

    def uphold(self, contest: Contest) -> None:
        check_contest_at_desk(contest, actor=make_operator())
        uphold_contest(contest, reason="Lettre du maire", actor=make_operator())


def sent(proof: AuthorityProof) -> AuthorityProof:
    """The proof as it is once its code has left."""
    put(proof, state="sent", secret_hash=hash_secret(proof.ref, CODE), sent_at=clock.now())
    return proof


@pytest.fixture
def scene() -> Scene:
    case = make_case()
    application = case.apply()
    proof = proving.request_proof(application, kind="official-mailbox", actor=case.person)
    return Scene(case, application, sent(proof))


@pytest.mark.parametrize(("state", "verb"), cells(APPLICATION))
def test_act_on_application_follows_its_table(scene: Scene, state: str, verb: str) -> None:
    row, person = scene.application, scene.case.person
    contest = scene.contest() if verb in ("dismiss", "uphold") else None
    answer = scene.answer(contest) if contest and verb == "dismiss" else None
    if contest and verb == "uphold":
        check_contest_at_desk(contest, actor=make_operator())
    second, late = make_operator(), clock.now() + timedelta(days=91)
    give_step_up(person, proving.act_of_code(answer or scene.proof))
    put(row, state=state)

    def dismiss() -> None:
        assert answer is not None
        proving.redeem_code(answer, typed=CODE, actor=person)

    def uphold() -> None:
        assert contest is not None
        uphold_contest(contest, reason="Motif", actor=second)

    def contest_it() -> None:
        scene.contest()

    def expire() -> None:
        with clock.freeze(late):
            registration.expire_application(row)

    def refuse() -> None:
        with transaction.atomic():
            chain = registration.hold_applicants(row)
            registration.close_application(row, "refuse", chain=chain, actor="portal")

    acts: dict[str, Callable[[], object]] = {
        "prepare": lambda: registration.prepare_application(row, services=[], guests=[], actor=person),
        "ask_proof": lambda: proving.request_proof(row, kind="posted-key", actor=person),
        "prove": lambda: proving.redeem_code(scene.proof, typed=CODE, actor=person),
        "contest": contest_it,
        "refuse": refuse,
        "withdraw": lambda: registration.withdraw_application(row, actor=person),
        "expire": expire,
        "dismiss": dismiss,
        "uphold": uphold,
    }
    check(APPLICATION, row, verb, acts[verb])


@pytest.mark.parametrize(("state", "verb"), cells(PROOF))
def test_act_on_proof_follows_its_table(scene: Scene, state: str, verb: str) -> None:
    is_code = state in ("sent", "burnt") or verb in ("send", "fail", "burn")
    first, second = make_operator(), make_operator()
    proof = scene.proof
    if not is_code:
        person = scene.case.person
        proof = proving.request_proof(scene.application, kind="designation-letter", actor=person, content=PDF)
    put(proof, state=state, tries=TRIES - 1 if verb == "burn" else 0)
    if state == "checked":
        put(proof, checked_by=first)

    def expire() -> None:
        with clock.freeze(clock.now() + timedelta(days=91)):
            proving.expire_proof(proof)

    def withdraw() -> None:
        with transaction.atomic():
            close_proofs([proof], "withdraw")

    def pass_it() -> None:
        if is_code:
            scene.redeem(proof)
        else:
            proving.pass_document(proof, actor=second)

    acts: dict[str, Callable[[], object]] = {
        "send": lambda: proving.send_mailbox_code(proof.ref),
        "fail": lambda: scene.redeem(proof, "ZZZZZZZZ"),
        "burn": lambda: scene.redeem(proof, "ZZZZZZZZ"),
        "pass": pass_it,
        "check": lambda: proving.check_document(proof, actor=first),
        "refuse": lambda: proving.refuse_document(proof, reason="Illisible", actor=first),
        "expire": expire,
        "withdraw": withdraw,
    }
    check(PROOF, proof, verb, acts[verb])


@pytest.mark.parametrize(("state", "verb"), cells(LETTER))
def test_act_on_letter_follows_its_table(scene: Scene, state: str, verb: str) -> None:
    proof = proving.request_proof(scene.application, kind="posted-key", actor=scene.case.person)
    letter, operator = Letter.objects.get(proof=proof), make_operator()
    put(letter, state=state)

    def cancel() -> None:
        with transaction.atomic():
            letters.cancel_letters(proof)

    acts: dict[str, Callable[[], object]] = {
        "print": lambda: letters.print_letter(letter, batch="x" * 20, actor=operator),
        "post": lambda: letters.mark_posted(letter, actor=operator),
        "return": lambda: letters.mark_returned(letter, actor=operator),
        "cancel": cancel,
    }
    check(LETTER, letter, verb, acts[verb])


@pytest.mark.parametrize(("state", "verb"), cells(CONTEST))
def test_act_on_contest_follows_its_table(scene: Scene, state: str, verb: str) -> None:
    contest = scene.contest()
    answer = scene.answer(contest)
    check_contest_at_desk(contest, actor=make_operator())
    second = make_operator()
    give_step_up(scene.case.person, proving.act_of_code(answer))
    put(contest, state=state)

    def lapse() -> None:
        if state == "open":
            registration.withdraw_application(scene.application, actor=scene.case.person)

    acts: dict[str, Callable[[], object]] = {
        "dismiss": lambda: proving.redeem_code(answer, typed=CODE, actor=scene.case.person),
        "uphold": lambda: uphold_contest(contest, reason="Motif", actor=second),
        "lapse": lapse,
    }
    check(CONTEST, contest, verb, acts[verb])


def test_type_burnt_code_says_it_is_over(scene: Scene) -> None:
    put(scene.proof, state="burnt")
    with pytest.raises(SecretOver):
        scene.redeem(scene.proof)
