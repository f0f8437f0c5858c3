"""Two proofs at once: one registration, one first administrator; the other one is told to candidate."""

from collections.abc import Callable

from paraphe.access.errors import ApplicationRefused, SecretOver
from paraphe.access.models import AuthorityProof, BodyApplication, BodyRegistration, Membership
from paraphe.access.services.proving import act_of_code, redeem_code, request_proof, send_mailbox_code
from paraphe.access.services.registration import open_application
from paraphe.access.tests.test_races import at_once, check_chain
from paraphe.access.tests.test_registration import Case, make_case
from paraphe.accounts.testing import give_step_up, make_person
from paraphe.journal.models import Entry
from paraphe.kernel.errors import PortalError
from tests.fixtures.database import LiveDatabase


def typing(application: BodyApplication) -> Callable[[], object]:
    """Somebody about to type the right code."""
    proof = request_proof(application, kind="official-mailbox", actor=application.person)
    code = (send_mailbox_code(proof.ref) or ("", ""))[1]
    proof = AuthorityProof.objects.get(pk=proof.pk)
    give_step_up(application.person, act_of_code(proof))
    return lambda: redeem_code(proof, typed=code, actor=application.person)


def one_registered(case: Case) -> None:
    """Whatever came first, the body has one space, one administrator, one history."""
    assert BodyRegistration.objects.filter(organisation=case.organisation).count() == 1
    assert Membership.objects.filter(organisation=case.organisation, closed_at=None).count() == 1
    assert Entry.objects.filter(event="access.body.registered").count() == 1
    check_chain(case.organisation.siren)


def test_prove_two_applications_at_once_registers_one(live_database: LiveDatabase) -> None:
    case = make_case()
    other, _ = make_person(family_name="Second")
    first, second = case.apply(), open_application(case.place, actor=other)
    results = at_once(typing(first), typing(second))
    told = [result for result in results if isinstance(result, PortalError)]
    assert [type(error) for error in told] == [ApplicationRefused]
    states = sorted(BodyApplication.objects.values_list("state", flat=True))
    assert states == ["active", "refused"]
    one_registered(case)


def test_type_one_code_twice_at_once_counts_once(live_database: LiveDatabase) -> None:
    case = make_case()
    act = typing(case.apply())
    results = at_once(act, act)
    told = [result for result in results if isinstance(result, PortalError)]
    assert len(told) == 1
    assert isinstance(told[0], ApplicationRefused | SecretOver)
    one_registered(case)


def test_prove_two_bodies_with_crossed_applicants_at_once_never_waits(live_database: LiveDatabase) -> None:
    case, beside = make_case(1), make_case(2)
    first, second = case.apply(), open_application(beside.place, actor=beside.person)
    open_application(beside.place, actor=case.person)
    open_application(case.place, actor=beside.person)
    results = at_once(typing(first), typing(second))
    assert results == [None, None]
    assert BodyRegistration.objects.count() == 2
