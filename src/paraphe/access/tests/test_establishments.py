"""Answering the register: what a copy gives, to whom it does not, who may answer, and the pages that ask."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from paraphe.access import establishments, selectors
from paraphe.access.errors import Refused
from paraphe.access.models import Habilitation, Subscription
from paraphe.access.selectors import ask, decide
from paraphe.access.services import choose_four_eyes
from paraphe.access.services import establishments as verbs
from paraphe.access.services.establishments import FOUR_EYES, GONE, OWN, TWICE
from paraphe.access.testing import Body, make_body, with_key
from paraphe.access.tests.conftest import LogIn
from paraphe.access.vocabulary import Action, Level
from paraphe.accounts.errors import StepUpMissing
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import give_step_up, make_person, next_code
from paraphe.journal import selectors as journal
from paraphe.kernel import clock
from paraphe.kernel.errors import WrongState
from paraphe.registry import services as registry
from paraphe.registry.errors import RegisterEventSettled, UnknownRegisterEvent
from paraphe.registry.selectors import Establishment, RegisterEvent, register_event
from paraphe.registry.testing import import_rows, link_row, place_row, unit_row, write_rows

Tell = Callable[..., RegisterEvent]


@pytest.fixture
def tell(body: Body, tmp_path: Path) -> Tell:
    """What the register tells of an establishment of the body: `opened`, `closed` or `moved`."""

    def run(kind: str = "opened", *, of: Body = body) -> RegisterEvent:
        siren = of.organisation.siren
        new = with_key(f"{siren}{of.organisation.establishments.count() + 1:04d}")
        old = of.places[-1].siret
        day = (clock.now() - timedelta(days=24)).date().isoformat()
        shut = place_row(old, etatAdministratifEtablissement="F", dateDebut=day)
        rows = {
            "opened": [place_row(new, denominationUsuelleEtablissement="ÉCOLE NEUVE")],
            "closed": [shut],
            "moved": [shut, place_row(new, denominationUsuelleEtablissement="ÉCOLE DÉPLACÉE")],
        }[kind]
        links = [link_row(old, new)] if kind == "moved" else []
        sources = registry.Sources(
            establishments=write_rows(tmp_path / "e.csv", "establishments", rows),
            successions=write_rows(tmp_path / "s.csv", "successions", links),
        )
        registry.import_register(sources, kept=registry.Kept())
        wanted = f"establishment-{kind}"
        return next(event for event in establishments.proposals(of.organisation) if event.kind == wanted)

    return run


def welcome(event: RegisterEvent, like: Establishment, actor: Person) -> verbs.Copy:
    """Welcome like another, with the proof of presence it takes."""
    assert event.establishment is not None
    copy = verbs.foresee_copy(event.establishment, like=like, actor=actor)
    give_step_up(actor, verbs.act_of_welcome(copy))
    return verbs.welcome_establishment(event, like=like, actor=actor)


def may_sign(body: Body, person: Person, place: Establishment | None) -> bool:
    assert place is not None
    question = ask(
        person.pk, Action.DECLARATION_SIGN, body.organisation.siren, siret=place.siret, service="dsn"
    )
    return decide(question).allowed


def entries(body: Body) -> list[str]:
    rows = journal.entries_of(journal.Chain.Kind.BODY, body.organisation.siren, events=None)
    return [entry.event for entry in rows]


def test_import_register_alone_gives_no_right_on_the_new_place(body: Body, tell: Tell) -> None:
    odile = body.add_declarant()
    body.grant(odile)
    before = entries(body)
    event = tell()
    assert not may_sign(body, odile, event.establishment)
    assert not Subscription.objects.filter(establishment=event.establishment).exists()
    assert entries(body) == before


def test_welcome_establishment_like_another_gives_its_services_and_rights_in_one_entry(
    body: Body, tell: Tell
) -> None:
    odile, nadia = body.add_declarant(), body.add_declarant(family_name="Belkhir")
    (given,) = body.grant(odile)
    body.grant(nadia, level=Level.CONSULT)
    body.grant(nadia, places=[body.places[1]])
    event, before = tell(), len(entries(body))
    copy = welcome(event, body.places[0], body.administrator)
    assert len(copy.rights) == 2
    assert may_sign(body, odile, event.establishment)
    assert not may_sign(body, nadia, event.establishment)
    assert len(entries(body)) == before + 1
    assert event.establishment is not None
    rows = Habilitation.objects.filter(siret=int(event.establishment.siret)).order_by("-level")
    assert next((row.person, row.level, row.valid_to) for row in rows) == (odile, 3, given.valid_to)
    event.refresh_from_db()
    told = journal.body_at(event.settled_entry or 0)
    assert told is not None
    assert (told["siret"], told["like"]) == (event.establishment.siret, body.places[0].siret)
    assert set(told) == {"v", "actor", "siren", "siret", "like", "subscriptions", "grants"}
    assert {row.granted_entry for row in rows} == {event.settled_entry}
    assert establishments.proposals(body.organisation) == []
    assert establishments.answered(body.organisation) == [event]


def test_welcome_establishment_with_nothing_records_it_and_gives_nothing(body: Body, tell: Tell) -> None:
    event = tell()
    copy = verbs.welcome_establishment(event, like=None, actor=body.administrator)
    assert (copy.services, copy.rights) == ([], [])
    event.refresh_from_db()
    assert event.settlement == "welcomed"
    assert not Habilitation.objects.exists()


def test_welcome_establishment_never_gives_the_actor_a_right_beside_a_fellow(body: Body, tell: Tell) -> None:
    body.grant(body.administrator)
    samuel = body.add_administrator()
    event = tell()
    assert event.establishment is not None
    copy = welcome(event, body.places[0], body.administrator)
    assert [(right.person, why) for right, why in copy.left] == [(body.administrator, OWN)]
    assert not may_sign(body, body.administrator, event.establishment)
    assert samuel


def test_welcome_establishment_never_gives_alone_what_two_administrators_give(
    body: Body, tell: Tell, logged_in: LogIn
) -> None:
    odile, nadia = body.add_declarant(), body.add_declarant(family_name="Belkhir")
    body.grant(odile)
    body.grant(nadia, places=None)
    body.add_administrator()
    choose_four_eyes(body.organisation, services=[body.service("dsn")], actor=body.administrator)
    event = tell()
    page = reverse("access:register_event", args=[body.organisation.ref, event.ref])
    shown = logged_in(body.administrator).get(page).content.decode()
    assert "Belkhir" in shown
    assert "Son droit vaut pour tous les établissements" in shown
    copy = welcome(event, body.places[0], body.administrator)
    assert [(right.person, why) for right, why in copy.left] == [(odile, FOUR_EYES)]
    assert not may_sign(body, odile, event.establishment)


def test_welcome_establishment_by_lone_administrator_copies_his_own_right(body: Body, tell: Tell) -> None:
    body.grant(body.administrator)
    event = tell()
    welcome(event, body.places[0], body.administrator)
    assert may_sign(body, body.administrator, event.establishment)


def test_welcome_establishment_leaves_out_who_left_and_what_runs_already(body: Body, tell: Tell) -> None:
    odile, nadia = body.add_declarant(), body.add_declarant(family_name="Belkhir")
    body.grant(odile)
    body.grant(nadia)
    event = tell()
    assert event.establishment is not None
    body.grant(odile, level=Level.CONSULT, places=[event.establishment])
    membership = body.membership(nadia)
    like = body.places[0]
    with transaction.atomic():
        copy = verbs.foresee_copy(event.establishment, like=like, actor=body.administrator)
        assert [(right.person, why) for right, why in copy.left] == [(odile, TWICE)]
    from paraphe.access.services import end_membership

    end_membership(membership, reason="Départ", actor=body.administrator)
    copy = verbs.foresee_copy(event.establishment, like=like, actor=body.administrator)
    assert copy.rights == []
    assert GONE not in {why for _, why in copy.left}


def test_welcome_establishment_without_fresh_proof_changes_nothing(body: Body, tell: Tell) -> None:
    odile = body.add_declarant()
    body.grant(odile)
    event, before = tell(), entries(body)
    with pytest.raises(StepUpMissing), transaction.atomic():
        verbs.welcome_establishment(event, like=body.places[0], actor=body.administrator)
    assert entries(body) == before
    assert not may_sign(body, odile, event.establishment)


def test_welcome_establishment_after_rights_changed_needs_another_proof(body: Body, tell: Tell) -> None:
    odile, nadia = body.add_declarant(), body.add_declarant(family_name="Belkhir")
    body.grant(odile)
    event = tell()
    assert event.establishment is not None
    copy = verbs.foresee_copy(event.establishment, like=body.places[0], actor=body.administrator)
    give_step_up(body.administrator, verbs.act_of_welcome(copy))
    body.grant(nadia)
    with pytest.raises(StepUpMissing), transaction.atomic():
        verbs.welcome_establishment(event, like=body.places[0], actor=body.administrator)
    assert not may_sign(body, nadia, event.establishment)


@pytest.mark.parametrize("answer", ["empty", "copy", "ignore"])
def test_answer_register_twice_refuses_the_second_answer(body: Body, tell: Tell, answer: str) -> None:
    event = tell()
    verbs.ignore_register_event(event, actor=body.administrator)
    before = entries(body)
    with pytest.raises(RegisterEventSettled), transaction.atomic():
        if answer == "ignore":
            verbs.ignore_register_event(event, actor=body.administrator)
        elif answer == "empty":
            verbs.welcome_establishment(event, like=None, actor=body.administrator)
        else:
            welcome(event, body.places[0], body.administrator)
    assert entries(body) == before


def test_ignore_register_event_records_it_and_changes_no_right(body: Body, tell: Tell) -> None:
    odile = body.add_declarant()
    body.grant(odile, places=[body.places[-1]])
    event = tell("closed")
    verbs.ignore_register_event(event, actor=body.administrator)
    event.refresh_from_db()
    told = journal.body_at(event.settled_entry or 0)
    assert told is not None
    assert event.settlement == "ignored"
    assert [one["kind"] for one in told["events"]] == ["establishment-closed"]
    assert Habilitation.objects.get().closed_at is None
    assert not may_sign(body, odile, event.establishment)


def test_transfer_establishment_copies_services_and_rights_and_keeps_the_former_open_for_late_filings(
    body: Body, tell: Tell, settings: Any
) -> None:
    odile, former = body.add_declarant(), body.places[-1]
    body.grant(odile, places=[former])
    event = tell("moved")
    copy = verbs.foresee_copy(event.other, like=former, actor=body.administrator)  # type: ignore[arg-type]
    give_step_up(body.administrator, verbs.act_of_welcome(copy))
    verbs.transfer_establishment(event, actor=body.administrator)
    assert may_sign(body, odile, event.other)
    question = ask(
        odile.pk,
        Action.DECLARATION_SIGN,
        body.organisation.siren,
        siret=former.siret,
        service="dsn",
    )
    assert decide(question).allowed
    settings.PARAPHE_LATE_MONTHS = 0
    assert [gate.code for gate in decide(question).failed] == ["establishment_open"]
    assert Habilitation.objects.get(siret=int(former.siret)).closed_at is None
    event.refresh_from_db()
    assert event.settlement == "welcomed"


@pytest.mark.parametrize("kind", ["closed", "moved"])
def test_welcome_establishment_for_another_kind_of_news_is_refused(body: Body, tell: Tell, kind: str) -> None:
    event = tell(kind)
    with pytest.raises(WrongState):
        verbs.welcome_establishment(event, like=None, actor=body.administrator)
    if kind == "closed":
        with pytest.raises(WrongState):
            verbs.transfer_establishment(event, actor=body.administrator)


def test_welcome_establishment_like_one_of_another_body_is_refused(body: Body, tell: Tell) -> None:
    other, event = make_body(name="Ailleurs"), tell()
    with pytest.raises(WrongState):
        verbs.welcome_establishment(event, like=other.places[0], actor=body.administrator)


@pytest.mark.parametrize("who", ["declarant", "scoped", "foreign"])
def test_welcome_establishment_by_who_may_not_is_refused(body: Body, tell: Tell, who: str) -> None:
    event = tell()
    if who == "declarant":
        actor = body.add_declarant()
    elif who == "scoped":
        actor = body.add_administrator(scope=[body.places[0].siret])
    else:
        actor = make_body(name="Ailleurs").administrator
    before = entries(body)
    with pytest.raises(Refused):
        verbs.welcome_establishment(event, like=body.places[0], actor=actor)
    with pytest.raises(Refused):
        verbs.ignore_register_event(event, actor=actor)
    assert entries(body) == before


def test_read_proposals_from_before_the_space_opened_shows_none(body: Body, tell: Tell) -> None:
    event = tell()
    RegisterEvent.objects.update(seen_at=clock.now() - timedelta(days=400))
    assert establishments.proposals(body.organisation) == []
    assert register_event(body.organisation, event.ref) == event


def test_read_states_of_body_counts_services_and_rights(body: Body) -> None:
    odile = body.add_declarant()
    body.grant(odile)
    body.grant(odile, places=None, level=Level.CONSULT)
    states, everywhere = establishments.states_of(body.organisation)
    assert [(state.services, state.rights) for state in states] == [(1, 1), (1, 0), (1, 0), (1, 0)]
    assert everywhere == 1


def page(body: Body, event: RegisterEvent | None = None) -> str:
    if event is None:
        return reverse("access:establishments", args=[body.organisation.ref])
    return reverse("access:register_event", args=[body.organisation.ref, event.ref])


def test_show_establishments_with_news_lists_both(body: Body, tell: Tell, logged_in: LogIn) -> None:
    event = tell()
    text = logged_in(body.administrator).get(page(body)).content.decode()
    assert "5 établissements" in text
    assert "Nouvel établissement\u00a0: ÉCOLE NEUVE" in text
    assert page(body, event) in text


@pytest.mark.parametrize(
    ("query", "count"),
    [("?nom=ÉTABLISSEMENT+2", 1), ("?etat=fermes", 0), ("?etat=ouverts", 4), ("?nom=%00", 0), ("?etat=x", 4)],
)
def test_show_establishments_filtered_lists_those_that_match(
    body: Body, logged_in: LogIn, query: str, count: int
) -> None:
    answer = logged_in(body.administrator).get(f"{page(body)}{query}")
    if "%00" in query:
        assert answer.status_code in (200, 400)
    else:
        assert answer.content.decode().count('role="rowheader"') == count


def test_answer_register_by_the_page_copies_with_a_code(body: Body, tell: Tell, logged_in: LogIn) -> None:
    odile = body.add_declarant()
    body.grant(odile)
    event, client = tell(), logged_in(body.administrator)
    url = page(body, event)
    assert client.post(url, {}).status_code == 422
    assert "Choisissez l’établissement" in client.post(url, {"answer": "copier"}).content.decode()
    answers = {"answer": "copier", "like": body.places[0].ref}
    read = client.post(url, answers)
    assert read.status_code == 200
    assert "Odile Farge" in read.content.decode()
    assert not may_sign(body, odile, event.establishment)
    wrong = client.post(url, {**answers, "confirmer": "1", "step_up_code": "000000"})
    assert wrong.status_code == 422
    with clock.freeze(clock.now() + timedelta(seconds=60)):
        code = next_code(body.administrator)
        done = client.post(url, {**answers, "confirmer": "1", "step_up_code": code})
        assert may_sign(body, odile, event.establishment)
    assert (done.status_code, done["Location"]) == (303, page(body))
    again = client.post(url, {**answers, "confirmer": "1", "step_up_code": code})
    assert again.status_code == 303
    assert "a déjà sa réponse" in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("kind", "answer", "settlement"),
    [
        ("opened", "vide", "welcomed"),
        ("opened", "classer", "ignored"),
        ("moved", "classer", "ignored"),
        ("closed", "", "ignored"),
    ],
)
def test_answer_register_by_the_page_settles_it(
    tell: Tell, logged_in: LogIn, kind: str, answer: str, settlement: str
) -> None:
    event = tell(kind)
    url = reverse("access:register_event", args=[event.organisation.ref, event.ref])
    client = logged_in(selectors.administrators_of(event.organisation)[0].person)
    assert client.get(url).status_code == 200
    assert client.post(url, {"answer": answer}).status_code == 303
    event.refresh_from_db()
    assert event.settlement == settlement


def test_answer_register_of_closed_place_shows_who_had_rights(
    body: Body, tell: Tell, logged_in: LogIn
) -> None:
    body.grant(body.add_declarant(), places=[body.places[-1]])
    event = tell("closed")
    text = logged_in(body.administrator).get(page(body, event)).content.decode()
    assert "Odile Farge" in text
    assert "Aucun droit n’est retiré" in text


def test_answer_register_by_scoped_administrator_is_refused_before_any_proof(
    body: Body, tell: Tell, logged_in: LogIn
) -> None:
    event = tell()
    scoped = body.add_administrator(scope=[body.places[0].siret])
    client = logged_in(scoped)
    answers = {"answer": "copier", "like": body.places[0].ref}
    assert client.post(page(body, event), answers).status_code == 403


@pytest.mark.parametrize(("is_open", "way"), [(True, "/candidature/"), (False, "/inscription/")])
def test_answer_register_of_merged_body_leads_to_the_new_one(
    body: Body, logged_in: LogIn, is_open: bool, way: str
) -> None:
    siren = body.organisation.siren
    other = make_body(name="Commune nouvelle").organisation.siren if is_open else with_key("21980123")
    seat = with_key(f"{other}0001")
    shut = {"dateDebut": "2026-11-01"}
    import_rows(
        units=[unit_row(siren, etatAdministratifUniteLegale="C", **shut), unit_row(other)],
        establishments=[
            place_row(body.places[0].siret, etatAdministratifEtablissement="F", **shut),
            place_row(seat, etablissementSiege="true"),
        ],
        successions=[link_row(body.places[0].siret, seat)],
    )
    (event,) = [
        one for one in establishments.proposals(body.organisation) if one.kind == "organisations-merged"
    ]
    text = logged_in(body.administrator).get(page(body, event)).content.decode()
    assert f'href="{way}?' in text


def test_foresee_copy_counts_rights_on_all_establishments(body: Body, tell: Tell) -> None:
    odile = body.add_declarant()
    body.grant(odile, places=None)
    event = tell()
    assert event.establishment is not None
    assert not may_sign(body, odile, event.establishment)
    copy = welcome(event, body.places[0], body.administrator)
    assert (copy.rights, copy.everywhere) == ([], 1)
    assert may_sign(body, odile, event.establishment)


def test_ignore_news_by_the_page_puts_aside_only_what_asks_nothing(
    body: Body, tell: Tell, logged_in: LogIn
) -> None:
    tell("closed")
    asks, before = tell(), len(entries(body))
    client, url = logged_in(body.administrator), reverse("access:ignore_news", args=[body.organisation.ref])
    assert "qui ne demandent rien" in client.get(page(body)).content.decode()
    assert client.post(url).status_code == 303
    assert establishments.proposals(body.organisation) == [asks]
    assert len(entries(body)) == before + 1
    assert client.post(url).status_code == 303
    assert len(entries(body)) == before + 1
    journal_page = client.get(reverse("access:register", args=[body.organisation.ref]))
    assert "classée sans suite" in journal_page.content.decode()


def test_answer_register_of_another_body_is_absent(body: Body, tell: Tell, logged_in: LogIn) -> None:
    event, other = tell(), make_body(name="Ailleurs")
    client = logged_in(other.administrator)
    assert client.get(page(body, event)).status_code == 404
    assert client.get(page(other, event)).status_code == 404
    with pytest.raises(UnknownRegisterEvent):
        register_event(other.organisation, event.ref)


@pytest.mark.parametrize("like", ["x", "\x00", "é" * 300, "' or 1=1"])
def test_answer_register_with_hostile_choice_tells_the_error(
    body: Body, tell: Tell, logged_in: LogIn, like: str
) -> None:
    event, client = tell(), logged_in(body.administrator)
    answer = client.post(page(body, event), {"answer": "copier", "like": like})
    assert answer.status_code in (400, 422)
    assert selectors.running_rights(body.organisation) == []


def test_make_person_beside_a_body_sees_no_establishments(body: Body, logged_in: LogIn) -> None:
    stranger, _ = make_person(family_name="Autre")
    assert logged_in(stranger).get(page(body)).status_code == 404
