"""Two who decide at once on one person: one decision, one entry, whatever the order."""

from collections.abc import Callable
from datetime import timedelta

from paraphe.access.identity_acts import act_of_name_correction, act_of_recovery
from paraphe.access.services import identity as verbs
from paraphe.access.services import recovery
from paraphe.access.testing import Body, make_body
from paraphe.access.tests.test_races import at_once, check_chain
from paraphe.accounts import selectors as people
from paraphe.accounts import services as accounts
from paraphe.accounts import totp
from paraphe.accounts.errors import RecoveryUnusable
from paraphe.accounts.selectors import EmailChange, FactorRecovery, NameRequest, Person
from paraphe.accounts.testing import give_step_up, totp_code
from paraphe.accounts.vocabulary import ASK_NAME, CHANGE_EMAIL, CLOSE_ACCOUNT, act_of_name
from paraphe.journal.selectors import history_of
from paraphe.journal.services import chain_of_person
from paraphe.kernel import clock
from paraphe.kernel.errors import PortalError, WrongState
from tests.fixtures.database import LiveDatabase


def _told(person: Person, event: str) -> int:
    return [one.event for one in history_of(chain_of_person(person.ref))].count(event)


def _refused(results: list[object]) -> int:
    return sum(isinstance(result, PortalError) for result in results)


def _cast() -> tuple[Body, Person, Person]:
    body = make_body()
    return body, body.add_administrator(), body.add_declarant()


def test_open_recovery_by_two_at_once_opens_one(live_database: LiveDatabase) -> None:
    body, fellow, person = _cast()
    accounts.request_recovery(person, actor=person)
    member = body.membership(person)

    def give(actor: Person) -> Callable[[], object]:
        give_step_up(actor, act_of_recovery(member))
        return lambda: recovery.open_recovery(member, actor=actor)

    results = at_once(give(body.administrator), give(fellow))
    assert _refused(results) == 1
    assert _told(person, "access.recovery.opened") == 1
    assert FactorRecovery.objects.count() == 1
    check_chain(body.organisation.siren)


def test_use_and_cancel_recovery_at_once_does_one(live_database: LiveDatabase) -> None:
    body, _, person = _cast()
    member = body.membership(person)
    give_step_up(body.administrator, act_of_recovery(member))
    opened = recovery.open_recovery(member, actor=body.administrator)
    FactorRecovery.objects.filter(pk=opened.pk).update(usable_at=clock.now() - timedelta(minutes=1))
    secret = totp.new_secret()
    code = totp_code(secret, steps=-1)
    results = at_once(
        lambda: accounts.enrol_totp(person=person, secret=secret, code=code, actor=person, leave="loss"),
        lambda: recovery.cancel_recovery(member, reason="Inconnu", actor=body.administrator),
    )
    assert _refused(results) == 1
    assert isinstance(
        next(one for one in results if isinstance(one, PortalError)), RecoveryUnusable | WrongState
    )
    opened.refresh_from_db()
    used = opened.state == "used"
    assert _told(person, "accounts.recovery.used") == used
    assert _told(person, "access.recovery.cancelled") == (not used)
    assert len(people.active_credentials(person)) == 1
    check_chain(body.organisation.siren)


def test_correct_and_refuse_name_at_once_does_one(live_database: LiveDatabase) -> None:
    body, fellow, person = _cast()
    accounts.apply_name_lock(person=person, at=clock.now())
    give_step_up(person, act_of_name(ASK_NAME, "Odile", "Garcin"))
    names = {"given_name": "Odile", "family_name": "Garcin"}
    request = accounts.ask_name(person, **names, reason="Mariage", actor=person)
    member = body.membership(person)
    give_step_up(fellow, act_of_name_correction(request))
    results = at_once(
        lambda: verbs.correct_name(member, request=request, reason="Vu", actor=fellow),
        lambda: verbs.refuse_name(member, request=request, reason="Non", actor=body.administrator),
    )
    assert _refused(results) == 1
    approved = NameRequest.objects.get().state == "approved"
    person.refresh_from_db()
    assert (person.family_name == "Garcin") == approved
    assert _told(person, "accounts.person.renamed") + _told(person, "accounts.name.refused") == 1


def test_answer_email_from_both_mailboxes_at_once_changes_it(live_database: LiveDatabase) -> None:
    _, _, person = _cast()
    give_step_up(person, CHANGE_EMAIL)
    change = accounts.ask_email_change(person, email="o.garcin@nouveau.fr", actor=person)
    results = at_once(
        lambda: accounts.agree_email_change(change, actor=person),
        lambda: accounts.prove_email_change(change, actor=person),
    )
    assert _refused(results) == 0
    person.refresh_from_db()
    assert (EmailChange.objects.get().state, person.email) == ("done", "o.garcin@nouveau.fr")
    assert _told(person, "accounts.email.changed") == 1


def test_leave_two_last_administrators_at_once_keeps_one(live_database: LiveDatabase) -> None:
    body, fellow, _ = _cast()
    for one in (body.administrator, fellow):
        give_step_up(one, CLOSE_ACCOUNT)
    results = at_once(
        lambda: verbs.leave_everything(body.administrator), lambda: verbs.leave_everything(fellow)
    )
    assert _refused(results) == 1
    active = [Person.objects.get(pk=one.pk).is_active for one in (body.administrator, fellow)]
    assert sorted(active) == [False, True]
    check_chain(body.organisation.siren)
