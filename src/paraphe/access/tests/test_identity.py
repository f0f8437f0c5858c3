"""A person's name, address and doubts are decided by somebody else of her body; she alone closes her account."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from paraphe.access import identity, selectors, services
from paraphe.access.errors import LastAdministrator, Refused, SelfDecision, UnknownPerson
from paraphe.access.identity_acts import act_of_agreement, act_of_name_correction
from paraphe.access.services import identity as verbs
from paraphe.access.testing import Body, make_body, make_operator
from paraphe.accounts import selectors as people
from paraphe.accounts import services as accounts
from paraphe.accounts.errors import AgreementEarly, NameOfAnother
from paraphe.accounts.selectors import EmailChange, IdentityDoubt, NameRequest, Person
from paraphe.accounts.testing import give_step_up, make_person, next_code
from paraphe.accounts.vocabulary import ASK_NAME, CHANGE_EMAIL, CLOSE_ACCOUNT, act_of_name
from paraphe.journal.selectors import history_of
from paraphe.journal.services import chain_of_body, chain_of_person
from paraphe.kernel import clock
from paraphe.kernel.errors import WrongState

LogIn = Callable[[Person], Client]


def _ask_name(person: Person, family_name: str = "Garcin") -> NameRequest:
    accounts.apply_name_lock(person=person, at=clock.now())
    give_step_up(person, act_of_name(ASK_NAME, person.given_name, family_name))
    names = {"given_name": person.given_name, "family_name": family_name}
    return accounts.ask_name(person, **names, reason="Mariage", actor=person)


def _correct(body: Body, person: Person, request: NameRequest, actor: Person | None = None) -> None:
    actor = actor or body.administrator
    give_step_up(actor, act_of_name_correction(request))
    verbs.correct_name(body.membership(person), request=request, reason="Livret vu", actor=actor)


def _ask_email(person: Person) -> EmailChange:
    give_step_up(person, CHANGE_EMAIL)
    return accounts.ask_email_change(person, email="o.garcin@nouveau.fr", actor=person)


def _agree(body: Body, change: EmailChange, actor: Person | None = None) -> EmailChange:
    actor = actor or body.administrator
    give_step_up(actor, act_of_agreement(change))
    return verbs.agree_for_mailbox(body.membership(change.person), change=change, actor=actor)


def _last(subject: Body | Person) -> str:
    chain = (
        chain_of_body(subject.organisation.siren)
        if isinstance(subject, Body)
        else chain_of_person(subject.ref)
    )
    return list(history_of(chain))[-1].event


def test_correct_name_asked_records_once_on_both_chains(body: Body) -> None:
    person = body.add_declarant()
    _correct(body, person, _ask_name(person))
    person.refresh_from_db()
    assert person.full_name == "Odile Garcin"
    assert (_last(body), _last(person)) == ("accounts.person.renamed", "accounts.person.renamed")
    assert identity.matters_of(body.organisation) == []


def test_correct_name_answered_already_is_refused(body: Body) -> None:
    person = body.add_declarant()
    request = _ask_name(person)
    verbs.refuse_name(body.membership(person), request=request, reason="Non", actor=body.administrator)
    assert _last(person) == "accounts.name.refused"
    with pytest.raises(WrongState):
        _correct(body, person, request)
    with pytest.raises(WrongState):
        verbs.refuse_name(body.membership(person), request=request, reason="Non", actor=body.administrator)


def test_correct_name_of_oneself_is_refused(body: Body) -> None:
    body.add_administrator()
    with pytest.raises(SelfDecision):
        _correct(body, body.administrator, _ask_name(body.administrator))


def test_correct_name_by_a_declarant_is_refused(body: Body) -> None:
    person, other = body.add_declarant(), body.add_declarant(family_name="Nox")
    with pytest.raises(Refused):
        _correct(body, person, _ask_name(person), actor=other)


def test_correct_name_by_another_body_is_refused(body: Body) -> None:
    person, elsewhere = body.add_declarant(), make_body()
    with pytest.raises(Refused):
        _correct(body, person, _ask_name(person), actor=elsewhere.administrator)


def test_correct_name_of_administrator_by_narrow_scope_is_refused(body: Body) -> None:
    narrow = body.add_administrator(scope=[body.places[1].siret])
    with pytest.raises(Refused):
        _correct(body, body.administrator, _ask_name(body.administrator), actor=narrow)


def test_correct_name_with_anothers_request_is_refused(body: Body) -> None:
    person, other = body.add_declarant(), body.add_declarant(family_name="Nox")
    request = _ask_name(other, "Nocks")
    give_step_up(body.administrator, act_of_name_correction(request))
    with pytest.raises(UnknownPerson):
        verbs.correct_name(body.membership(person), request=request, reason="x", actor=body.administrator)


def test_correct_name_into_anothers_since_is_refused(body: Body) -> None:
    person = body.add_declarant()
    request = _ask_name(person)
    Person.objects.filter(pk=person.pk).update(given_name="Samuel", family_name="Kerbrat")
    with pytest.raises(NameOfAnother):
        _correct(body, person, request)
    assert people.pending_name(person) is not None


def test_agree_for_mailbox_after_a_day_then_proved_changes(body: Body) -> None:
    person = body.add_declarant()
    change = _ask_email(person)
    with pytest.raises(AgreementEarly):
        _agree(body, change)
    with clock.freeze(change.asked_at + timedelta(hours=24)):
        accounts.prove_email_change(change, actor=person)
        assert _agree(body, change).state == "done"
    person.refresh_from_db()
    assert person.email == "o.garcin@nouveau.fr"
    assert (_last(body), _last(person)) == ("accounts.email.changed", "accounts.email.changed")


def test_agree_for_mailbox_of_oneself_is_refused(body: Body) -> None:
    body.add_administrator()
    change = _ask_email(body.administrator)
    with clock.freeze(change.asked_at + timedelta(hours=25)), pytest.raises(SelfDecision):
        _agree(body, change)


def test_agree_at_desk_only_for_whom_nobody_else_can(body: Body) -> None:
    sole, person, operator = body.administrator, body.add_declarant(), make_operator()
    for one, code in ((person, "email_by_administrator"), (sole, "email_unproved")):
        change = _ask_email(one)
        with clock.freeze(change.asked_at + timedelta(hours=25)), pytest.raises(WrongState, match=code):
            verbs.agree_at_desk(change, reason="Rappel", actor=operator)
        accounts.withdraw_email_change(change, actor=one)
    change = _ask_email(sole)
    accounts.prove_email_change(change, actor=sole)
    with pytest.raises(AgreementEarly):
        verbs.agree_at_desk(change, reason="Rappel", actor=operator)
    with clock.freeze(change.asked_at + timedelta(hours=25)):
        with pytest.raises(Refused):
            verbs.agree_at_desk(change, reason="Moi", actor=person)
        assert [row.ref for row in identity.addresses_for_desk()] == [change.ref]
        verbs.agree_at_desk(change, reason="Rappel", actor=operator)
    sole.refresh_from_db()
    assert (sole.email, _last(sole)) == ("o.garcin@nouveau.fr", "accounts.email.changed")


def test_agree_at_desk_by_page_changes_the_address(body: Body, logged_in: LogIn) -> None:
    sole, desk = body.administrator, logged_in(make_operator())
    former, change = sole.email, _ask_email(sole)
    url = f"/exploitation/adresses/{change.ref}/"
    assert "Rien à faire ici" in desk.get(url).content.decode()
    accounts.prove_email_change(change, actor=sole)
    EmailChange.objects.filter(pk=change.pk).update(asked_at=clock.now() - timedelta(days=2))
    assert "Adresses mortes" in desk.get("/exploitation/seconds-facteurs/").content.decode()
    assert desk.post(url, {"reason": ""}).status_code == 422
    assert desk.post(url, {"reason": "Rappel du standard"}).status_code == 303
    assert mail.outbox[-1].to == [former]
    assert desk.get("/exploitation/adresses/absente/").status_code == 404
    assert logged_in(body.add_declarant()).get(url).status_code == 404


def test_clear_doubt_by_administrator_tells_why(body: Body) -> None:
    person = body.add_declarant()
    doubt = accounts.raise_doubt(person, cause=IdentityDoubt.Cause.NAME_TYPED)
    assert doubt is not None
    assert [one.label for one in identity.matters_of(body.organisation)] == ["Compte peut-être partagé"]
    with pytest.raises(SelfDecision):
        body.add_administrator()
        mine = accounts.raise_doubt(body.administrator, cause=IdentityDoubt.Cause.MAILBOX)
        assert mine is not None
        member = body.membership(body.administrator)
        verbs.clear_doubt(member, doubt=mine, reason="Moi", actor=body.administrator)
    verbs.clear_doubt(body.membership(person), doubt=doubt, reason="Vue", actor=body.administrator)
    assert people.doubts_about([person]) == []
    assert (_last(body), _last(person)) == ("accounts.doubt.cleared", "accounts.doubt.cleared")


def test_list_matters_of_a_body_names_each_kind(body: Body) -> None:
    person = body.add_declarant()
    _ask_name(person)
    _ask_email(person)
    accounts.request_recovery(person, actor=person)
    accounts.record_bounce(person, kind="gone")
    labels = [one.label for one in identity.matters_of(body.organisation, person=person)]
    assert labels == [
        "Correction de nom demandée",
        "Changement d’adresse en cours",
        "Second facteur perdu",
        "Courriels renvoyés par sa messagerie",
    ]
    assert identity.matters_of(make_body().organisation) == []


def test_leave_everything_ends_rights_and_account(body: Body) -> None:
    person, elsewhere = body.add_declarant(), make_body()
    body.grant(person)
    elsewhere.join(person)
    ref = person.ref
    give_step_up(person, CLOSE_ACCOUNT)
    assert verbs.leave_everything(person) == 2
    person.refresh_from_db()
    assert (person.is_active, person.full_name) == (False, "Compte fermé")
    assert person.email == f"{ref}@compte-ferme.invalid"
    assert selectors.bodies_of(person.pk) == []
    assert selectors.running_rights(body.organisation) == []
    assert people.active_credentials(person) == []
    assert [_last(body), _last(elsewhere), _last(person)] == ["access.membership.ended"] * 2 + [
        "accounts.person.closed"
    ]


def test_leave_everything_after_a_signature_keeps_the_name(body: Body) -> None:
    person = body.add_declarant()
    email = person.email
    accounts.apply_name_lock(person=person, at=clock.now())
    give_step_up(person, CLOSE_ACCOUNT)
    verbs.leave_everything(person)
    person.refresh_from_db()
    assert (person.full_name, person.email, person.is_active) == ("Odile Farge", email, False)


def test_leave_everything_as_last_administrator_is_refused(body: Body) -> None:
    give_step_up(body.administrator, CLOSE_ACCOUNT)
    with pytest.raises(LastAdministrator):
        verbs.leave_everything(body.administrator)
    assert identity.bodies_that_hold(body.administrator) == [body.organisation]
    body.add_administrator()
    assert identity.bodies_that_hold(body.administrator) == []
    verbs.leave_everything(body.administrator)
    assert [row.person.family_name for row in selectors.administrators_of(body.organisation)] == ["Kerbrat"]
    body.administrator.refresh_from_db()
    assert body.administrator.full_name == "Claire Maubert"


def test_leave_everything_as_operator_is_refused(db: None) -> None:
    operator = make_operator()
    give_step_up(operator, CLOSE_ACCOUNT)
    with pytest.raises(WrongState):
        verbs.leave_everything(operator)
    assert people.active_credentials(operator) != []


def test_leave_everything_without_proof_changes_nothing(body: Body) -> None:
    person = body.add_declarant()
    with pytest.raises(Exception, match="step_up"):
        verbs.leave_everything(person)
    assert selectors.membership_of(body.organisation, person.pk) is not None


def test_close_account_frees_the_address_for_a_new_one(db: None) -> None:
    person, _ = make_person(email="ida.nox@exemple.fr")
    give_step_up(person, CLOSE_ACCOUNT)
    verbs.leave_everything(person)
    fresh, _ = make_person(email="ida.nox@exemple.fr")
    assert fresh.pk != person.pk


def _page(body: Body, person: Person, page: str) -> str:
    return f"/organismes/{body.organisation.ref}/personnes/{person.ref}/{page}"


def test_decide_name_by_page_gives_or_refuses(body: Body, logged_in: LogIn) -> None:
    person = body.add_declarant()
    client, url = logged_in(body.administrator), _page(body, person, "nom")
    assert "Aucune correction demandée" in client.get(url).content.decode()
    _ask_name(person)
    assert "Garcin" in client.get(url).content.decode()
    assert client.post(url, {"reason": "", "refuser": "1"}).status_code == 422
    bad = client.post(url, {"reason": "Livret vu", "donner": "1", "step_up_code": "000000"})
    assert (bad.status_code, "Livret vu" in bad.content.decode()) == (422, True)
    code = next_code(body.administrator)
    assert client.post(url, {"reason": "Vu", "donner": "1", "step_up_code": code}).status_code == 303
    person.refresh_from_db()
    assert person.family_name == "Garcin"
    _ask_name(person, "Farge")
    assert client.post(url, {"reason": "Non", "refuser": "1"}).status_code == 303
    assert "Non" in logged_in(person).get("/compte/nom/").content.decode()


def test_decide_name_of_oneself_by_page_offers_nothing(body: Body, logged_in: LogIn) -> None:
    _ask_name(body.administrator)
    page = logged_in(body.administrator).get(_page(body, body.administrator, "nom")).content.decode()
    assert "Personne ne décide sur soi" in page
    assert "Donner ce nom" not in page


def test_agree_for_mailbox_by_page_tells_the_former(body: Body, logged_in: LogIn) -> None:
    person = body.add_declarant()
    former = person.email
    client, url = logged_in(body.administrator), _page(body, person, "adresse")
    assert "Aucun changement en cours" in client.get(url).content.decode()
    change = _ask_email(person)
    accounts.prove_email_change(change, actor=person)
    assert "à partir du" in client.get(url).content.decode()
    assert client.post(url, {"step_up_code": next_code(body.administrator)}).status_code == 422
    EmailChange.objects.filter(pk=change.pk).update(asked_at=clock.now() - timedelta(days=2))
    assert "Appelez la personne" in client.get(url).content.decode()
    assert client.post(url, {}).status_code in (303, 422)
    person.refresh_from_db()
    if person.email == former:
        assert client.post(url, {"step_up_code": next_code(body.administrator)}).status_code == 303
    assert mail.outbox[-1].to == [former]


def test_clear_doubt_by_page_asks_why(body: Body, logged_in: LogIn) -> None:
    person = body.add_declarant()
    client, url = logged_in(body.administrator), _page(body, person, "doutes")
    assert "Aucun doute" in client.get(url).content.decode()
    doubt = accounts.raise_doubt(person, cause=IdentityDoubt.Cause.NAME_TYPED)
    assert doubt is not None
    assert client.post(url, {"doubt": doubt.ref, "reason": ""}).status_code == 422
    assert client.post(url, {"doubt": "faux", "reason": "x"}).status_code == 200
    assert client.post(url, {"doubt": doubt.ref, "reason": "Je la connais"}).status_code == 303
    assert people.doubts_about([person]) == []


def test_close_account_by_page_says_goodbye(body: Body, logged_in: LogIn) -> None:
    person = body.add_declarant()
    client = logged_in(person)
    assert body.organisation.name in client.get("/compte/fermer/").content.decode()
    assert client.post("/compte/fermer/", {"step_up_code": "000000"}).status_code == 422
    assert client.post("/compte/fermer/", {"step_up_code": next_code(person)}).status_code == 303
    assert client.get("/compte/").status_code == 302
    stays = logged_in(body.administrator).get("/compte/fermer/").content.decode()
    assert "Passez d’abord la main" in stays


@pytest.mark.parametrize("page", ["nom", "adresse", "doutes", "second-facteur"])
def test_decide_identity_of_nobody_there_is_absent(body: Body, logged_in: LogIn, page: str) -> None:
    stranger, _ = make_person()
    gone = body.add_declarant()
    services.end_membership(body.membership(gone), reason="Départ", actor=body.administrator)
    client = logged_in(body.administrator)
    assert client.get(_page(body, stranger, page)).status_code == 404
    assert client.get(_page(body, gone, page)).status_code == 404
