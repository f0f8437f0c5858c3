"""The table of rights: what it shows and keeps, and its edits: the difference, the refusals, one act."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from paraphe.access import selectors, services
from paraphe.access.models import BodyRegistration, RightsAct
from paraphe.access.testing import Body, make_body
from paraphe.access.tests.conftest import LogIn
from paraphe.access.vocabulary import Level
from paraphe.access.web.edit_state import field_name
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import give_step_up
from paraphe.kernel import clock
from paraphe.web.tables import read_table

SERVICES = ("dsn", "dpae", "dat", "compte-entreprise")


@pytest.fixture
def wide_body(db: None) -> Body:
    """Four establishments that use four services."""
    return make_body(places=4, codes=SERVICES)


def address(body: Body, name: str = "matrix", **query: str) -> str:
    pairs = "&".join(f"{key}={value}" for key, value in query.items())
    return f"{reverse(f'access:{name}', args=[body.organisation.ref])}?{pairs}"


def text_of(response: Any) -> str:
    """The text of the page's own part, on one line."""
    page = response.content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def rows_of(client: Client, body: Body, **query: str) -> list[list[str]]:
    """The rows of the file of what is shown, its header first."""
    response = client.get(address(body, "matrix_export", **query))
    assert response.status_code == 200
    table = read_table(response.content, "droits.csv")
    return [list(table.header), *(list(row.cells) for row in table.rows)]


class Editing:
    """A person at the table: what she sends, page by page."""

    def __init__(self, client: Client, body: Body) -> None:
        self.client, self.body, self.fields = client, body, dict[str, Any]()
        self.url = address(body, "matrix_edit")

    def open(self, **query: str) -> str:
        """The table; the hidden fields and the date are kept."""
        self.url = address(self.body, "matrix_edit", **query)
        response = self.client.get(self.url)
        assert response.status_code == 200
        return self.keep(response)

    def keep(self, response: Any) -> str:
        page: str = response.content.decode()
        for tag in re.findall(r"<input[^>]*>", page):
            told = dict(re.findall(r'(name|value)="([^"]*)"', tag))
            if told.get("name", "").startswith(("vu", "relu", "valid_to")):
                self.fields[told["name"]] = html.unescape(told.get("value", ""))
        return text_of(response)

    def choose(self, person: Person, level: str, *, place: int = 0, code: str = "dsn") -> str:
        """A level in a cell; the name of its field."""
        name = field_name(person, self.body.places[place], self.body.service(code))
        self.fields[name] = level
        return name

    def send(self, expected: int = 200, **more: Any) -> str:
        """Read the difference again."""
        response = self.client.post(self.url, {**self.fields, **(more or {"relire": "1"})})
        assert response.status_code == expected, text_of(response)
        return self.keep(response)

    def apply(self, expected: int = 303) -> Any:
        """Apply what was read, the proof of presence given."""
        give_step_up(self.body.administrator, self.fields["relu"])
        response = self.client.post(self.url, {**self.fields, "confirmer": "1"})
        assert response.status_code == expected, text_of(response)
        return response


@pytest.fixture
def editing(wide_body: Body, logged_in: LogIn) -> Editing:
    """The administrator at the table of the head office."""
    return Editing(logged_in(wide_body.administrator), wide_body)


def levels_of(body: Body, person: Person) -> dict[tuple[str, str], str]:
    """The rights that run, by establishment (its place in the list, * for all) and service."""
    index = {place.siret: str(number) for number, place in enumerate(body.places)}
    return {
        (index.get(row.siret_text or "", "*"), row.service.code): Level(row.level).code
        for row in selectors.running_rights(body.organisation)
        if row.person == person
    }


def test_show_matrix_says_level_end_way_and_what_waits(wide_body: Body, logged_in: LogIn) -> None:
    body = wide_body
    odile, yanis = body.add_declarant(), body.add_declarant(given_name="Yanis", family_name="Delorme")
    body.grant(odile, places=None, codes=["dsn", "dpae"])
    body.grant(yanis, level=Level.PREPARE)
    services.suspend_membership(
        body.membership(yanis), reason="Congé", cause="order", actor=body.administrator
    )
    client = logged_in(body.administrator)
    shown = {row[0]: row for row in rows_of(client, body)}
    dsn = shown["Personne"].index("DSN mensuelle") if "DSN mensuelle" in shown["Personne"] else 3
    day = f"{clock.now() + timedelta(days=364):%d/%m/%Y}"
    assert shown["Odile Farge"][dsn].startswith("Signer, au ")
    assert "tous les établissements" in shown["Odile Farge"][dsn]
    assert day[-4:] in shown["Odile Farge"][dsn]
    assert "Préparer, suspension en cours" in shown["Yanis Delorme"][dsn]
    assert shown["Peuvent signer"][dsn] == "1\u00a0personne"
    assert "Personne" in shown["Peuvent signer"]
    page = text_of(client.get(address(body)))
    assert "Attend Préparer, suspension en cours" in page
    assert "à doubler" in page
    assert "Droits qui valent en ce moment" in page


@pytest.mark.parametrize(
    ("query", "people", "columns"),
    [
        ({}, 3, 4),
        ({"texte": "délorme"}, 1, 4),
        ({"service": "dsn"}, 3, 1),
        ({"niveau": "sign"}, 1, 4),
        ({"etat": "lacunes"}, 3, 1),
        ({"etat": "seul"}, 3, 2),
        ({"etat": "attend"}, 0, 4),
        ({"etat": "expire"}, 1, 4),
        ({"texte": "personne", "niveau": "consult"}, 0, 4),
        ({"vue": "personne", "etat": "expire"}, 1, 4),
        ({"vue": "ensemble", "etat": "seul"}, 4, 4),
    ],
)
def test_filter_matrix_keeps_what_answers(
    query: dict[str, str], people: int, columns: int, wide_body: Body, logged_in: LogIn
) -> None:
    body = wide_body
    odile, yanis = body.add_declarant(), body.add_declarant(given_name="Yanis", family_name="Delorme")
    body.grant(odile, places=None, codes=["dsn", "dpae"])
    soon = clock.now() + timedelta(days=20)
    body.give(body.plan(yanis, level=Level.PREPARE, valid_to=soon), actor=body.administrator)
    header, *rows = rows_of(logged_in(body.administrator), body, **query)
    rows = [row for row in rows if row[0] != "Peuvent signer"]
    assert len(rows) == people
    assert len(header) == columns + (2 if "vue" in query else 3)


def test_show_matrix_of_a_person_and_of_the_body_leads_to_places(wide_body: Body, logged_in: LogIn) -> None:
    odile = wide_body.add_declarant()
    wide_body.grant(odile, places=[wide_body.places[1]])
    client = logged_in(wide_body.administrator)
    page = text_of(client.get(address(wide_body, vue="personne", personne=odile.ref)))
    assert "Établissement 2" in page
    assert page.count("Signer au ") == 1
    whole = client.get(address(wide_body, vue="ensemble", etat="seul")).content.decode()
    assert f"etablissement={wide_body.places[1].ref}&amp;service=dsn" in whole
    assert f"etablissement={wide_body.places[2].ref}&amp;service=dsn" not in whole


def test_show_matrix_of_the_past_says_what_was_and_cannot_be_edited(
    wide_body: Body, logged_in: LogIn
) -> None:
    body, now = wide_body, clock.now()
    with clock.freeze(now - timedelta(days=0)):
        odile = body.add_declarant()
        body.grant(odile)
        body.close(*selectors.rights_of(body.organisation, odile.pk))
    client = logged_in(body.administrator)
    tomorrow = f"{now + timedelta(days=1):%Y-%m-%d}"
    before = f"{now - timedelta(days=3):%d/%m/%Y}"
    page = text_of(client.get(address(body, au=tomorrow, heure="14:30")))
    assert "à 14 h 30" in page.replace("\u00a0", " ")
    assert "Modifier les droits" not in page
    assert "Rien n’était ouvert" in text_of(client.get(address(body, au=before)))
    for view in ("personne", "ensemble"):
        assert "Rien n’était ouvert" in text_of(client.get(address(body, vue=view, au=before, connu=before)))
        assert len(rows_of(client, body, vue=view, au=before)[0]) == 2
    unread = text_of(client.get(address(body, au="2026-02-31", connu="hier", heure="25:99")))
    assert unread.count("Cette date n’existe pas") == 3
    known = text_of(client.get(address(body, connu=before)))
    assert "tel que connu le" in known
    assert "Odile Farge" not in known


def test_export_matrix_as_sheet_holds_cells_that_cannot_act(wide_body: Body, logged_in: LogIn) -> None:
    odile = wide_body.add_declarant(given_name="=cmd", family_name="Farge")
    wide_body.grant(odile)
    client = logged_in(wide_body.administrator)
    response = client.get(address(wide_body, "matrix_export", format="xlsx"))
    assert response["Content-Disposition"].endswith('.xlsx"')
    rows = read_table(response.content, "droits.xlsx").rows
    assert any(row.cells[0] == "=cmd Farge" for row in rows)
    assert b"'=cmd Farge" in client.get(address(wide_body, "matrix_export")).content


def test_edit_matrix_gives_raises_lowers_and_closes_in_one_act(editing: Editing) -> None:
    body = editing.body
    odile, yanis = body.add_declarant(), body.add_declarant(given_name="Yanis", family_name="Delorme")
    body.grant(odile, level=Level.PREPARE, codes=["dsn", "dpae"])
    body.grant(yanis, codes=["dsn", "dat"])
    kept = {row.service.code: row.ends_at for row in selectors.rights_of(body.organisation, yanis.pk)}
    editing.open()
    editing.choose(odile, "sign")
    editing.choose(odile, "prepare", code="dpae")
    editing.choose(yanis, "consult")
    editing.choose(yanis, "aucun", code="dat")
    page = editing.send()
    assert "Rien n’est encore fait" in page
    assert "dpae" not in {name.rpartition(".")[2] for name in re.findall(r"d\.\S+", page)}
    act_page = editing.apply()
    assert levels_of(body, odile) == {("0", "dsn"): "sign", ("0", "dpae"): "prepare"}
    assert levels_of(body, yanis) == {("0", "dsn"): "consult"}
    lowered = [r for r in selectors.running_rights(body.organisation) if r.person == yanis]
    assert lowered[0].ends_at == kept["dsn"]
    act = RightsAct.objects.get(organisation=body.organisation, source="matrix")
    assert act_page["Location"] == reverse("access:act", args=[body.organisation.ref, act.ref])
    again = editing.client.post(editing.url, {**editing.fields, "confirmer": "1"})
    assert again["Location"] == act_page["Location"]
    assert RightsAct.objects.filter(organisation=body.organisation, source="matrix").count() == 1


def test_edit_matrix_adds_what_is_required_and_says_what_stops(editing: Editing) -> None:
    body = editing.body
    requiring = next(one for one in map(body.service, SERVICES) if one.requires)
    required = requiring.requires[0]
    odile, yanis = body.add_declarant(), body.add_declarant(given_name="Yanis", family_name="Delorme")
    body.grant(yanis, codes=[requiring.code])
    body.grant(yanis, codes=[required], level=Level.CONSULT)
    editing.open()
    editing.choose(odile, "sign", code=requiring.code)
    editing.choose(yanis, "aucun", code=required)
    page = editing.send()
    assert f"« {requiring.name} » l’exige" in page.replace("\u00a0", " ")
    assert "ne pourra plus servir ici" in page
    editing.apply()
    assert levels_of(body, odile) == {("0", requiring.code): "sign", ("0", required): "consult"}


def test_edit_matrix_under_a_right_on_all_replaces_it_only_when_told(editing: Editing) -> None:
    body = editing.body
    odile = body.add_declarant()
    body.grant(odile, places=[body.places[1]], level=Level.CONSULT)
    body.grant(odile, places=None, level=Level.PREPARE)
    editing.open(vue="personne", personne=odile.ref)
    editing.choose(odile, "consult", place=2)
    page = editing.send()
    assert "Rien ne change" in page
    assert "chacun des 3 autres établissements" in page.replace("\u00a0", " ")
    editing.fields["etaler"] = f"{odile.ref}.dsn"
    editing.send()
    editing.apply()
    assert levels_of(body, odile) == {
        ("0", "dsn"): "prepare",
        ("1", "dsn"): "prepare",
        ("2", "dsn"): "consult",
        ("3", "dsn"): "prepare",
    }
    ends = {row.ends_at for row in selectors.running_rights(body.organisation)}
    assert len(ends) <= 2


def test_edit_matrix_on_rights_changed_since_keeps_choices_and_asks_again(editing: Editing) -> None:
    body = editing.body
    odile = body.add_declarant()
    body.grant(odile, level=Level.CONSULT)
    editing.open()
    editing.choose(odile, "prepare")
    editing.send()
    body.close(*selectors.rights_of(body.organisation, odile.pk))
    response = editing.apply(expected=409)
    page = editing.keep(response)
    assert "Des droits ont changé pendant que vous travailliez" in page
    assert levels_of(body, odile) == {}
    editing.apply()
    assert levels_of(body, odile) == {("0", "dsn"): "prepare"}


def test_edit_matrix_refuses_cell_by_cell_and_does_the_rest(wide_body: Body, logged_in: LogIn) -> None:
    body = wide_body
    odile = body.add_declarant()
    scoped = body.add_administrator(scope=[body.places[1].siret])
    body.administrator = scoped
    editing = Editing(logged_in(scoped), body)
    editing.open(etablissement=body.places[1].ref)
    editing.choose(odile, "sign", place=0)
    editing.choose(odile, "sign", place=1)
    editing.choose(scoped, "sign", place=1)
    page = editing.send()
    assert "Cet établissement n’est pas dans votre périmètre" in page
    assert "Vous ne pouvez pas vous donner un droit" in page
    editing.apply()
    assert levels_of(body, odile) == {("1", "dsn"): "sign"}
    assert levels_of(body, scoped) == {}


def test_edit_matrix_with_hostile_or_empty_forms_does_nothing(editing: Editing) -> None:
    body = editing.body
    other = make_body(name="Autre")
    odile, foreign = body.add_declarant(), other.add_declarant()
    editing.open()
    place, service = body.places[0], body.service("dsn")
    hostile = {
        field_name(foreign, place, service): "sign",
        field_name(odile, other.places[0], service): "sign",
        field_name(odile, place, service): "tout",
        "d...": "sign",
        "d.x.y.z.t": "sign",
        "vu": "9" * 40,
    }
    editing.fields |= hostile
    assert "Vous n’avez rien changé" in editing.send()
    editing.fields["valid_to_annee"] = "9999"
    assert "Choisissez un jour à venir" in editing.send(expected=422)
    editing.fields["valid_to_annee"] = "abc"
    editing.choose(odile, "prepare")
    page = editing.client.post(editing.url, {**editing.fields, "relire": "1"}).content.decode()
    assert re.search(r'value="prepare" selected', page)
    assert not RightsAct.objects.filter(organisation=body.organisation, source="matrix").exists()


def test_edit_matrix_with_more_people_costs_no_more_queries(editing: Editing) -> None:
    body = editing.body
    people = [body.add_declarant(given_name=f"Odile {number}") for number in range(6)]
    editing.open()
    costs = []
    for count in (1, 6):
        for person in people[:count]:
            editing.choose(person, "sign")
        editing.send()
        with CaptureQueriesContext(connections["default"]) as seen:
            editing.send()
        costs.append(len(seen))
    assert costs[0] == costs[1]


def test_edit_matrix_for_one_invited_waits_until_she_joins(editing: Editing) -> None:
    body = editing.body
    invitation = body.invite(email="ida@exemple.fr", given_name="Ida", family_name="Nox")
    editing.open()
    editing.choose(invitation.person, "prepare")
    editing.send()
    editing.apply()
    row = next(row for row in rows_of(editing.client, body) if row[0] == "Ida Nox")
    assert row[2] == "en cours d’invitation"
    assert any("Préparer, pas encore membre" in cell for cell in row)


def test_edit_matrix_under_four_eyes_offers_to_propose(editing: Editing) -> None:
    body = editing.body
    body.add_administrator()
    odile = body.add_declarant()
    BodyRegistration.objects.filter(organisation=body.organisation).update(four_eyes=["dsn"])
    editing.open()
    editing.choose(odile, "sign")
    editing.send()
    response = editing.apply(expected=409)
    assert "Un second administrateur doit confirmer" in text_of(response)
    assert levels_of(body, odile) == {}
