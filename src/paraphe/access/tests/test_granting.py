"""Giving and taking back rights by the pages."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from paraphe.access import selectors
from paraphe.access.models import Habilitation
from paraphe.access.policy import PARIS
from paraphe.access.testing import Body, make_body
from paraphe.access.tests.conftest import LogIn
from paraphe.access.vocabulary import Level
from paraphe.accounts.testing import next_code
from paraphe.journal import selectors as journal
from paraphe.kernel import clock


def answers(body: Body, person_ref: str, **changes: Any) -> dict[str, Any]:
    """What an administrator types to give *sign* on the DSN of the head office for ninety days."""
    until = (clock.now() + timedelta(days=90)).astimezone(PARIS).date()
    return {
        "person": person_ref,
        "where": "choisis",
        "establishments": [body.places[0].ref],
        "services": ["dsn"],
        "level": "sign",
        "valid_to_jour": until.day,
        "valid_to_mois": until.month,
        "valid_to_annee": until.year,
        **changes,
    }


def url(name: str, body: Body, *args: object) -> str:
    return reverse(f"access:{name}", args=[body.organisation.ref, *args])


def test_grant_with_right_code_gives_right_and_shows_reference(body: Body, logged_in: LogIn) -> None:
    declarant = body.add_declarant()
    client = logged_in(body.administrator)
    typed = answers(body, declarant.ref)
    check = client.post(url("grant", body), typed)
    assert check.status_code == 200
    assert "Odile Farge pourra signer dès que vous confirmez" in check.content.decode()
    assert not Habilitation.objects.exists()
    code = next_code(body.administrator)
    done = client.post(url("grant", body), {**typed, "confirmer": "1", "step_up_code": code})
    assert done.status_code == 303
    right = Habilitation.objects.get()
    act = selectors.act_of_entry(right.granted_entry)
    assert act is not None
    assert act.ref in client.get(done["Location"]).content.decode()
    assert (right.siret_text, right.level) == (body.places[0].siret, 3)


def test_grant_with_wrong_code_changes_nothing_and_keeps_answers(body: Body, logged_in: LogIn) -> None:
    declarant = body.add_declarant()
    client = logged_in(body.administrator)
    typed = {**answers(body, declarant.ref), "confirmer": "1", "step_up_code": "000000"}
    answer = client.post(url("grant", body), typed)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Le code est faux" in text
    assert declarant.ref in text
    assert not Habilitation.objects.exists()


def test_grant_without_proof_for_other_answers_is_refused(body: Body, logged_in: LogIn) -> None:
    declarant = body.add_declarant()
    client = logged_in(body.administrator)
    code = next_code(body.administrator)
    client.post(url("grant", body), {**answers(body, declarant.ref, level="consult"), "step_up_code": code})
    client.post(url("grant", body), {**answers(body, declarant.ref), "confirmer": "1"})
    assert not Habilitation.objects.exists()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"services": []}, "Cochez un service au moins"),
        ({"establishments": []}, "Cochez un établissement au moins"),
        ({"level": ""}, "Choisissez un niveau"),
        ({"valid_to_jour": "31", "valid_to_mois": "2"}, "Indiquez une date qui existe"),
        ({"services": ["compte-entreprise"]}, "n’a pas le niveau demandé"),
    ],
)
def test_grant_with_wrong_answer_is_told_and_kept(
    changes: dict[str, Any], told: str, body: Body, logged_in: LogIn
) -> None:
    declarant = body.add_declarant()
    answer = logged_in(body.administrator).post(url("grant", body), answers(body, declarant.ref, **changes))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert told in text
    assert f'value="{declarant.ref}" selected' in text


def test_grant_where_service_is_closed_says_what_is_missing(body: Body, logged_in: LogIn) -> None:
    declarant = body.add_declarant()
    typed = answers(body, declarant.ref, services=["dat"])
    text = logged_in(body.administrator).post(url("grant", body), typed).content.decode()
    assert "Odile Farge ne pourra pas encore signer" in text
    assert "l’ouverture du service dans l’établissement" in text
    assert "un autre service l’exige" in text
    assert "un droit de consulter, exigé" not in text


def test_grant_of_what_is_held_already_says_so_and_asks_no_proof(body: Body, logged_in: LogIn) -> None:
    declarant = body.add_declarant()
    (held,) = body.grant(declarant)
    client = logged_in(body.administrator)
    text = client.post(url("grant", body), answers(body, declarant.ref)).content.decode()
    assert "a déjà tout cela" in text
    assert "step_up_code" not in text
    sent = client.post(url("grant", body), {**answers(body, declarant.ref), "confirmer": "1"})
    assert sent.status_code == 303
    assert Habilitation.objects.get() == held


def test_grant_over_a_lower_right_replaces_it_in_the_same_act(body: Body, logged_in: LogIn) -> None:
    declarant = body.add_declarant()
    (held,) = body.grant(declarant, level=Level.PREPARE)
    client = logged_in(body.administrator)
    check = client.post(url("grant", body), answers(body, declarant.ref)).content.decode()
    assert "Ce qui change" in check
    assert "Préparer" in check
    typed = {**answers(body, declarant.ref), "confirmer": "1", "step_up_code": next_code(body.administrator)}
    assert client.post(url("grant", body), typed).status_code == 303
    held.refresh_from_db()
    running = Habilitation.objects.filter(closed_at=None).order_by("valid_from")
    assert [right.level for right in running] == [3, 2]
    assert {right.granted_entry for right in running} == {held.closed_entry}


def test_grant_by_profile_gives_all_it_opens_and_says_from_which(body: Body, logged_in: LogIn) -> None:
    declarant = body.add_declarant()
    client = logged_in(body.administrator)
    typed = answers(body, declarant.ref, profile="accidents1", services=[], level="")
    assert "Accidents" in client.post(url("grant", body), typed).content.decode()
    client.post(
        url("grant", body), {**typed, "confirmer": "1", "step_up_code": next_code(body.administrator)}
    )
    given = {right.service.code: right.level for right in Habilitation.objects.all()}
    assert given == {"dat": 3, "attestation-salaire": 3, "compte-entreprise": 1}
    entry = Habilitation.objects.values_list("granted_entry", flat=True)[0]
    assert journal.body_at(entry)["profile"] == "accidents1"
    assert "profil Accidents" in client.get(url("person", body, declarant.ref)).content.decode()


def test_search_establishments_of_many_keeps_what_is_ticked(db: None, logged_in: LogIn) -> None:
    many = make_body(places=15)
    declarant = many.add_declarant()
    typed = answers(many, declarant.ref, find="Établissement 7", filtrer="1")
    answer = logged_in(many.administrator).post(url("grant", many), typed)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert many.places[6].ref in text
    assert f'value="{many.places[0].ref}" ' in text
    assert many.places[9].ref not in text


def test_grant_from_a_later_day_opens_nothing_before_it(body: Body, logged_in: LogIn) -> None:
    declarant = body.add_declarant()
    later = (clock.now() + timedelta(days=20)).astimezone(PARIS).date()
    days = {"valid_from_jour": later.day, "valid_from_mois": later.month, "valid_from_annee": later.year}
    client = logged_in(body.administrator)
    typed = answers(body, declarant.ref, **days)
    assert "Odile Farge pourra signer le" in client.post(url("grant", body), typed).content.decode()
    client.post(
        url("grant", body), {**typed, "confirmer": "1", "step_up_code": next_code(body.administrator)}
    )
    assert Habilitation.objects.get().valid_from.astimezone(PARIS).date() == later
    early = answers(body, declarant.ref, **days, valid_to_jour=later.day, valid_to_annee=later.year - 1)
    assert "une fin qui vient après le début" in client.post(url("grant", body), early).content.decode()


def test_grant_to_oneself_beside_a_fellow_is_refused(body: Body, logged_in: LogIn) -> None:
    body.add_administrator()
    me = body.administrator
    client = logged_in(me)
    before = client.post(url("grant", body), answers(body, me.ref))
    assert before.status_code == 422
    typed = {**answers(body, me.ref), "confirmer": "1", "step_up_code": next_code(me)}
    answer = client.post(url("grant", body), typed)
    assert answer.status_code == 422
    assert "Un autre administrateur est là pour en décider" in answer.content.decode()
    assert not Habilitation.objects.exists()


@pytest.mark.parametrize(("where", "count"), [("presents", 4), ("tous", 1)])
def test_grant_everywhere_writes_one_right_a_place_or_one_for_all(
    where: str, count: int, body: Body, logged_in: LogIn
) -> None:
    declarant = body.add_declarant()
    client = logged_in(body.administrator)
    typed = answers(body, declarant.ref, where=where, establishments=[])
    code = next_code(body.administrator)
    client.post(url("grant", body), {**typed, "confirmer": "1", "step_up_code": code})
    assert Habilitation.objects.count() == count
    assert len(set(Habilitation.objects.values_list("granted_entry", flat=True))) == 1


def test_close_right_with_reason_ends_it_at_once(body: Body, logged_in: LogIn) -> None:
    declarant = body.add_declarant()
    (right,) = body.grant(declarant)
    client = logged_in(body.administrator)
    assert "Le droit s’arrête aussitôt" in client.get(url("close", body, right.ref)).content.decode()
    answer = client.post(url("close", body, right.ref), {"reason": "  Change de   service "})
    assert answer.status_code == 303
    right.refresh_from_db()
    assert right.closed_entry is not None
    assert journal.body_at(right.closed_entry)["reason"] == "Change de service"
    assert "Le droit est retiré" in client.get(answer["Location"]).content.decode()


def test_close_right_without_reason_is_refused(body: Body, logged_in: LogIn) -> None:
    (right,) = body.grant(body.add_declarant())
    answer = logged_in(body.administrator).post(url("close", body, right.ref), {"reason": " "})
    assert answer.status_code == 422
    right.refresh_from_db()
    assert right.closed_at is None


def test_remove_person_lists_then_ends_every_right(body: Body, logged_in: LogIn) -> None:
    declarant = body.add_declarant()
    body.grant(declarant, places=body.places)
    client = logged_in(body.administrator)
    address = url("end_membership", body, declarant.ref)
    assert "4 droits s’arrêtent aussitôt" in client.get(address).content.decode()
    assert client.post(address, {"reason": "Départ"}).status_code == 303
    assert not selectors.running_rights(body.organisation)
    assert selectors.membership_of(body.organisation, declarant.pk) is None


def test_remove_administrator_by_this_page_is_refused(body: Body, logged_in: LogIn) -> None:
    other = body.add_administrator()
    answer = logged_in(body.administrator).post(url("end_membership", body, other.ref), {"reason": "Départ"})
    assert answer.status_code == 422
    assert selectors.membership_of(body.organisation, other.pk) is not None


def test_grant_outside_scope_is_refused_with_its_gate(body: Body, logged_in: LogIn) -> None:
    scoped = body.add_administrator(scope=[body.places[1].siret])
    declarant = body.add_declarant()
    client = logged_in(scoped)
    typed = {**answers(body, declarant.ref), "confirmer": "1", "step_up_code": next_code(scoped)}
    answer = client.post(url("grant", body), typed)
    text = answer.content.decode()
    assert answer.status_code == 403
    assert "Vous n’administrez pas tous les établissements concernés" in text
    assert "Claire Maubert" in text
    assert not Habilitation.objects.exists()


def test_close_right_outside_scope_is_refused_with_its_gate(body: Body, logged_in: LogIn) -> None:
    scoped = body.add_administrator(scope=[body.places[1].siret])
    (right,) = body.grant(body.add_declarant(), places=None)
    answer = logged_in(scoped).post(url("close", body, right.ref), {"reason": "Erreur"})
    assert answer.status_code == 403
    right.refresh_from_db()
    assert right.closed_at is None


def test_remove_person_with_rights_outside_scope_is_refused(body: Body, logged_in: LogIn) -> None:
    scoped = body.add_administrator(scope=[body.places[1].siret])
    declarant = body.add_declarant()
    body.grant(declarant)
    answer = logged_in(scoped).post(url("end_membership", body, declarant.ref), {"reason": "Départ"})
    assert answer.status_code == 403
    assert selectors.membership_of(body.organisation, declarant.pk) is not None


def test_send_grant_twice_shows_the_first_again(body: Body, logged_in: LogIn) -> None:
    declarant = body.add_declarant()
    client = logged_in(body.administrator)
    code = next_code(body.administrator)
    typed = {**answers(body, declarant.ref), "confirmer": "1", "step_up_code": code}
    first, second = (client.post(url("grant", body), typed) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first["Location"] == second["Location"]
    assert Habilitation.objects.count() == 1


def test_send_grant_again_after_closing_it_asks_a_new_proof(body: Body, logged_in: LogIn) -> None:
    declarant = body.add_declarant()
    client = logged_in(body.administrator)
    typed = {**answers(body, declarant.ref), "confirmer": "1", "step_up_code": next_code(body.administrator)}
    client.post(url("grant", body), typed)
    body.close(*Habilitation.objects.all())
    assert client.post(url("grant", body), typed).status_code == 422
    assert Habilitation.objects.count() == 1


@pytest.mark.parametrize("act", ["close", "end_membership"])
def test_send_ending_twice_says_it_is_over(act: str, body: Body, logged_in: LogIn) -> None:
    declarant = body.add_declarant()
    (right,) = body.grant(declarant)
    client = logged_in(body.administrator)
    address = url(act, body, right.ref if act == "close" else declarant.ref)
    answers_given = [client.post(address, {"reason": "Départ"}) for _ in range(2)]
    assert [answer.status_code for answer in answers_given] == [303, 303]
    assert client.get(address).status_code == 303
    assert not selectors.running_rights(body.organisation)
