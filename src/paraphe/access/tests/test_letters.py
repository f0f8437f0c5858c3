"""Letters: what is printed, what is drawn, what is void; the seat contests with the code of its letter."""

import io
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from paraphe.access import registrations
from paraphe.access.errors import CodeRefused, LastAdministrator, Refused, SelfDecision
from paraphe.access.letters_pdf import write_letters
from paraphe.access.models import Candidacy, Contest, Letter, Membership, Suspension
from paraphe.access.secrets_of_arrival import (
    ALPHABET,
    draw_secret,
    hash_secret,
    normalise_secret,
    same_secret,
    show_secret,
)
from paraphe.access.selectors import ask, decide
from paraphe.access.services import proving, registration
from paraphe.access.services.contesting import check_letter_code, contest_by_letter
from paraphe.access.services.contests import check_contest_at_desk, uphold_contest
from paraphe.access.services.guard import hold_body
from paraphe.access.services.letters import (
    Printed,
    mark_posted,
    mark_returned,
    print_letter,
    queue_letter,
)
from paraphe.access.testing import Body, make_body, make_operator
from paraphe.access.tests.candidates import give_addresses, make_candidate, propose_by_key
from paraphe.access.tests.conftest import LogIn
from paraphe.access.tests.test_registration import Case, make_case, redeem
from paraphe.access.vocabulary import Action
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import make_person
from paraphe.journal.models import Entry
from paraphe.kernel import clock
from paraphe.kernel.errors import WrongState

pytestmark = pytest.mark.django_db
BATCH = "x" * 20


@pytest.fixture
def case() -> Case:
    return make_case()


def text_of(pdf: bytes) -> list[str]:
    """The words of each page, on one line."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def key_letter(case: Case) -> Letter:
    """The letter of a key asked for."""
    proof = proving.request_proof(case.apply(), kind="posted-key", actor=case.person)
    return Letter.objects.get(proof=proof)


def registered(case: Case) -> Printed:
    """The body registered by its mailbox, and the courtesy letter printed."""
    proof = proving.request_proof(case.apply(), kind="official-mailbox", actor=case.person)
    redeem(proof, (proving.send_mailbox_code(proof.ref) or ("", ""))[1])
    return print_letter(Letter.objects.get(kind="courtesy"), batch=BATCH, actor=make_operator())


def administrator_of(case: Case) -> Membership:
    return Membership.objects.get(organisation=case.organisation, person=case.person, closed_at=None)


def test_draw_secret_uses_no_ambiguous_sign() -> None:
    drawn = "".join(draw_secret() for _ in range(200))
    assert set(drawn) <= set(ALPHABET)
    assert not set(drawn) & set("ILOU01")


@pytest.mark.parametrize(
    "typed", ["abcdefghjkmn", "ABCD-EFGH-JKMN", " abcd efgh\u00a0jkmn ", "AbCd–EfGh—JkMn"]
)
def test_type_key_in_any_case_with_or_without_dashes_is_the_same(typed: str) -> None:
    assert same_secret("ref", typed, hash_secret("ref", "ABCDEFGHJKMN"))
    assert show_secret(normalise_secret(typed)) == "ABCD-EFGH-JKMN"


def test_compare_secret_of_another_reference_or_of_none_is_no() -> None:
    stored = hash_secret("one", "ABCDEFGHJKMN")
    assert not same_secret("two", "ABCDEFGHJKMN", stored)
    assert not same_secret("one", "ABCDEFGHJKMP", stored)
    assert not same_secret("one", "", "")


def test_print_key_letter_holds_key_function_and_register_address_only(case: Case) -> None:
    printed = print_letter(key_letter(case), batch=BATCH, actor=make_operator())
    (page,) = text_of(write_letters([printed]))
    assert show_secret(printed.key) in page
    assert show_secret(printed.contest_code) in page
    assert (
        "La représentante ou le représentant légal Commune de Sainte-Aube 3 rue des Tilleuls 99130 Sainte-Aube"
        in page
    )
    assert "soixante" not in page
    assert case.person.email not in page


def test_print_letter_of_a_name_that_looks_like_source_prints_it_as_words(case: Case) -> None:
    case.person.family_name = '#panic("x") $ \\ *gras* <a> @b'
    case.person.save(update_fields=["family_name"])
    letter = key_letter(case)
    (page,) = text_of(write_letters([print_letter(letter, batch=BATCH, actor=make_operator())]))
    assert '#panic("x")' in page


def test_print_batch_makes_a_page_a_letter(case: Case) -> None:
    other, operator = make_case(2), make_operator()
    printed = [print_letter(key_letter(one), batch=BATCH, actor=operator) for one in (case, other)]
    pages = text_of(write_letters(printed))
    assert len(pages) == 2
    assert show_secret(printed[0].key) not in pages[1]


def test_print_letter_keeps_only_hashes(case: Case) -> None:
    printed = print_letter(key_letter(case), batch=BATCH, actor=make_operator())
    row = Letter.objects.select_related("proof").get()
    assert row.proof is not None
    assert printed.key not in str(row.__dict__) + str(row.proof.__dict__)
    assert row.proof.sent_at is not None
    assert row.proof.expires_at - row.proof.sent_at == timedelta(days=60)


def test_print_letter_by_who_is_no_operator_is_refused(case: Case) -> None:
    letter, entries = key_letter(case), Entry.objects.count()
    with pytest.raises(Refused):
        print_letter(letter, batch=BATCH, actor=case.person)
    assert Entry.objects.count() == entries


def test_print_own_letter_is_refused_to_the_operator(case: Case) -> None:
    operator = make_operator()
    application = registration.open_application(case.place, actor=operator)
    proof = proving.request_proof(application, kind="posted-key", actor=operator)
    with pytest.raises(WrongState):
        print_letter(Letter.objects.get(proof=proof), batch=BATCH, actor=operator)


def test_return_letter_is_told_on_the_applicants_chain(case: Case) -> None:
    letter, operator = key_letter(case), make_operator()
    print_letter(letter, batch=BATCH, actor=operator)
    mark_posted(letter, actor=operator)
    mark_returned(letter, actor=operator)
    letter.refresh_from_db()
    assert (letter.state, letter.returned_at is not None) == ("returned", True)
    assert Entry.objects.filter(event="access.letter.returned").count() == 1


def test_print_recovery_letter_has_no_contest_code() -> None:
    body = make_body()
    give_addresses(body)
    from paraphe.access.models import AuthorityProof

    proof = AuthorityProof.objects.create(
        organisation=body.organisation,
        person=body.administrator,
        kind="posted-key",
        recovery="r" * 20,
        requested_at=clock.now(),
        expires_at=clock.now() + timedelta(days=60),
    )
    letter = queue_letter(
        "activation-key", organisation=body.organisation, establishment=body.places[0], about=proof
    )
    printed = print_letter(letter, batch=BATCH, actor=make_operator())
    (page,) = text_of(write_letters([printed]))
    assert (printed.contest_code, "second facteur perdu" in page) == ("", True)


def test_contest_by_letter_freezes_the_first_administrator(case: Case) -> None:
    printed = registered(case)
    contest = contest_by_letter(printed.letter.ref, code=printed.contest_code.lower(), reason="Inconnu")
    assert (contest.membership, contest.person) == (administrator_of(case), None)
    assert Suspension.objects.get(closed_at=None).cause == "contest"
    decision = decide(ask(case.person.pk, Action.PERSON_INVITE, case.organisation.siren))
    assert (decision.allowed, decision.reason) == (False, "suspension")
    with pytest.raises(CodeRefused):
        contest_by_letter(printed.letter.ref, code=printed.contest_code, reason="Encore")


def test_contest_by_key_letter_stops_the_request(case: Case) -> None:
    printed = print_letter(key_letter(case), batch=BATCH, actor=make_operator())
    contest = contest_by_letter(printed.letter.ref, code=printed.contest_code, reason="Inconnu")
    assert contest.application is not None
    assert contest.application.state == "contested"
    assert printed.letter.proof is not None
    with pytest.raises(WrongState):
        redeem(printed.letter.proof, printed.key)


def test_contest_with_wrong_code_five_times_burns_it_and_says_the_same(case: Case) -> None:
    printed = registered(case)
    told = set()
    for reference in [printed.letter.ref] * 5 + ["y" * 20]:
        with pytest.raises(CodeRefused) as error:
            check_letter_code(reference, code="AAAABBBBCCCC")
        told.add((error.value.code, str(error.value.data)))
    with pytest.raises(CodeRefused) as error:
        check_letter_code(printed.letter.ref, code=printed.contest_code)
    told.add((error.value.code, str(error.value.data)))
    assert len(told) == 1


def test_contest_after_sixty_days_is_too_late(case: Case) -> None:
    printed = registered(case)
    with clock.freeze(clock.now() + timedelta(days=60, minutes=1)), pytest.raises(WrongState) as told:
        contest_by_letter(printed.letter.ref, code=printed.contest_code, reason="Inconnu")
    assert told.value.code == "access.contest_late"
    assert not Contest.objects.exists()


def test_dismiss_contest_needs_a_proof_of_another_kind(case: Case) -> None:
    printed = registered(case)
    contest = contest_by_letter(printed.letter.ref, code=printed.contest_code, reason="Inconnu")
    assert registrations.kinds_offered(contest) == ["posted-key", "designation-letter"]
    proof = proving.request_proof(contest, kind="posted-key", actor=case.person)
    answer = print_letter(Letter.objects.get(proof=proof), batch=BATCH, actor=make_operator())
    redeem(proof, answer.key)
    contest.refresh_from_db()
    assert contest.state == "dismissed"
    assert not Suspension.objects.filter(closed_at=None).exists()
    assert decide(ask(case.person.pk, Action.PERSON_INVITE, case.organisation.siren)).allowed


def test_uphold_contest_of_the_sole_administrator_leaves_the_body_frozen(case: Case) -> None:
    printed = registered(case)
    contest = contest_by_letter(printed.letter.ref, code=printed.contest_code, reason="Inconnu")
    check_contest_at_desk(contest, actor=make_operator())
    uphold_contest(contest, reason="Le maire confirme", actor=make_operator())
    contest.refresh_from_db()
    assert contest.state == "upheld"
    assert administrator_of(case).closed_at is None
    assert Suspension.objects.filter(closed_at=None).count() == 1
    assert Entry.objects.filter(event="access.contest.upheld").count() == 1


def test_uphold_contest_beside_another_administrator_ends_the_newcomer(case: Case) -> None:
    printed = registered(case)
    other, _ = make_person(family_name="Second")
    from paraphe.access import services

    services.appoint_administrator(case.organisation, person=other, actor=case.person)
    contest = contest_by_letter(printed.letter.ref, code=printed.contest_code, reason="Inconnu")
    uphold_contest(contest, reason="Parti", actor=other)
    contest.refresh_from_db()
    assert contest.state == "upheld"
    assert not Membership.objects.filter(person=case.person, closed_at=None).exists()


def test_uphold_contest_alone_at_the_desk_is_refused(case: Case) -> None:
    printed = registered(case)
    contest = contest_by_letter(printed.letter.ref, code=printed.contest_code, reason="Inconnu")
    operator = make_operator()
    with pytest.raises(WrongState):
        uphold_contest(contest, reason="Seul", actor=operator)
    check_contest_at_desk(contest, actor=operator)
    with pytest.raises(SelfDecision):
        uphold_contest(contest, reason="Seul", actor=operator)
    contest.refresh_from_db()
    assert contest.state == "open"


def keyed(body: Body, person: Person) -> tuple[Candidacy, Printed]:
    """A candidacy by key, its letter printed."""
    give_addresses(body)
    row = propose_by_key(body, person)
    letter = Letter.objects.get(candidacy=row, kind="activation-key")
    return row, print_letter(letter, batch=BATCH, actor=make_operator())


def test_contest_candidacy_by_its_letter_then_lift_it() -> None:
    body, person = make_body(), make_candidate()
    row, printed = keyed(body, person)
    contest = contest_by_letter(printed.letter.ref, code=printed.contest_code, reason="Inconnu")
    row.refresh_from_db()
    assert row.state == "contested"
    proof = proving.request_proof(
        contest, kind="designation-letter", actor=person, content=b"%PDF-1.7\n%%EOF"
    )
    proving.check_document(proof, actor=make_operator())
    proving.pass_document(proof, actor=make_operator())
    row.refresh_from_db()
    contest.refresh_from_db()
    assert (row.state, contest.state) == ("pending", "dismissed")


def test_uphold_candidacy_by_who_contested_it_is_refused() -> None:
    body, person = make_body(), make_candidate()
    row, _ = keyed(body, person)
    from paraphe.access.services.contests import open_contest

    with transaction.atomic():
        contest = open_contest(
            row, reason="Non", chain=hold_body(body.organisation), actor=body.administrator
        )
    with pytest.raises(SelfDecision):
        uphold_contest(contest, reason="Non", actor=body.administrator)
    other = body.add_administrator()
    uphold_contest(contest, reason="Non", actor=other)
    row.refresh_from_db()
    assert row.state == "refused"


def test_end_last_administrator_contested_is_still_refused(case: Case) -> None:
    printed = registered(case)
    contest_by_letter(printed.letter.ref, code=printed.contest_code, reason="Inconnu")
    from paraphe.access.services.endings import require_one_left

    with pytest.raises(LastAdministrator):
        require_one_left(administrator_of(case))


def test_contest_page_reads_again_then_freezes(case: Case) -> None:
    printed, client = registered(case), Client()
    address = reverse("access:contest_by_letter")
    answers = {"reference": printed.letter.ref.upper(), "code": printed.contest_code, "reason": "Inconnu ici"}
    check = client.post(address, answers).content.decode()
    assert "Relisez avant de contester" in check
    assert not Contest.objects.exists()
    done = client.post(address, {**answers, "confirmer": "1"}).content.decode()
    assert "C’est contesté" in done
    assert Contest.objects.get().reason == "Inconnu ici"


def test_contest_page_with_unknown_reference_keeps_what_was_typed(case: Case) -> None:
    answers = {"reference": "y" * 20, "code": "AAAA-BBBB", "reason": "Inconnu ici"}
    page = Client().post(reverse("access:contest_by_letter"), answers)
    assert page.status_code == 422
    assert "Inconnu ici" in page.content.decode()


def test_show_contest_to_the_person_only(case: Case, logged_in: LogIn) -> None:
    printed = registered(case)
    contest = contest_by_letter(printed.letter.ref, code=printed.contest_code, reason="Inconnu ici")
    address = reverse("access:contest", args=[contest.ref])
    client = logged_in(case.person)
    assert "Votre accès est gelé" in client.get(address).content.decode()
    choose = client.get(reverse("access:contest_proof", args=[contest.ref])).content.decode()
    assert 'value="official-mailbox"' not in choose
    other, _ = make_person()
    assert logged_in(other).get(address).status_code == 404
