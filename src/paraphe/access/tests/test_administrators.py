"""Naming, replacing, removing and suspending administrators: what is refused, and that each act writes one entry."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from paraphe.access import selectors, services
from paraphe.access.acts import act_of_grant
from paraphe.access.errors import LastAdministrator, Refused, SelfDecision, SelfGrant
from paraphe.access.models import BodyRegistration, Habilitation, Membership, Suspension
from paraphe.access.testing import Body, make_body, make_operator, suspend
from paraphe.access.vocabulary import Action
from paraphe.accounts.errors import StepUpMissing
from paraphe.accounts.testing import give_step_up, make_person
from paraphe.journal.selectors import Chain, Entry, body_of, entries_of
from paraphe.kernel import clock
from paraphe.kernel.errors import PortalError, WrongState

pytestmark = pytest.mark.django_db


def entries(body: Body) -> list[Entry]:
    return list(entries_of(Chain.Kind.BODY, body.organisation.siren).order_by("pk"))


def count_entries(body: Body) -> int:
    return len(entries(body))


def last_entry(body: Body) -> dict[str, object]:
    told: dict[str, object] = body_of(entries(body)[-1])
    return told


def assert_refused(body: Body, act: Callable[[], object], *, error: type[PortalError], code: str) -> None:
    """The act is refused for this reason and leaves no entry."""
    before = count_entries(body)
    with pytest.raises(error) as refused:
        act()
    assert (refused.value.code, count_entries(body)) == (code, before)


def test_promote_declarant_keeps_rights_and_writes_one_entry() -> None:
    body = make_body()
    odile = body.add_declarant()
    body.grant(odile)
    former, before = body.membership(odile), count_entries(body)
    fresh = services.appoint_administrator(body.organisation, person=odile, actor=body.administrator)
    former.refresh_from_db()
    told = last_entry(body)
    assert count_entries(body) == before + 1
    assert (former.closed_at, former.closed_entry) == (fresh.opened_at, fresh.opened_entry)
    assert (told["by"], told["promoted_from"], fresh.appointed_by) == ("promotion", former.ref, "promotion")
    assert Habilitation.objects.filter(person=odile, closed_at=None).count() == 1


def test_appoint_administrator_who_is_one_is_refused() -> None:
    body = make_body()
    samuel = body.add_administrator()
    assert_refused(
        body,
        lambda: services.appoint_administrator(body.organisation, person=samuel, actor=body.administrator),
        error=WrongState,
        code="access.member_already",
    )


def test_appoint_oneself_to_the_whole_body_is_refused() -> None:
    body = make_body(places=2)
    scoped = body.add_administrator(scope=[body.places[0].siret])
    sirets = [body.places[0].siret]
    assert_refused(
        body,
        lambda: services.appoint_administrator(body.organisation, person=scoped, actor=scoped, scope=sirets),
        error=SelfDecision,
        code="access.self_decision",
    )


def test_appoint_suspended_declarant_is_refused() -> None:
    body = make_body()
    odile = body.add_declarant()
    suspend(body.membership(odile), cause="absence", reason="Congé", actor=body.administrator)
    assert_refused(
        body,
        lambda: services.appoint_administrator(body.organisation, person=odile, actor=body.administrator),
        error=WrongState,
        code="access.member_suspended",
    )


def test_replace_sole_administrator_ends_his_rights_in_the_same_entry() -> None:
    body = make_body()
    odile = body.add_declarant()
    body.grant(body.administrator)
    right = Habilitation.objects.get(person=body.administrator)
    leaver, before = body.membership(body.administrator), count_entries(body)
    fresh = body.replace(body.administrator, successor=odile, actor=body.administrator)
    right.refresh_from_db()
    told = last_entry(body)
    assert count_entries(body) == before + 1
    assert told["replaces"] == {
        "membership": leaver.ref,
        "person": body.administrator.ref,
        "habilitations": [right.ref],
        "reason": "Départ",
    }
    assert (right.closed_entry, fresh.scope) == (fresh.opened_entry, None)
    assert [row.person for row in selectors.administrators_of(body.organisation)] == [odile]


def test_replace_administrator_without_proof_of_presence_is_refused() -> None:
    body = make_body()
    odile = body.add_declarant()
    leaver = body.membership(body.administrator)
    assert_refused(
        body,
        lambda: services.replace_administrator(
            leaver, successor=odile, reason="Départ", actor=body.administrator
        ),
        error=StepUpMissing,
        code="accounts.step_up_needed",
    )


def test_replace_administrator_by_a_stranger_is_refused() -> None:
    body = make_body()
    stranger, _ = make_person(given_name="Étienne")
    assert_refused(
        body,
        lambda: body.replace(body.administrator, successor=stranger, actor=body.administrator),
        error=WrongState,
        code="access.successor_not_member",
    )


def test_replace_fellow_by_oneself_is_refused() -> None:
    body = make_body(places=2)
    scoped = body.add_administrator(scope=[body.places[0].siret])
    fellow = body.add_administrator(scope=[body.places[0].siret], family_name="Autre")
    assert_refused(
        body,
        lambda: body.replace(fellow, successor=scoped, actor=scoped),
        error=SelfDecision,
        code="access.self_decision",
    )


def test_remove_last_administrator_is_refused_even_by_himself() -> None:
    body = make_body()
    assert_refused(
        body,
        lambda: body.remove_administrator(body.administrator, actor=body.administrator),
        error=LastAdministrator,
        code="access.last_administrator",
    )


def test_remove_last_whole_administrator_beside_a_scoped_one_is_refused() -> None:
    body = make_body(places=2)
    body.add_administrator(scope=[body.places[0].siret])
    assert_refused(
        body,
        lambda: body.remove_administrator(body.administrator, actor=body.administrator),
        error=LastAdministrator,
        code="access.last_administrator",
    )


def test_remove_administrator_beside_a_suspended_one_is_refused() -> None:
    body = make_body()
    samuel = body.add_administrator()
    suspend(body.membership(samuel), cause="absence", reason="Congé", actor=body.administrator)
    assert_refused(
        body,
        lambda: body.remove_administrator(body.administrator, actor=body.administrator),
        error=LastAdministrator,
        code="access.last_administrator",
    )


def test_remove_fellow_ends_his_rights_in_one_entry() -> None:
    body = make_body()
    samuel = body.add_administrator()
    body.grant(samuel)
    before = count_entries(body)
    assert body.remove_administrator(samuel, actor=body.administrator) == 1
    assert count_entries(body) == before + 1
    assert not Habilitation.objects.filter(person=samuel, closed_at=None).exists()


def test_leave_while_another_stays_ends_the_membership() -> None:
    body = make_body()
    samuel = body.add_administrator()
    body.remove_administrator(body.administrator, actor=body.administrator)
    assert [row.person for row in selectors.administrators_of(body.organisation)] == [samuel]


def test_remove_administrator_of_everything_by_a_scoped_one_is_refused() -> None:
    body = make_body(places=2)
    body.add_administrator(family_name="Tiers")
    scoped = body.add_administrator(scope=[body.places[0].siret])
    assert_refused(
        body,
        lambda: body.remove_administrator(body.administrator, actor=scoped),
        error=Refused,
        code="access.refused",
    )


def test_remove_fellow_by_a_newcomer_waits_seven_days() -> None:
    body = make_body()
    newcomer, _ = make_person(given_name="Ève", family_name="Neuve")
    body.settle_by_key(newcomer)
    assert_refused(
        body,
        lambda: body.remove_administrator(body.administrator, actor=newcomer),
        error=Refused,
        code="access.refused",
    )
    with clock.freeze(clock.now() + timedelta(days=7, minutes=1)):
        assert body.remove_administrator(body.administrator, actor=newcomer) == 0


def test_remove_fellow_through_an_accomplice_waits_as_long() -> None:
    body = make_body()
    newcomer, _ = make_person(given_name="Ève", family_name="Neuve")
    accomplice, _ = make_person(given_name="Gil", family_name="Second")
    body.settle_by_key(newcomer)
    services.appoint_administrator(body.organisation, person=accomplice, actor=newcomer)
    assert body.membership(accomplice).protected_until == body.membership(newcomer).protected_until
    assert_refused(
        body,
        lambda: body.remove_administrator(body.administrator, actor=accomplice),
        error=Refused,
        code="access.refused",
    )


def test_close_body_by_a_newcomer_waits_seven_days() -> None:
    body = make_body()
    newcomer, _ = make_person(given_name="Ève", family_name="Neuve")
    body.settle_by_key(newcomer)
    assert_refused(
        body,
        lambda: services.close_body(body.organisation, reason="Dissolution", actor=newcomer),
        error=Refused,
        code="access.refused",
    )


def test_suspend_oneself_is_refused() -> None:
    body = make_body()
    body.add_administrator()
    own = body.membership(body.administrator)
    assert_refused(
        body,
        lambda: suspend(own, cause="absence", reason="Congé", actor=body.administrator),
        error=SelfDecision,
        code="access.self_decision",
    )


def test_suspend_last_administrator_is_refused() -> None:
    body = make_body(places=2)
    scoped = body.add_administrator(scope=[body.places[0].siret])
    whole = body.add_administrator(family_name="Tiers")
    suspend(body.membership(whole), cause="order", reason="Enquête", actor=body.administrator)
    assert_refused(
        body,
        lambda: suspend(body.membership(body.administrator), cause="order", reason="Enquête", actor=scoped),
        error=Refused,
        code="access.refused",
    )


def test_reactivate_member_who_is_not_suspended_is_refused() -> None:
    body = make_body()
    odile = body.add_declarant()
    assert_refused(
        body,
        lambda: services.reactivate_membership(
            body.membership(odile), reason="Retour", actor=body.administrator
        ),
        error=WrongState,
        code="access.member_not_suspended",
    )


def test_suspend_then_reactivate_writes_one_entry_each_and_closes_the_row() -> None:
    body = make_body()
    odile = body.add_declarant()
    before = count_entries(body)
    stop = suspend(body.membership(odile), cause="absence", reason="Congé", actor=body.administrator)
    services.reactivate_membership(body.membership(odile), reason="Retour", actor=body.administrator)
    stop.refresh_from_db()
    assert count_entries(body) == before + 2
    assert stop.closed_entry is not None
    assert stop.closed_entry > stop.opened_entry
    assert not selectors.suspended_among(Membership.objects.all())


def test_choose_two_accords_with_one_administrator_is_refused() -> None:
    body = make_body()
    assert_refused(
        body,
        lambda: services.choose_accords(body.organisation, needed=2, actor=body.administrator),
        error=WrongState,
        code="access.accords_unsound",
    )


def test_choose_two_accords_with_two_administrators_is_kept() -> None:
    body = make_body()
    body.add_administrator()
    services.choose_accords(body.organisation, needed=2, actor=body.administrator)
    assert BodyRegistration.objects.get(organisation=body.organisation).accords_needed == 2


def test_grant_oneself_beside_an_absent_fellow_is_marked_in_the_entry() -> None:
    body = make_body()
    samuel = body.add_administrator()
    plan = body.plan(body.administrator)
    with pytest.raises(SelfGrant):
        body.give(plan, actor=body.administrator)
    with clock.freeze(clock.now() + timedelta(days=30, minutes=1)):
        give_step_up(body.administrator, act_of_grant(body.organisation, plan))
        services.grant_habilitations(body.organisation, grant=plan, actor=body.administrator)
    assert last_entry(body)["silent_fellows"] == [body.membership(samuel).ref]


def test_grant_oneself_three_days_after_a_key_is_possible_where_nobody_answered() -> None:
    body = make_body()
    newcomer, _ = make_person(given_name="Ève", family_name="Neuve")
    body.settle_by_key(newcomer)
    plan = body.plan(newcomer)
    with clock.freeze(clock.now() + timedelta(hours=71)), pytest.raises(SelfGrant):
        body.give(plan, actor=newcomer)
    with clock.freeze(clock.now() + timedelta(hours=73)):
        assert len(body.give(plan, actor=newcomer)) == 1


def test_open_desk_gives_no_right_on_a_body_and_closes_at_once() -> None:
    body, operator = make_body(), make_operator()
    assert selectors.decide_desk(operator.pk, Action.DESK_PROVE).allowed
    assert not selectors.decide_desk(body.administrator.pk, Action.DESK_READ).related
    asked = selectors.ask(operator.pk, Action.BODY_READ, body.organisation.siren)
    assert selectors.decide(asked).reason == "membership"
    services.end_operator(operator)
    assert not selectors.decide_desk(operator.pk, Action.DESK_READ).allowed
    assert Suspension.objects.count() == 0


def test_close_body_ends_everyone_and_everything_then_refuses_all() -> None:
    body = make_body()
    odile = body.add_declarant()
    body.grant(odile)
    body.invite(email="ida.nox@valbrune.example", given_name="Ida", family_name="Nox")
    before = count_entries(body)
    assert services.close_body(body.organisation, reason="Dissolution", actor=body.administrator) == 2
    assert count_entries(body) == before + 4
    assert not Membership.objects.filter(organisation=body.organisation, closed_at=None).exists()
    assert not Habilitation.objects.filter(siren=int(body.organisation.siren), closed_at=None).exists()
    asked = selectors.ask(body.administrator.pk, Action.BODY_READ, body.organisation.siren)
    assert selectors.decide(asked).reason == "registration"


def test_suspend_inactive_last_administrator_is_refused() -> None:
    body = make_body()
    assert_refused(
        body,
        lambda: services.suspend_inactive(body.membership(body.administrator), reason="Sans activité"),
        error=LastAdministrator,
        code="access.last_administrator",
    )


def test_suspend_inactive_declarant_is_written_by_the_portal() -> None:
    body = make_body()
    odile = body.add_declarant()
    stop = services.suspend_inactive(body.membership(odile), reason="Sans activité")
    assert (stop.cause, last_entry(body)["actor"]) == ("inactivity", "portal")
