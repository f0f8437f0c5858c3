"""Becoming administrator of a body that has one: each verb, each refusal, one entry each."""

from datetime import timedelta

import pytest

from paraphe.access import candidacies, selectors, services
from paraphe.access.candidacy_acts import COOPTATION
from paraphe.access.errors import (
    AlreadyDecided,
    CandidacyRefused,
    LastAdministrator,
    Refused,
    SelfDecision,
    UnknownArrival,
)
from paraphe.access.models import Habilitation, Voice
from paraphe.access.services.candidacies import (
    apply_leaver,
    propose_candidacy,
    withdraw_candidacy,
)
from paraphe.access.services.candidacy_decisions import (
    expire_candidacy,
    give_accord,
    refuse_candidacy,
    remind_candidacy,
)
from paraphe.access.testing import make_body, suspend
from paraphe.access.tests.candidates import (
    agree,
    check_refused,
    entries,
    last_entry,
    make_candidate,
    plan_of,
    propose,
)
from paraphe.access.vocabulary import Action
from paraphe.accounts import selectors as accounts
from paraphe.accounts.errors import StepUpMissing
from paraphe.kernel import clock
from paraphe.kernel.errors import WrongState

pytestmark = pytest.mark.django_db


def test_propose_by_accord_waits_thirty_days_and_gives_nothing() -> None:
    body, eve = make_body(), make_candidate()
    before = len(entries(body))
    row = propose(body, eve)
    told = last_entry(body)
    assert len(entries(body)) == before + 1
    assert (told["candidacy"], told["person"], told["scope"], told["path"]) == (
        row.ref,
        eve.ref,
        None,
        COOPTATION,
    )
    assert (row.state, row.expires_at - row.opened_at) == ("pending", timedelta(days=30))
    assert selectors.membership_of(body.organisation, eve.pk) is None
    assert candidacies.waiting_for(body.organisation, body.administrator) == [row]


def test_propose_without_proof_of_presence_is_refused() -> None:
    body, eve = make_body(), make_candidate()
    check_refused(
        body,
        lambda: propose_candidacy(body.organisation, plan=plan_of(body), actor=eve),
        error=StepUpMissing,
        code="accounts.step_up_needed",
    )


def test_propose_twice_is_refused() -> None:
    body, eve = make_body(), make_candidate()
    propose(body, eve)
    check_refused(body, lambda: propose(body, eve), error=CandidacyRefused, code="access.candidacy_open")


def test_propose_by_administrator_of_everything_is_refused() -> None:
    body = make_body()
    check_refused(
        body,
        lambda: propose(body, body.administrator),
        error=CandidacyRefused,
        code="access.candidacy_needless",
    )


def test_propose_to_a_body_without_space_is_refused() -> None:
    body, eve = make_body(), make_candidate()
    other = make_body()
    services.close_body(other.organisation, reason="Dissolution", actor=other.administrator)
    check_refused(
        other, lambda: propose(other, eve), error=CandidacyRefused, code="access.candidacy_space_closed"
    )
    assert candidacies.open_candidacies(body.organisation) == []


def test_propose_a_fourth_at_once_is_refused() -> None:
    eve = make_candidate()
    for _ in range(3):
        propose(make_body(), eve)
    fourth = make_body()
    check_refused(
        fourth, lambda: propose(fourth, eve), error=CandidacyRefused, code="access.candidacy_too_many"
    )


def test_propose_and_withdraw_again_and_again_is_refused() -> None:
    body, eve = make_body(), make_candidate()
    for _ in range(6):
        withdraw_candidacy(propose(body, eve), actor=eve)
    check_refused(body, lambda: propose(body, eve), error=CandidacyRefused, code="access.candidacy_throttled")


def test_propose_by_suspended_declarant_is_refused() -> None:
    body = make_body()
    odile = body.add_declarant()
    stop = body.membership(odile)
    suspend(stop, cause="absence", reason="Congé", actor=body.administrator)
    check_refused(
        body, lambda: propose(body, odile), error=CandidacyRefused, code="access.candidacy_suspended"
    )


def test_propose_for_another_bodys_establishment_is_refused() -> None:
    body, other, eve = make_body(), make_body(), make_candidate()
    plan = plan_of(body, scope=[other.places[0].siret])
    check_refused(
        body, lambda: propose(body, eve, plan), error=CandidacyRefused, code="access.candidacy_place"
    )


def test_propose_for_a_closed_establishment_is_refused() -> None:
    body, eve = make_body(places=2), make_candidate()
    body.places[1].closed_on = clock.now().date() - timedelta(days=1)
    body.places[1].save()
    plan = plan_of(body, scope=[body.places[1].siret])
    check_refused(
        body, lambda: propose(body, eve, plan), error=CandidacyRefused, code="access.candidacy_place_closed"
    )


def test_propose_for_everything_where_only_a_scoped_administrator_acts_is_refused() -> None:
    body, eve = make_body(places=2), make_candidate()
    body.add_administrator(scope=[body.places[0].siret])
    whole = body.add_administrator(family_name="Tiers")
    stop = body.membership(whole)
    suspend(stop, cause="order", reason="Enquête", actor=body.administrator)
    services.choose_accords(body.organisation, needed=2, actor=body.administrator)
    check_refused(body, lambda: propose(body, eve), error=CandidacyRefused, code="access.candidacy_too_few")
    plan = plan_of(body, scope=[body.places[0].siret])
    assert propose(body, eve, plan).accords_needed == 2


def test_give_accord_makes_an_administrator_in_one_entry() -> None:
    body, eve = make_body(), make_candidate()
    row = propose(body, eve)
    before = len(entries(body))
    membership = agree(row, actor=body.administrator)
    row.refresh_from_db()
    told = last_entry(body)
    assert len(entries(body)) == before + 1
    assert (told["by"], told["candidacy"], told["actor"]) == ("accord", row.ref, body.administrator.ref)
    assert membership is not None
    assert (row.state, row.membership_id, row.decided_by) == ("active", membership.pk, body.administrator)
    assert membership.protected_until is None
    assert selectors.decide(selectors.ask(eve.pk, Action.PEOPLE_READ, body.organisation.siren)).allowed


def test_give_accord_to_a_declarant_keeps_his_rights() -> None:
    body = make_body()
    odile = body.add_declarant()
    body.grant(odile)
    agree(propose(body, odile), actor=body.administrator)
    assert body.membership(odile).is_administrator
    assert Habilitation.objects.filter(person=odile, closed_at=None).count() == 1


def test_give_accord_without_proof_of_presence_is_refused() -> None:
    body, eve = make_body(), make_candidate()
    row = propose(body, eve)
    check_refused(
        body,
        lambda: give_accord(row, actor=body.administrator),
        error=StepUpMissing,
        code="accounts.step_up_needed",
    )


def test_give_accord_to_oneself_is_refused() -> None:
    body = make_body(places=2)
    scoped = body.add_administrator(scope=[body.places[0].siret])
    row = propose(body, scoped)
    check_refused(body, lambda: agree(row, actor=scoped), error=SelfDecision, code="access.self_decision")


def test_give_accord_by_a_declarant_is_refused() -> None:
    body, eve = make_body(), make_candidate()
    odile, row = body.add_declarant(), propose(body, eve)
    check_refused(body, lambda: agree(row, actor=odile), error=Refused, code="access.refused")


def test_give_accord_by_the_administrator_of_another_body_is_refused() -> None:
    body, other, eve = make_body(), make_body(), make_candidate()
    row = propose(body, eve)
    check_refused(body, lambda: agree(row, actor=other.administrator), error=Refused, code="access.refused")


def test_give_accord_by_a_scoped_administrator_beyond_his_scope_is_refused() -> None:
    body, eve = make_body(places=2), make_candidate()
    scoped = body.add_administrator(scope=[body.places[0].siret])
    row = propose(body, eve, plan_of(body, scope=[place.siret for place in body.places]))
    check_refused(body, lambda: agree(row, actor=scoped), error=Refused, code="access.refused")
    assert candidacies.waiting_for(body.organisation, scoped) == []


def test_give_accord_by_a_scoped_administrator_within_his_scope_is_enough() -> None:
    body, eve = make_body(places=2), make_candidate()
    scoped = body.add_administrator(scope=[body.places[0].siret])
    membership = agree(propose(body, eve, plan_of(body, scope=[body.places[0].siret])), actor=scoped)
    assert membership is not None
    assert membership.scope == [body.places[0].siret]


def test_give_accord_by_a_suspended_administrator_is_refused() -> None:
    body, eve = make_body(), make_candidate()
    samuel, row = body.add_administrator(), propose(body, eve)
    suspend(body.membership(samuel), cause="order", reason="Enquête", actor=body.administrator)
    check_refused(body, lambda: agree(row, actor=samuel), error=Refused, code="access.refused")


def test_give_accord_after_another_one_tells_who_and_when() -> None:
    body, eve = make_body(), make_candidate()
    samuel, row = body.add_administrator(), propose(body, eve)
    agree(row, actor=samuel)
    with pytest.raises(AlreadyDecided) as refused:
        agree(row, actor=body.administrator)
    row.refresh_from_db()
    assert row.decided_at is not None
    assert refused.value.data == {"by": samuel.full_name, "at": clock.stamp(row.decided_at)}


def test_give_second_of_two_accords_by_another_person_accepts() -> None:
    body, eve = make_body(), make_candidate()
    samuel = body.add_administrator()
    services.choose_accords(body.organisation, needed=2, actor=body.administrator)
    row = propose(body, eve)
    assert agree(row, actor=samuel) is None
    assert (last_entry(body)["actor"], candidacies.accords_missing(row)) == (samuel.ref, 1)
    check_refused(
        body, lambda: agree(row, actor=samuel), error=AlreadyDecided, code="access.candidacy_voiced"
    )
    assert agree(row, actor=body.administrator) is not None
    assert Voice.objects.count() == 1


def test_give_second_accord_after_the_first_giver_left_needs_a_third() -> None:
    body, eve = make_body(), make_candidate()
    samuel, third = body.add_administrator(), body.add_administrator(family_name="Tiers")
    services.choose_accords(body.organisation, needed=2, actor=body.administrator)
    row = propose(body, eve)
    agree(row, actor=samuel)
    body.remove_administrator(samuel, actor=body.administrator)
    assert agree(row, actor=body.administrator) is None
    assert agree(row, actor=third) is not None


def test_give_accord_ends_the_leaver_in_the_same_entry() -> None:
    body, eve = make_body(), make_candidate()
    row = propose(body, eve)
    apply_leaver(row, leaver=body.membership(body.administrator))
    row.refresh_from_db()
    before = len(entries(body))
    agree(row, actor=body.administrator)
    told = last_entry(body)
    assert len(entries(body)) == before + 1
    assert told["replaces"]["person"] == body.administrator.ref  # type: ignore[index]
    assert [held.person for held in selectors.administrators_of(body.organisation)] == [eve]


def test_give_accord_to_a_narrower_successor_of_the_last_one_is_refused() -> None:
    body, eve = make_body(places=2), make_candidate()
    row = propose(body, eve, plan_of(body, scope=[body.places[0].siret]))
    apply_leaver(row, leaver=body.membership(body.administrator))
    row.refresh_from_db()
    check_refused(
        body,
        lambda: agree(row, actor=body.administrator),
        error=LastAdministrator,
        code="access.last_administrator",
    )


def test_refuse_gives_the_reason_and_closes_for_seven_days() -> None:
    body, eve = make_body(), make_candidate()
    row = propose(body, eve)
    refuse_candidacy(row, reason="Pas de ce service", actor=body.administrator)
    row.refresh_from_db()
    assert (row.state, row.reason, last_entry(body)["reason"]) == (
        "refused",
        "Pas de ce service",
        "Pas de ce service",
    )
    check_refused(
        body, lambda: propose(body, eve), error=CandidacyRefused, code="access.candidacy_refused_lately"
    )
    with clock.freeze(clock.now() + timedelta(days=7, minutes=1)):
        assert propose(body, eve).state == "pending"


def test_withdraw_by_somebody_else_looks_absent() -> None:
    body, eve = make_body(), make_candidate()
    row = propose(body, eve)
    check_refused(
        body,
        lambda: withdraw_candidacy(row, actor=body.administrator),
        error=UnknownArrival,
        code="access.candidacy_unknown",
    )


def test_remind_on_days_three_ten_and_twentyfive_once_each() -> None:
    body, eve = make_body(), make_candidate()
    row = propose(body, eve)
    begun = row.opened_at
    days = []
    for day in range(31):
        with clock.freeze(begun + timedelta(days=day, minutes=1)):
            for due in candidacies.to_remind():
                remind_candidacy(due)
                days.append(day)
    assert days == [3, 10, 25]


def test_remind_after_a_long_sleep_writes_one_entry() -> None:
    body, eve = make_body(), make_candidate()
    row = propose(body, eve)
    before = len(entries(body))
    with clock.freeze(row.opened_at + timedelta(days=12)):
        remind_candidacy(row)
        with pytest.raises(WrongState):
            remind_candidacy(row)
    assert (len(entries(body)), last_entry(body)["day"]) == (before + 1, 10)


def test_expire_after_thirty_days_never_accepts() -> None:
    body, eve = make_body(), make_candidate()
    row = propose(body, eve)
    check_refused(body, lambda: expire_candidacy(row), error=WrongState, code="access.candidacy_not_due")
    with clock.freeze(row.opened_at + timedelta(days=30, minutes=1)):
        assert candidacies.to_expire() == [row]
        expire_candidacy(row)
    row.refresh_from_db()
    assert (row.state, last_entry(body)["actor"]) == ("expired", "portal")
    assert selectors.membership_of(body.organisation, eve.pk) is None


def test_propose_before_the_address_is_verified_is_refused() -> None:
    body, eve = make_body(), make_candidate()
    eve.registered_at = None
    eve.save(update_fields=["registered_at"])
    check_refused(body, lambda: propose(body, eve), error=CandidacyRefused, code="access.candidacy_email")


def test_propose_with_a_factor_of_the_day_after_a_loss_is_refused() -> None:
    body, eve = make_body(), make_candidate()
    factor = accounts.active_credentials(eve)[0]
    factor.settles_at = clock.now() + timedelta(hours=23)
    factor.save(update_fields=["settles_at"])
    check_refused(
        body, lambda: propose(body, eve), error=CandidacyRefused, code="access.candidacy_factor_fresh"
    )
