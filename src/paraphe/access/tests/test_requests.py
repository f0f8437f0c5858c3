"""Requests for a right and absences, by the real verbs: the whole table, who decides, what an approval changes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from paraphe.access import absences, requests, selectors, services, tasks
from paraphe.access.changes import act_of_change
from paraphe.access.errors import (
    AlreadyDecided,
    FourEyes,
    Refused,
    RequestRefused,
    RightUnsound,
    SelfDecision,
)
from paraphe.access.models import AccessRequest, BodyRegistration, Habilitation, RightsAct
from paraphe.access.requests import Approval, RequestPlan
from paraphe.access.testing import Body, make_body
from paraphe.access.transitions import REQUEST
from paraphe.access.vocabulary import Action, Level
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import give_step_up
from paraphe.journal import selectors as journal
from paraphe.journal.models import Entry
from paraphe.kernel import clock
from paraphe.kernel.errors import PortalError, WrongState

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


@dataclass
class Case:
    """A declarant's request in a body of two administrators."""

    body: Body
    fellow: Person
    row: AccessRequest

    def approve(self, actor: Person | None = None, **less: object) -> RightsAct:
        return approve(self.row, actor=actor or self.body.administrator, **less)


def plan(body: Body, *, place: int | None = 0, code: str = "dsn", level: Level = Level.SIGN) -> RequestPlan:
    siret = None if place is None else body.places[place].siret
    return RequestPlan(siret, body.service(code), level, "La paie du mois")


def ask(body: Body, person: Person, wanted: RequestPlan | None = None) -> AccessRequest:
    draft = services.save_request_draft(body.organisation, plan=wanted or plan(body), actor=person)
    return services.send_request(draft, actor=person)


def approve(row: AccessRequest, *, actor: Person, **less: object) -> RightsAct:
    row = requests.request_of(row.organisation, row.ref)
    given: dict[str, object] = {
        "sirets": [row.siret] if row.siret else None,
        "level": Level(row.level),
        "valid_to": clock.now() + YEAR,
    }
    approval = Approval(**(given | less))  # type: ignore[arg-type]
    give_step_up(actor, act_of_change(row.organisation, requests.change_of(row, approval)))
    return services.approve_request(row, approval=approval, actor=actor)


def make_case(state: str = "sent") -> Case:
    body = make_body(places=3, codes=("dsn", "dpae"))
    fellow = body.add_administrator()
    odile = body.add_declarant()
    draft = services.save_request_draft(body.organisation, plan=plan(body), actor=odile)
    case, admin = Case(body, fellow, draft), body.administrator
    if state == "draft":
        return case
    if state == "withdrawn":
        services.withdraw_request(draft, actor=odile)
    else:
        services.send_request(draft, actor=odile)
    if state == "asked":
        services.ask_requester(draft, question="Pour quel mois ?", actor=admin)
    elif state == "approved":
        case.approve()
    elif state == "refused":
        services.refuse_request(draft, reason="Non", actor=admin)
    elif state == "expired":
        with clock.freeze(clock.now() + timedelta(days=31)):
            services.expire_request(draft)
    draft.refresh_from_db()
    assert draft.state == state
    return case


def may_sign(body: Body, person: Person, *, place: int = 0, code: str = "dsn") -> bool:
    asked = selectors.ask(
        person.pk,
        Action.DECLARATION_SIGN,
        body.organisation.siren,
        siret=body.places[place].siret,
        service=code,
    )
    return selectors.decide(asked).allowed


def _in(days: int, verb: Callable[[AccessRequest], object]) -> Callable[[Case], object]:
    def act(case: Case) -> object:
        with clock.freeze(clock.now() + timedelta(days=days)):
            return verb(case.row)

    return act


ACTS: dict[str, Callable[[Case], object]] = {
    "send": lambda case: services.send_request(case.row, actor=case.row.person),
    "withdraw": lambda case: services.withdraw_request(case.row, actor=case.row.person),
    "ask": lambda case: services.ask_requester(case.row, question="Quoi ?", actor=case.fellow),
    "answer": lambda case: services.answer_request(case.row, answer="Octobre", actor=case.row.person),
    "approve": lambda case: case.approve(),
    "refuse": lambda case: services.refuse_request(case.row, reason="Non", actor=case.fellow),
    "remind": _in(4, services.remind_request),
    "escalate": _in(8, services.escalate_request),
    "expire": _in(31, services.expire_request),
}


@pytest.mark.parametrize("state", REQUEST.states)
def test_follow_table_cell_by_cell_gives_the_next_state_or_writes_nothing(state: str) -> None:
    assert set(ACTS) == set(REQUEST.verbs)
    for verb, act in ACTS.items():
        case = make_case(state)
        try:
            before = Entry.objects.count()
            act(case)
        except PortalError:
            case.row.refresh_from_db()
            assert (state, verb) not in REQUEST.table, f"{state} × {verb} refused"
            assert (case.row.state, Entry.objects.count()) == (state, before)
        else:
            case.row.refresh_from_db()
            assert case.row.state == REQUEST.table[state, verb]
            assert Entry.objects.count() == before + (0 if (state, verb) == ("draft", "withdraw") else 1)


def test_approve_request_gives_right_prerequisite_and_state_by_one_entry() -> None:
    body = make_body(places=2, codes=("dat", "compte-entreprise"))
    fellow, odile = body.add_administrator(), body.add_declarant()
    service = body.service("dat")
    assert service.requires, "the case needs a service that requires another one"
    row = ask(body, odile, plan(body, code="dat"))
    before = Entry.objects.count()
    act = approve(row, actor=fellow)
    row.refresh_from_db()
    assert Entry.objects.count() == before + 1
    assert (row.state, row.decided_by, row.decided_entry) == ("approved", fellow, act.entry)
    told = journal.body_at(act.entry)
    assert (told["request"], told["source"]) == (row.ref, "request")
    held = {right.service.code: right.level for right in requests.rights_on(body.organisation, odile)}
    assert held == {"dat": Level.SIGN, **dict.fromkeys(service.requires, Level.CONSULT)}


def test_approve_request_takes_less_and_never_more() -> None:
    body = make_body(places=3)
    odile = body.add_declarant()
    row = ask(body, odile, plan(body, place=None, level=Level.PREPARE))
    admin = body.administrator
    with pytest.raises(RightUnsound):
        approve(row, actor=admin, level=Level.SIGN)
    with pytest.raises(RightUnsound):
        approve(row, actor=admin, sirets=[])
    siret = body.places[1].siret
    approve(row, actor=admin, level=Level.CONSULT, sirets=[siret], valid_to=clock.now() + timedelta(days=9))
    (right,) = requests.rights_on(body.organisation, odile)
    assert (right.siret_text, right.level) == (siret, Level.CONSULT)
    other = ask(body, odile)
    with pytest.raises(RightUnsound):
        approve(other, actor=admin, sirets=None)


def test_approve_request_over_weaker_right_replaces_it_and_gives_its_rest_back() -> None:
    body = make_body()
    odile = body.add_declarant()
    (old,) = body.grant(odile, level=Level.CONSULT)
    row, until = ask(body, odile), clock.now() + timedelta(days=30)
    approve(row, actor=body.administrator, valid_to=until)
    sign, rest = sorted(requests.rights_on(body.organisation, odile), key=lambda right: right.valid_from)
    assert (sign.level, sign.valid_to) == (Level.SIGN, until)
    assert (rest.level, rest.valid_from, rest.valid_to) == (Level.CONSULT, until, old.valid_to)
    assert Habilitation.objects.get(pk=old.pk).closed_entry == sign.granted_entry


def test_decide_request_by_two_gives_one_decision_and_tells_the_second() -> None:
    case = make_case()
    case.approve(actor=case.fellow)
    for act in (
        lambda: services.refuse_request(case.row, reason="Non", actor=case.body.administrator),
        case.approve,
        lambda: services.ask_requester(case.row, question="?", actor=case.body.administrator),
    ):
        with pytest.raises(AlreadyDecided) as told:
            act()
        assert told.value.data["by"] == case.fellow.full_name
    assert Habilitation.objects.filter(person=case.row.person).count() == 1


def test_decide_own_request_needs_another_administrator_while_one_is_there() -> None:
    body = make_body(places=1)
    alone = ask(body, body.administrator)
    fellow = body.add_administrator()
    with pytest.raises(SelfDecision):
        approve(alone, actor=body.administrator)
    assert requests.requests_waiting(body.organisation, fellow) == [alone]
    assert requests.requests_waiting(body.organisation, body.administrator) == []
    body.remove_administrator(fellow, actor=body.administrator)
    approve(alone, actor=body.administrator)
    assert may_sign(body, body.administrator)


def test_decide_request_outside_scope_is_refused() -> None:
    body = make_body(places=3)
    odile = body.add_declarant()
    scoped = body.add_administrator(scope=[body.places[1].siret], family_name="Portee")
    here, elsewhere, everywhere = (ask(body, odile, plan(body, place=place)) for place in (1, 0, None))
    assert requests.requests_waiting(body.organisation, scoped) == [here]
    for row in (elsewhere, everywhere):
        with pytest.raises(Refused):
            services.refuse_request(row, reason="Non", actor=scoped)
    with pytest.raises(Refused):
        services.refuse_request(here, reason="Non", actor=odile)
    approve(here, actor=scoped)
    assert may_sign(body, odile, place=1)
    assert not may_sign(body, odile, place=0)


def test_send_request_held_or_waiting_or_impossible_is_refused() -> None:
    body = make_body(places=2)
    odile = body.add_declarant()
    ask(body, odile)
    with pytest.raises(RequestRefused):
        ask(body, odile)
    body.grant(odile, places=None)
    with pytest.raises(RequestRefused):
        ask(body, odile, plan(body, place=1, level=Level.CONSULT))
    other = make_body(places=1)
    with pytest.raises(RightUnsound):
        ask(body, odile, plan(other))
    stranger = other.add_declarant()
    with pytest.raises(Refused):
        ask(body, stranger)


def test_approve_request_under_four_eyes_waits_for_the_second_administrator() -> None:
    case = make_case()
    BodyRegistration.objects.filter(organisation=case.body.organisation).update(four_eyes=["dsn"])
    with pytest.raises(FourEyes):
        case.approve()
    case.row.refresh_from_db()
    assert case.row.state == "sent"
    approval = Approval([case.row.siret], Level.SIGN, clock.now() + YEAR)
    change = requests.change_of(case.row, approval)
    give_step_up(case.fellow, act_of_change(case.body.organisation, change))
    proposal = services.propose_change(case.body.organisation, change=change, actor=case.fellow)
    give_step_up(case.body.administrator, act_of_change(case.body.organisation, change))
    act = services.confirm_change(proposal, actor=case.body.administrator)
    case.row.refresh_from_db()
    assert (case.row.state, case.row.decided_entry) == ("approved", act.entry)
    assert may_sign(case.body, case.row.person)


def _told(event: str) -> list[str]:
    entry = Entry.objects.filter(event=event).latest("pk")
    return list(journal.body_at(entry.pk)["to"])


def test_run_clock_reminds_escalates_and_expires_in_time() -> None:
    body = make_body(places=2)
    odile = body.add_declarant()
    scoped = body.add_administrator(scope=[body.places[0].siret], family_name="Portee")
    row = ask(body, odile)
    assert _told("access.request.sent") == [scoped.ref]
    start = clock.now()
    done = []
    for days in (1, 4, 5, 8, 11, 12, 31, 32):
        with clock.freeze(start + timedelta(days=days)):
            done.append((tasks.remind_requests(), tasks.escalate_requests(), tasks.expire_requests()))
    assert done == [
        (0, 0, 0),
        (1, 0, 0),
        (0, 0, 0),
        (0, 1, 0),
        (1, 0, 0),
        (0, 0, 0),
        (0, 0, 1),
        (0, 0, 0),
    ]
    assert set(_told("access.request.escalated")) == {scoped.ref, body.administrator.ref}
    row.refresh_from_db()
    assert row.state == "expired"


def test_announce_absence_leads_requests_to_the_deputy_at_once() -> None:
    body = make_body(places=2)
    odile = body.add_declarant()
    admin, scoped = (
        body.administrator,
        body.add_administrator(scope=[body.places[0].siret], family_name="Portee"),
    )
    row = ask(body, odile)
    today = absences.today()
    gone = services.announce_absence(
        body.membership(scoped),
        deputy=admin,
        starts_on=today,
        ends_on=today + timedelta(days=5),
        actor=scoped,
    )
    assert requests.audience_of(row) == [admin]
    assert tasks.escalate_requests() == 1
    assert _told("access.request.escalated") == [admin.ref]
    with pytest.raises(WrongState):
        services.announce_absence(
            body.membership(scoped), deputy=admin, starts_on=today, ends_on=today, actor=scoped
        )
    assert tasks.close_past_absences() == 0
    with clock.freeze(clock.now() + timedelta(days=7)):
        assert tasks.close_past_absences() == 1
    gone.refresh_from_db()
    assert gone.closed_at is not None
    assert absences.open_absences(body.organisation) == []


def test_announce_absence_with_deputy_of_narrower_scope_or_wrong_days_is_refused() -> None:
    body = make_body(places=2)
    scoped = body.add_administrator(scope=[body.places[0].siret], family_name="Portee")
    fellow = body.add_administrator(family_name="Autre")
    own, today = body.membership(body.administrator), absences.today()

    def announce(deputy: Person, start: int, end: int, actor: Person = body.administrator) -> None:
        days = {
            "starts_on": today + timedelta(days=start),
            "ends_on": today + timedelta(days=end),
        }
        services.announce_absence(own, deputy=deputy, actor=actor, **days)

    for deputy, start, end, actor in (
        (scoped, 0, 3, body.administrator),
        (body.administrator, 0, 3, body.administrator),
        (fellow, 5, 3, body.administrator),
        (fellow, -9, -3, body.administrator),
        (fellow, 0, 400, body.administrator),
        (fellow, 0, 3, scoped),
    ):
        with pytest.raises(PortalError):
            announce(deputy, start, end, actor)
    announce(fellow, 0, 3, fellow)
    found = absences.open_absence(own)
    assert found is not None
    services.end_absence(found, actor=body.administrator)
    assert absences.open_absence(own) is None
