"""The pages of becoming administrator, by HTTP: each path, each refusal with its sentence and its way out."""

import re

import pytest
from django.test import Client

from paraphe.access import candidacies, services
from paraphe.access.candidacy_acts import KEY, CandidacyPlan, act_of_path
from paraphe.access.models import Candidacy
from paraphe.access.services.candidacy_decisions import refuse_candidacy
from paraphe.access.testing import Body, make_body, with_key
from paraphe.access.tests.candidates import (
    WRONG,
    give_addresses,
    make_candidate,
    own_url,
    plan_of,
    post_key,
    propose,
    propose_by_key,
    redeem,
    return_letter,
    text_of,
    type_key,
)
from paraphe.access.tests.conftest import LogIn
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import give_step_up, next_code
from paraphe.registry.services import mirror_organisation

pytestmark = pytest.mark.django_db


def ask_url(body: Body) -> str:
    return f"/candidature/?siren={body.organisation.siren}"


def answers(**more: object) -> dict[str, object]:
    return {"where": "tout", "path": "cooptation", "message": "Je remplace Odile.", **more}


def confirm(person: Person, **more: object) -> dict[str, object]:
    return answers(confirmer="1", step_up_code=next_code(person), **more)


def test_open_become_as_stranger_is_sent_to_log_in() -> None:
    response = Client().get("/candidature/?siren=219904125")
    assert response.status_code == 302
    assert "/compte/connexion/" in response["Location"]


def test_search_body_with_and_without_space_leads_each_where_it_should(logged_in: LogIn) -> None:
    body, eve = make_body(name="Commune de Valbrune"), make_candidate()
    page = logged_in(eve).get("/candidature/", {"q": body.organisation.siren})
    assert f"/candidature/?siren={body.organisation.siren}" in page.content.decode()
    empty = logged_in(eve).get("/candidature/", {"q": "000000000"})
    assert "Aucun organisme trouvé" in text_of(empty)


@pytest.mark.parametrize("places", [1, 40])
def test_ask_for_accord_reads_again_then_waits(logged_in: LogIn, places: int) -> None:
    body, eve = make_body(places=places), make_candidate()
    client = logged_in(eve)
    form = client.get(ask_url(body))
    check = client.post(ask_url(body), answers())
    done = client.post(ask_url(body), confirm(eve))
    row = Candidacy.objects.get(person=eve)
    assert (form.status_code, check.status_code, done.status_code) == (200, 200, 303)
    assert "Rien n’est encore parti" in text_of(check)
    assert done["Location"] == own_url(row)
    assert row.message == "Je remplace Odile."
    assert "En attente d’un accord" in text_of(client.get(own_url(row)))


def test_ask_twice_by_a_double_click_shows_the_one_candidacy(logged_in: LogIn) -> None:
    body, eve = make_body(), make_candidate()
    client = logged_in(eve)
    sent = confirm(eve)
    first, second = client.post(ask_url(body), sent), client.post(ask_url(body), sent)
    assert first["Location"] == second["Location"]
    assert Candidacy.objects.count() == 1


def test_ask_with_wrong_code_keeps_what_was_typed(logged_in: LogIn) -> None:
    body, eve = make_body(), make_candidate()
    page = logged_in(eve).post(ask_url(body), answers(confirmer="1", step_up_code="000000"))
    assert page.status_code == 422
    assert "Je remplace Odile." in text_of(page)
    assert not Candidacy.objects.exists()


def test_search_among_forty_establishments_keeps_the_ticked_ones(logged_in: LogIn) -> None:
    body, eve = make_body(places=40), make_candidate()
    chosen = body.places[4]
    page = logged_in(eve).post(
        ask_url(body),
        answers(where="choisis", establishments=[chosen.ref], find="Établissement 12", filtrer="1"),
    )
    shown = re.findall(r'name="establishments" value="(\w+)"', page.content.decode())
    assert page.status_code == 200
    assert set(shown) == {chosen.ref, body.places[11].ref}
    assert "Je remplace Odile." in page.content.decode()


def test_ask_for_chosen_establishments_without_one_is_refused(logged_in: LogIn) -> None:
    body, eve = make_body(places=4), make_candidate()
    page = logged_in(eve).post(ask_url(body), answers(where="choisis", letter_to=body.places[0].ref))
    assert page.status_code == 422
    assert "Cochez un établissement au moins" in text_of(page)


def test_ask_shows_the_masked_address_before_any_choice(logged_in: LogIn) -> None:
    body, eve = make_body(), make_candidate()
    give_addresses(body)
    words = text_of(logged_in(eve).get(ask_url(body)))
    assert "99120 V" in words
    assert "Tilleul" not in words
    assert "Valbrune," not in words


def test_ask_tells_names_to_a_member_and_numbers_to_a_stranger(logged_in: LogIn) -> None:
    body, eve = make_body(), make_candidate()
    odile = body.add_declarant()
    stranger, member = (
        text_of(logged_in(eve).get(ask_url(body))),
        text_of(logged_in(odile).get(ask_url(body))),
    )
    assert "1 administrateur sera prévenu" in stranger
    assert body.administrator.full_name not in stranger
    assert body.administrator.full_name in member


def test_ask_by_key_without_address_is_told_on_the_form(logged_in: LogIn) -> None:
    body, eve = make_body(), make_candidate()
    page = logged_in(eve).post(ask_url(body), answers(path=KEY))
    assert page.status_code == 422
    assert "Le répertoire Sirene ne donne pas l’adresse" in text_of(page)


def test_ask_a_body_without_space_leads_to_its_registration(logged_in: LogIn) -> None:
    eve = make_candidate()
    siren = with_key("21977777")
    mirror_organisation(siren=siren, name="Commune d’Aigremont", branch="territorial")
    page = logged_in(eve).get(f"/candidature/?siren={siren}")
    assert page.status_code == 409
    assert "Personne n’administre encore cet organisme" in text_of(page)


def test_ask_twice_leads_to_the_candidacy(logged_in: LogIn) -> None:
    body, eve = make_body(), make_candidate()
    row = propose(body, eve)
    page = logged_in(eve).get(ask_url(body))
    assert page.status_code == 409
    assert own_url(row) in page.content.decode()


def test_ask_after_a_refusal_tells_the_key_is_left(logged_in: LogIn) -> None:
    body, eve = make_body(), make_candidate()
    refuse_candidacy(propose(body, eve), reason="Non", actor=body.administrator)
    page = logged_in(eve).post(ask_url(body), answers())
    assert page.status_code == 422
    assert "La clé envoyée par courrier reste possible dès maintenant" in text_of(page)


def test_ask_a_fourth_tells_the_limit(logged_in: LogIn) -> None:
    body, eve = make_body(), make_candidate()
    for _ in range(3):
        propose(make_body(), eve)
    page = logged_in(eve).get(ask_url(body))
    assert page.status_code == 409
    assert "Trois candidatures attendent déjà" in text_of(page)


def test_ask_by_administrator_of_everything_leads_to_the_body(logged_in: LogIn) -> None:
    body = make_body()
    page = logged_in(body.administrator).get(ask_url(body))
    assert page.status_code == 409
    assert f"/organismes/{body.organisation.ref}/" in page.content.decode()


@pytest.mark.parametrize("step", ["", "cle", "voie", "retirer"])
def test_open_the_candidacy_of_somebody_else_looks_absent(logged_in: LogIn, step: str) -> None:
    body, eve = make_body(), make_candidate()
    row = propose(body, eve)
    assert logged_in(body.administrator).get(f"{own_url(row)}{step}").status_code == 404


def test_see_own_candidacy_says_what_blocks_without_names(logged_in: LogIn) -> None:
    body, eve = make_body(), make_candidate()
    words = text_of(logged_in(eve).get(own_url(propose(body, eve))))
    assert "Il manque Un accord Peut agir 1 administrateur Jusqu’au" in words
    assert body.administrator.full_name not in words


def test_type_right_key_opens_the_body(logged_in: LogIn) -> None:
    body, eve = make_body(), make_candidate()
    row = propose_by_key(body, eve)
    key, client = post_key(row), logged_in(eve)
    done = client.post(f"{own_url(row)}cle", {"key": key, "step_up_code": next_code(eve)})
    assert done.status_code == 303
    assert client.get(f"/organismes/{body.organisation.ref}/administrateurs/").status_code == 200


def test_type_wrong_keys_counts_down_then_offers_a_new_one(logged_in: LogIn) -> None:
    body, eve = make_body(), make_candidate()
    row = propose_by_key(body, eve)
    post_key(row)
    client = logged_in(eve)
    pages = [text_of(type_key(client, row, WRONG, eve)) for _ in range(5)]
    assert "Essais restants : 4" in pages[0]
    assert "la clé est détruite" in pages[4]
    assert "Demander une nouvelle clé" in text_of(client.get(own_url(row)))
    assert client.post(f"{own_url(row)}nouvelle-cle").status_code == 303
    words = text_of(client.get(own_url(row)))
    assert "La lettre, qui attend d’être imprimée" in words


def test_type_key_twice_tells_it_serves_no_more(logged_in: LogIn) -> None:
    body, eve = make_body(), make_candidate()
    row = propose_by_key(body, eve)
    key = post_key(row)
    redeem(row, key)
    page = type_key(logged_in(eve), row, key, eve)
    assert page.status_code == 422  # type: ignore[attr-defined]
    assert "Elle a déjà servi" in text_of(page)


def test_type_key_before_the_letter_leaves_tells_to_wait(logged_in: LogIn) -> None:
    body, eve = make_body(), make_candidate()
    row = propose_by_key(body, eve)
    assert "Cet essai ne compte pas" in text_of(type_key(logged_in(eve), row, WRONG, eve))


def test_ask_new_key_while_one_runs_is_refused(logged_in: LogIn) -> None:
    body, eve = make_body(), make_candidate()
    row = propose_by_key(body, eve)
    page = logged_in(eve).post(f"{own_url(row)}nouvelle-cle")
    assert page.status_code == 409
    assert "Une clé peut encore arriver" in text_of(page)


def test_see_own_candidacy_whose_letter_came_back_offers_a_new_key(logged_in: LogIn) -> None:
    body, eve = make_body(), make_candidate()
    row = propose_by_key(body, eve)
    post_key(row)
    return_letter(row)
    words = text_of(logged_in(eve).get(own_url(row)))
    assert "La lettre est revenue" in words
    assert "Demander une nouvelle clé" in words


def test_change_path_to_key_then_back(logged_in: LogIn) -> None:
    body, eve = make_body(), make_candidate()
    give_addresses(body)
    row, client = propose(body, eve), logged_in(eve)
    chosen = {"letter_to": body.places[0].ref}
    url = f"{own_url(row)}voie"
    assert client.get(url).status_code == 200
    assert "Ils ne pourront" not in text_of(client.post(url, chosen))
    done = client.post(url, {**chosen, "confirmer": "1", "step_up_code": next_code(eve)})
    assert done.status_code == 303
    row.refresh_from_db()
    assert row.path == KEY
    assert client.get(url).status_code == 200
    give_step_up(eve, act_of_path(row, CandidacyPlan(None, "cooptation")))
    back = client.post(url, {"confirmer": "1"})
    row.refresh_from_db()
    assert (back.status_code, row.path) == (303, "cooptation")


def test_withdraw_twice_shows_it_withdrawn(logged_in: LogIn) -> None:
    body, eve = make_body(), make_candidate()
    row, client = propose(body, eve), logged_in(eve)
    assert client.get(f"{own_url(row)}retirer").status_code == 200
    for _ in range(2):
        assert client.post(f"{own_url(row)}retirer").status_code == 303
    assert "Candidature retirée" in text_of(client.get(own_url(row)))


def test_wait_for_two_accords_of_which_one_person_is_left_says_so(logged_in: LogIn) -> None:
    body, eve = make_body(), make_candidate()
    samuel = body.add_administrator()
    services.choose_accords(body.organisation, needed=2, actor=body.administrator)
    row = propose(body, eve)
    body.remove_administrator(samuel, actor=body.administrator)
    words = text_of(logged_in(eve).get(own_url(row)))
    assert "Trop peu d’administrateurs en activité peuvent répondre : passez par la clé" in words
    assert candidacies.accords_missing(row) == 2


def test_ask_with_hostile_numbers_and_answers_never_fails(logged_in: LogIn) -> None:
    body, eve = make_body(places=4), make_candidate()
    client = logged_in(eve)
    for address in ("/candidature/?siren=%00", "/candidature/?siret=abc", f"/candidature/?q={'é' * 500}"):
        assert client.get(address).status_code < 500
    hostile = answers(where="x", path="<b>", letter_to="../..", establishments=["nope"], message="x" * 9000)
    assert client.post(ask_url(body), hostile).status_code == 422
    assert client.get("/candidature/nope/").status_code == 404


def test_plan_of_a_key_elsewhere_reads_its_own_establishment_only(logged_in: LogIn) -> None:
    body, eve = make_body(places=4), make_candidate()
    give_addresses(body)
    plan = plan_of(body, path=KEY, to=body.places[2])
    page = logged_in(eve).post(ask_url(body), answers(path=KEY, letter_to=body.places[2].ref))
    assert plan.reached == [body.places[2].siret]
    assert f"Vous demandez à administrer {body.places[2].name}" in text_of(page)
