"""The pages of those who answer candidacies and administer administrators, by HTTP, each refusal with its way out."""

from datetime import timedelta

import pytest

from paraphe.access import selectors
from paraphe.access.models import Candidacy
from paraphe.access.services.candidacies import withdraw_candidacy
from paraphe.access.testing import Body, make_body
from paraphe.access.tests.candidates import (
    WRONG,
    agree,
    contest,
    decide_url,
    make_candidate,
    own_url,
    post_key,
    propose,
    propose_by_key,
    redeem,
    text_of,
    type_key,
)
from paraphe.access.tests.conftest import LogIn
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import next_code
from paraphe.kernel import clock

pytestmark = pytest.mark.django_db


def _held(body: Body, person: Person, step: str) -> str:
    return f"/organismes/{body.organisation.ref}/administrateurs/{person.ref}/{step}"


def test_decide_shows_who_asks_what_then_gives_the_accord(logged_in: LogIn) -> None:
    body, eve = make_body(places=4), make_candidate()
    row, client = propose(body, eve), logged_in(body.administrator)
    words = text_of(client.get(decide_url(row)))
    assert f"Qui {eve.full_name} {eve.email}" in words
    assert "Elle ne pourra rien déclarer" in words
    done = client.post(decide_url(row), {"step_up_code": next_code(body.administrator)})
    assert done.status_code == 303
    assert body.membership(eve).is_administrator
    assert "Acceptée" in text_of(logged_in(eve).get(own_url(row)))


def test_decide_after_another_tells_who_and_when(logged_in: LogIn) -> None:
    body, eve = make_body(), make_candidate()
    samuel, row = body.add_administrator(), propose(body, eve)
    agree(row, actor=samuel)
    client = logged_in(body.administrator)
    page = client.post(decide_url(row), {"step_up_code": next_code(body.administrator)})
    assert page.status_code == 409
    assert f"{samuel.full_name} a déjà donné son accord le" in text_of(page)
    again = client.post(f"{decide_url(row)}refuser", {"reason": "Non"})
    assert again.status_code == 409
    assert f"{samuel.full_name} a déjà donné son accord le" in text_of(again)


def test_decide_on_oneself_is_refused_with_its_way_out(logged_in: LogIn) -> None:
    body = make_body(places=2)
    scoped = body.add_administrator(scope=[body.places[0].siret])
    row = propose(body, scoped)
    page = logged_in(scoped).get(decide_url(row))
    assert page.status_code == 403
    assert "Vous ne pouvez pas décider pour vous-même" in text_of(page)


@pytest.mark.parametrize("step", ["", "refuser", "contester"])
def test_decide_by_a_declarant_shows_the_gates(logged_in: LogIn, step: str) -> None:
    body, eve = make_body(), make_candidate()
    odile, row = body.add_declarant(), propose(body, eve)
    page = logged_in(odile).get(f"{decide_url(row)}{step}")
    assert page.status_code == 403
    assert "Cet acte est réservé aux administrateurs" in text_of(page)
    assert "Examiner" not in text_of(logged_in(odile).get(f"/organismes/{body.organisation.ref}/"))


@pytest.mark.parametrize("step", ["", "refuser", "contester"])
def test_decide_by_the_administrator_of_another_body_looks_absent(logged_in: LogIn, step: str) -> None:
    body, other, eve = make_body(), make_body(), make_candidate()
    row, client = propose(body, eve), logged_in(other.administrator)
    assert client.get(f"{decide_url(row)}{step}").status_code == 404
    elsewhere = f"/organismes/{other.organisation.ref}/candidatures/{row.ref}/{step}"
    assert client.get(elsewhere).status_code == 404


def test_decide_beyond_the_scope_names_who_can(logged_in: LogIn) -> None:
    body, eve = make_body(places=2), make_candidate()
    scoped = body.add_administrator(scope=[body.places[0].siret])
    page = logged_in(scoped).get(decide_url(propose(body, eve)))
    assert page.status_code == 403
    assert body.administrator.full_name in text_of(page)


def test_refuse_needs_a_reason_that_the_candidate_reads(logged_in: LogIn) -> None:
    body, eve = make_body(), make_candidate()
    row, client = propose(body, eve), logged_in(body.administrator)
    assert client.post(f"{decide_url(row)}refuser", {"reason": " "}).status_code == 422
    assert client.post(f"{decide_url(row)}refuser", {"reason": "Pas de ce service"}).status_code == 303
    words = text_of(logged_in(eve).get(own_url(row)))
    assert "Motif : Pas de ce service" in words
    assert "Candidater à nouveau" in words


def test_refuse_a_candidacy_by_key_leads_to_contest(logged_in: LogIn) -> None:
    body, eve = make_body(), make_candidate()
    row, client = propose_by_key(body, eve), logged_in(body.administrator)
    page = client.post(f"{decide_url(row)}refuser", {"reason": "Non"})
    assert page.status_code == 409
    assert "Une candidature par clé ne se refuse pas" in text_of(page)
    assert f"{decide_url(row)}contester" in client.get(decide_url(row)).content.decode()


def test_answer_a_withdrawn_candidacy_is_refused(logged_in: LogIn) -> None:
    body, eve = make_body(), make_candidate()
    row = propose(body, eve)
    withdraw_candidacy(row, actor=eve)
    client = logged_in(body.administrator)
    page = client.post(decide_url(row), {"step_up_code": next_code(body.administrator)})
    assert page.status_code == 409
    assert "n’attend plus" in text_of(page)
    assert "a retiré sa candidature" in text_of(client.get(decide_url(row)))


def test_contest_a_newcomer_by_key_freezes_him(logged_in: LogIn) -> None:
    body, eve = make_body(), make_candidate()
    row = propose_by_key(body, eve)
    redeem(row, post_key(row))
    admins, url = f"/organismes/{body.organisation.ref}/administrateurs/", f"{decide_url(row)}contester"
    client = logged_in(body.administrator)
    assert "Arrivés par une clé depuis moins d’un jour" in text_of(client.get(admins))
    assert client.get(url).status_code == 200
    sent = {"reason": "Personne ne la connaît", "step_up_code": next_code(body.administrator)}
    assert client.post(url, sent).status_code == 303
    assert "Gelé par une contestation" in text_of(client.get(admins))
    assert logged_in(eve).get(admins).status_code == 403
    assert "Votre accès est gelé" in text_of(logged_in(eve).get(own_url(row)))
    assert client.get(url).status_code == 409


def test_contest_before_the_key_arrives_stops_it(logged_in: LogIn) -> None:
    body, eve = make_body(), make_candidate()
    row = propose_by_key(body, eve)
    key = post_key(row)
    contest(row, actor=body.administrator)
    page = type_key(logged_in(eve), row, key, eve)
    assert "contestée" in text_of(page)
    assert selectors.membership_of(body.organisation, eve.pk) is None


def test_contest_a_request_for_accord_leads_to_refuse(logged_in: LogIn) -> None:
    body, eve = make_body(), make_candidate()
    page = logged_in(body.administrator).get(f"{decide_url(propose(body, eve))}contester")
    assert page.status_code == 409
    assert "Refusez-la" in text_of(page)


def test_contest_after_sixty_days_is_too_late(logged_in: LogIn) -> None:
    body, eve = make_body(), make_candidate()
    row = propose(body, eve)
    agree(row, actor=body.administrator)
    Candidacy.objects.update(decided_at=clock.now() - timedelta(days=61))
    page = logged_in(body.administrator).get(f"{decide_url(row)}contester")
    assert page.status_code == 409
    assert "Il est trop tard pour contester" in text_of(page)


def test_contest_by_a_newcomer_by_key_waits_seven_days(logged_in: LogIn) -> None:
    body, eve, adam = make_body(), make_candidate(), make_candidate("Adam")
    row = propose(body, eve)
    agree(row, actor=body.administrator)
    body.settle_by_key(adam)
    page = logged_in(adam).get(f"{decide_url(row)}contester")
    assert page.status_code == 403
    assert "il y a moins de sept jours" in text_of(page)


def test_list_administrators_by_a_declarant_shows_the_gates(logged_in: LogIn) -> None:
    body = make_body()
    odile = body.add_declarant()
    assert logged_in(odile).get(f"/organismes/{body.organisation.ref}/administrateurs/").status_code == 403


def test_list_administrators_warns_of_a_single_one(logged_in: LogIn) -> None:
    body = make_body()
    page = logged_in(body.administrator).get(f"/organismes/{body.organisation.ref}/administrateurs/")
    assert "Un seul administrateur en activité" in text_of(page)
    body.add_administrator()
    again = logged_in(body.administrator).get(f"/organismes/{body.organisation.ref}/administrateurs/")
    assert "Un seul administrateur en activité" not in text_of(again)


def test_choose_two_accords_alone_is_told_on_the_form(logged_in: LogIn) -> None:
    body = make_body()
    url, client = (
        f"/organismes/{body.organisation.ref}/administrateurs/accords",
        logged_in(body.administrator),
    )
    page = client.post(url, {"needed": "2"})
    assert page.status_code == 422
    assert "au moins deux administrateurs" in text_of(page)
    body.add_administrator()
    assert client.post(url, {"needed": "2"}).status_code == 303


def test_remove_fellow_reads_again_then_ends(logged_in: LogIn) -> None:
    body = make_body()
    samuel = body.add_administrator()
    client = logged_in(body.administrator)
    assert client.get(_held(body, samuel, "retirer")).status_code == 200
    sent = {"reason": "Départ", "step_up_code": next_code(body.administrator)}
    assert client.post(_held(body, samuel, "retirer"), sent).status_code == 303
    assert selectors.membership_of(body.organisation, samuel.pk) is None
    assert client.get(_held(body, samuel, "retirer")).status_code == 404


def test_leave_as_the_last_administrator_is_told_with_its_way_out(logged_in: LogIn) -> None:
    body = make_body()
    client = logged_in(body.administrator)
    url = _held(body, body.administrator, "retirer")
    assert "Vous êtes le dernier administrateur" in text_of(client.get(url))
    sent = {"reason": "Départ", "step_up_code": next_code(body.administrator)}
    page = client.post(url, sent)
    assert page.status_code == 422
    assert "Nommez d’abord son successeur" in text_of(page)


def test_remove_fellow_as_a_newcomer_by_key_shows_the_gate(logged_in: LogIn) -> None:
    body, adam = make_body(), make_candidate("Adam")
    body.settle_by_key(adam)
    client = logged_in(adam)
    page = client.get(_held(body, body.administrator, "retirer"))
    assert page.status_code == 403
    assert "Nommé par clé il y a moins de sept jours" in text_of(page)
    listed = text_of(client.get(f"/organismes/{body.organisation.ref}/administrateurs/"))
    assert "vous pourrez décider de son accès après le" in listed


def test_suspend_then_reactivate_fellow(logged_in: LogIn) -> None:
    body = make_body()
    samuel = body.add_administrator()
    client, asleep = logged_in(body.administrator), _held(body, samuel, "suspendre")
    typed = {"reason": "Congé", "cause": "absence"}
    assert client.post(asleep, typed).status_code == 422
    code = {"step_up_code": next_code(body.administrator)}
    assert client.post(asleep, {**typed, **code}).status_code == 303
    listed = client.get(f"/organismes/{body.organisation.ref}/administrateurs/").content.decode()
    assert _held(body, samuel, "retablir") in listed
    assert client.post(asleep, typed).status_code == 422
    assert client.post(_held(body, samuel, "retablir"), {"reason": "Retour"}).status_code == 303
    assert not selectors.suspended_among(selectors.administrators_of(body.organisation))


def test_uphold_a_contest_needs_another_administrator(logged_in: LogIn) -> None:
    body, eve = make_body(), make_candidate()
    samuel, row = body.add_administrator(), propose_by_key(body, eve)
    contest(row, actor=body.administrator)
    first, second = logged_in(body.administrator), logged_in(samuel)
    url = f"{decide_url(row)}confirmer"
    assert "une autre personne doit décider" in text_of(first.get(decide_url(row)))
    assert first.post(url, {"reason": "Lettre volée"}).status_code == 403
    assert second.get(url).status_code == 200
    assert second.post(url, {"reason": "Lettre volée"}).status_code == 303
    row.refresh_from_db()
    assert row.state == "refused"
    assert "Lettre volée" in text_of(logged_in(eve).get(own_url(row)))


def test_uphold_the_contest_of_a_newcomer_ends_his_access(logged_in: LogIn) -> None:
    body, eve = make_body(), make_candidate()
    row = propose_by_key(body, eve)
    redeem(row, post_key(row))
    samuel = body.add_administrator()
    contest(row, actor=body.administrator)
    done = logged_in(samuel).post(f"{decide_url(row)}confirmer", {"reason": "Lettre volée"})
    row.refresh_from_db()
    assert (done.status_code, row.state) == (303, "ended")
    assert selectors.membership_of(body.organisation, eve.pk) is None


def test_suspend_then_reactivate_declarant(logged_in: LogIn) -> None:
    body = make_body()
    odile = body.add_declarant()
    client, base = (
        logged_in(body.administrator),
        f"/organismes/{body.organisation.ref}/personnes/{odile.ref}/",
    )
    assert client.get(f"{base}suspendre").status_code == 200
    assert client.post(f"{base}suspendre", {"reason": "Congé", "cause": "absence"}).status_code == 303
    assert "Congé" in text_of(client.get(f"{base}retablir"))
    assert client.post(f"{base}retablir", {"reason": "Retour"}).status_code == 303
    assert not selectors.suspended_among([body.membership(odile)])
    assert logged_in(odile).get(f"{base}suspendre").status_code == 403


def test_read_the_journal_of_candidacies_says_who_what_and_how(logged_in: LogIn) -> None:
    body, eve, adam = make_body(), make_candidate(), make_candidate("Adam")
    agree(propose(body, eve), actor=body.administrator)
    row = propose_by_key(body, adam)
    post_key(row)
    type_key(logged_in(adam), row, WRONG, adam)
    page = logged_in(body.administrator).get(f"/organismes/{body.organisation.ref}/journal")
    words = text_of(page)
    assert f"{eve.full_name}, pour tout l’organisme, par l’accord d’un administrateur." in words
    assert f"{adam.full_name}, pour tout l’organisme, par une clé envoyée par courrier." in words
    assert "Essais restants : 4" in words
