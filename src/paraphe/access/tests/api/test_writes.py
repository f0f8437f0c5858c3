"""Writes by token: the verbs of the pages, with their proofs, their refusals and their one entry."""

from datetime import timedelta
from typing import Any

from paraphe.access import events, selectors, services
from paraphe.access.models import BodyRegistration, Habilitation, Invitation, RightsAct
from paraphe.access.testing import Body, make_body
from paraphe.access.tests.api.conftest import Program, Programs
from paraphe.access.vocabulary import Action
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import next_code
from paraphe.journal.models import Entry
from paraphe.kernel import clock

SOON = timedelta(days=90)


def grant(body: Body, person: Person, **more: Any) -> dict[str, Any]:
    """A right to give, as JSON."""
    return {
        "person": person.ref,
        "siret": body.places[0].siret,
        "service": "dsn",
        "level": "sign",
        "valid_to": (clock.now() + SOON).replace(microsecond=0).isoformat(),
        **more,
    }


def prove(ours: Program, person: Person, **act: Any) -> Any:
    """A proof of presence for an act to come."""
    return ours.post("step-ups", {"code": next_code(person), **act})


def may_sign(body: Body, person: Person) -> bool:
    """What the one decision says."""
    siret = body.places[0].siret
    asked = selectors.ask(
        person.pk, Action.DECLARATION_SIGN, body.organisation.siren, siret=siret, service="dsn"
    )
    return selectors.decide(asked).allowed


def test_change_rights_with_proof_gives_closes_invites_and_undoes(body: Body, program: Programs) -> None:
    odile, boss, ours = body.add_declarant(), body.administrator, program(body)
    old = body.grant(odile, places=[body.places[1]])[0]
    change = {
        "close": [old.ref],
        "give": [
            grant(body, odile),
            {**grant(body, odile), "person": None, "email": "ida.nox@valbrune.example"},
        ],
        "invite": [{"email": "ida.nox@valbrune.example", "given_name": "Ida", "family_name": "Nox"}],
        "reason": "Nouvelle équipe",
    }
    entries = Entry.objects.count()
    dry = ours.post("changes?dry_run=true", change)
    assert dry.status_code == 200, dry.content
    assert dry.json()["needs_step_up"] is True
    assert dry.json()["act"] is None
    assert len(dry.json()["difference"]["given"]) == 2
    assert Entry.objects.count() == entries
    assert not Invitation.objects.filter(email="ida.nox@valbrune.example").exists()
    assert ours.post("changes", change).json()["code"] == "accounts.step_up_needed"
    assert not may_sign(body, odile)
    assert prove(ours, boss, change=change).status_code == 200
    done = ours.post("changes", change)
    assert done.status_code == 200, done.content
    assert may_sign(body, odile)
    assert Entry.objects.filter(event=events.RIGHTS_CHANGED).count() == 1
    act = done.json()["act"]["ref"]
    assert ours.read(f"acts/{act}")["can_undo"] is True
    with clock.freeze(clock.now() + timedelta(minutes=2)):
        assert prove(ours, boss, undo=act).status_code == 200
        assert ours.post(f"acts/{act}/undo", {}).status_code == 200
        assert not may_sign(body, odile)
        assert ours.post(f"acts/{act}/undo", {}).status_code == 409


def test_prove_presence_for_one_change_does_not_serve_another(body: Body, program: Programs) -> None:
    odile, ours = body.add_declarant(), program(body)
    assert prove(ours, body.administrator, change={"give": [grant(body, odile)]}).status_code == 200
    other = ours.post("changes", {"give": [grant(body, odile, level="prepare")]})
    assert other.status_code == 403
    assert not Habilitation.objects.filter(person=odile).exists()


def test_prove_presence_with_wrong_codes_waits_as_the_pages_do(body: Body, program: Programs) -> None:
    odile, ours = body.add_declarant(), program(body)
    wrong = {"code": "000000", "change": {"give": [grant(body, odile)]}}
    answers = [ours.post("step-ups", wrong) for _ in range(7)]
    assert answers[0].status_code == 422
    assert answers[-1].status_code == 429
    assert int(answers[-1]["Retry-After"]) > 0


def test_change_rights_by_a_token_that_reads_is_refused(body: Body, program: Programs) -> None:
    answer = program(body, writes=False).post("changes", {})
    assert (answer.status_code, answer.json()["code"]) == (403, "access.token_reads")


def test_change_rights_rehearsed_is_refused_as_it_would_be(body: Body, program: Programs) -> None:
    """Empty, overlapping, own right, elsewhere, not offered, past, four eyes: the same codes, nothing written."""
    odile, boss, ours = body.add_declarant(), body.administrator, program(body)
    body.grant(odile)
    body.add_administrator()
    stranger = make_body().add_declarant(family_name="Saad")
    told = {
        "access.right_empty": {},
        "access.right_overlaps": {"give": [grant(body, odile)]},
        "access.self_grant": {"give": [grant(body, boss)]},
        "access.person_elsewhere": {"give": [grant(body, stranger)]},
        "access.service_not_offered": {"give": [grant(body, odile, service="absent")]},
        "access.establishment_elsewhere": {"give": [grant(body, odile, siret="1" * 14)]},
        "access.period_unsound": {"give": [grant(body, odile, valid_to="2030-01-01T00:00:00Z")]},
        "access.api_unsound": {"give": [grant(body, odile, email="a@b.example")]},
    }
    for code, change in told.items():
        for path in ("changes?dry_run=true", "changes"):
            if (code, path) == ("access.right_overlaps", "changes"):
                continue  # the database says so, once the proof is given
            answer = ours.post(path, change)
            assert answer.json()["code"] == code, (path, answer.content)
    BodyRegistration.objects.filter(organisation=body.organisation).update(four_eyes=["dsn"])
    change = {"give": [grant(body, odile, siret=body.places[1].siret)]}
    assert ours.post("changes?dry_run=true", change).json()["code"] == "access.four_eyes"
    assert RightsAct.objects.filter(kind="change").count() == 0
    assert prove(ours, boss, change=change).status_code == 200
    assert ours.post("proposals", change).status_code == 200
    pending = ours.read("proposals")["items"][0]["ref"]
    assert ours.post(f"proposals/{pending}/confirm", {}).status_code == 403
    assert ours.post(f"proposals/{pending}/withdraw", {}).json()["state"] == "withdrawn"


def test_remove_suspend_reactivate_by_reference(body: Body, program: Programs) -> None:
    odile, ali = body.add_declarant(), body.add_declarant(given_name="Ali", family_name="Saad")
    theirs, ours = program(body, odile), program(body)
    body.grant(odile)
    one = {"person": odile.ref, "reason": "Congé"}
    assert ours.post("suspensions", one).status_code == 200
    assert theirs.get("me").status_code == 401
    assert ours.post("suspensions", one).status_code == 409
    assert ours.post("reactivations", one).status_code == 200
    assert theirs.get("me").status_code == 200
    removal = {"people": [odile.ref, ali.ref], "reason": "Fin de contrat"}
    assert ours.post("removals", removal).status_code == 403
    assert prove(ours, body.administrator, removal=removal).status_code == 200
    assert ours.post("removals", removal).json()["kind"] == "removal"
    assert theirs.get("me").status_code == 401
    assert ours.post("removals", removal).status_code == 404
    assert not may_sign(body, odile)


def test_renew_and_withdraw_invitation_by_reference(body: Body, program: Programs) -> None:
    row = body.invite(email="ida.nox@valbrune.example", given_name="Ida", family_name="Nox")
    ours = program(body)
    assert ours.post(f"invitations/{row.ref}/renew", {}).status_code == 409  # sent a moment ago
    with clock.freeze(clock.now() + timedelta(minutes=10)):
        assert ours.post(f"invitations/{row.ref}/renew", {}).json()["state"] == "waiting"
    assert ours.post(f"invitations/{row.ref}/withdraw", {}).status_code == 200
    assert ours.read("invitations")["items"] == []
    assert ours.post(f"invitations/{row.ref}/withdraw", "").status_code == 409  # an empty body says as much


def test_request_a_right_then_approve_or_refuse_it(body: Body, program: Programs) -> None:
    odile, boss = body.add_declarant(), body.administrator
    theirs, ours = program(body, odile), program(body)
    asked = {"siret": body.places[0].siret, "service": "dsn", "level": "sign", "reason": "Paie de mars"}
    sent = theirs.post("requests", asked)
    assert sent.status_code == 200, sent.content
    assert theirs.post("requests", asked).status_code == 409
    ref = sent.json()["ref"]
    assert theirs.post(f"requests/{ref}/approve", {}).status_code == 403
    assert ours.read("requests", state="sent")["total"] == 1
    assert ours.post(f"requests/{ref}/ask", {"question": "Jusqu’à quand ?"}).json()["state"] == "asked"
    assert theirs.post(f"requests/{ref}/answer", {"answer": "Un an."}).json()["state"] == "sent"
    approval = {
        "sirets": [asked["siret"]],
        "level": "prepare",
        "valid_to": (clock.now() + SOON).isoformat(),
    }
    assert prove(ours, boss, approval={"request": ref, **approval}).status_code == 200
    assert ours.post(f"requests/{ref}/approve", approval).status_code == 200
    assert [row["level"] for row in theirs.read("me/rights")["items"]] == ["prepare"]
    again = theirs.post("requests", asked).json()["ref"]
    assert ours.post(f"requests/{again}/refuse", {"reason": "Trop tôt"}).json()["state"] == "refused"
    assert theirs.post(f"requests/{again}/withdraw", {}).status_code == 409


def test_change_rights_outside_ones_scope_is_refused_with_its_gate(body: Body, program: Programs) -> None:
    odile = body.add_declarant()
    scoped = body.add_administrator(scope=[body.places[1].siret])
    ours = program(body, scoped)
    outside = ours.post("changes?dry_run=true", {"give": [grant(body, odile)]})
    assert outside.status_code == 403
    assert [gate["code"] for gate in outside.json()["gates"]] == ["administrator_scope"]
    inside = {"give": [grant(body, odile, siret=body.places[1].siret)]}
    assert ours.post("changes?dry_run=true", inside).status_code == 200
    assert ours.post("changes?dry_run=true", {"give": [grant(body, odile, siret=None)]}).status_code == 403


def test_send_the_same_key_twice_is_done_once(body: Body, program: Programs) -> None:
    odile, ours = body.add_declarant(), program(body)
    right = body.grant(odile)[0]
    change, key = {"close": [right.ref], "reason": "Départ"}, {"Idempotency_Key": "clef-1"}
    first, again = (ours.post("changes", change, **key) for _ in range(2))
    assert first.json() == again.json()
    assert again["Idempotent-Replayed"] == "true"
    assert Entry.objects.filter(event=events.RIGHTS_CHANGED).count() == 1
    other = ours.post("changes", {"close": [right.ref]}, **key)
    assert (other.status_code, other.json()["code"]) == (422, "access.api_key_reused")
    refused = ours.post("changes", {}, Idempotency_Key="clef-2")
    assert ours.post("changes", {}, Idempotency_Key="clef-2").status_code == refused.status_code == 422


def test_write_on_objects_of_another_body_answers_as_absence(body: Body, program: Programs) -> None:
    other = make_body()
    ali = other.add_declarant(given_name="Ali", family_name="Saad")
    right = other.grant(ali)[0]
    invitation = other.invite(email="ida.nox@valbrune.example", given_name="Ida", family_name="Nox")
    act = RightsAct.objects.latest("pk").ref
    ours = program(body)
    assert ours.post("changes", {"close": [right.ref]}).status_code == 404
    assert ours.post("removals", {"people": [ali.ref], "reason": "x"}).status_code == 404
    assert ours.post("suspensions", {"person": ali.ref, "reason": "x"}).status_code == 404
    assert ours.post(f"acts/{act}/undo", {}).status_code == 404
    assert ours.post(f"invitations/{invitation.ref}/withdraw", {}).status_code == 404
    assert prove(ours, body.administrator, undo=act).status_code == 404
    assert services.end_membership(other.membership(ali), reason="x", actor=other.administrator) == 1


HOSTILE: list[tuple[str | bytes, int]] = [
    ("{", 400),
    ("", 400),
    ("[]", 422),
    ('{"reason": "\\u0000"}', 422),
    ('{"reason": "\\ud800"}', 400),
    ('{"close": ["' + "a" * 19 + '"]}', 422),
    ('{"give": [{"siret": 21990413300010}]}', 422),
    ('{"inconnu": 1}', 422),
    (b"\xff\xfe", 400),
    ("[" * 5000, 400),
    ('{"reason": "' + "x" * 3_000_000 + '"}', 413),
]


def test_change_rights_with_hostile_bodies_is_told(body: Body, program: Programs) -> None:
    ours = program(body)
    for content, status in HOSTILE:
        answer = ours.post("changes", content)
        assert answer.status_code == status, (content[:60], answer.content)
        assert answer["Content-Type"] == "application/problem+json"


def test_change_rights_sent_as_a_form_is_told(body: Body, program: Programs) -> None:
    ours = program(body)
    headers = {"Authorization": f"Bearer {ours.secret}"}
    assert ours.client.post("/api/v1/changes", {"a": "b"}, headers=headers).status_code == 400
