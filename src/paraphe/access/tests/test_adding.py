"""Adding one or several people by the page: typed or pasted, extended, refused, sent twice."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from paraphe.access.models import BodyRegistration, Habilitation, Invitation, Membership, RightsAct
from paraphe.access.policy import PARIS
from paraphe.access.testing import Body, make_body
from paraphe.access.tests.conftest import LogIn
from paraphe.access.vocabulary import Level
from paraphe.access.web.people_pasted import Typed, read_pasted
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import make_person, next_code
from paraphe.kernel import clock


def url(body: Body) -> str:
    return reverse("access:add_people", args=[body.organisation.ref])


def line(number: int, given: str, family: str, email: str) -> dict[str, str]:
    return {f"l{number}-given_name": given, f"l{number}-family_name": family, f"l{number}-email": email}


def rights(body: Body, **changes: Any) -> dict[str, Any]:
    until = (clock.now() + timedelta(days=90)).astimezone(PARIS).date()
    return {
        "gives": "services",
        "services": ["dsn"],
        "level": "sign",
        "where": "presents",
        "valid_to_jour": until.day,
        "valid_to_mois": until.month,
        "valid_to_annee": until.year,
        **changes,
    }


NOTHING = {"gives": "rien", "where": "choisis"}
GUEST = "nina.roche@valbrune.example"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Odile Farge o.farge@a.fr", Typed("Odile", "Farge", "o.farge@a.fr")),
        ("Farge, Odile <o.farge@a.fr>", Typed("Odile", "Farge", "o.farge@a.fr")),
        ("Odile;Farge;o.farge@a.fr", Typed("Odile", "Farge", "o.farge@a.fr")),
        ("Odile,Farge,o.farge@a.fr", Typed("Odile", "Farge", "o.farge@a.fr")),
        ("FARGE\tOdile\to.farge@a.fr", Typed("Odile", "FARGE", "o.farge@a.fr")),
        ("Anne DE LA TOUR <a.t@a.fr>", Typed("Anne", "DE LA TOUR", "a.t@a.fr")),
        ("o.farge@a.fr", Typed("", "", "o.farge@a.fr")),
        ("Odile Farge", Typed("Odile", "Farge", "")),
        ("Nom;Prénom;Courriel\nFarge;Odile;o.farge@a.fr", Typed("Odile", "Farge", "o.farge@a.fr")),
    ],
)
def test_read_pasted_in_any_usual_order_finds_the_person(text: str, expected: Typed) -> None:
    assert read_pasted(f"\n{text}\n\n") == [expected]


def test_add_people_pasted_reads_again_then_adds_all_in_one_act(body: Body, logged_in: LogIn) -> None:
    client, member = logged_in(body.administrator), body.add_declarant()
    known, _ = make_person(given_name="Yanis", family_name="Delorme")
    pasted = f"Nina Roche {GUEST}\nYanis;Delorme;{known.email}\nFarge, Odile <{member.email}>"
    check = client.post(url(body), {"pasted": pasted, **rights(body)})
    text = check.content.decode()
    assert check.status_code == 200, text
    for told in ("Nouvelle personne", "A déjà un compte", "Déjà dans l’organisme", "2 invitations partent"):
        assert told in text
    assert not Habilitation.objects.exists()
    typed = {
        **line(0, "Nina", "Roche", GUEST),
        **line(1, "Yanis", "Delorme", known.email),
        **line(2, "Odile", "Farge", member.email),
        **rights(body),
        "confirmer": "1",
    }
    unproved = client.post(url(body), typed)
    assert unproved.status_code == 422
    assert not Habilitation.objects.exists()
    done = client.post(url(body), {**typed, "step_up_code": next_code(body.administrator)})
    assert done.status_code == 303
    assert Habilitation.objects.count() == 12
    assert Membership.objects.filter(closed_at=None).count() == 2
    assert set(Invitation.objects.filter(accepted_at=None).values_list("email", flat=True)) == {
        GUEST,
        known.email,
    }
    again = client.post(url(body), typed)
    assert again["Location"] == done["Location"]
    assert RightsAct.objects.filter(source="people").count() == 1


def test_add_people_already_there_extends_and_never_lowers(body: Body, logged_in: LogIn) -> None:
    member, client = body.add_declarant(), logged_in(body.administrator)
    (held,) = body.grant(member)  # signs at the head office, for a year
    body.grant(member, level=Level.CONSULT, places=[body.places[1]])
    typed = {
        **line(0, "Odile", "Farge", member.email.upper()),
        **rights(body, level="prepare"),
        "confirmer": "1",
    }
    done = client.post(url(body), {**typed, "step_up_code": next_code(body.administrator)})
    assert done.status_code == 303
    running = Habilitation.objects.filter(person=member, closed_at=None, valid_from__lte=clock.now())
    levels = {row.siret_text: row.level for row in running}
    assert levels == {place.siret: (3 if place == body.places[0] else 2) for place in body.places}
    assert running.filter(pk=held.pk).exists()
    assert Person.objects.filter(family_name="Farge").count() == 1


def test_add_people_with_faults_says_each_by_its_line_and_keeps_all(body: Body, logged_in: LogIn) -> None:
    client = logged_in(body.administrator)
    typed = {
        **line(0, "Accueil", "Mairie", "mairie@valbrune.example"),
        **line(1, "Nina", "Roche", GUEST),
        **line(2, "Paul", "Estève", "pas une adresse"),
        **line(3, "Nina", "Roche", GUEST),
        **line(4, "", "", ""),
        **rights(body, services=[]),
    }
    answer = client.post(url(body), typed)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Ligne 1\u00a0:" in text
    assert "Ligne 3\u00a0:" in text
    assert "Ligne 4\u00a0: Cette adresse est déjà à la ligne 2" in text
    assert "Ligne 5" not in text
    assert "Cochez un service au moins" in text
    for kept in ("mairie@valbrune.example", "pas une adresse", "Estève"):
        assert kept in text
    more = client.post(url(body), {**typed, "oter": "0"}).content.decode()
    assert "mairie@valbrune.example" not in more
    assert "À corriger" not in more
    assert (
        'name="l4-email"'
        in client.post(
            url(body),
            {**line(0, "", "", ""), "ajouter-ligne": "1"}
            | {
                key: text
                for number in range(1, 4)
                for key, text in line(number, "A", "B", f"a{number}@b.fr").items()
            },
        ).content.decode()
    )


@pytest.mark.parametrize(
    "hostile",
    [
        {},
        {"gives": "profil-rien", "where": "ailleurs"},
        {"pasted": "@\n<>;;,,\n\u200b;é@é@é\n@@"},
        {"l0-given_name": "A" * 5000, "l0-email": "\u202e@", "oter": "x"},
        {"pasted": "a b c@d.fr\n" * 201},
    ],
)
def test_add_people_with_hostile_answer_is_told(
    hostile: dict[str, str], body: Body, logged_in: LogIn
) -> None:
    answer = logged_in(body.administrator).post(url(body), {**NOTHING, **hostile})
    assert answer.status_code in (200, 422)
    assert not Invitation.objects.exists()


def test_add_people_with_homonym_shows_both_and_merges_none(body: Body, logged_in: LogIn) -> None:
    twin = body.add_declarant()
    typed = {**line(0, "odile", "FARGE", GUEST), **NOTHING}
    text = logged_in(body.administrator).post(url(body), typed).content.decode()
    assert f"Homonyme d’une autre personne\u00a0: {twin.email}" in text
    assert "Aucun droit n’est donné" in text


def test_add_people_by_profile_gives_what_it_requires_too(logged_in: LogIn) -> None:
    body = make_body(places=2, codes=("dsn",))
    typed = {
        **line(0, "Nina", "Roche", GUEST),
        **rights(body, gives="profil-accidents1", where="tous"),
        "confirmer": "1",
    }
    done = logged_in(body.administrator).post(
        url(body), {**typed, "step_up_code": next_code(body.administrator)}
    )
    assert done.status_code == 303, done.content.decode()
    given = set(Habilitation.objects.values_list("service__code", "level", "siret"))
    assert ("compte-entreprise", 1, None) in given
    assert ("dat", 3, None) in given


def test_add_people_with_a_service_under_four_eyes_offers_to_propose(body: Body, logged_in: LogIn) -> None:
    BodyRegistration.objects.filter(organisation=body.organisation).update(four_eyes=["dsn"])
    typed = {**line(0, "Nina", "Roche", GUEST), **rights(body)}
    answer = logged_in(body.administrator).post(url(body), typed)
    assert answer.status_code == 409
    assert "Proposer" in answer.content.decode()
    assert not Invitation.objects.exists()
