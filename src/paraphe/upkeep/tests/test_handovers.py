"""The hand-over: its whole table through real verbs, what completing does, who is refused."""

import itertools
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from paraphe.access import selectors as access
from paraphe.access import services as rights
from paraphe.access.candidacy_acts import CandidacyPlan, act_of_candidacy
from paraphe.access.errors import LastAdministrator, Refused, SelfDecision
from paraphe.access.selectors import Candidacy, Membership
from paraphe.access.testing import Body, make_body, suspend
from paraphe.accounts.errors import StepUpMissing
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import give_step_up, make_person
from paraphe.journal.selectors import Chain, body_of, entries_of
from paraphe.kernel import clock
from paraphe.kernel.errors import PortalError, WrongState
from paraphe.upkeep import handovers, services
from paraphe.upkeep.errors import (
    DayUnsound,
    HandoverOpen,
    LeaverUnsound,
    SuccessorAwaited,
    SuccessorUnsound,
)
from paraphe.upkeep.models import Handover
from paraphe.upkeep.transitions import HANDOVER

pytestmark = pytest.mark.django_db
LATER = timedelta(days=1)


def today() -> date:
    return clock.now().astimezone(handovers.PARIS).date()


def count_entries(body: Body) -> int:
    return entries_of(Chain.Kind.BODY, body.organisation.siren).count()


def last_event(body: Body) -> tuple[str, dict[str, object]]:
    entry = entries_of(Chain.Kind.BODY, body.organisation.siren)[0]
    return entry.event, body_of(entry)


def announce(body: Body, leaver: Person | None = None, *, actor: Person | None = None) -> Handover:
    membership = body.membership(leaver or body.administrator)
    return services.announce_handover(
        membership, leaves_on=today(), reason="Retraite", actor=actor or body.administrator
    )


def complete(handover: Handover, actor: Person) -> Handover:
    fresh = Handover.objects.get(pk=handover.pk)
    give_step_up(actor, services.act_of_completion(fresh))
    return services.complete_handover(fresh, actor=actor)


def invite_someone(body: Body) -> Person:
    person, _ = make_person(given_name="Ida", family_name="Nox")
    body.invite(email=person.email, given_name="Ida", family_name="Nox")
    return person


def candidate(body: Body, person: Person) -> Candidacy:
    plan = CandidacyPlan(None, "cooptation", "Bonjour")
    give_step_up(person, act_of_candidacy(body.organisation, plan))
    return rights.propose_candidacy(body.organisation, plan=plan, actor=person)


def bring(body: Body, state: str) -> Handover:
    """A hand-over in this state, by real verbs; another administrator (Samuel Kerbrat) stays all along."""
    body.add_administrator()
    handover = announce(body)
    actor = body.administrator
    if state == "named":
        services.name_successor(handover, successor=invite_someone(body), actor=actor)
    if state == "candidate":
        ida, _ = make_person(given_name="Ida", family_name="Nox")
        candidate(body, ida)
        services.name_successor(handover, successor=ida, actor=actor)
    if state == "ready":
        services.name_successor(handover, successor=body.add_declarant(), actor=actor)
    if state == "active":
        services.name_successor(handover, successor=body.add_administrator(family_name="Morvan"), actor=actor)
    if state == "done":
        complete(handover, actor)
    if state == "cancelled":
        services.cancel_handover(handover, reason="Il reste", actor=actor)
    return Handover.objects.get(pk=handover.pk)


def act(body: Body, handover: Handover, verb: str) -> None:
    """Run the verb, or the act of the room of rights the table names so."""
    samuel = next(
        row.person
        for row in access.administrators_of(body.organisation)
        if row.person.family_name == "Kerbrat"
    )
    if verb == "name":
        services.name_successor(
            handover, successor=invite_someone(replace(body, administrator=samuel)), actor=samuel
        )
    elif verb == "clear":
        services.clear_successor(handover, actor=samuel)
    elif verb == "complete":
        complete(handover, samuel)
    elif verb == "cancel":
        services.cancel_handover(handover, reason="Il reste", actor=samuel)
    elif verb == "remind":
        with clock.freeze(clock.now() + LATER):
            services.remind_handover(handover)
    elif verb == "leave":
        body.remove_administrator(handover.leaver.person, actor=samuel)
    elif verb == "ask":
        assert handover.successor is not None
        candidate(body, handover.successor)
    elif verb == "lapse":
        candidacy = handovers.candidacy_to_accept(handover)
        assert candidacy is not None
        rights.withdraw_candidacy(candidacy, actor=candidacy.person)
    elif verb == "arrive":
        assert handover.successor is not None
        invitation = access.invitations_waiting_for(handover.successor.pk)[0]
        rights.accept_invitation(invitation, actor=handover.successor)
    else:
        assert handover.successor is not None
        rights.appoint_administrator(body.organisation, person=handover.successor, actor=samuel)


OURS = ("name", "clear", "complete", "cancel", "remind")
CELLS = [*itertools.product(HANDOVER.states, OURS), *(cell for cell in HANDOVER.table if cell[1] not in OURS)]


@pytest.mark.parametrize(("state", "verb"), CELLS)
def test_handover_state_by_verb_follows_the_table(body: Body, state: str, verb: str) -> None:
    handover = bring(body, state)
    assert handovers.state_of(handover) == state
    before = count_entries(body)
    if (state, verb) in HANDOVER.table:
        act(body, handover, verb)
        fresh = Handover.objects.get(pk=handover.pk)
        extra = 1 if verb == "name" else 0
        assert handovers.state_of(fresh) == HANDOVER.table[state, verb]
        assert count_entries(body) == before + 1 + extra
    else:
        with pytest.raises(WrongState):
            act(body, handover, verb)
        fresh = Handover.objects.get(pk=handover.pk)
        assert handovers.state_of(fresh) == state
        assert count_entries(body) == before + (1 if verb == "name" else 0)


def refuse(run: Callable[[], object], *, error: type[PortalError]) -> None:
    with pytest.raises(error):
        run()


def test_complete_handover_of_sole_administrator_is_one_entry(body: Body) -> None:
    odile = body.add_declarant()
    body.grant(body.administrator)
    handover = announce(body)
    handover = services.name_successor(handover, successor=odile, actor=body.administrator)
    before = count_entries(body)
    complete(handover, body.administrator)
    event, told = last_event(body)
    assert (count_entries(body), event) == (before + 1, "access.administrator.appointed")
    assert [row.person for row in access.administrators_of(body.organisation)] == [odile]
    assert told["replaces"]["reason"] == "Retraite"  # type: ignore[index]
    assert not [r for r in access.running_rights(body.organisation) if r.person_id == body.administrator.pk]


def test_complete_handover_by_accord_is_one_entry(body: Body) -> None:
    ida, _ = make_person(given_name="Ida", family_name="Nox")
    candidate(body, ida)
    handover = services.name_successor(announce(body), successor=ida, actor=body.administrator)
    before = count_entries(body)
    complete(handover, body.administrator)
    event, told = last_event(body)
    assert (count_entries(body), event) == (before + 1, "access.administrator.appointed")
    assert {"by", "candidacy", "replaces"} <= set(told)
    assert [row.person for row in access.administrators_of(body.organisation)] == [ida]


def test_complete_handover_without_proof_of_presence_changes_nothing(body: Body) -> None:
    odile = body.add_declarant()
    handover = announce(body)
    handover = services.name_successor(handover, successor=odile, actor=body.administrator)
    refuse(lambda: services.complete_handover(handover, actor=body.administrator), error=StepUpMissing)
    assert handovers.state_of(handover) == "ready"


def test_complete_handover_of_last_administrator_is_refused(body: Body) -> None:
    handover = announce(body)
    refuse(lambda: complete(handover, body.administrator), error=LastAdministrator)
    assert handovers.state_of(handover) == "announced"


def test_complete_handover_named_says_who_is_awaited(body: Body) -> None:
    handover = announce(body)
    handover = services.name_successor(handover, successor=invite_someone(body), actor=body.administrator)
    refuse(lambda: complete(handover, body.administrator), error=SuccessorAwaited)
    assert handovers.state_of(handover) == "named"


def test_complete_handover_by_newcomer_by_key_waits_seven_days(body: Body) -> None:
    newcomer, _ = make_person(given_name="Paul", family_name="Verne")
    membership = body.settle_by_key(newcomer)
    handover = announce(body, actor=newcomer)
    handover = services.name_successor(handover, successor=newcomer, actor=newcomer)
    refuse(lambda: complete(handover, newcomer), error=Refused)
    assert membership.protected_until is not None
    with clock.freeze(membership.protected_until + timedelta(minutes=1)):
        complete(handover, newcomer)
    assert [row.person for row in access.administrators_of(body.organisation)] == [newcomer]


def test_complete_handover_twice_leaves_one_entry(body: Body) -> None:
    handover = bring(body, "done")
    before = count_entries(body)
    refuse(lambda: services.complete_handover(handover, actor=body.administrator), error=PortalError)
    assert count_entries(body) == before


def test_complete_handover_as_the_successor_promoted_is_refused(body: Body) -> None:
    scoped = body.add_administrator(scope=[body.places[0].siret])
    handover = announce(body)
    handover = services.name_successor(handover, successor=scoped, actor=body.administrator)
    with pytest.raises((SelfDecision, Refused)):
        complete(handover, scoped)
    assert handovers.state_of(handover) == "ready"


def test_complete_handover_elsewhere_ends_sessions_of_leaver_only_in_last_body(body: Body) -> None:
    samuel = body.add_administrator()
    other = make_body()
    other.join(body.administrator)
    epoch = Person.objects.get(pk=body.administrator.pk).sessions_epoch
    complete(announce(body, actor=samuel), samuel)
    assert Person.objects.get(pk=body.administrator.pk).sessions_epoch == epoch
    third = other.add_administrator()
    nobody_else = announce(other, actor=third)
    epoch = Person.objects.get(pk=other.administrator.pk).sessions_epoch
    complete(nobody_else, third)
    assert Person.objects.get(pk=other.administrator.pk).sessions_epoch == epoch + 1


def test_announce_handover_by_declarant_is_refused(body: Body) -> None:
    odile = body.add_declarant()
    refuse(lambda: announce(body, actor=odile), error=Refused)
    assert not Handover.objects.exists()


def test_announce_handover_of_declarant_is_refused(body: Body) -> None:
    odile = body.add_declarant()
    refuse(lambda: announce(body, odile), error=LeaverUnsound)
    assert not Handover.objects.exists()


def test_announce_handover_of_whole_administrator_by_scoped_one_is_refused(body: Body) -> None:
    scoped = body.add_administrator(scope=[body.places[0].siret])
    refuse(lambda: announce(body, actor=scoped), error=Refused)
    own = announce(body, scoped, actor=scoped)
    assert handovers.state_of(own) == "announced"


def test_announce_handover_by_stranger_of_other_body_is_refused(body: Body) -> None:
    stranger = make_body().administrator
    refuse(lambda: announce(body, actor=stranger), error=Refused)
    assert not Handover.objects.exists()


def test_announce_handover_twice_is_refused_until_cancelled(body: Body) -> None:
    handover = announce(body)
    refuse(lambda: announce(body), error=HandoverOpen)
    services.cancel_handover(handover, reason="Il reste", actor=body.administrator)
    assert announce(body).pk != handover.pk


@pytest.mark.parametrize("days", [-1, 400])
def test_announce_handover_on_day_out_of_reach_is_refused(body: Body, days: int) -> None:
    membership, day = body.membership(body.administrator), today() + timedelta(days=days)
    with pytest.raises(DayUnsound):
        services.announce_handover(membership, leaves_on=day, reason="Retraite", actor=body.administrator)
    assert not Handover.objects.exists()


def test_name_successor_leaver_or_stranger_is_refused(body: Body) -> None:
    handover, stranger = announce(body), make_body().administrator
    for person in (body.administrator, stranger):
        with pytest.raises(SuccessorUnsound):
            services.name_successor(handover, successor=person, actor=body.administrator)
    assert Handover.objects.get(pk=handover.pk).successor is None


def test_name_successor_suspended_is_awaited(body: Body) -> None:
    odile = body.add_declarant()
    handover = announce(body)
    handover = services.name_successor(handover, successor=odile, actor=body.administrator)
    suspend(body.membership(odile), cause="absence", reason="Congé", actor=body.administrator)
    assert handovers.state_of(Handover.objects.get(pk=handover.pk)) == "named"


def test_remind_handover_before_its_day_does_nothing(body: Body) -> None:
    membership = body.membership(body.administrator)
    later = services.announce_handover(
        membership, leaves_on=today() + timedelta(days=5), reason="Mutation", actor=body.administrator
    )
    assert services.remind_handover(later) is False
    assert services.remind_handovers() == 0


def test_remind_handovers_past_their_day_once_a_week(body: Body) -> None:
    announce(body)
    start = clock.now() + LATER
    with clock.freeze(start):
        assert (services.remind_handovers(), services.remind_handovers()) == (1, 0)
    with clock.freeze(start + timedelta(days=8)):
        assert services.remind_handovers() == 1


def test_look_at_moving_finds_rights_and_invitations(body: Body) -> None:
    body.grant(body.administrator, places=body.places)
    invite_someone(body)
    odile = body.add_declarant()
    handover = announce(body)
    handover = services.name_successor(handover, successor=odile, actor=body.administrator)
    moving = handovers.what_moves(body.organisation, handover.leaver)
    (bundle,) = handovers.bundles_missing(handover)
    assert len(moving.invitations) == 1
    assert (bundle.service, len(bundle.sirets or ())) == ("dsn", 4)
    body.grant(odile, places=None)
    assert handovers.bundles_missing(handover) == []


def test_leave_by_other_way_makes_the_handover_done(body: Body) -> None:
    handover = bring(body, "announced")
    act(body, handover, "leave")
    gone = Membership.objects.get(pk=handover.leaver_id)
    assert handovers.state_of(handover) == "done"
    assert handovers.past_handovers(body.organisation)[0].leaver.closed_entry == gone.closed_entry
