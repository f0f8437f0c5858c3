"""The pages of requests and absences, by HTTP: asked from a refusal, answered, told when another was first."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from paraphe.access import absences, requests
from paraphe.access.models import Absence, AccessRequest, Habilitation, RightsAct
from paraphe.access.testing import Body, make_body
from paraphe.access.tests.candidates import text_of
from paraphe.access.tests.conftest import LogIn
from paraphe.access.tests.test_requests import approve, ask, may_sign, plan
from paraphe.access.vocabulary import Level
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import next_code
from paraphe.kernel import clock

pytestmark = pytest.mark.django_db
WHY = "La déclaration est prête,\nil faut la signer."


def base(body: Body) -> str:
    return f"/organismes/{body.organisation.ref}"


def answers(body: Body, *, place: int = 0, **more: object) -> dict[str, object]:
    given = {"establishment": body.places[place].ref, "service": "dsn", "level": "sign", "reason": WHY}
    return given | more


def confirm(client: Client, row: AccessRequest, person: Person, **more: object) -> object:
    """The approval confirmed with the answers its check page kept."""
    url = f"{base_of(row)}/accorder"
    page = client.get(url).content.decode()
    kept = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    data: dict[str, list[str]] = {}
    for name, value in kept:
        data.setdefault(name, []).append(value)
    return client.post(url, {**data, "confirmer": "1", "step_up_code": next_code(person), **more})


def base_of(row: AccessRequest) -> str:
    return f"/organismes/{row.organisation.ref}/demandes/{row.ref}"


@pytest.mark.parametrize("places", [1, 40])
def test_ask_and_approve_by_the_pages_lets_the_declarant_act(places: int, logged_in: LogIn) -> None:
    body = make_body(places=places)
    odile, last = body.add_declarant(), places - 1
    own = logged_in(odile)
    form = own.get(
        f"{base(body)}/mes-demandes/nouvelle",
        {"etablissement": body.places[last].ref, "service": "dsn", "niveau": "sign"},
    )
    assert f'value="{body.places[last].ref}" selected' in form.content.decode()
    assert ("Tous, présents et à venir" in text_of(form)) is (places > 1)
    sent = own.post(f"{base(body)}/mes-demandes/nouvelle", answers(body, place=last, envoyer="1"))
    row = AccessRequest.objects.get()
    assert sent["Location"] == f"{base(body)}/mes-demandes/{row.ref}/"
    assert row.reason == "La déclaration est prête, il faut la signer."
    assert "Claire Maubert" in text_of(own.get(sent["Location"]))
    admin = logged_in(body.administrator)
    assert "Odile Farge" in text_of(admin.get(f"{base(body)}/demandes/"))
    assert "Rien : aucun droit en cours" in text_of(admin.get(f"{base_of(row)}/")).replace("\u00a0", " ")
    done = confirm(admin, row, body.administrator)
    act = RightsAct.objects.get(source="request")
    assert done["Location"] == f"{base(body)}/droits/actes/{act.ref}/" or act.ref in done["Location"]  # type: ignore[index]
    assert may_sign(body, odile, place=last)
    assert "Accordée par Claire Maubert" in text_of(own.get(f"{base(body)}/mes-demandes/{row.ref}/"))
    again = confirm(admin, row, body.administrator)
    assert act.ref in again["Location"]  # type: ignore[index]
    assert Habilitation.objects.filter(person=odile).count() == 1


def test_keep_draft_then_edit_and_send_it_shows_it_to_nobody_before(logged_in: LogIn) -> None:
    body = make_body(places=2)
    odile = body.add_declarant()
    own, admin = logged_in(odile), logged_in(body.administrator)
    url = f"{base(body)}/mes-demandes/nouvelle"
    own.post(url, answers(body, garder="1"))
    row = AccessRequest.objects.get()
    assert admin.get(f"{base_of(row)}/").status_code == 404
    assert "Vous seul voyez ce brouillon" in text_of(own.get(f"{base(body)}/mes-demandes/{row.ref}/"))
    edit = f"{url}?brouillon={row.ref}"
    assert "il faut la signer" in text_of(own.get(edit))
    own.post(edit, answers(body, place=1, garder="1", level="prepare"))
    row.refresh_from_db()
    assert (row.siret, row.level) == (body.places[1].siret, Level.PREPARE)
    own.post(f"{base(body)}/mes-demandes/{row.ref}/", {"envoyer": "1"})
    row.refresh_from_db()
    assert row.state == "sent"
    twice = own.post(url, answers(body, place=1, envoyer="1", level="prepare"))
    assert row.ref in twice["Location"]
    assert AccessRequest.objects.count() == 1
    for bad in ({"service": "inconnu"}, {"reason": ""}, {"establishment": "x"}, {"wanted_until_jour": "45"}):
        refused = own.post(url, answers(body, envoyer="1") | bad)
        assert refused.status_code == 422
    stranger = logged_in(make_body().add_declarant(family_name="Autre"))
    assert stranger.get(url).status_code == 404


def test_ask_requester_answer_and_refuse_by_the_pages_tells_each_what_was_said(logged_in: LogIn) -> None:
    body = make_body()
    odile = body.add_declarant()
    row = ask(body, odile)
    own, admin = logged_in(odile), logged_in(body.administrator)
    assert admin.post(f"{base_of(row)}/preciser", {}).status_code == 422
    admin.post(f"{base_of(row)}/preciser", {"question": "Pour quel mois ?"})
    mine = f"{base(body)}/mes-demandes/{row.ref}/"
    assert "Pour quel mois" in text_of(own.get(mine))
    assert own.post(mine, {"repondre": "1"}).status_code == 422
    own.post(mine, {"repondre": "1", "answer": "Octobre"})
    assert "Octobre" in text_of(admin.get(f"{base_of(row)}/"))
    admin.post(f"{base_of(row)}/refuser", {"reason": "Samuel s’en charge"})
    assert "Samuel s’en charge" in text_of(own.get(mine))
    row.refresh_from_db()
    assert row.state == "refused"
    late = admin.post(f"{base_of(row)}/preciser", {"question": "Et sinon ?"})
    assert late.status_code == 409


def test_open_request_decided_by_another_tells_who_and_when(logged_in: LogIn) -> None:
    body = make_body()
    fellow, odile = body.add_administrator(), body.add_declarant()
    row = ask(body, odile)
    admin = logged_in(body.administrator)
    assert "Relisez avant d’accorder" in text_of(admin.get(f"{base_of(row)}/accorder"))
    approve(row, actor=fellow)
    refused = admin.post(f"{base_of(row)}/refuser", {"reason": "Non"})
    assert refused.status_code == 409
    assert f"Accordée par {fellow.full_name}" in text_of(refused)
    assert "Odile Farge" in text_of(admin.get(f"{base(body)}/demandes/?vue=decidees"))
    assert "Odile Farge" not in text_of(admin.get(f"{base(body)}/demandes/?vue=decidees&nom=zzz"))


def test_approve_less_by_the_pages_gives_less_and_says_what_is_replaced(logged_in: LogIn) -> None:
    body = make_body(places=3)
    odile = body.add_declarant()
    body.grant(odile, level=Level.CONSULT)
    row = ask(body, odile, plan(body, place=None))
    admin = logged_in(body.administrator)
    url = f"{base_of(row)}/accorder"
    until = absences.today() + timedelta(days=30)
    less = {
        "level": "prepare",
        "establishments": [body.places[0].ref],
        "valid_to_jour": until.day,
        "valid_to_mois": until.month,
        "valid_to_annee": until.year,
        "message": "Pour commencer",
    }
    check = text_of(admin.post(url, less))
    assert "Remplace le droit de consulter" in check
    assert "Il reprendra le" in check
    admin.post(url, less | {"confirmer": "1", "step_up_code": next_code(body.administrator)})
    held = requests.rights_on(body.organisation, odile)
    assert [(right.level, right.siret_text) for right in held if right.valid_from <= clock.now()] == [
        (Level.PREPARE, body.places[0].siret)
    ]
    assert "Pour commencer" in text_of(logged_in(odile).get(f"{base(body)}/mes-demandes/{row.ref}/"))


def test_announce_and_end_absence_by_the_page(logged_in: LogIn) -> None:
    body = make_body()
    admin, url = logged_in(body.administrator), f"{base(body)}/administrateurs/absence"
    assert "Personne ne peut vous suppléer" in text_of(admin.get(url))
    fellow, today = body.add_administrator(), absences.today()
    days = {
        f"{name}_{n}": part
        for name, on in (("starts_on", today), ("ends_on", today + timedelta(days=9)))
        for n, part in zip(("jour", "mois", "annee"), (on.day, on.month, on.year), strict=True)
    }
    assert admin.post(url, days).status_code == 422
    assert admin.post(url, days | {"deputy": fellow.ref}).status_code == 303
    assert "Vous supplée" in text_of(admin.get(url))
    assert body.administrator.full_name in text_of(logged_in(fellow).get(url))
    admin.post(url, {"terminer": "1"})
    assert Absence.objects.get().closed_at is not None


def test_open_page_without_right_is_refused_with_the_offer_to_ask(logged_in: LogIn) -> None:
    body = make_body()
    odile = body.add_declarant()
    refused = logged_in(odile).get(f"{base(body)}/declarations/deposer/")
    assert refused.status_code == 403
    assert f'href="{base(body)}/mes-demandes/nouvelle?niveau=prepare"' in refused.content.decode()
    administering = logged_in(odile).get(f"{base(body)}/personnes/")
    assert administering.status_code == 403
    assert "mes-demandes/nouvelle" not in administering.content.decode()
