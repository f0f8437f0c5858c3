"""A lost second factor: nobody alone, told to all, a day to wait, and a day before the new one counts."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from paraphe.access import identity, selectors, services
from paraphe.access.errors import Refused, SecretOver, SecretRefused, SelfDecision, UnknownPerson
from paraphe.access.events import RECOVERY_OPENED
from paraphe.access.identity_acts import act_of_confirmation, act_of_recovery
from paraphe.access.models import Letter
from paraphe.access.services import letters, recovery
from paraphe.access.testing import Body, make_body, make_operator
from paraphe.access.vocabulary import Action, Level
from paraphe.accounts import selectors as people
from paraphe.accounts import services as accounts
from paraphe.accounts import totp
from paraphe.accounts.errors import RecoveryUnusable, TooManyTries
from paraphe.accounts.links import recovery_cancel_path
from paraphe.accounts.selectors import FactorRecovery, Person
from paraphe.accounts.testing import PASSWORD, give_step_up, login, make_person, next_code, totp_code
from paraphe.journal.selectors import history_of
from paraphe.journal.services import chain_of_body, chain_of_person
from paraphe.kernel import clock
from paraphe.kernel.errors import WrongState

DAY = timedelta(hours=24)
LOST = "/compte/connexion/second-facteur/perdu/"


def _events(person: Person) -> list[str]:
    return [one.event for one in history_of(chain_of_person(person.ref))]


def _body_events(body: Body) -> list[str]:
    return [one.event for one in history_of(chain_of_body(body.organisation.siren))]


def _open(body: Body, person: Person, actor: Person | None = None) -> FactorRecovery:
    actor = actor or body.administrator
    member = body.membership(person)
    give_step_up(actor, act_of_recovery(member))
    return recovery.open_recovery(member, actor=actor)


def _usable(found: FactorRecovery) -> datetime:
    assert found.usable_at is not None
    return found.usable_at


def _replace(person: Person) -> str:
    """Another application, by the opened recovery; its secret."""
    secret = totp.new_secret()
    code = totp_code(secret, steps=-1)
    accounts.enrol_totp(person=person, secret=secret, code=code, actor=person, leave="loss")
    return secret


def _signs(body: Body, person: Person) -> bool:
    question = selectors.ask(
        person.pk, Action.DECLARATION_SIGN, body.organisation.siren, siret=body.places[0].siret, service="dsn"
    )
    return selectors.decide(question).allowed


@pytest.fixture
def body(db: None) -> Body:
    """A body with one administrator, whose seat has an address."""
    return _with_seat(make_body())


def _with_seat(body: Body) -> Body:
    seat = body.places[0]
    seat.postcode, seat.city = "31200", "Valbrune"
    seat.save(update_fields=["postcode", "city"])
    return body


def _in_state(body: Body, person: Person, state: str) -> FactorRecovery:
    found = accounts.request_recovery(person, actor=person)
    member = body.membership(person)
    if state in ("opened", "used"):
        _open(body, person)
    if state == "used":
        with clock.freeze(clock.now() + DAY):
            _replace(person)
    elif state == "refused":
        recovery.refuse_recovery(member, reason="Inconnue", actor=body.administrator)
    elif state == "cancelled":
        accounts.cancel_recovery(found, actor=person)
    elif state == "expired":
        accounts.expire_recovery(found)
    found.refresh_from_db()
    assert found.state == state
    return found


STATES = ("requested", "opened", "used", "refused", "cancelled", "expired")


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("verb", ["refuse", "cancel_there", "cancel", "expire", "use"])
def test_move_recovery_in_each_state_follows_the_table(body: Body, state: str, verb: str) -> None:
    person = body.add_declarant()
    found, member = _in_state(body, person, state), body.membership(person)
    before = len(_events(person))
    verbs: dict[str, Callable[[], Any]] = {
        "refuse": lambda: recovery.refuse_recovery(member, reason="Non", actor=body.administrator),
        "cancel_there": lambda: recovery.cancel_recovery(member, reason="Non", actor=body.administrator),
        "cancel": lambda: accounts.cancel_recovery(found, actor=person),
        "expire": lambda: accounts.expire_recovery(found),
        "use": lambda: _replace(person),
    }
    allowed = {
        "requested": {
            "refuse": "refused",
            "cancel_there": "cancelled",
            "cancel": "cancelled",
            "expire": "expired",
        },
        "opened": {"cancel_there": "cancelled", "cancel": "cancelled", "expire": "expired", "use": "used"},
    }
    expected = allowed.get(state, {}).get(verb)
    with clock.freeze(clock.now() + DAY):
        if expected:
            verbs[verb]()
        else:
            with pytest.raises((WrongState, RecoveryUnusable)):
                verbs[verb]()
    found.refresh_from_db()
    assert found.state == (expected or state)
    assert (len(_events(person)) > before) == bool(expected)


@pytest.mark.parametrize("state", ["refused", "cancelled", "expired"])
def test_open_recovery_after_one_is_over_opens_another(body: Body, state: str) -> None:
    person = body.add_declarant()
    former = _in_state(body, person, state)
    assert _open(body, person).ref != former.ref


def test_open_recovery_twice_is_refused(body: Body) -> None:
    person = body.add_declarant()
    _open(body, person)
    with pytest.raises(WrongState):
        _open(body, person)


def test_open_recovery_tells_body_and_person_in_one_entry(body: Body) -> None:
    person = body.add_declarant()
    opened = _open(body, person)
    assert (_body_events(body)[-1], _events(person)[-1]) == (RECOVERY_OPENED, RECOVERY_OPENED)
    assert opened.usable_at is not None
    assert opened.usable_at - (opened.opened_at or clock.now()) == DAY
    assert opened.expires_at - opened.usable_at == timedelta(days=7)


def test_open_recovery_for_oneself_is_refused(body: Body) -> None:
    other = body.add_administrator()
    with pytest.raises(SelfDecision):
        _open(body, other, actor=other)


def test_open_recovery_by_declarant_is_refused(body: Body) -> None:
    person, other = body.add_declarant(), body.add_declarant(family_name="Nox")
    with pytest.raises(Refused):
        _open(body, person, actor=other)


def test_open_recovery_by_narrower_scope_is_refused(db: None) -> None:
    body = make_body(places=2)
    narrow = body.add_administrator(scope=[body.places[1].siret])
    person = body.add_declarant()
    body.grant(person, places=[body.places[0]])
    for target in (person, body.administrator):
        with pytest.raises(Refused):
            _open(body, target, actor=narrow)
    inside = body.add_declarant(family_name="Nox")
    body.grant(inside, places=[body.places[1]])
    assert _open(body, inside, actor=narrow).state == "opened"


def test_open_recovery_without_proof_is_refused(body: Body) -> None:
    person = body.add_declarant()
    with pytest.raises(Exception, match="step_up"):
        recovery.open_recovery(body.membership(person), actor=body.administrator)
    assert people.open_recovery(person) is None


def test_open_recovery_of_someone_gone_is_refused(body: Body) -> None:
    person = body.add_declarant()
    member = body.membership(person)
    services.end_membership(member, reason="Départ", actor=body.administrator)
    give_step_up(body.administrator, act_of_recovery(member))
    with pytest.raises(UnknownPerson):
        recovery.open_recovery(member, actor=body.administrator)
    assert people.open_recovery(person) is None


@pytest.mark.parametrize(
    ("after", "works"), [(-1, False), (0, True), (7 * 24 * 3600 - 1, True), (7 * 24 * 3600, False)]
)
def test_use_recovery_only_in_its_window(body: Body, after: int, works: bool) -> None:
    person = body.add_declarant()
    opened = _open(body, person)
    assert opened.usable_at is not None
    with clock.freeze(_usable(opened) + timedelta(seconds=after)):
        if works:
            _replace(person)
        else:
            with pytest.raises(RecoveryUnusable):
                _replace(person)
    assert len(people.active_credentials(person)) == 1


def test_use_recovery_revokes_former_factors_and_sessions(body: Body) -> None:
    person = body.add_declarant()
    accounts.draw_recovery_codes(person=person, actor=person)
    former = {held.ref for held in people.active_credentials(person)}
    client = Client()
    login(client, person)
    opened = _open(body, person)
    with clock.freeze(_usable(opened)):
        _replace(person)
        held = people.active_credentials(person)
        assert client.get("/compte/").status_code == 302
    assert len(held) == 1
    assert held[0].ref not in former
    assert _events(person)[-4:] == [
        "accounts.recovery.used",
        "accounts.credential.revoked",
        "accounts.credential.revoked",
        "accounts.credential.enrolled",
    ]


def test_sign_with_recovered_factor_waits_a_day_or_a_confirmation(body: Body) -> None:
    person = body.add_declarant()
    body.grant(person, level=Level.SIGN)
    assert _signs(body, person)
    opened = _open(body, person)
    with clock.freeze(_usable(opened)):
        _replace(person)
        assert not _signs(body, person)
    with clock.freeze(_usable(opened) + DAY - timedelta(seconds=1)):
        assert not _signs(body, person)
    with clock.freeze(_usable(opened) + DAY):
        assert _signs(body, person)
    with clock.freeze(_usable(opened) + timedelta(minutes=1)):
        member = body.membership(person)
        give_step_up(body.administrator, act_of_confirmation(member))
        recovery.confirm_factor(member, actor=body.administrator)
        assert _signs(body, person)
        assert people.restricted_until(person) is None
        give_step_up(body.administrator, act_of_confirmation(member))
        with pytest.raises(WrongState):
            recovery.confirm_factor(member, actor=body.administrator)


def test_decide_with_recovered_factor_is_refused_for_a_day(body: Body) -> None:
    other, person = body.add_administrator(), body.add_declarant()
    opened = _open(body, other)
    with clock.freeze(_usable(opened)):
        _replace(other)
        with pytest.raises(Refused):
            _open(body, person, actor=other)
        give_step_up(other, act_of_confirmation(body.membership(other)))
        with pytest.raises(Refused):
            recovery.confirm_factor(body.membership(other), actor=other)
        assert people.restricted_until(other) is not None


# A sole administrator: a posted key and a check, together.


def _key_posted(body: Body) -> tuple[Person, str]:
    """The sole administrator asked for the key, which an operator printed; the key."""
    person = body.administrator
    recovery.request_recovery_key(person)
    letter = Letter.objects.get(kind="activation-key", organisation=body.organisation)
    return person, letters.print_letter(letter, batch="lot", actor=make_operator()).key


def test_ask_key_with_a_fellow_is_refused(body: Body) -> None:
    other = body.add_administrator()
    assert identity.ways_back(other) == identity.WaysBack(by_administrator=True, by_key=False)
    with pytest.raises(WrongState):
        recovery.request_recovery_key(body.administrator)


def test_ask_key_alone_queues_one_letter(body: Body) -> None:
    assert identity.ways_back(body.administrator) == identity.WaysBack(by_administrator=False, by_key=True)
    first = recovery.request_recovery_key(body.administrator)
    assert recovery.request_recovery_key(body.administrator).ref == first.ref
    assert Letter.objects.filter(organisation=body.organisation).count() == 1
    assert _body_events(body).count("access.recovery.requested") == 1


@pytest.mark.parametrize("key_first", [True, False])
def test_open_by_key_needs_both_proofs(body: Body, key_first: bool) -> None:
    person, key = _key_posted(body)
    found = people.open_recovery(person)
    assert found is not None
    acts: list[Callable[[], Any]] = [
        lambda: recovery.redeem_recovery_key(person, typed=key.lower()),
        lambda: recovery.check_recovery(found, reason="Rappel au standard", actor=make_operator()),
    ]
    first, second = acts if key_first else acts[::-1]
    first()
    found.refresh_from_db()
    assert found.state == "requested"
    second()
    found.refresh_from_db()
    assert (found.state, found.opened_by) == ("opened", None)
    assert _body_events(body)[-1] == RECOVERY_OPENED
    with clock.freeze(_usable(found)):
        _replace(person)


def test_type_wrong_key_five_times_burns_it(body: Body) -> None:
    person, key = _key_posted(body)
    for _ in range(4):
        with pytest.raises(SecretRefused):
            recovery.redeem_recovery_key(person, typed="AAAA-AAAA-AAAA")
    with pytest.raises(SecretOver):
        recovery.redeem_recovery_key(person, typed="AAAA-AAAA-AAAA")
    with pytest.raises(SecretOver):
        recovery.redeem_recovery_key(person, typed=key)
    assert people.recoveries_by_key()[0].key_at is None
    asked = recovery.request_recovery_key(person)
    with pytest.raises(WrongState):
        recovery.redeem_recovery_key(person, typed=key)
    letter = Letter.objects.get(kind="activation-key", state="queued")
    another = letters.print_letter(letter, batch="lot", actor=make_operator()).key
    assert recovery.redeem_recovery_key(person, typed=another).ref == asked.ref


def test_type_late_key_by_pages_offers_another(body: Body) -> None:
    person, key = _key_posted(body)
    with clock.freeze(clock.now() + timedelta(days=61)):
        client = Client()
        _password(client, person)
        assert client.post(f"{LOST}cle/", {"code": key}).status_code == 422
        assert "Demander une autre clé" in client.get(LOST).content.decode()
        client.post(LOST)
        assert "Demander une autre clé" not in client.get(LOST).content.decode()
    assert Letter.objects.filter(kind="activation-key").count() == 2


def test_check_recovery_by_nobody_of_the_desk_is_refused(body: Body) -> None:
    person, _ = _key_posted(body)
    found = people.open_recovery(person)
    assert found is not None
    stranger, _ = make_person()
    with pytest.raises(Refused):
        recovery.check_recovery(found, reason="Moi", actor=stranger)
    operator = make_operator()
    recovery.check_recovery(found, reason="Rappel", actor=operator)
    with pytest.raises(WrongState):
        recovery.check_recovery(found, reason="Encore", actor=operator)


def test_reject_recovery_at_the_desk_kills_the_key(body: Body) -> None:
    person, key = _key_posted(body)
    found = people.open_recovery(person)
    assert found is not None
    recovery.reject_recovery(found, reason="Personne inconnue", actor=make_operator())
    assert people.open_recovery(person) is None
    with pytest.raises(Exception, match="recovery_unknown"):
        recovery.redeem_recovery_key(person, typed=key)


# The pages.


def _password(client: Client, person: Person) -> None:
    client.post("/compte/connexion/", {"email": person.email, "password": PASSWORD})


def test_ask_recovery_by_pages_replaces_the_factor(body: Body) -> None:
    person, lost = body.add_declarant(), Client()
    assert lost.get(LOST)["Location"] == "/compte/connexion/"
    _password(lost, person)
    page = lost.get(LOST).content.decode()
    assert body.organisation.name not in page
    assert "Prévenir les administrateurs" in page
    assert lost.post(LOST)["Location"] == LOST
    assert "Attendue" in lost.get(LOST).content.decode()

    administrator, url = (
        Client(),
        f"/organismes/{body.organisation.ref}/personnes/{person.ref}/second-facteur",
    )
    login(administrator, body.administrator)
    assert "dit l’avoir perdu" in administrator.get(url).content.decode()
    assert administrator.post(url, {"ouvrir": "1", "step_up_code": "000000"}).status_code == 422
    code = next_code(body.administrator)
    assert administrator.post(url, {"ouvrir": "1", "step_up_code": code}).status_code == 303
    assert administrator.post(url, {"arreter": "1", "reason": ""}).status_code == 422
    early = lost.post("/compte/connexion/second-facteur/remplacer/")
    assert early.status_code == 409

    opened = people.open_recovery(person)
    assert opened is not None
    with clock.freeze(_usable(opened)):
        late = Client()
        _password(late, person)
        assert "Remplacer le second facteur" in late.get("/compte/connexion/second-facteur/").content.decode()
        assert late.post("/compte/connexion/second-facteur/remplacer/").status_code == 302
        assert late.get("/compte/")["Location"].startswith("/compte/second-facteur/")
        assert "Remplacez" in late.get("/compte/second-facteur/").content.decode()
        page = late.get("/compte/second-facteur/application/").content.decode()
        secret = page.split("<code>")[1].split("</code>")[0].replace(" ", "")
        done = late.post("/compte/second-facteur/application/", {"code": totp_code(secret)})
        assert done.status_code == 302, done.content.decode()
        assert "Votre nouveau second facteur attend" in late.get("/compte/").content.decode()
    assert people.open_recovery(person) is None


def test_enrol_without_opening_in_a_session_by_password_is_refused(body: Body) -> None:
    person, thief = body.add_declarant(), Client()
    accounts.request_recovery(person, actor=person)
    _password(thief, person)
    assert thief.post("/compte/connexion/second-facteur/remplacer/").status_code == 409
    assert thief.get("/compte/second-facteur/application/").status_code == 302
    assert thief.get("/compte/").status_code == 302


def test_cancel_recovery_by_mailed_link_stops_it(body: Body) -> None:
    person = body.add_declarant()
    found = _open(body, person)
    link = recovery_cancel_path(found.ref)
    assert Client().get(link).status_code == 200
    assert Client().post(link)["Location"] == "/compte/mot-de-passe/oublie/"
    assert people.open_recovery(person) is None
    assert Client().get(link).status_code == 409
    assert Client().get("/compte/second-facteur/perte/faux/arreter/").status_code == 409


def test_ask_recovery_again_and_again_must_wait(body: Body) -> None:
    person = body.add_declarant()
    with pytest.raises(TooManyTries):
        for _ in range(10):
            accounts.pace_recovery(person)
    assert people.open_recovery(person) is None


def test_ask_recovery_of_nobodys_account_offers_no_way(db: None) -> None:
    person, _ = make_person()
    client = Client()
    _password(client, person)
    assert "Personne ne peut rouvrir ce compte" in client.get(LOST).content.decode()
    client.post(LOST)
    assert people.open_recovery(person) is None


def test_type_key_by_pages_then_check_at_the_desk_opens(body: Body) -> None:
    person, key = _key_posted(body)
    client = Client()
    _password(client, person)
    assert client.post(f"{LOST}cle/", {"code": "AAAA-AAAA-AAAA"}).status_code == 422
    assert client.post(f"{LOST}cle/", {"code": key}).status_code == 303
    found, operator, desk = people.open_recovery(person), make_operator(), Client()
    assert found is not None
    login(desk, operator)
    assert person.full_name in desk.get("/exploitation/seconds-facteurs/").content.decode()
    url = f"/exploitation/seconds-facteurs/{found.ref}/"
    assert desk.get(url).status_code == 200
    assert desk.post(url, {"reason": ""}).status_code == 422
    assert desk.post(url, {"reason": "Rappel au standard", "controler": "1"}).status_code == 303
    found.refresh_from_db()
    assert found.state == "opened"
    login(client := Client(), body.administrator)
    assert client.get(url).status_code == 404
