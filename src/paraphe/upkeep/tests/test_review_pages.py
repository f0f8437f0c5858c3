"""The pages of the yearly review, by HTTP: decide, save, read again, sign, read the report; hostile forms."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from paraphe.access import selectors as access
from paraphe.access.testing import Body
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import next_code
from paraphe.upkeep import reviewing, services
from paraphe.upkeep.models import ReviewCampaign, ReviewItem
from paraphe.upkeep.services import Decided
from paraphe.upkeep.tests.conftest import LogIn

pytestmark = pytest.mark.django_db


def page(body: Body, name: str = "review", *refs: str) -> str:
    return reverse(f"upkeep:{name}", args=[body.organisation.ref, *refs])


@pytest.fixture
def people(body: Body) -> dict[str, Person]:
    """Three declarants, each with a right, and a review under way."""
    made = {name: body.add_declarant(given_name=name) for name in ("Odile", "Nadia", "Ida")}
    for person in made.values():
        body.grant(person, places=body.places[:2])
    services.open_review(body.organisation, actor=body.administrator)
    return made


@pytest.fixture
def claire(body: Body, people: dict[str, Person], logged_in: LogIn) -> Client:
    return logged_in(body.administrator)


def campaign_of(body: Body) -> ReviewCampaign:
    return ReviewCampaign.objects.get(organisation=body.organisation)


def ticked(text: str) -> dict[str, str]:
    """The form as the page shows it: the boxes ticked and the dates."""
    sent = {}
    for tag in re.findall(r"<input[^>]*>", text):
        found = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if found.get("name", "").startswith("l-") or (found.get("type") == "radio" and " checked" in tag):
            sent[found["name"]] = found["value"]
    return sent


def key_of(text: str, person: Person) -> str:
    found = re.search(rf'name="(d-{person.ref}-dsn[^"]*)"', text)
    assert found
    return found[1]


def decisions(person: Person) -> set[str]:
    return set(ReviewItem.objects.filter(membership__person=person).values_list("decision", flat=True))


def test_review_by_pages_decides_signs_and_keeps_the_report(
    body: Body, people: dict[str, Person], claire: Client
) -> None:
    text = claire.get(page(body)).text
    sent = ticked(text)
    day = reviewing.today() + timedelta(days=40)
    key = key_of(text, people["Nadia"])
    sent |= {key: "limit", key.replace("d-", "l-", 1): day.isoformat(), key_of(text, people["Ida"]): "remove"}
    answer = claire.post(page(body), {**sent, "relire": "1"})
    assert (answer.status_code, answer["Location"]) == (303, page(body, "review_check"))
    shown = claire.get(page(body, "review_check")).text
    assert "2\u00a0droits s’arrêtent aussitôt" in shown
    refused = claire.post(page(body, "review_check"), {"step_up_code": "000000", "signer": "1"})
    assert refused.status_code == 422
    assert claire.post(page(body, "review_check"), {}).status_code == 422
    proof = {"step_up_code": next_code(body.administrator), "signer": "1"}
    done = claire.post(page(body, "review_check"), proof)
    campaign = campaign_of(body)
    assert (done.status_code, campaign.state) == (303, "concluded")
    record = claire.get(done["Location"]).text
    report = campaign.reports.get()
    file = claire.get(page(body, "review_report", campaign.ref, report.ref))
    held = access.running_counts(body.organisation)
    assert [held.get(people[name].pk, (0, 0))[0] for name in ("Odile", "Nadia", "Ida")] == [2, 2, 0]
    assert "Relevé signé par Claire Maubert" in record
    assert "Retirer Ida Farge" in record
    assert (file["Content-Type"], file.content) == ("application/pdf", bytes(report.content))
    assert "Revue annuelle" in claire.get(page(body)).text
    assert "Terminée" in claire.get(page(body)).text


def test_save_review_for_later_keeps_only_what_says_more_than_the_boxes(
    body: Body, people: dict[str, Person], claire: Client
) -> None:
    text = claire.get(page(body)).text
    sent = ticked(text) | {key_of(text, people["Ida"]): "remove"}
    assert claire.post(page(body), {**sent, "enregistrer": "1"}).status_code == 303
    assert [decisions(people[name]) for name in ("Odile", "Ida")] == [{""}, {"remove"}]
    assert claire.post(page(body), {**sent, "garder": "1"}).status_code == 303
    assert [decisions(people[name]) for name in ("Odile", "Ida")] == [{"keep"}, {"remove"}]


def test_save_review_as_one_goes_answers_with_the_progress(
    body: Body, people: dict[str, Person], claire: Client
) -> None:
    text = claire.get(page(body)).text
    sent = {key_of(text, people["Odile"]): "keep", "brouillon": "1"}
    found = claire.post(page(body), sent, headers={"accept": "application/json"}).json()
    assert (found["value"], found["total"], found["words"]) == (1, 4, "1 personne relue sur 4")


@pytest.mark.parametrize("typed", ["", "hier", "31/02/2027", "2020-01-01", "9999999999-1-1", "²/1/2027"])
def test_review_with_a_date_at_fault_shows_everything_again(
    body: Body, people: dict[str, Person], claire: Client, typed: str
) -> None:
    text = claire.get(page(body)).text
    key = key_of(text, people["Nadia"])
    sent = ticked(text) | {
        key: "limit",
        key.replace("d-", "l-", 1): typed,
        key_of(text, people["Ida"]): "remove",
    }
    answer = claire.post(page(body), {**sent, "relire": "1"})
    assert answer.status_code == 422
    assert "Il reste à corriger" in answer.text
    assert ticked(answer.text)[key] == "limit"
    assert typed in ("", ticked(answer.text)[key.replace("d-", "l-", 1)])
    assert ticked(answer.text)[key_of(text, people["Ida"])] == "remove"


def test_review_with_lines_of_nobody_changes_nothing(
    body: Body, people: dict[str, Person], claire: Client
) -> None:
    own = claire.get(page(body)).text
    sent = {"d-inconnu-dsn-3-keep-20270101": "remove", key_of(own, people["Odile"]): "perhaps", "relire": "1"}
    assert claire.post(page(body), sent).status_code == 303
    assert decisions(people["Odile"]) == {""}
    assert claire.post(page(body), {}).status_code == 422


def test_review_of_fellow_shows_his_own_rights_without_choice(
    body: Body, people: dict[str, Person], claire: Client, logged_in: LogIn
) -> None:
    samuel = body.add_administrator()
    text = logged_in(samuel).get(page(body)).text
    assert f'name="d-{body.administrator.ref}-membre"' in text
    assert f'name="d-{body.administrator.ref}-membre"' not in claire.get(page(body)).text
    assert "Un autre administrateur décide." in claire.get(page(body)).text


def test_sign_review_with_nothing_decided_says_so(body: Body, claire: Client) -> None:
    shown = claire.get(page(body, "review_check"))
    answer = claire.post(page(body, "review_check"), {"signer": "1"})
    assert "Rien n’est encore décidé" in shown.text
    assert (answer.status_code, campaign_of(body).state) == (422, "open")


def test_resume_review_after_the_act_alone_signs(
    body: Body, people: dict[str, Person], claire: Client
) -> None:
    campaign = campaign_of(body)
    found = {item.pk: Decided("remove" if item.right_id else "keep") for item in reviewing.items_of(campaign)}
    services.save_decisions(campaign, decisions=found, actor=body.administrator)
    services.apply_review(campaign, actor=body.administrator)
    assert claire.post(page(body, "review_check"), {"signer": "1"}).status_code == 303
    assert campaign_of(body).state == "concluded"


def test_open_review_and_choose_its_day_by_pages(body: Body, logged_in: LogIn) -> None:
    claire = logged_in(body.administrator)
    assert "Commencer la revue maintenant" in claire.get(page(body)).text
    assert claire.post(page(body), {"choisir": "1", "day": "31", "month": "2"}).status_code == 422
    assert claire.post(page(body), {"choisir": "1", "day": "3", "month": "10"}).status_code == 303
    assert "3 octobre" in claire.get(page(body)).text.replace("\u00a0", " ")
    assert claire.post(page(body), {"ouvrir": "1"}).status_code == 303
    assert claire.post(page(body), {"ouvrir": "1"}).status_code == 422
    assert campaign_of(body).opened_by == body.administrator
