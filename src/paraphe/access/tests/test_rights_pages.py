"""Profiles and proposals by the pages: written, given, updated; proposed from any page, confirmed by another."""

import html
import re

import pytest
from django.urls import reverse

from paraphe.access import profiles, proposals, services
from paraphe.access.models import BodyRegistration, Habilitation, PendingChange
from paraphe.access.testing import Body, make_body
from paraphe.access.tests.conftest import LogIn
from paraphe.access.tests.test_granting import answers
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import next_code


@pytest.fixture
def body(db: None) -> Body:
    return make_body(places=2, codes=("dsn", "dpae"))


def _url(name: str, body: Body, *args: str) -> str:
    return reverse(f"access:{name}", args=[body.organisation.ref, *args])


def test_write_profile_by_the_pages_then_update_who_holds_it(body: Body, logged_in: LogIn) -> None:
    odile, client = body.add_declarant(), logged_in(body.administrator)
    assert client.post(_url("profile_new", body), {"name": "Régie"}).status_code == 422
    made = client.post(_url("profile_new", body), {"name": "Régie", "service_dsn": "prepare"})
    first = next(view for view in profiles.profiles_for(body.organisation) if view.own)
    assert made["Location"] == _url("profile", body, first.ref)
    code = next_code(body.administrator)
    typed = answers(body, odile.ref, profile=first.ref, services=[], level="")
    client.post(_url("grant", body), {**typed, "confirmer": "1", "step_up_code": code})
    assert "Odile Farge" in client.get(_url("profile", body, first.ref)).content.decode()
    edited = client.post(
        _url("profile_edit", body, first.ref), {"service_dsn": "prepare", "service_dpae": "sign"}
    )
    page = client.get(edited["Location"]).content.decode()
    assert "Version 1, du" in page
    link = html.unescape(next(iter(re.findall(r'href="([^"]*droits/donner\?personne=[^"]*)"', page))))
    form = client.get(link).content.decode()
    assert f'value="{odile.ref}" selected' in form
    assert re.search(rf'value="{body.places[0].ref}"[^>]*checked', form)
    assert client.get(_url("profile", body, first.ref)).status_code == 404
    last = next(view for view in profiles.profiles_for(body.organisation) if view.own)
    assert client.post(_url("profile_retire", body, last.ref)).status_code == 422
    assert client.post(_url("profile_retire", body, last.ref), {"confirmer": "1"}).status_code == 303
    assert "Aucun profil propre" in client.get(_url("profiles", body)).content.decode()
    assert client.post(_url("profile_retire", body, last.ref), {"confirmer": "1"}).status_code == 409


def _guard(body: Body) -> Person:
    other = body.add_administrator()
    services.choose_four_eyes(body.organisation, services=[body.service("dsn")], actor=body.administrator)
    return other


def _propose(body: Body, logged_in: LogIn, person: Person) -> PendingChange:
    client = logged_in(body.administrator)
    typed = answers(body, person.ref, reason="Paie de décembre")
    check = client.post(_url("grant", body), typed).content.decode()
    assert "Un second administrateur devra confirmer" in check
    offered = client.post(_url("grant", body), {**typed, "confirmer": "1"})
    assert offered.status_code == 409
    packed = html.unescape(re.findall(r'name="changement" value="([^"]*)"', offered.content.decode())[0])
    wrong = client.post(_url("propose", body), {"changement": packed, "step_up_code": "000000"})
    assert wrong.status_code == 422
    assert client.post(_url("propose", body), {"changement": packed[:-2]}).status_code == 422
    code = next_code(body.administrator)
    done = client.post(_url("propose", body), {"changement": packed, "step_up_code": code})
    (pending,) = proposals.open_proposals(body.organisation)
    assert done["Location"] == _url("proposal", body, pending.ref)
    again = client.post(_url("propose", body), {"changement": packed, "step_up_code": code})
    assert again["Location"] == done["Location"]
    assert "Retirer ma proposition" in client.get(done["Location"]).content.decode()
    return pending


def test_propose_from_the_giving_page_then_another_confirms(body: Body, logged_in: LogIn) -> None:
    other, odile = _guard(body), body.add_declarant()
    pending = _propose(body, logged_in, odile)
    assert not Habilitation.objects.exists()
    client = logged_in(other)
    listed = client.get(_url("proposals", body)).content.decode()
    assert "Paie de décembre" in listed
    shown = client.get(_url("proposal", body, pending.ref)).content.decode()
    assert "Confirmer ce changement" in shown
    assert client.post(_url("proposal_confirm", body, pending.ref)).status_code == 422
    sent = {"step_up_code": next_code(other)}
    done = client.post(_url("proposal_confirm", body, pending.ref), sent)
    assert "/actes/" in done["Location"]
    assert client.post(_url("proposal_confirm", body, pending.ref), sent)["Location"] == done["Location"]
    assert Habilitation.objects.count() == 1
    assert client.post(_url("proposal_refuse", body, pending.ref), {"reason": "Non"}).status_code == 409
    assert "Confirmée" in client.get(_url("proposals", body)).content.decode()


def test_refuse_proposal_asks_why_and_a_withdrawn_one_is_over(body: Body, logged_in: LogIn) -> None:
    other, odile = _guard(body), body.add_declarant()
    first = _propose(body, logged_in, odile)
    client = logged_in(other)
    assert client.post(_url("proposal_withdraw", body, first.ref)).status_code == 409
    assert client.post(_url("proposal_refuse", body, first.ref), {"reason": ""}).status_code == 422
    assert client.post(_url("proposal_refuse", body, first.ref), {"reason": "Trop large"}).status_code == 303
    assert "Trop large" in client.get(_url("proposal", body, first.ref)).content.decode()
    assert (
        client.get(reverse("access:proposal", args=[make_body().organisation.ref, first.ref])).status_code
        == 404
    )


def test_choose_four_eyes_by_the_page_needs_two_administrators(body: Body, logged_in: LogIn) -> None:
    client = logged_in(body.administrator)
    chosen = {"services": ["dsn"], "choisir": "1"}
    alone = client.post(_url("four_eyes", body), chosen)
    assert alone.status_code == 422
    assert "personne ne pourrait confirmer" in alone.content.decode()
    body.add_administrator()
    assert client.post(_url("four_eyes", body), chosen).status_code == 303
    assert BodyRegistration.objects.get(organisation=body.organisation).four_eyes == ["dsn"]
    assert re.search(r'value="dsn"[^>]*checked', client.get(_url("four_eyes", body)).content.decode())
