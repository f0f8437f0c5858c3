"""The pages of the hand-over, of health, of the closing and of the desk, by HTTP."""

import html
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from paraphe.access.testing import Body, make_body, make_operator, suspend
from paraphe.accounts import services as accounts
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import give_step_up, make_person
from paraphe.journal.models import Access
from paraphe.kernel import clock
from paraphe.upkeep import closures, desk, handovers, services
from paraphe.upkeep.acts import act_of_closing, act_of_closure
from paraphe.upkeep.models import Closure, Handover

pytestmark = pytest.mark.django_db
LogIn = Callable[[Person], Client]
ANSWERS = {"when": "aujourdhui", "reason": "Départ en retraite"}


def base(body: Body) -> str:
    return f"/organismes/{body.organisation.ref}"


def announce(body: Body, leaver: Person | None = None) -> Handover:
    day = clock.now().astimezone(handovers.PARIS).date()
    membership = body.membership(leaver or body.administrator)
    return services.announce_handover(membership, leaves_on=day, reason="Retraite", actor=body.administrator)


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.status_code
    return str(answer.content.decode())


def test_plan_handover_then_name_and_complete_leads_to_own_record(body: Body, logged_in: LogIn) -> None:
    odile = body.add_declarant()
    body.grant(body.administrator, places=body.places)
    client = logged_in(body.administrator)
    answer = client.post(f"{base(body)}/passation/annoncer", {**ANSWERS, "leaver": body.administrator.ref})
    url = answer["Location"]
    assert "Personne ne prend la suite" in page(client, url)
    assert client.post(f"{url}successeur", {"successor": odile.ref})["Location"] == url
    shown = page(client, url)
    assert "Odile Farge peut devenir administrateur" in shown
    assert f"/droits/donner?personne={odile.ref}" in shown
    handover = Handover.objects.get()
    give_step_up(body.administrator, services.act_of_completion(handover))
    done = client.post(f"{url}terminer", {"step_up_code": ""})
    assert done["Location"] == f"/passations/{handover.ref}/"
    record = page(client, done["Location"])
    assert "Passation de Claire Maubert" in record
    assert "Odile Farge" in record
    assert page(client, url, 404)


def test_complete_handover_with_wrong_code_keeps_the_page(body: Body, logged_in: LogIn) -> None:
    odile = body.add_declarant()
    handover = services.name_successor(announce(body), successor=odile, actor=body.administrator)
    client = logged_in(body.administrator)
    answer = client.post(f"{base(body)}/passation/{handover.ref}/terminer", {"step_up_code": "000000"})
    assert answer.status_code == 422
    assert handovers.state_of(handover) == "ready"


def test_complete_handover_sent_twice_leads_twice_to_the_record(body: Body, logged_in: LogIn) -> None:
    samuel = body.add_administrator()
    handover = announce(body, samuel)
    client, url = logged_in(body.administrator), f"{base(body)}/passation/{handover.ref}"
    give_step_up(body.administrator, services.act_of_completion(handover))
    places = [client.post(f"{url}/terminer", {})["Location"] for _ in range(2)]
    assert places[0] == f"{url}/releve"
    assert client.get(places[1]).status_code in (200, 303)


def test_show_complete_of_last_administrator_offers_no_button(body: Body, logged_in: LogIn) -> None:
    handover = announce(body)
    shown = page(logged_in(body.administrator), f"{base(body)}/passation/{handover.ref}/terminer")
    assert "Personne ne prend la suite" in shown
    assert "step_up_code" not in shown


def test_show_handover_to_newcomer_by_key_tells_the_day(body: Body, logged_in: LogIn) -> None:
    newcomer, _ = make_person(given_name="Paul", family_name="Verne")
    body.settle_by_key(newcomer)
    handover = announce(body)
    shown = page(logged_in(newcomer), f"{base(body)}/passation/{handover.ref}/")
    assert "Vous pourrez terminer le" in shown
    assert "Terminer la passation" not in shown


def test_plan_handover_with_nothing_filled_keeps_the_form(body: Body, logged_in: LogIn) -> None:
    answer = logged_in(body.administrator).post(f"{base(body)}/passation/annoncer", {})
    assert answer.status_code == 422
    assert "Choisissez qui part" in answer.content.decode()


def test_plan_handover_on_a_day_to_come_without_date_is_refused(body: Body, logged_in: LogIn) -> None:
    given = {"leaver": body.administrator.ref, "when": "date", "reason": "Mutation"}
    answer = logged_in(body.administrator).post(f"{base(body)}/passation/annoncer", given)
    assert "Indiquez la date du départ" in answer.content.decode()
    assert not Handover.objects.exists()


def test_plan_handover_twice_tells_the_one_under_way(body: Body, logged_in: LogIn) -> None:
    announce(body)
    given = {**ANSWERS, "leaver": body.administrator.ref}
    answer = logged_in(body.administrator).post(f"{base(body)}/passation/annoncer", given)
    assert answer.status_code == 422
    assert "Une passation est en cours" in answer.content.decode()


@pytest.mark.parametrize("value", ["", "personne", "inconnue", "\0", "a" * 500])
def test_name_successor_with_hostile_value_never_fails(body: Body, logged_in: LogIn, value: str) -> None:
    handover = announce(body)
    client = logged_in(body.administrator)
    answer = client.post(f"{base(body)}/passation/{handover.ref}/successeur", {"successor": value})
    assert answer.status_code in (400, 422)
    assert Handover.objects.get().successor is None


def test_cancel_handover_needs_a_reason_then_says_so(body: Body, logged_in: LogIn) -> None:
    handover = announce(body)
    client, url = logged_in(body.administrator), f"{base(body)}/passation/{handover.ref}"
    assert client.post(f"{url}/abandonner", {}).status_code == 422
    assert client.post(f"{url}/abandonner", {"reason": "Il reste"}).status_code == 303
    assert "abandonnée" in page(client, f"{url}/")


def test_show_handover_of_other_body_looks_absent(body: Body, logged_in: LogIn) -> None:
    handover, other = announce(body), make_body()
    client = logged_in(other.administrator)
    assert client.get(f"{base(body)}/passation/{handover.ref}/").status_code == 404
    assert client.get(f"{base(other)}/passation/{handover.ref}/").status_code == 404
    assert client.get(f"/passations/{handover.ref}/").status_code == 404


def test_show_pages_to_declarant_are_refused(body: Body, logged_in: LogIn) -> None:
    handover = announce(body)
    client = logged_in(body.add_declarant())
    for path in ("passation/", f"passation/{handover.ref}/", "sante/", "fermeture/"):
        assert client.get(f"{base(body)}/{path}").status_code == 403


def test_show_landing_lists_running_and_past(body: Body, logged_in: LogIn) -> None:
    samuel = body.add_administrator()
    announce(body, samuel)
    body.remove_administrator(samuel, actor=body.administrator)
    announce(body)
    shown = page(logged_in(body.administrator), f"{base(body)}/passation/")
    assert "Départ de Samuel Kerbrat" in shown
    assert "Départ de Claire Maubert" in shown


def test_show_health_tells_what_is_weak(body: Body, logged_in: LogIn) -> None:
    odile = body.add_declarant()
    suspend(body.membership(odile), cause="absence", reason="Congé", actor=body.administrator)
    shown = page(logged_in(body.administrator), f"{base(body)}/sante/")
    assert "Il faut deux administrateurs" in shown
    assert "Un accès est suspendu" in shown


def test_close_space_by_pages_needs_two_and_fourteen_days(body: Body, logged_in: LogIn) -> None:
    samuel = body.add_administrator()
    client, url = logged_in(body.administrator), f"{base(body)}/fermeture"
    assert "Demander la fermeture" in page(client, f"{url}/")
    assert client.post(f"{url}/demander", {"reason": "Fusion"}).status_code == 422
    give_step_up(body.administrator, act_of_closure(body.organisation))
    assert client.post(f"{url}/demander", {"reason": "Fusion"}).status_code == 303
    assert "Samuel Kerbrat" in page(client, f"{url}/")
    other = logged_in(samuel)
    assert "Confirmer la fermeture" in page(other, f"{url}/confirmer")
    assert client.post(f"{url}/abandonner", {"reason": "Erreur"}).status_code == 303
    assert closures.open_closure(body.organisation) is None
    assert Closure.objects.get().state == "cancelled"


def test_list_bodies_to_operator_records_each_look(body: Body, logged_in: LogIn) -> None:
    operator, other = make_operator(), make_body(name="Commune de Rivenoire")
    other.add_administrator()
    client = logged_in(operator)
    shown = page(client, "/exploitation/organismes/")
    assert "Commune de Rivenoire" in shown
    looks = Access.objects.filter(person=operator.ref, page="upkeep:desk_bodies").values_list(
        "body", flat=True
    )
    assert {body.organisation.siren, other.organisation.siren} <= set(looks)
    alone = page(client, "/exploitation/organismes/?etat=alone")
    assert "Commune de Rivenoire" not in alone
    assert body.organisation.name in alone
    found = page(client, f"/exploitation/organismes/?q={other.organisation.siren[:6]}")
    assert "Aucun organisme" in page(client, "/exploitation/organismes/?etat=frozen&q=zzz")
    assert "SIREN" in found


def test_show_body_to_operator_is_read_only_and_recorded(body: Body, logged_in: LogIn) -> None:
    operator = make_operator()
    shown = page(logged_in(operator), f"/exploitation/organismes/{body.organisation.ref}/")
    assert "Claire Maubert" in shown
    assert "<form" not in shown.split("<main")[1].split("</main>")[0]
    assert Access.objects.filter(person=operator.ref, body=body.organisation.siren).exists()


def test_show_desk_to_administrator_looks_absent(body: Body, logged_in: LogIn) -> None:
    client = logged_in(body.administrator)
    assert client.get("/exploitation/organismes/").status_code == 404
    assert client.get(f"/exploitation/organismes/{body.organisation.ref}/").status_code == 404


def test_list_bodies_sleeping_finds_the_absent(body: Body, logged_in: LogIn) -> None:
    operator = make_operator()
    client = logged_in(operator)
    assert body.organisation.name not in page(client, "/exploitation/organismes/?etat=sleeping")
    with clock.freeze(clock.now() + timedelta(days=31)):
        found = desk.keep_sleeping(list(desk.registered_bodies(state="sleeping")), "sleeping")
    assert body.organisation in [row.organisation for row in found]


def test_show_health_links_to_the_page_that_wakes(body: Body, logged_in: LogIn) -> None:
    odile = body.add_declarant()
    suspend(body.membership(odile), cause="absence", reason="Congé", actor=body.administrator)
    shown = page(logged_in(body.administrator), f"{base(body)}/sante/")
    assert reverse("access:reactivate_person", args=[body.organisation.ref, odile.ref]) in shown
    assert "Congé" in shown


def test_follow_same_rights_link_opens_the_grant_filled_in(body: Body, logged_in: LogIn) -> None:
    odile, nadia = body.add_declarant(), body.add_administrator()
    body.grant(nadia, places=body.places[:2])
    handover = services.name_successor(announce(body, nadia), successor=odile, actor=body.administrator)
    client = logged_in(body.administrator)
    shown = page(client, f"{base(body)}/passation/{handover.ref}/")
    link = html.unescape(shown.split("/droits/donner?")[1].split('"')[0])
    grant = page(client, f"{base(body)}/droits/donner?{link}")
    assert f'value="{odile.ref}" selected' in grant
    assert grant.count(" checked") == 6


def test_show_handover_lists_what_people_asked(body: Body, logged_in: LogIn) -> None:
    odile = body.add_declarant()
    accounts.request_recovery(odile, actor=odile)
    handover = announce(body)
    shown = page(logged_in(body.administrator), f"{base(body)}/passation/{handover.ref}/")
    assert "a perdu son second facteur" in shown
    assert reverse("access:person_factor", args=[body.organisation.ref, odile.ref]) in shown


def test_close_space_by_pages_after_the_days_of_reflection(body: Body, logged_in: LogIn) -> None:
    samuel = body.add_administrator()
    give_step_up(body.administrator, act_of_closure(body.organisation))
    closure = services.request_closure(body.organisation, reason="Fusion", actor=body.administrator)
    give_step_up(samuel, act_of_closing(closure))
    closure = services.confirm_closure(closure, actor=samuel)
    url = f"{base(body)}/fermeture/"
    assert "Pas avant le" in page(logged_in(samuel), url)
    with clock.freeze(closure.cooled_at + timedelta(minutes=1)):
        client = logged_in(samuel)
        assert f"{url}fermer" in page(client, url)
        assert client.post(f"{url}fermer", {}).status_code == 422
        give_step_up(samuel, act_of_closing(closure))
        done = client.post(f"{url}fermer", {"step_up_code": ""})
        assert done["Location"] == "/organismes/"
        assert client.get(url).status_code == 404


def test_show_own_record_is_for_the_leaver_and_seen_by_the_body(body: Body, logged_in: LogIn) -> None:
    samuel = body.add_administrator()
    handover = announce(body, samuel)
    give_step_up(body.administrator, services.act_of_completion(handover))
    services.complete_handover(handover, actor=body.administrator)
    url = f"/passations/{handover.ref}/"
    assert "Passation de Samuel Kerbrat" in page(logged_in(samuel), url)
    assert logged_in(body.administrator).get(url).status_code == 404
    read = Access.objects.filter(person=samuel.ref, page="upkeep:own_record")
    assert [row.body for row in read] == [body.organisation.siren]
