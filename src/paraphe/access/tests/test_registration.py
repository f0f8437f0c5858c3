"""Registering a body: applications, proofs, what they open, and what stops them."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from paraphe.access import registrations, tasks
from paraphe.access.errors import (
    ApplicationRefused,
    ProofUnavailable,
    Refused,
    SecretOver,
    SecretRefused,
    UnknownArrival,
)
from paraphe.access.models import AuthorityProof, BodyApplication, BodyRegistration, Letter, Membership
from paraphe.access.selectors import ask, decide
from paraphe.access.services import registration
from paraphe.access.services.letters import print_letter
from paraphe.access.services.proving import (
    act_of_code,
    expire_proof,
    redeem_code,
    request_proof,
    send_mailbox_code,
)
from paraphe.access.testing import make_body, make_operator, with_key
from paraphe.access.vocabulary import Action
from paraphe.accounts.models import Credential
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import give_step_up, make_person
from paraphe.journal.models import Chain, Entry, Link
from paraphe.kernel import clock
from paraphe.kernel.errors import WrongState
from paraphe.registry.models import Establishment, Organisation
from paraphe.registry.services import load_catalogue, mirror_establishment, mirror_organisation

pytestmark = pytest.mark.django_db


@dataclass
class Case:
    """A body of the register nobody administers, and somebody who applies."""

    organisation: Organisation
    place: Establishment
    person: Person

    def apply(self) -> BodyApplication:
        """The person's application."""
        return registration.open_application(self.place, actor=self.person)


@pytest.fixture
def case() -> Case:
    return make_case()


def make_case(number: int = 1, *, branch: str = "territorial", mailbox: str = "mairie@exemple.fr") -> Case:
    """A commune with an address and a mailbox, and a person."""
    load_catalogue()
    siren = with_key(f"{21980000 + number:08d}")
    mirror_organisation(siren=siren, name="Commune de Sainte-Aube", branch=branch, mailbox=mailbox)
    place = mirror_establishment(
        siret=with_key(f"{siren}0001"),
        name="Mairie",
        opened_on=date(2001, 1, 1),
        is_head_office=True,
        address=("3 rue des Tilleuls", "99130", "Sainte-Aube"),
    )
    person, _ = make_person(given_name="Camille", family_name="Roussel")
    return Case(Organisation.objects.get(siren=siren), place, person)


def entries_of(person: Person) -> list[str]:
    """The events of a person's chain about arrivals, in order."""
    rows = Link.objects.filter(chain__kind="person", chain__subject=person.ref).order_by("seq")
    events = rows.values_list("entry__event", flat=True)
    return [event for event in events if event.startswith("access.")]


def redeem(proof: AuthorityProof, code: str) -> None:
    """Type the code with the proof of presence it needs."""
    give_step_up(proof.person, act_of_code(proof))
    redeem_code(proof, typed=code, actor=proof.person)


def test_open_application_writes_on_the_applicants_chain_only(case: Case) -> None:
    application = case.apply()
    assert entries_of(case.person) == ["access.registration.opened"]
    assert not Link.objects.filter(chain__kind="body", chain__subject=case.organisation.siren).exists()
    assert application.expires_at - application.opened_at == timedelta(days=90)
    assert application.terms_version == registrations.TERMS_VERSION


def test_open_application_twice_gives_the_same_one(case: Case) -> None:
    assert case.apply().pk == case.apply().pk
    assert entries_of(case.person) == ["access.registration.opened"]


def test_ask_before_any_proof_every_action_is_refused(case: Case) -> None:
    request_proof(case.apply(), kind="official-mailbox", actor=case.person)
    for action in Action:
        decision = decide(ask(case.person.pk, action, case.organisation.siren))
        assert not decision.allowed
    assert not Membership.objects.exists()


def test_redeem_mailbox_code_registers_the_body_and_its_first_administrator(case: Case) -> None:
    application = case.apply()
    proof = request_proof(application, kind="official-mailbox", actor=case.person)
    sent = send_mailbox_code(proof.ref)
    assert sent is not None
    address, code = sent
    assert address == "mairie@exemple.fr"
    redeem(proof, f" {code[:4].lower()}-{code[4:]} ")
    application.refresh_from_db()
    space = BodyRegistration.objects.get(organisation=case.organisation)
    assert (application.state, application.closed_entry) == ("active", space.registered_entry)
    assert (space.proof, space.proof_sha256) == ("official-mailbox", registration.describe_proof(proof))
    member = Membership.objects.get(organisation=case.organisation, closed_at=None)
    assert (member.person, member.appointed_by, member.scope) == (case.person, "registration", None)
    body = Chain.objects.get(kind="body", subject=case.organisation.siren)
    seen = Link.objects.filter(chain=body).order_by("seq").values_list("entry__event", flat=True)
    assert list(seen) == ["access.body.registered", "access.administrator.appointed"]


def test_redeem_code_queues_a_letter_to_the_legal_representative(case: Case) -> None:
    application = case.apply()
    proof = request_proof(application, kind="official-mailbox", actor=case.person)
    redeem(proof, (send_mailbox_code(proof.ref) or ("", ""))[1])
    letter = Letter.objects.get()
    assert (letter.kind, letter.establishment, letter.application) == ("courtesy", case.place, application)


def test_request_key_posts_it_to_the_seat_and_print_draws_it(case: Case) -> None:
    proof = request_proof(case.apply(), kind="posted-key", actor=case.person)
    letter = Letter.objects.get(proof=proof)
    assert (letter.establishment, letter.state, proof.secret_hash) == (case.place, "queued", "")
    printed = print_letter(letter, batch="x" * 20, actor=make_operator())
    proof.refresh_from_db()
    assert (proof.state, len(printed.key)) == ("sent", 12)
    redeem(proof, printed.key.lower())
    assert BodyRegistration.objects.get(organisation=case.organisation).proof == "posted-key"


def test_print_letter_again_voids_the_former_key(case: Case) -> None:
    proof = request_proof(case.apply(), kind="posted-key", actor=case.person)
    letter, operator = Letter.objects.get(proof=proof), make_operator()
    first = print_letter(letter, batch="x" * 20, actor=operator)
    second = print_letter(letter, batch="x" * 20, actor=operator)
    with pytest.raises(SecretRefused):
        redeem(proof, first.key)
    redeem(proof, second.key)
    assert BodyRegistration.objects.filter(organisation=case.organisation).exists()


def test_redeem_wrong_code_five_times_burns_it(case: Case) -> None:
    application = case.apply()
    proof = request_proof(application, kind="official-mailbox", actor=case.person)
    code = (send_mailbox_code(proof.ref) or ("", ""))[1]
    lefts = []
    for _ in range(4):
        with pytest.raises(SecretRefused) as told:
            redeem_code(proof, typed="AAAA-AAAA", actor=case.person)
        lefts.append(told.value.data["left"])
    with pytest.raises(SecretOver):
        redeem_code(proof, typed="AAAA-AAAA", actor=case.person)
    with pytest.raises(SecretOver):
        redeem(proof, code)
    proof.refresh_from_db()
    assert (lefts, proof.state, proof.secret_hash) == ([4, 3, 2, 1], "burnt", "")
    assert entries_of(case.person).count("access.proof.failed") == 5
    assert not BodyRegistration.objects.exists()


def test_redeem_code_of_a_day_before_says_it_is_over(case: Case) -> None:
    proof = request_proof(case.apply(), kind="official-mailbox", actor=case.person)
    code = (send_mailbox_code(proof.ref) or ("", ""))[1]
    with clock.freeze(clock.now() + timedelta(hours=24, seconds=1)):
        with pytest.raises(SecretOver):
            redeem(proof, code)
        assert send_mailbox_code(proof.ref) is None
        expire_proof(proof)
    proof.refresh_from_db()
    assert proof.state == "expired"


def test_redeem_code_of_somebody_else_finds_nothing(case: Case) -> None:
    proof = request_proof(case.apply(), kind="official-mailbox", actor=case.person)
    code = (send_mailbox_code(proof.ref) or ("", ""))[1]
    other, _ = make_person(family_name="Autre")
    with pytest.raises(UnknownArrival):
        redeem_code(proof, typed=code, actor=other)
    assert not Membership.objects.exists()


def test_request_proof_again_voids_the_former(case: Case) -> None:
    application = case.apply()
    first = request_proof(application, kind="official-mailbox", actor=case.person)
    code = (send_mailbox_code(first.ref) or ("", ""))[1]
    request_proof(application, kind="official-mailbox", actor=case.person)
    with pytest.raises(SecretOver):
        redeem(first, code)


def test_request_proof_twice_before_it_leaves_is_one(case: Case) -> None:
    application = case.apply()
    first = request_proof(application, kind="posted-key", actor=case.person)
    assert request_proof(application, kind="posted-key", actor=case.person) == first
    assert Letter.objects.count() == 1


def test_run_tasks_ends_what_is_over_and_leaves_the_rest(case: Case) -> None:
    application = case.apply()
    proof = request_proof(application, kind="official-mailbox", actor=case.person)
    send_mailbox_code(proof.ref)
    assert (tasks.expire_proofs(), tasks.expire_applications()) == (0, 0)
    with clock.freeze(clock.now() + timedelta(days=2)):
        assert (tasks.expire_proofs(), tasks.expire_applications()) == (1, 0)
    with clock.freeze(application.expires_at):
        assert (tasks.expire_proofs(), tasks.expire_applications()) == (0, 1)
    application.refresh_from_db()
    assert application.state == "expired"


def test_request_proof_too_often_is_refused_without_entry(case: Case) -> None:
    application = case.apply()
    for _ in range(3):
        proof = request_proof(application, kind="official-mailbox", actor=case.person)
        send_mailbox_code(proof.ref)
    before = Entry.objects.count()
    with pytest.raises(ProofUnavailable) as told:
        request_proof(application, kind="official-mailbox", actor=case.person)
    assert (told.value.code, Entry.objects.count()) == ("access.proof_too_many", before)


def test_request_mailbox_proof_without_mailbox_is_not_offered() -> None:
    case = make_case(mailbox="")
    application = case.apply()
    assert registrations.kinds_offered(application) == ["posted-key", "designation-letter"]
    with pytest.raises(ProofUnavailable):
        request_proof(application, kind="official-mailbox", actor=case.person)


def test_request_identity_is_not_offered_yet(case: Case) -> None:
    with pytest.raises(ProofUnavailable):
        request_proof(case.apply(), kind="identity", actor=case.person)


def test_prove_first_tells_the_others_to_candidate(case: Case) -> None:
    other, _ = make_person(family_name="Second")
    late = registration.open_application(case.place, actor=other)
    slow = request_proof(late, kind="official-mailbox", actor=other)
    late_code = (send_mailbox_code(slow.ref) or ("", ""))[1]
    proof = request_proof(case.apply(), kind="official-mailbox", actor=case.person)
    redeem(proof, (send_mailbox_code(proof.ref) or ("", ""))[1])
    late.refresh_from_db()
    assert (late.state, late.reason) == ("refused", registration.OVERTAKEN)
    assert entries_of(other)[-1] == "access.registration.closed"
    with pytest.raises(ApplicationRefused) as told:
        redeem(slow, late_code)
    assert told.value.code == "access.space_open"
    assert Membership.objects.filter(organisation=case.organisation).count() == 1


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"closed_on": date(2020, 1, 1)}, "access.place_closed"),
        ({"legal_category": "5710"}, "access.body_not_public"),
        ({"diffusion": "N"}, "access.body_undisclosed"),
    ],
)
def test_open_application_for_what_cannot_be_is_refused(
    case: Case, change: dict[str, object], code: str
) -> None:
    Organisation.objects.filter(pk=case.organisation.pk).update(**change)
    case.place.organisation.refresh_from_db()
    with pytest.raises(ApplicationRefused) as told:
        case.apply()
    assert (told.value.code, BodyApplication.objects.count()) == (code, 0)


def test_open_application_for_an_agent_that_is_not_public_is_taken(case: Case) -> None:
    Organisation.objects.filter(pk=case.organisation.pk).update(legal_category="9220", agent_kind="cga")
    case.place.organisation.refresh_from_db()
    assert case.apply().state == "pending"


def test_open_application_for_a_body_with_its_space_sends_to_candidacy() -> None:
    body = make_body()
    person, _ = make_person()
    with pytest.raises(ApplicationRefused) as told:
        registration.open_application(body.places[0], actor=person)
    assert told.value.code == "access.space_open"


def test_open_sixth_application_is_refused() -> None:
    person, _ = make_person()
    for number in range(1, 6):
        registration.open_application(make_case(number).place, actor=person)
    with pytest.raises(ApplicationRefused) as told:
        registration.open_application(make_case(6).place, actor=person)
    assert told.value.code == "access.applications_many"


def test_withdraw_application_voids_its_proofs_and_letters(case: Case) -> None:
    application = case.apply()
    proof = request_proof(application, kind="posted-key", actor=case.person)
    registration.withdraw_application(application, actor=case.person)
    application.refresh_from_db()
    proof.refresh_from_db()
    assert (application.state, proof.state) == ("withdrawn", "withdrawn")
    assert Letter.objects.get(proof=proof).state == "cancelled"
    with pytest.raises(WrongState):
        registration.withdraw_application(application, actor=case.person)


def test_expire_application_waits_for_its_day(case: Case) -> None:
    application = case.apply()
    with pytest.raises(WrongState):
        registration.expire_application(application)
    with clock.freeze(application.expires_at):
        registration.expire_application(application)
    application.refresh_from_db()
    assert application.state == "expired"


def test_prepare_application_keeps_what_is_offered_and_records_nothing(case: Case) -> None:
    application, before = case.apply(), Entry.objects.count()
    people = [{"given_name": "Odile", "family_name": "Farge", "email": "odile@exemple.fr", "x": "y"}]
    registration.prepare_application(application, services=["dsn", "rien"], guests=people, actor=case.person)
    application.refresh_from_db()
    assert application.prepared["services"] == ["dsn"]
    assert application.prepared["people"] == [{k: v for k, v in people[0].items() if k != "x"}]
    assert Entry.objects.count() == before


def test_open_prepared_before_the_proof_is_refused_and_after_opens(case: Case) -> None:
    application = case.apply()
    registration.prepare_application(application, services=["dsn"], guests=[], actor=case.person)
    with pytest.raises(Refused):
        registration.open_prepared(application, actor=case.person)
    proof = request_proof(application, kind="official-mailbox", actor=case.person)
    redeem(proof, (send_mailbox_code(proof.ref) or ("", ""))[1])
    assert registration.open_prepared(application, actor=case.person) == 1
    assert registration.open_prepared(application, actor=case.person) == 0


def test_send_mailbox_code_again_draws_another(case: Case) -> None:
    proof = request_proof(case.apply(), kind="official-mailbox", actor=case.person)
    first, second = send_mailbox_code(proof.ref), send_mailbox_code(proof.ref)
    assert first is not None
    assert second is not None
    assert first[1] != second[1]
    with pytest.raises(SecretRefused):
        redeem(proof, first[1])
    redeem(proof, second[1])


def test_redeem_code_with_a_factor_of_a_day_is_refused(case: Case) -> None:
    proof = request_proof(case.apply(), kind="official-mailbox", actor=case.person)
    code = (send_mailbox_code(proof.ref) or ("", ""))[1]
    Credential.objects.filter(person=case.person).update(settles_at=clock.now() + timedelta(hours=3))
    with pytest.raises(WrongState):
        redeem(proof, code)
    assert not BodyRegistration.objects.exists()
