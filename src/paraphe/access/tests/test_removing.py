"""Removing several people by the page, and the list they are ticked in: filters, order, file."""

import csv
import io

from django.urls import reverse

from paraphe.access import selectors, services
from paraphe.access.models import Habilitation, RightsAct
from paraphe.access.testing import Body, make_body
from paraphe.access.tests.conftest import LogIn
from paraphe.access.vocabulary import Level
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import next_code


def url(name: str, body: Body, *args: object) -> str:
    return reverse(f"access:{name}", args=[body.organisation.ref, *args])


def add_three(body: Body) -> list[Person]:
    return [body.add_declarant(family_name=name) for name in ("Adam", "Brun", "Caron")]


def test_remove_people_ticked_reads_again_then_ends_all_in_one_act(body: Body, logged_in: LogIn) -> None:
    adam, brun, caron = add_three(body)
    body.grant(adam, places=body.places)
    body.grant(brun, level=Level.CONSULT)
    make_body().join(brun)
    client, chosen = logged_in(body.administrator), {"p": [adam.ref, brun.ref]}
    check = client.get(url("remove_people", body), chosen).content.decode()
    assert "Retirer 2\u00a0personnes" in check
    assert "5 droits s’arrêtent" in check
    assert "Personne ne pourra plus signer" in check
    assert "C’est le seul organisme d" in check
    assert "Restent, pour ses autres organismes" in check
    typed = {**chosen, "reason": "Départ"}
    assert client.post(url("remove_people", body), typed).status_code == 422
    assert Habilitation.objects.filter(closed_at=None).count() == 5
    done = client.post(url("remove_people", body), {**typed, "step_up_code": next_code(body.administrator)})
    assert done.status_code == 303
    act = RightsAct.objects.get(kind="removal")
    assert act.ref in done["Location"]
    assert "Des personnes quittent l’organisme" in client.get(done["Location"]).content.decode()
    here = {row.person_id for row in selectors.members_of(body.organisation)}
    assert here == {body.administrator.pk, caron.pk}
    assert client.post(url("remove_people", body), typed)["Location"] == done["Location"]


def test_remove_people_with_an_administrator_keeps_him_and_leads_to_the_handover(
    body: Body, logged_in: LogIn
) -> None:
    (adam, *_), samuel = add_three(body), body.add_administrator()
    client = logged_in(body.administrator)
    text = client.get(url("remove_people", body), {"p": [adam.ref, samuel.ref]}).content.decode()
    assert "Samuel Kerbrat administre l’organisme et n’est pas retiré ici" in text
    assert reverse("upkeep:handover", args=[body.organisation.ref]) in text
    done = client.post(url("remove_people", body), {"p": [adam.ref, samuel.ref], "reason": "Départ"})
    assert done.status_code == 303
    assert selectors.membership_of(body.organisation, samuel.pk) is not None
    assert selectors.membership_of(body.organisation, adam.pk) is None


def test_remove_people_of_another_body_or_nobody_changes_nothing(body: Body, logged_in: LogIn) -> None:
    other = make_body()
    stranger = other.add_declarant()
    client = logged_in(body.administrator)
    for chosen in ({}, {"p": ["rien", stranger.ref]}):
        answer = client.post(url("remove_people", body), {**chosen, "reason": "Départ"})
        assert answer.status_code == 303
        assert url("people", body) in answer["Location"]
    assert selectors.membership_of(other.organisation, stranger.pk) is not None


def test_list_people_by_filters_of_the_address_shows_whom_they_mean(body: Body, logged_in: LogIn) -> None:
    adam, brun, caron = add_three(body)
    body.grant(adam, places=[body.places[1]])
    body.grant(brun, places=None)
    stop = body.membership(caron)
    services.suspend_membership(stop, cause="absence", reason="Congé", actor=body.administrator)
    client = logged_in(body.administrator)

    def shown(**query: str) -> set[str]:
        text = client.get(url("people", body), query).content.decode()
        return {name for name in ("Adam", "Brun", "Caron") if f"{name}</" in text}

    assert shown() == {"Adam", "Brun", "Caron"}
    assert shown(etablissement=body.places[1].ref) == {"Adam", "Brun"}
    assert shown(etablissement=body.places[0].ref, service="dsn") == {"Brun"}
    assert shown(vue="suspendues") == {"Caron"}
    assert shown(signal="sans-droit", vue="declarants") == {"Caron"}
    assert shown(nom="ODILE  bru") == {"Brun"}
    assert shown(nom="<script>", service="ailleurs", tri="x") == set()


def test_download_list_of_people_holds_what_is_shown_without_formulas(body: Body, logged_in: LogIn) -> None:
    add_three(body)
    body.add_declarant(given_name="=1+1", family_name="Zola")
    answer = logged_in(body.administrator).get(
        url("people", body), {"format": "csv", "vue": "declarants", "tri": "droits"}
    )
    assert answer["Content-Type"].startswith("text/csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [row[0] for row in rows] == ["Nom", "Adam", "Brun", "Caron", "Zola"]
    assert not rows[4][1].startswith("=")
