"""Reads by token: what each says, to whom, at which instant; and who cannot."""

from datetime import timedelta

from django.test import Client

from paraphe.access import services
from paraphe.access.testing import Body, make_body
from paraphe.access.tests.api.conftest import Programs
from paraphe.access.vocabulary import Level
from paraphe.journal import selectors as journal
from paraphe.kernel import clock

ADMINISTERING = (
    "people",
    "rights",
    "matrix",
    "acts",
    "journal",
    "journal/readings",
    "profiles",
    "invitations",
    "proposals",
)
OWN = ("me", "me/rights", "establishments", "services", "requests")


def test_ask_without_token_or_with_a_wrong_one_answers_401(body: Body, client: Client) -> None:
    for headers in ({}, {"Authorization": "Bearer paraphe_faux"}, {"Authorization": "Basic eDp5"}):
        answer = client.get("/api/v1/me", headers=headers)
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"].startswith("Bearer ")
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["code"] == "access.token_refused"


def test_read_each_list_as_administrator_answers_200_and_is_recorded(body: Body, program: Programs) -> None:
    ours = program(body)
    for path in (*ADMINISTERING, *OWN):
        assert ours.get(path).status_code == 200, path
    read = {row.page for row in journal.accesses_of(body.organisation.siren)}
    assert {"api:list_people", "api:list_rights", "api:show_matrix", "api:read_journal"} <= read


def test_read_each_list_as_declarant_is_refused_what_administers(body: Body, program: Programs) -> None:
    odile = body.add_declarant()
    body.grant(odile)
    ours = program(body, odile)
    refused = {path: ours.get(path).status_code for path in ADMINISTERING}
    assert refused == dict.fromkeys(ADMINISTERING, 403)
    assert ours.get("people").json()["gates"]
    assert [ours.get(path).status_code for path in OWN] == [200] * len(OWN)
    assert [row["service"] for row in ours.read("me/rights")["items"]] == ["dsn"]


def test_read_people_filters_by_name_role_and_state(body: Body, program: Programs) -> None:
    odile, ali = body.add_declarant(), body.add_declarant(given_name="Ali", family_name="Saad")
    body.invite(email="ida.nox@valbrune.example", given_name="Ida", family_name="Nox")
    services.end_membership(body.membership(ali), reason="Départ", actor=body.administrator)
    ours = program(body)

    def names(**query: str) -> list[str]:
        return [row["name"] for row in ours.read("people", **query)["items"]]

    assert names() == ["Odile Farge", "Claire Maubert", "Ida Nox", "Ali Saad"]
    assert names(q="farge") == ["Odile Farge"]
    assert names(role="administrator") == ["Claire Maubert"]
    assert names(state="former") == ["Ali Saad"]
    assert ours.read("people", page="9", per_page="2")["page"] == 2
    body.grant(odile)
    assert len(ours.read(f"people/{odile.ref}")["items"]) == 1


def test_read_rights_at_an_instant_and_as_known_says_the_past(body: Body, program: Programs) -> None:
    odile = body.add_declarant()
    right = body.grant(odile)[0]
    known = right.granted_entry
    with clock.freeze(clock.now() + timedelta(days=2)):
        body.close(right)
        later = program(body)
        before = (clock.now() - timedelta(days=1)).isoformat()
        assert later.read("rights")["items"] == []
        assert [row["state"] for row in later.read("rights", at=before)["items"]] == ["running"]
        assert later.read("rights", known_at=str(known))["items"][0]["closed_at"] is None
        asked = {"siret": body.places[0].siret, "service": "dsn", "level": "sign"}
        assert later.read("who-may", **asked)["items"] == []
        then = later.read("who-may", **asked, at=before)["items"]
        assert [row["ref"] for row in then] == [odile.ref]
        known_then = later.read("matrix", known_at=str(known))["items"]
        assert [cell["level"] for cell in known_then] == ["sign"]


def test_ask_three_ways_and_explain_agree(body: Body, program: Programs) -> None:
    odile = body.add_declarant()
    body.grant(odile, places=[body.places[0], body.places[2]], level=Level.PREPARE)
    ours = program(body)
    there = {"person": odile.ref, "service": "dsn", "level": "prepare"}
    where = ours.read("whom-may-act", **there)["items"]
    assert sorted(where) == sorted([body.places[0].siret, body.places[2].siret])
    for place in body.places:
        said = ours.read("explanations", **there, siret=place.siret)
        assert said["allowed"] is (place.siret in where)
        assert bool(said["basis"]) is said["allowed"]
    about = {row.about for row in journal.accesses_of(body.organisation.siren)}
    assert odile.ref in about
    cells = {cell["siret"]: cell["level"] for cell in ours.read("matrix", person=odile.ref)["items"]}
    assert cells == dict.fromkeys(where, "prepare")


def test_read_journal_filters_and_names_its_entries(body: Body, program: Programs) -> None:
    odile = body.add_declarant()
    body.close(body.grant(odile)[0], reason="Mutation")
    ours = program(body)
    found = ours.read("journal", reason="muta")["items"]
    assert [row["event"] for row in found] == ["access.habilitation.closed"]
    assert found[0]["content"]["reason"] == "Mutation"
    assert ours.read("journal", event="access.habilitation.")["total"] == 2
    assert ours.read("journal", actor=odile.ref)["total"] == 1
    assert ours.read("journal/readings", person=body.administrator.ref)["total"] > 0
    act = ours.read("acts")["items"][0]
    assert len(ours.read(f"acts/{act['ref']}")["closed"]) == 1


FAULTS: list[dict[str, str]] = [
    {"page": "0"},
    {"per_page": "9999"},
    {"at": "hier"},
    {"at": "2026-01-01T00:00:00"},
    {"at": "0001-01-01T00:00:00Z"},
    {"known_at": str(2**70)},
    {"siret": "1"},
    {"service": "a'b"},
    {"inconnu": "1"},
    {"person": "\x7f"},
]


def test_read_rights_with_a_fault_names_it(body: Body, program: Programs) -> None:
    ours = program(body)
    for query in FAULTS:
        answer = ours.get("rights", **query)
        assert answer.status_code == 422, query
        assert answer.json()["errors"][0]["pointer"] == f"?/{next(iter(query))}"


def test_read_objects_of_another_body_answers_as_absence(body: Body, program: Programs) -> None:
    other = make_body(places=2)
    stranger = other.add_declarant(given_name="Ali", family_name="Saad")
    other.close(other.grant(stranger)[0])
    theirs, ours = program(other), program(body)
    act = theirs.read("acts")["items"][0]["ref"]
    absent = "a" * 20
    for path in ("people/{}", "acts/{}"):
        there = ours.get(path.format(stranger.ref if path.startswith("people") else act))
        nowhere = ours.get(path.format(absent))
        assert there.status_code == nowhere.status_code == 404
        there, nowhere = there.json(), nowhere.json()
        there.pop("reference"), nowhere.pop("reference")
        assert there == nowhere
    assert ours.get("rights", person=stranger.ref).status_code == 404
    siret = other.places[0].siret
    asked = {"siret": siret, "service": "dsn", "level": "sign"}
    assert ours.read("who-may", **asked)["items"] == []
    assert siret not in str(ours.read("matrix"))
    assert stranger.ref not in str(ours.read("journal"))


def test_ask_with_a_token_past_its_quota_answers_429(body: Body, program: Programs, settings: object) -> None:
    settings.PARAPHE_API_PER_MINUTE = 3  # type: ignore[attr-defined]
    ours = program(body)
    statuses = [ours.get("me").status_code for _ in range(5)]
    assert statuses == [200, 200, 200, 429, 429]
    assert ours.get("me")["Retry-After"] == "60"


def test_use_of_a_session_opens_nothing_of_the_api(body: Body, logged_in: object) -> None:
    client = logged_in(body.administrator)  # type: ignore[operator]
    assert client.get("/api/v1/people").status_code == 401
    assert client.get("/api/docs").status_code == 200
    assert client.get("/api/v1/openapi.json").json()["openapi"] == "3.1.0"
    assert client.put("/api/v1/people").status_code == 405
    assert client.get("/api/v1/absent")["Content-Type"] == "application/problem+json"
