"""The entrance: where one lands, what waits, what each role sees."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from paraphe.access import services
from paraphe.access.candidacy_acts import CandidacyPlan, act_of_candidacy
from paraphe.access.testing import Body, make_body, make_operator
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import give_step_up, login, make_person
from paraphe.home.acts import ACTS, open_acts
from paraphe.home.waiting import build_board, count_waiting
from paraphe.kernel import clock


@pytest.fixture
def body(db: None) -> Body:
    return make_body(places=2)


def client_of(person: Person) -> Client:
    client = Client()
    login(client, person)
    return client


def home_of(body: Body) -> str:
    return reverse("home:body", args=[body.organisation.ref])


def test_start_with_one_body_lands_in_it(body: Body) -> None:
    answer = client_of(body.administrator).get(reverse("home:start"))
    assert (answer.status_code, answer["Location"]) == (303, home_of(body))


def test_start_with_several_bodies_offers_the_choice_then_remembers(body: Body) -> None:
    other = make_body(name="Commune de Vaubrun")
    other.join(body.administrator)
    client = client_of(body.administrator)
    text = client.get(reverse("home:start")).content.decode()
    assert "Commune de Valbrune" in text
    assert "Commune de Vaubrun" in text
    client.get(home_of(other))
    assert client.get(reverse("home:start"))["Location"] == home_of(other)


def test_start_without_body_shows_waiting_invitation(body: Body) -> None:
    person, _ = make_person(given_name="Nadia", family_name="Belkhir")
    client = client_of(person)
    assert "vous ne faites partie d’aucun organisme" in client.get(reverse("home:start")).content.decode()
    body.invite(email=person.email, given_name="Nadia", family_name="Belkhir")
    assert "Claire Maubert vous invite" in client.get(reverse("home:start")).content.decode()


def test_open_home_as_administrator_shows_weak_points(body: Body) -> None:
    text = client_of(body.administrator).get(home_of(body)).content.decode()
    assert "Il faut deux administrateurs" in text
    assert "Personne ne peut signer" in text
    assert "Déclaration sociale nominative" in text


def test_open_home_as_declarant_shows_own_rights_and_no_administration(body: Body) -> None:
    declarant = body.add_declarant()
    body.grant(declarant)
    text = client_of(declarant).get(home_of(body)).content.decode()
    assert "1 droit en vigueur" in text
    assert reverse("access:people", args=[body.organisation.ref]) not in text
    assert "Claire Maubert" in text


def test_open_home_of_another_body_is_absent(body: Body) -> None:
    other = make_body(name="Commune de Vaubrun")
    assert client_of(body.administrator).get(home_of(other)).status_code == 404


def test_build_board_tells_endings_and_expired_invitations(body: Body) -> None:
    declarant = body.add_declarant()
    body.give(body.plan(declarant, valid_to=clock.now() + timedelta(days=40)), actor=body.administrator)
    body.invite(email="yanis.delorme@exemple.fr", given_name="Yanis", family_name="Delorme")
    assert count_waiting(body.organisation, body.administrator) == 1
    with clock.freeze(clock.now() + timedelta(days=8)):
        board = build_board(body.organisation, body.administrator)
    titles = [entry.title for entry in board.decisions]
    assert "Un droit d’Odile Farge arrive à sa fin" in titles
    assert "L’invitation de Yanis Delorme a expiré" in titles
    assert len(titles) == 2


def test_build_board_with_one_signer_warns_that_he_is_alone(body: Body) -> None:
    body.grant(body.add_declarant(), places=body.places)
    titles = [check.title for check in build_board(body.organisation, body.administrator).checks]
    assert any(title.startswith("Odile Farge est la seule personne à signer dans 2") for title in titles)
    assert not any(title.startswith("Personne ne peut signer") for title in titles)


@pytest.mark.parametrize("act", sorted(name for name in ACTS if name in open_acts()))
def test_go_to_act_from_printed_sheet_lands_on_it_after_log_in(act: str, body: Body) -> None:
    address = reverse("home:act", args=[act])
    assert Client().get(address)["Location"].endswith(f"?next={address}")
    answer = client_of(body.administrator).get(address)
    args = [] if ACTS[act].audience == "anyone" else [body.organisation.ref]
    assert answer["Location"] == reverse(ACTS[act].view, args=args)


def test_go_to_act_unknown_is_absent(body: Body) -> None:
    assert client_of(body.administrator).get("/aller/nulle-part").status_code == 404


def test_go_to_act_as_declarant_offers_the_choice(body: Body) -> None:
    answer = client_of(body.add_declarant()).get(reverse("home:act", args=["ajouter-declarant"]))
    assert answer["Location"] == reverse("home:choose")


def test_list_navigation_by_role_differs(body: Body) -> None:
    administrator = client_of(body.administrator).get(home_of(body)).content.decode()
    declarant = client_of(body.add_declarant()).get(home_of(body)).content.decode()
    register = reverse("access:register", args=[body.organisation.ref])
    mine = reverse("access:mine", args=[body.organisation.ref])
    assert register in administrator
    assert register not in declarant
    assert mine in declarant


def test_open_short_acts_are_all_those_of_the_leaflet() -> None:
    assert {"candidat-administrateur", "ajouter-declarant", "supprimer-declarant"} <= set(open_acts())


def test_show_board_tells_a_candidacy_to_those_who_may_decide(body: Body) -> None:
    scoped = body.add_administrator(scope=[body.places[1].siret])
    candidate, _ = make_person(given_name="Ida", family_name="Nox")
    plan = CandidacyPlan(None, "cooptation")
    give_step_up(candidate, act_of_candidacy(body.organisation, plan))
    services.propose_candidacy(body.organisation, plan=plan, actor=candidate)
    page = client_of(body.administrator).get(home_of(body)).content.decode()
    assert "Ida Nox demande à devenir administrateur" in page
    assert count_waiting(body.organisation, body.administrator) == 1
    assert count_waiting(body.organisation, scoped) == 0


def test_choose_body_shows_what_the_person_asked(body: Body) -> None:
    candidate, _ = make_person(given_name="Ida", family_name="Nox")
    plan = CandidacyPlan(None, "cooptation")
    give_step_up(candidate, act_of_candidacy(body.organisation, plan))
    row = services.propose_candidacy(body.organisation, plan=plan, actor=candidate)
    page = client_of(candidate).get(reverse("home:choose")).content.decode()
    assert reverse("access:candidacy", args=[row.ref]) in page


def test_list_navigation_for_an_operator_shows_the_desk(db: None) -> None:
    client = client_of(make_operator())
    assert reverse("helpdesk:desk") in client.get(reverse("home:choose")).content.decode()
