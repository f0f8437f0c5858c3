"""A change of address needs both mailboxes; a dead one is answered for by somebody else, after a day."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from paraphe.accounts import events, links, selectors, services, tasks
from paraphe.accounts.errors import AgreementEarly, EmailLinkDead, EmailTaken
from paraphe.accounts.models import EmailChange, Person
from paraphe.accounts.testing import PASSWORD, give_step_up, login, make_person, next_code
from paraphe.accounts.tests.conftest import Visitor, is_logged_in, told_of
from paraphe.accounts.transitions import EMAIL_CHANGE
from paraphe.accounts.vocabulary import CHANGE_EMAIL
from paraphe.kernel import clock
from paraphe.kernel.errors import WrongState

PAGE = "/compte/adresse/"
NEW = "o.farge@nouveau.fr"


def _ask(person: Person, email: str = NEW) -> EmailChange:
    give_step_up(person, CHANGE_EMAIL)
    return services.ask_email_change(person, email=email, actor=person)


def _ask_by_page(visitor: Visitor, person: Person, email: str = NEW) -> Any:
    login(visitor, person)
    return visitor.post(PAGE, {"email": email, "step_up_code": next_code(person)})


def _link_to(address: str) -> str:
    body = next(str(one.body) for one in reversed(mail.outbox) if one.to == [address])
    found = re.search(r"http://localhost(/compte/adresse/\S+)", body)
    assert found is not None
    return found[1]


def _in_state(state: str) -> EmailChange:
    person, _ = make_person()
    change = _ask(person)
    ways: dict[str, list[Callable[[EmailChange], Any]]] = {
        "agreed": [_agree],
        "proved": [_prove],
        "done": [_agree, _prove],
        "refused": [_refuse],
        "withdrawn": [_withdraw],
        "expired": [services.expire_email_change],
    }
    for act in ways.get(state, []):
        act(change)
    change.refresh_from_db()
    assert change.state == state
    return change


def _agree(change: EmailChange) -> None:
    services.agree_email_change(change, actor=change.person)


def _prove(change: EmailChange) -> None:
    services.prove_email_change(change, actor=change.person)


def _refuse(change: EmailChange) -> None:
    services.refuse_email_change(change, actor=change.person)


def _withdraw(change: EmailChange) -> None:
    services.withdraw_email_change(change, actor=change.person)


VERBS: dict[str, Callable[[EmailChange], None]] = {
    "agree": _agree,
    "prove": _prove,
    "refuse": _refuse,
    "withdraw": _withdraw,
    "expire": services.expire_email_change,
}


@pytest.mark.parametrize("state", EMAIL_CHANGE.states)
@pytest.mark.parametrize("verb", EMAIL_CHANGE.verbs)
def test_change_email_in_each_state_follows_the_table(db: None, state: str, verb: str) -> None:
    change = _in_state(state)
    before = len(told_of(change.person))
    expected = EMAIL_CHANGE.table.get((state, verb))
    if expected is None:
        with pytest.raises(WrongState):
            VERBS[verb](change)
    else:
        VERBS[verb](change)
    change.refresh_from_db()
    assert change.state == (expected or state)
    assert len(told_of(change.person)) - before == (1 if expected else 0)
    assert (Person.objects.get(pk=change.person_id).email == NEW) == (change.state == "done")


def test_change_email_by_both_links_tells_the_former(visitor: Visitor) -> None:
    person, _ = make_person()
    former = person.email
    assert _ask_by_page(visitor, person)["Location"] == PAGE
    assert {tuple(one.to) for one in mail.outbox} == {(former,), (NEW,)}
    assert visitor.get(_link_to(NEW)).status_code == 200
    assert visitor.post(_link_to(NEW)).status_code == 302
    assert Person.objects.get(pk=person.pk).email == former
    assert "Preuve" not in visitor.get(PAGE).content.decode().split("Demander")[0].split("Prouvée")[1]
    link = _link_to(former)
    assert visitor.post(link).status_code == 302
    assert Person.objects.get(pk=person.pk).email == NEW
    assert (mail.outbox[-1].to, mail.outbox[-1].subject) == ([former], "Votre compte a changé d’adresse")
    assert told_of(person)[-1].event == events.EMAIL_CHANGED
    assert visitor.post(link).status_code == 409


def test_refuse_email_from_the_former_mailbox_ends_sessions(visitor: Visitor) -> None:
    person, _ = make_person()
    _ask_by_page(visitor, person)
    stranger = Visitor()
    answer = stranger.post(_link_to(person.email), {"refuser": "1"})
    assert answer["Location"] == "/compte/mot-de-passe/oublie/"
    assert visitor.get("/compte/").status_code == 302
    assert EmailChange.objects.get(person=person).state == "refused"
    assert stranger.post(_link_to(NEW)).status_code == 409


def test_refuse_email_from_the_new_mailbox_only_confirms(visitor: Visitor) -> None:
    person, _ = make_person()
    _ask_by_page(visitor, person)
    Visitor().post(_link_to(NEW), {"refuser": "1"})
    assert EmailChange.objects.get(person=person).state == "proved"


def test_confirm_email_in_another_browser_logs_nobody_in(visitor: Visitor) -> None:
    person, _ = make_person()
    _ask_by_page(visitor, person)
    other = Visitor()
    assert other.post(_link_to(NEW))["Location"] == "/compte/connexion/"
    assert not is_logged_in(other)
    assert visitor.get("/compte/").status_code == 200


def test_ask_email_again_replaces_the_former_change(db: None) -> None:
    person, _ = make_person()
    first = _ask(person, "faute@nouveau.fr")
    second = _ask(person)
    first.refresh_from_db()
    assert (first.state, second.state) == ("withdrawn", "pending")
    assert told_of(person)[-1].event == events.EMAIL_ASKED
    with pytest.raises(EmailLinkDead):
        links.read_email_change(links.email_change_path(first, links.NEW).rstrip("/").split("/")[-1])


def test_ask_email_without_proof_sends_nothing(visitor: Visitor) -> None:
    person, _ = make_person()
    login(visitor, person)
    answer = visitor.post(PAGE, {"email": NEW, "step_up_code": "000000"})
    assert (answer.status_code, len(mail.outbox)) == (422, 0)
    assert NEW in answer.content.decode()


@pytest.mark.parametrize("email", ["mairie@valbrune.fr", "pas une adresse", ""])
def test_ask_email_of_nobody_is_refused(visitor: Visitor, email: str) -> None:
    person, _ = make_person()
    answer = _ask_by_page(visitor, person, email)
    assert (answer.status_code, len(mail.outbox)) == (422, 0)


def test_ask_email_already_ones_own_is_refused(visitor: Visitor) -> None:
    person, _ = make_person()
    assert _ask_by_page(visitor, person, person.email.upper()).status_code == 422


def test_change_email_to_someone_elses_tells_only_the_mailbox(visitor: Visitor) -> None:
    person, _ = make_person()
    other, _ = make_person()
    assert _ask_by_page(visitor, person, other.email).status_code == 302
    visitor.post(_link_to(other.email))
    assert visitor.post(_link_to(person.email)).status_code == 409
    assert Person.objects.get(pk=person.pk).email == person.email
    with pytest.raises(EmailTaken):
        services.agree_email_change(EmailChange.objects.get(person=person), actor=person)


def test_agree_for_dead_mailbox_waits_a_day(db: None) -> None:
    person, _ = make_person()
    change = _ask(person)
    with pytest.raises(AgreementEarly):
        services.apply_email_step(change, "agree", by="administrator")
    with clock.freeze(change.asked_at + timedelta(hours=24)):
        assert services.apply_email_step(change, "agree", by="administrator").state == "agreed"


def test_answer_after_seven_days_is_too_late(db: None) -> None:
    person, _ = make_person()
    change = _ask(person)
    with clock.freeze(change.expires_at):
        with pytest.raises(EmailLinkDead):
            _prove(change)
        assert selectors.open_email_change(person) is None
        assert tasks.expire_requests() == 1
    change.refresh_from_db()
    assert change.state == "expired"


@pytest.mark.parametrize("token", ["x", "former.abc:zzz", "é:à", "a" * 400])
def test_open_email_link_of_nothing_is_dead(visitor: Visitor, token: str) -> None:
    assert visitor.get(f"{PAGE}confirmer/{token}/").status_code == 409


def test_withdraw_email_by_page_kills_the_links(visitor: Visitor) -> None:
    person, _ = make_person()
    _ask_by_page(visitor, person)
    visitor.post(f"{PAGE}retirer/")
    assert EmailChange.objects.get(person=person).state == "withdrawn"
    assert Visitor().get(_link_to(NEW)).status_code == 409
    assert visitor.post(f"{PAGE}retirer/").status_code == 302


def test_record_bounce_twice_tells_once_until_confirmed(db: None) -> None:
    person, _ = make_person()
    services.record_bounce(person, kind="gone")
    services.record_bounce(person, kind="full")
    assert [one.event for one in told_of(person)].count(events.EMAIL_BOUNCED) == 1
    assert selectors.bounced([person]) == [person]
    services.confirm_profile(person, actor=person)
    assert selectors.bounced([person]) == []
    services.record_bounce(person, kind="gone")
    assert told_of(person)[-1].event == events.EMAIL_BOUNCED


def test_confirm_profile_by_page_lasts_six_months(visitor: Visitor) -> None:
    person, _ = make_person()
    person.refresh_from_db()
    assert selectors.stale_profiles([person]) == []
    login(visitor, person)
    with clock.freeze(clock.now() + selectors.FRESHNESS + timedelta(days=1)):
        assert selectors.stale_profiles([person]) == [person]
        services.confirm_profile(person, actor=person)
        person.refresh_from_db()
        assert selectors.stale_profiles([person]) == []
    assert visitor.post("/compte/confirmer/")["Location"] == "/compte/"
    assert told_of(person)[-1].event == events.PROFILE_CONFIRMED


def test_log_in_after_change_takes_the_new_address(visitor: Visitor) -> None:
    person, _ = make_person()
    change = _ask(person)
    former = person.email
    _agree(change)
    _prove(change)
    assert visitor.post("/compte/connexion/", {"email": former, "password": PASSWORD}).status_code == 422
    assert visitor.post("/compte/connexion/", {"email": NEW, "password": PASSWORD}).status_code == 302
