"""Anyone may ask for an account; nobody learns from it who has one; the mailbox alone opens it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from paraphe.accounts import selectors, services
from paraphe.accounts.errors import AlreadyRegistered, SignUpOver
from paraphe.accounts.models import Person, SignUp
from paraphe.accounts.testing import make_newcomer, make_person
from paraphe.accounts.tests.conftest import Visitor, is_logged_in, told_of, words_of
from paraphe.kernel import clock

PAGE = "/compte/creer/"
FINISH = "/compte/creer/finir/"
PASSWORD = "sept chevaux agrafent"
ASKED = {"given_name": "Ida", "family_name": "Nox", "email": "ida.nox@exemple.fr", "terms": "on"}
GIVEN = {"given_name": "Ida", "family_name": "Nox", "password": PASSWORD, "again": PASSWORD}


def _ask(visitor: Visitor, **answers: str) -> Any:
    return visitor.post(PAGE, {**ASKED, **answers})


def _link() -> str:
    found = re.search(r"http://localhost(/compte/creer/lien/\S+)", str(mail.outbox[-1].body))
    assert found is not None
    return found[1]


def test_open_account_by_mailed_link_leads_where_one_was_going(visitor: Visitor) -> None:
    assert _ask(visitor, next="/compte/sessions/")["Location"] == f"{PAGE}envoye/"
    assert not Person.objects.filter(email=ASKED["email"]).exists()
    other = Visitor()
    assert other.get(_link())["Location"] == FINISH
    page = other.get(FINISH).content.decode()
    assert "ida.nox@exemple.fr" in page
    assert 'value="Nox"' in page
    done = other.post(FINISH, GIVEN)
    assert done["Location"] == "/compte/sessions/"
    assert is_logged_in(other)
    assert other.get("/compte/sessions/")["Location"] == "/compte/second-facteur/"
    person = Person.objects.get(email=ASKED["email"])
    assert [one.event for one in told_of(person)] == ["accounts.person.registered"]
    assert other.get(_link())["Location"] == FINISH
    assert other.get(FINISH).status_code == 410


@pytest.mark.parametrize("whose", ["unknown", "known", "newcomer", "invited", "closed"])
def test_ask_account_answers_alike_whoever_has_the_address(visitor: Visitor, whose: str) -> None:
    unknown = _ask(Visitor(), email="personne@exemple.fr")
    page_unknown = words_of(Visitor().get(f"{PAGE}envoye/"))
    email = "ida.nox@exemple.fr"
    if whose == "known":
        make_person(email=email)
    elif whose in ("newcomer", "closed"):
        person = make_newcomer(email=email)
        if whose == "closed":
            services.apply_deactivation(person=person)
    elif whose == "invited":
        services.apply_new_person(email=email, given_name="Ida", family_name="Nox")
    before = (len(mail.outbox), SignUp.objects.count(), Person.objects.count())
    answer = _ask(visitor)
    assert (answer.status_code, answer["Location"]) == (unknown.status_code, unknown["Location"])
    assert words_of(Visitor().get(answer["Location"])) == page_unknown
    assert (len(mail.outbox), SignUp.objects.count(), Person.objects.count()) == (
        before[0] + 1,
        before[1] + 1,
        before[2],
    )
    assert mail.outbox[-1].to == [email]
    subject = {"known": "déjà un compte", "newcomer": "déjà un compte", "closed": "fermé"}.get(
        whose, "Ouvrir"
    )
    assert subject in mail.outbox[-1].subject
    assert ("/compte/creer/lien/" in str(mail.outbox[-1].body)) == (whose in ("unknown", "invited"))


def test_open_account_of_someone_invited_keeps_her_row(visitor: Visitor) -> None:
    invited = services.apply_new_person(email=ASKED["email"], given_name="Ida", family_name="Knox")
    _ask(visitor)
    visitor.get(_link())
    assert visitor.post(FINISH, GIVEN).status_code == 302
    invited.refresh_from_db()
    assert (invited.family_name, invited.email_verified) == ("Nox", True)


def test_open_account_opened_meanwhile_tells_it(db: None) -> None:
    sign_up = services.ask_account(email=ASKED["email"], given_name="Ida", family_name="Nox")
    make_newcomer(email=ASKED["email"])
    with pytest.raises(AlreadyRegistered):
        services.open_account(sign_up, given_name="Ida", family_name="Nox", password=PASSWORD)


@pytest.mark.parametrize(("after", "works"), [(1799, True), (1800, False)])
def test_open_account_only_within_half_an_hour(db: None, after: int, works: bool) -> None:
    sign_up = services.ask_account(email=ASKED["email"], given_name="Ida", family_name="Nox")
    with clock.freeze(sign_up.asked_at + timedelta(seconds=after)):
        if works:
            services.open_account(sign_up, given_name="Ida", family_name="Nox", password=PASSWORD)
        else:
            with pytest.raises(SignUpOver):
                services.open_account(sign_up, given_name="Ida", family_name="Nox", password=PASSWORD)
    assert Person.objects.filter(email=ASKED["email"]).exists() == works


def test_open_account_twice_is_refused(db: None) -> None:
    sign_up = services.ask_account(email=ASKED["email"], given_name="Ida", family_name="Nox")
    services.open_account(sign_up, given_name="Ida", family_name="Nox", password=PASSWORD)
    with pytest.raises(SignUpOver):
        services.open_account(sign_up, given_name="Ida", family_name="Nox", password=PASSWORD)


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({"email": "mairie@valbrune.fr"}, "boîte de service"),
        ({"email": "pas une adresse"}, "adresse complète"),
        ({"given_name": "  "}, "Prénom"),
        ({"terms": ""}, "conditions"),
        ({"family_name": "N" * 81}, "80"),
    ],
)
def test_ask_account_with_bad_answer_keeps_the_others(
    visitor: Visitor, answers: dict[str, str], told: str
) -> None:
    answer = _ask(visitor, **answers)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert len(mail.outbox) == 0
    kept = {**ASKED, **answers}
    assert ('value="Nox"' in answer.content.decode()) == (kept["family_name"] == "Nox")


@pytest.mark.parametrize("going", ["https://faux.example/", "//faux.example", "javascript:alert(1)"])
def test_ask_account_going_elsewhere_forgets_it(visitor: Visitor, going: str) -> None:
    _ask(visitor, next=going)
    assert SignUp.objects.get().next == ""


@pytest.mark.parametrize("token", ["x", "é:à", "abc:def", "a" * 300])
def test_open_link_of_nothing_is_dead(visitor: Visitor, token: str) -> None:
    visitor.get(f"{PAGE}lien/{token}/")
    assert visitor.get(FINISH).status_code == 410
    assert visitor.post(FINISH, GIVEN).status_code == 410


def test_finish_account_with_weak_password_keeps_the_names(visitor: Visitor) -> None:
    _ask(visitor)
    visitor.get(_link())
    answer = visitor.post(FINISH, {**GIVEN, "given_name": "Idalie", "password": "court", "again": "court"})
    assert answer.status_code == 422
    assert 'value="Idalie"' in answer.content.decode()
    assert visitor.post(FINISH, {**GIVEN, "again": "autre chose"}).status_code == 422
    assert visitor.post(FINISH, GIVEN).status_code == 302


def test_ask_account_again_by_page_sends_the_same_answers(visitor: Visitor) -> None:
    assert "Renvoyer" not in visitor.get(f"{PAGE}envoye/").content.decode()
    assert visitor.post(f"{PAGE}envoye/").status_code == 200
    _ask(visitor)
    assert visitor.post(f"{PAGE}envoye/").status_code == 302
    assert [one.to for one in mail.outbox] == [["ida.nox@exemple.fr"]] * 2


def test_ask_account_many_times_for_one_mailbox_stops_silently(visitor: Visitor) -> None:
    for _ in range(6):
        assert _ask(visitor).status_code == 302
    assert len(mail.outbox) == 3


def test_ask_account_many_times_from_one_network_must_wait(visitor: Visitor) -> None:
    answers = [_ask(Visitor(), email=f"ida{n}.nox@exemple.fr").status_code for n in range(25)]
    assert answers[:19] == [302] * 19
    assert answers[-1] == 422


def test_ask_account_logged_in_goes_on(visitor: Visitor) -> None:
    _ask(visitor)
    visitor.get(_link())
    visitor.post(FINISH, GIVEN)
    assert visitor.get(f"{PAGE}?next=/compte/")["Location"] == "/compte/"


def test_forget_sign_ups_of_yesterday_keeps_todays(db: None) -> None:
    row = services.ask_account(email=ASKED["email"], given_name="Ida", family_name="Nox")
    assert services.forget_sign_ups() == 0
    with clock.freeze(row.expires_at + timedelta(days=1, seconds=1)):
        assert services.forget_sign_ups() == 1


def test_forget_unfinished_after_thirty_days_keeps_the_registered(db: None) -> None:
    newcomer = make_newcomer()
    unfinished = services.apply_new_person(email=ASKED["email"], given_name="Ida", family_name="Nox")
    assert services.forget_unfinished() == 0
    with clock.freeze(unfinished.created_at + timedelta(days=30, seconds=1)):
        assert services.forget_unfinished() == 1
    assert Person.objects.filter(pk=newcomer.pk).exists()


@pytest.mark.parametrize(("given", "family", "doubts"), [("Ida", "Knox", 0), ("Samuel", "Kerbrat", 1)])
def test_register_under_other_names_than_invited_leaves_a_doubt(
    db: None, given: str, family: str, doubts: int
) -> None:
    invited = services.apply_new_person(email=ASKED["email"], given_name="Ida", family_name="Nox")
    person = services.register_person(invited, given_name=given, family_name=family, password=PASSWORD)
    assert len(selectors.doubts_about([person])) == doubts
    assert told_of(person)[0].event == "accounts.person.registered"
    assert len(told_of(person)) == 1 + doubts
