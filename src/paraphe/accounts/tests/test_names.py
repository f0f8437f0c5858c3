"""A name is corrected alone before the first signature, by decision after it, and never becomes somebody else's."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from paraphe.accounts import events, selectors, services, tasks
from paraphe.accounts.errors import NameLocked, NameOfAnother, NamePending, NameUnchanged, StepUpMissing
from paraphe.accounts.models import IdentityDoubt, NameRequest, Person
from paraphe.accounts.names import is_another_person
from paraphe.accounts.testing import give_step_up, login, make_newcomer, make_person, next_code
from paraphe.accounts.tests.conftest import Visitor, told_of
from paraphe.accounts.transitions import DOUBT, NAME_REQUEST
from paraphe.accounts.vocabulary import ASK_NAME, RENAME, act_of_name
from paraphe.kernel import clock
from paraphe.kernel.errors import WrongState

PAGE = "/compte/nom/"


def _locked() -> Person:
    person, _ = make_person()
    services.apply_name_lock(person=person, at=clock.now())
    person.refresh_from_db()
    return person


def _ask(person: Person) -> NameRequest:
    give_step_up(person, act_of_name(ASK_NAME, "Odile", "Garcin"))
    return services.ask_name(person, given_name="Odile", family_name="Garcin", reason="Mariage", actor=person)


VERBS: dict[str, Callable[[NameRequest], Any]] = {
    "approve": lambda row: services.apply_name_decision(row, "approve", by=row.person, answer="Vu"),
    "refuse": lambda row: services.apply_name_decision(row, "refuse", by=row.person, answer="Non"),
    "withdraw": lambda row: services.withdraw_name(row, actor=row.person),
    "expire": services.expire_name,
}
OF_STATE = {"approved": "approve", "refused": "refuse", "withdrawn": "withdraw", "expired": "expire"}


@pytest.mark.parametrize("state", NAME_REQUEST.states)
@pytest.mark.parametrize("verb", NAME_REQUEST.verbs)
def test_answer_name_in_each_state_follows_the_table(db: None, state: str, verb: str) -> None:
    request = _ask(_locked())
    if state != "pending":
        VERBS[OF_STATE[state]](request)
    expected = NAME_REQUEST.table.get((state, verb))
    if expected is None:
        with pytest.raises(WrongState):
            VERBS[verb](request)
    else:
        VERBS[verb](request)
    request.refresh_from_db()
    assert request.state == (expected or state)
    assert (Person.objects.get(pk=request.person_id).family_name == "Garcin") == (request.state == "approved")


@pytest.mark.parametrize(
    ("former", "asked", "other"),
    [
        (("Odile", "Farge"), ("Odile", "Garcin"), False),
        (("Odile", "Farge"), ("Odette", "Farge"), False),
        (("Odile", "Farge"), ("Odlie", "Frage"), False),
        (("Odile", "Farge"), ("Farge", "Odile"), False),
        (("Élodie", "Le Goff"), ("ELODIE", "LEGOFF"), False),
        (("Jean-Marc", "Petit"), ("Marc", "Petit-Dubois"), False),
        (("Odile", "Farge"), ("Samuel", "Kerbrat"), True),
        (("Marie", "de la Tour"), ("Hugo", "de la Cour Dieu"), True),
        (("Anne", "Le Bris"), ("Paul", "Le Men"), True),
        (("李", "明"), ("王", "芳"), True),
        (("李", "明"), ("李", "明"), False),
    ],
)
def test_compare_names_of_cases_tells_another_person(
    former: tuple[str, str], asked: tuple[str, str], other: bool
) -> None:
    assert is_another_person(former, asked) is other
    assert is_another_person(asked, former) is other


def test_rename_before_signature_records_both_names(db: None) -> None:
    person, _ = make_person()
    with pytest.raises(StepUpMissing):
        services.rename_person(person, given_name="Odile", family_name="Garcin", actor=person)
    give_step_up(person, act_of_name(RENAME, "Odile", "Garcin"))
    services.rename_person(person, given_name=" Odile ", family_name="Garcin", actor=person)
    told = told_of(person)[-1]
    assert told.event == events.PERSON_RENAMED
    assert Person.objects.get(pk=person.pk).full_name == "Odile Garcin"


def test_rename_after_signature_is_refused(db: None) -> None:
    person = _locked()
    give_step_up(person, act_of_name(RENAME, "Odile", "Garcin"))
    with pytest.raises(NameLocked):
        services.rename_person(person, given_name="Odile", family_name="Garcin", actor=person)


@pytest.mark.parametrize(
    ("given", "family", "error"),
    [("Odile", "Farge", NameUnchanged), ("Samuel", "Kerbrat", NameOfAnother)],
)
def test_rename_to_the_same_or_another_is_refused(
    db: None, given: str, family: str, error: type[Exception]
) -> None:
    person, _ = make_person()
    give_step_up(person, act_of_name(RENAME, given, family))
    with pytest.raises(error):
        services.rename_person(person, given_name=given, family_name=family, actor=person)


def test_ask_name_twice_waits_for_the_first(db: None) -> None:
    person = _locked()
    _ask(person)
    with pytest.raises(NamePending):
        _ask(person)
    assert [one.full_name for one in selectors.pending_names([person])] == ["Odile Garcin"]


def test_correct_name_by_page_reads_it_again_first(visitor: Visitor) -> None:
    person, _ = make_person()
    login(visitor, person)
    names = {"given_name": "Odile", "family_name": "Garcin"}
    check = visitor.post(PAGE, names)
    assert (check.status_code, "Garcin" in check.content.decode()) == (200, True)
    assert Person.objects.get(pk=person.pk).family_name == "Farge"
    assert visitor.post(PAGE, {**names, "modifier": "1"}).status_code == 200
    wrong = visitor.post(PAGE, {**names, "confirmer": "1", "step_up_code": "000000"})
    assert (wrong.status_code, "Garcin" in wrong.content.decode()) == (422, True)
    done = visitor.post(PAGE, {**names, "confirmer": "1", "step_up_code": next_code(person)})
    assert done["Location"] == "/compte/"
    assert Person.objects.get(pk=person.pk).family_name == "Garcin"


def test_ask_name_by_page_after_signature_waits(visitor: Visitor) -> None:
    person = _locked()
    login(visitor, person)
    names = {"given_name": "Odile", "family_name": "Garcin"}
    assert visitor.post(PAGE, names).status_code == 422
    asked = {**names, "reason": "Mariage", "confirmer": "1", "step_up_code": next_code(person)}
    assert visitor.post(PAGE, asked)["Location"] == PAGE
    assert "Garcin" in visitor.get(PAGE).content.decode()
    assert Person.objects.get(pk=person.pk).family_name == "Farge"
    visitor.post(f"{PAGE}retirer/")
    assert NameRequest.objects.get(person=person).state == "withdrawn"


def test_ask_name_of_another_by_page_leaves_a_doubt(visitor: Visitor) -> None:
    person, _ = make_person()
    login(visitor, person)
    answer = visitor.post(PAGE, {"given_name": "Samuel", "family_name": "Kerbrat"})
    assert answer.status_code == 422
    assert "Un compte ne devient pas celui d’une autre personne" in answer.content.decode()
    visitor.post(PAGE, {"given_name": "Samuel", "family_name": "Kerbrat"})
    assert [one.cause for one in selectors.doubts_about([person])] == ["name-asked"]
    assert [one.event for one in told_of(person)].count(events.DOUBT_RAISED) == 1


def test_expire_name_after_thirty_days_tells_it(db: None) -> None:
    person = _locked()
    request = _ask(person)
    assert tasks.expire_requests() == 0
    with clock.freeze(request.asked_at + timedelta(days=30)):
        assert tasks.expire_requests() == 1
    assert told_of(person)[-1].event == events.NAME_EXPIRED


def test_compare_name_given_by_others_doubts_only_another(db: None) -> None:
    person, _ = make_person()
    other, _ = make_person()
    given = {"given_name": "Odile", "family_name": "Garcin"}
    assert services.compare_name(person, **given, actor=other) is None
    doubt = services.compare_name(person, given_name="Samuel", family_name="Kerbrat", actor=other)
    assert doubt is not None
    assert doubt.cause == "name-typed"
    assert services.compare_name(person, given_name="Samuel", family_name="Kerbrat", actor=other) is None


def test_raise_doubt_of_unfinished_account_says_nothing(db: None) -> None:
    invited = services.apply_new_person(email="ida.nox@exemple.fr", given_name="Ida", family_name="Nox")
    assert services.raise_doubt(invited, cause=IdentityDoubt.Cause.NAME_TYPED) is None
    assert told_of(invited) == []


def test_clear_doubt_in_each_state_follows_the_table(db: None) -> None:
    person, other = make_newcomer(), make_newcomer()
    doubt = services.raise_doubt(person, cause=IdentityDoubt.Cause.NAME_TYPED)
    assert doubt is not None
    cleared = services.apply_doubt_cleared(doubt, by=other, reason="Je la connais")
    assert DOUBT.table == {("open", "clear"): cleared.state}
    with pytest.raises(WrongState):
        services.apply_doubt_cleared(doubt, by=other, reason="Encore")
    assert services.raise_doubt(person, cause=IdentityDoubt.Cause.NAME_TYPED) is not None


def test_doubt_mailboxes_known_later_raises_each_once(db: None) -> None:
    person = make_newcomer()
    Person.objects.filter(pk=person.pk).update(email="mairie@valbrune.fr")
    assert services.doubt_shared_mailboxes() == 1
    assert services.doubt_shared_mailboxes() == 0
    assert [one.cause for one in selectors.doubts_about([person])] == ["mailbox"]
