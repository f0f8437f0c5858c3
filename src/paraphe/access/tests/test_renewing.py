"""Rights that end soon: prolonged in one act at their level, given another end, or ended now; copied to a colleague."""

from datetime import timedelta

import pytest
from django.urls import reverse

from paraphe.access import copies, renewals, services
from paraphe.access.models import Habilitation, RightsAct
from paraphe.access.policy import PARIS
from paraphe.access.testing import Body, make_body
from paraphe.access.tests.conftest import LogIn
from paraphe.access.vocabulary import Level
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import next_code
from paraphe.journal import selectors as journal
from paraphe.kernel import clock

DAY = timedelta(days=1)


@pytest.fixture
def body(db: None) -> Body:
    return make_body(places=3, codes=("dsn", "dat", "compte-entreprise"))


def _give(
    body: Body, person: Person, *codes: str, days: int = 20, level: Level = Level.SIGN
) -> list[Habilitation]:
    return body.give(
        body.plan(person, level=level, codes=codes, valid_to=clock.now() + days * DAY),
        actor=body.administrator,
    )


def _url(name: str, body: Body, *args: str) -> str:
    return reverse(f"access:{name}", args=[body.organisation.ref, *args])


def _running(person: Person) -> list[Habilitation]:
    return list(Habilitation.objects.filter(person=person, closed_at=None).order_by("service__position"))


def test_list_ending_rights_leaves_out_what_lasts_and_what_is_followed(body: Body) -> None:
    odile, nadia = body.add_declarant(), body.add_declarant(given_name="Nadia", family_name="Belkhir")
    (soon,) = _give(body, odile, "dsn")
    _give(body, nadia, "dsn", days=300)
    assert renewals.ending_rights(body.organisation) == [soon]
    assert renewals.ending_rights(body.organisation, person=nadia.ref) == []
    assert renewals.ending_rights(body.organisation, days=10) == []


def test_renew_ticked_rights_of_two_people_is_one_act_at_the_same_levels(
    body: Body, logged_in: LogIn
) -> None:
    odile, nadia = body.add_declarant(), body.add_declarant(given_name="Nadia", family_name="Belkhir")
    (first,), (second,) = _give(body, odile, "dsn"), _give(body, nadia, "dat", level=Level.PREPARE)
    client = logged_in(body.administrator)
    ticked = {"rights": [first.ref, second.ref], "prolonger": "1"}
    assert first.ref in client.get(_url("expiring", body)).content.decode()
    check = client.post(_url("expiring", body), ticked)
    assert "Relisez avant de prolonger" in check.content.decode()
    sent = {**ticked, "confirmer": "1", "step_up_code": next_code(body.administrator)}
    done = client.post(_url("expiring", body), sent)
    act = RightsAct.objects.get(source="renewal")
    assert done["Location"] == _url("act", body, act.ref)
    assert client.post(_url("expiring", body), sent)["Location"] == done["Location"]
    assert [right.level for right in _running(odile)] == [3]
    assert [(right.service.code, right.level) for right in _running(nadia)] == [
        ("compte-entreprise", 1),
        ("dat", 2),
    ]
    assert all(right.ends_at > clock.now() + 364 * DAY for right in (*_running(odile), *_running(nadia)))
    assert set(journal.body_at(act.entry)["closed"]) == {first.ref, second.ref}
    assert renewals.ending_rights(body.organisation) == []


def test_stop_ticked_rights_asks_why_then_ends_them_now(body: Body, logged_in: LogIn) -> None:
    (right,) = _give(body, body.add_declarant(), "dsn")
    client = logged_in(body.administrator)
    ticked = {"rights": [right.ref], "arreter": "1"}
    assert "Ce qui s’arrête" in client.post(_url("expiring", body), ticked).content.decode()
    assert client.post(_url("expiring", body), {**ticked, "confirmer": "1"}).status_code == 422
    done = client.post(_url("expiring", body), {**ticked, "confirmer": "1", "reason": "Fin de mission"})
    assert done.status_code == 303
    right.refresh_from_db()
    assert journal.body_at(right.closed_entry or 0)["reason"] == "Fin de mission"
    assert client.post(_url("expiring", body), {"prolonger": "1"}).status_code == 422
    assert client.post(_url("expiring", body), {"rights": ["absent"], "prolonger": "1"}).status_code == 422


@pytest.mark.parametrize("days", [10, 200])
def test_renew_one_right_moves_its_end_both_ways(days: int, body: Body, logged_in: LogIn) -> None:
    odile = body.add_declarant()
    (right,) = _give(body, odile, "dsn", days=100)
    client = logged_in(body.administrator)
    until = (clock.now() + days * DAY).astimezone(PARIS).date()
    typed = {"valid_to_jour": until.day, "valid_to_mois": until.month, "valid_to_annee": until.year}
    address = _url("renew", body, right.ref)
    assert client.get(address).status_code == 200
    assert "Ce qui change" in client.post(address, typed).content.decode()
    sent = {**typed, "confirmer": "1", "step_up_code": next_code(body.administrator)}
    assert client.post(address, sent).status_code == 303
    (now,) = _running(odile)
    assert (now.ends_at - DAY / 2).astimezone(PARIS).date() == until
    again = client.post(address, sent)
    assert "/actes/" in again["Location"]
    assert client.get(address).status_code == 303


def test_renew_own_right_beside_a_fellow_is_refused_and_said(body: Body, logged_in: LogIn) -> None:
    (right,) = _give(body, body.administrator, "dsn")
    body.add_administrator()
    client = logged_in(body.administrator)
    assert "Ce droit est le vôtre" in client.get(_url("expiring", body)).content.decode()
    sent = {"rights": [right.ref], "prolonger": "1"}
    answer = client.post(_url("expiring", body), sent)
    assert answer.status_code == 422
    assert "Un autre administrateur est là pour en décider" in answer.content.decode()


def test_plan_copy_gives_what_is_missing_and_says_what_is_left(body: Body) -> None:
    odile, nadia = body.add_declarant(), body.add_declarant(given_name="Nadia", family_name="Belkhir")
    scoped = body.add_administrator(scope=[body.places[0].siret])
    _give(body, odile, "dsn", days=90)
    body.grant(odile, places=[body.places[1]])
    body.grant(odile, codes=("dat",))
    _give(body, nadia, "dsn", days=90)
    services.choose_four_eyes(body.organisation, services=[body.service("dat")], actor=body.administrator)
    found = copies.plan_copy(body.organisation, model=odile, person=nadia, actor=scoped, ends_at=None)
    assert sorted(why for _, why in found.left) == [copies.FOUR_EYES, copies.SCOPE]
    assert [step.is_held for step in found.plan.steps] == [True]
    own = copies.plan_copy(
        body.organisation, model=odile, person=body.administrator, actor=body.administrator, ends_at=None
    )
    assert {why for _, why in own.left} == {copies.OWN}
    assert own.plan.change("copy").is_empty


def test_copy_rights_by_the_page_is_one_act_that_takes_nothing_away(body: Body, logged_in: LogIn) -> None:
    odile, nadia = body.add_declarant(), body.add_declarant(given_name="Nadia", family_name="Belkhir")
    body.grant(odile, places=None)
    body.grant(odile, places=body.places, codes=("dat",), level=Level.PREPARE)
    _give(body, nadia, "dat")
    client = logged_in(body.administrator)
    address = f"{_url('copy_rights', body)}?vers={nadia.ref}"
    assert f'value="{nadia.ref}" selected' in client.get(address).content.decode()
    typed = {"person": nadia.ref, "model": odile.ref}
    assert client.post(address, {**typed, "model": nadia.ref}).status_code == 422
    check = client.post(address, typed).content.decode()
    assert "Ce qui change" in check
    sent = {**typed, "confirmer": "1", "step_up_code": next_code(body.administrator)}
    done = client.post(address, sent)
    act = RightsAct.objects.get(source="copy")
    assert done["Location"] == _url("act", body, act.ref)
    assert client.post(address, sent)["Location"] == done["Location"]
    held = {(right.siret_text, right.service.code, right.level) for right in _running(nadia)}
    assert {(None, "dsn", 3), (body.places[1].siret, "dat", 2), (body.places[0].siret, "dat", 3)} <= held
