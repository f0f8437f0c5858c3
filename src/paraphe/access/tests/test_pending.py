"""Four eyes: one proposes, another confirms; one decision whoever comes first; silence is never consent."""

import threading
from datetime import timedelta

import pytest
from django.db import connections

from paraphe.access import proposals, services, tasks
from paraphe.access.acts import act_of_removal
from paraphe.access.changes import Change, Wanted, act_of_change
from paraphe.access.errors import AlreadyDecided, FourEyes, Refused, RightUnsound, SelfDecision, SelfGrant
from paraphe.access.models import BodyRegistration, Habilitation, Membership, PendingChange
from paraphe.access.testing import Body, make_body
from paraphe.access.vocabulary import Level
from paraphe.accounts.errors import StepUpMissing
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import give_step_up
from paraphe.journal import selectors as journal
from paraphe.journal.models import Entry
from paraphe.kernel import clock
from paraphe.kernel.errors import PortalError, WrongState

YEAR = timedelta(days=365)


@pytest.fixture
def body(db: None) -> Body:
    return make_body(places=2, codes=("dsn", "dpae"))


def _guard_dsn(body: Body) -> Person:
    """Another administrator, and the DSN given by two."""
    other = body.add_administrator()
    services.choose_four_eyes(body.organisation, services=[body.service("dsn")], actor=body.administrator)
    return other


def _change(body: Body, person: Person, *, code: str = "dsn") -> Change:
    wanted = Wanted(person, body.places[0].siret, body.service(code), Level.SIGN, clock.now() + YEAR)
    return Change("grant", grants=[wanted], reason="Remplacement")


def _propose(body: Body, change: Change, *, actor: Person | None = None) -> PendingChange:
    who = actor or body.administrator
    give_step_up(who, act_of_change(body.organisation, change))
    return services.propose_change(body.organisation, change=change, actor=who)


def _owed(body: Body, leaver: Person, actor: Person) -> Membership:
    """The membership that ends, once its actor has proved her presence for it."""
    left = body.membership(leaver)
    give_step_up(actor, act_of_removal(left))
    return left


def test_choose_four_eyes_refuses_the_change_by_one_and_is_recorded_once(body: Body) -> None:
    with pytest.raises(WrongState, match="four_eyes_alone"):
        services.choose_four_eyes(body.organisation, services=[body.service("dsn")], actor=body.administrator)
    _guard_dsn(body)
    entry = Entry.objects.latest("pk")
    assert journal.body_at(entry.pk)["four_eyes"] == ["dsn"]
    services.choose_four_eyes(body.organisation, services=[body.service("dsn")], actor=body.administrator)
    assert Entry.objects.latest("pk") == entry
    change = _change(body, body.add_declarant())
    give_step_up(body.administrator, act_of_change(body.organisation, change))
    with pytest.raises(FourEyes):
        services.change_rights(body.organisation, change=change, actor=body.administrator)
    services.choose_four_eyes(body.organisation, services=[], actor=body.administrator)
    assert BodyRegistration.objects.get(organisation=body.organisation).four_eyes == []


def test_confirm_change_by_another_does_it_in_one_act_naming_both(body: Body) -> None:
    other, odile = _guard_dsn(body), body.add_declarant()
    change = _change(body, odile)
    pending = _propose(body, change)
    assert _propose(body, change) == pending
    assert not Habilitation.objects.exists()
    assert proposals.open_proposals(body.organisation) == [pending]
    assert proposals.proposals_waiting(body.organisation, actor=other) == [pending]
    assert proposals.proposals_waiting(body.organisation, actor=body.administrator) == []
    with pytest.raises(StepUpMissing):
        services.confirm_change(pending, actor=other)
    before = Entry.objects.count()
    give_step_up(other, act_of_change(body.organisation, change))
    act = services.confirm_change(pending, actor=other)
    assert Entry.objects.count() == before + 1
    told = journal.body_at(act.entry)
    assert (told["actor"], told["proposed_by"]) == (other.ref, body.administrator.ref)
    assert Habilitation.objects.get().person == odile
    pending.refresh_from_db()
    assert (pending.state, pending.decided_by, pending.act) == ("applied", other, act)
    with pytest.raises(AlreadyDecided):
        services.refuse_change(pending, reason="Non", actor=other)


def test_propose_change_refuses_what_doing_it_would(body: Body) -> None:
    other, odile = _guard_dsn(body), body.add_declarant()
    scoped = body.add_administrator(scope=[body.places[1].siret], family_name="Portee")
    own = _change(body, body.administrator)
    for change, actor, error in (
        (_change(body, odile, code="dpae"), body.administrator, RightUnsound),
        (own, body.administrator, SelfGrant),
        (_change(body, odile), scoped, Refused),
        (_change(body, odile), odile, Refused),
        (Change("grant", grants=_change(make_body(), odile).grants), other, RightUnsound),
    ):
        with pytest.raises(error):
            _propose(body, change, actor=actor)
    with pytest.raises(StepUpMissing):
        services.propose_change(body.organisation, change=_change(body, odile), actor=other)
    assert not PendingChange.objects.exists()


def test_confirm_change_by_who_may_not_gives_nothing(body: Body) -> None:
    other = _guard_dsn(body)
    scoped = body.add_administrator(scope=[body.places[1].siret], family_name="Portee")
    change = _change(body, other)
    pending = _propose(body, change)
    for who, error in (
        (body.administrator, SelfDecision),
        (other, SelfGrant),
        (scoped, Refused),
        (body.add_declarant(), Refused),
    ):
        give_step_up(who, act_of_change(body.organisation, change))
        with pytest.raises(error):
            services.confirm_change(pending, actor=who)
    assert not Habilitation.objects.exists()


def test_refuse_and_withdraw_change_settle_it_without_any_right(body: Body) -> None:
    other, odile = _guard_dsn(body), body.add_declarant()
    first = _propose(body, _change(body, odile))
    with pytest.raises(SelfDecision):
        services.refuse_change(first, reason="Non", actor=body.administrator)
    services.refuse_change(first, reason="Trop large", actor=other)
    told = journal.body_at(Entry.objects.latest("pk").pk)
    assert (told["change"], told["proposed_by"], told["reason"]) == (
        first.ref,
        body.administrator.ref,
        "Trop large",
    )
    second = _propose(body, _change(body, odile))
    with pytest.raises(WrongState, match="proposal_other"):
        services.withdraw_change(second, actor=other)
    services.withdraw_change(second, actor=body.administrator)
    with pytest.raises(WrongState):
        services.withdraw_change(second, actor=body.administrator)
    states = [row.state for row in proposals.settled_proposals(body.organisation)]
    assert states == ["withdrawn", "refused"]
    assert not Habilitation.objects.exists()


def test_expire_changes_after_fourteen_days_and_never_before(body: Body) -> None:
    other, odile = _guard_dsn(body), body.add_declarant()
    change = _change(body, odile)
    pending = _propose(body, change)
    assert tasks.expire_changes() == 0
    with pytest.raises(WrongState):
        services.expire_change(pending)
    with clock.freeze(clock.now() + timedelta(days=15)):
        give_step_up(other, act_of_change(body.organisation, change))
        with pytest.raises(WrongState):
            services.confirm_change(pending, actor=other)
        assert tasks.expire_changes() == 1
        assert tasks.expire_changes() == 0
    assert journal.body_at(Entry.objects.latest("pk").pk)["actor"] == "portal"


def test_confirm_change_that_went_stale_or_whose_proposer_left_is_refused(body: Body) -> None:
    other, odile = _guard_dsn(body), body.add_declarant()
    third = body.add_administrator(family_name="Tiers")
    change = _change(body, odile)
    pending, orphan = _propose(body, change), _propose(body, change, actor=third)
    services.end_membership(body.membership(odile), reason="Départ", actor=body.administrator)
    give_step_up(other, act_of_change(body.organisation, change))
    with pytest.raises(RightUnsound):
        services.confirm_change(pending, actor=other)
    services.end_administrator(_owed(body, third, other), reason="Départ", actor=other)
    with pytest.raises(WrongState, match="proposer_gone"):
        services.confirm_change(orphan, actor=other)


def test_confirm_change_by_two_at_once_is_one_decision(live_database: object) -> None:
    body = make_body(codes=("dsn",))
    others = [body.add_administrator(family_name=name) for name in ("Kerbrat", "Lascombes")]
    services.choose_four_eyes(body.organisation, services=[body.service("dsn")], actor=body.administrator)
    change = _change(body, body.add_declarant())
    pending, found, gate = _propose(body, change), [], threading.Barrier(2)
    for who in others:
        give_step_up(who, act_of_change(body.organisation, change))

    def confirm(who: Person) -> None:
        gate.wait()
        try:
            services.confirm_change(pending, actor=who)
            found.append("done")
        except PortalError as error:
            found.append(error.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=confirm, args=(who,)) for who in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == ["access.proposal_decided", "done"]
    assert Habilitation.objects.count() == 1
