"""Becoming administrator by a posted key: posted, typed once, burnt, void, taken as the other path."""

from datetime import timedelta

import pytest

from paraphe.access import candidacies, selectors
from paraphe.access.candidacy_acts import KEY
from paraphe.access.errors import (
    CandidacyRefused,
    SecretOver,
    SecretRefused,
    UnknownArrival,
)
from paraphe.access.models import AuthorityProof, Candidacy, Letter
from paraphe.access.services import close_body
from paraphe.access.services.candidacies import (
    request_key,
    withdraw_candidacy,
)
from paraphe.access.services.candidacy_decisions import (
    expire_candidacy,
    refuse_candidacy,
)
from paraphe.access.services.candidacy_keys import redeem_key
from paraphe.access.services.guard import hold_body
from paraphe.access.services.suspensions import Stop, settle_suspension
from paraphe.access.testing import make_body
from paraphe.access.tests.candidates import (
    WRONG,
    agree,
    check_refused,
    entries,
    give_addresses,
    last_entry,
    make_candidate,
    plan_of,
    post_key,
    propose,
    propose_by_key,
    redeem,
    return_letter,
    take_path,
)
from paraphe.accounts import selectors as accounts
from paraphe.kernel import clock
from paraphe.kernel.errors import WrongState

pytestmark = pytest.mark.django_db


def test_propose_to_a_body_with_nobody_active_leaves_the_key() -> None:
    body, samuel, eve = make_body(), make_candidate("Samuel"), make_candidate()
    body.settle_by_key(samuel)
    body.remove_administrator(body.administrator, actor=body.administrator)
    stop = selectors.membership_of(body.organisation, samuel.pk)
    assert stop is not None
    settle_suspension(stop, Stop("contest", "Doute"), chain=hold_body(body.organisation), actor="portal")
    check_refused(body, lambda: propose(body, eve), error=CandidacyRefused, code="access.candidacy_nobody")
    assert propose_by_key(body, eve).state == "pending"


def test_propose_by_key_right_after_a_refusal_is_possible() -> None:
    body, eve = make_body(), make_candidate()
    refuse_candidacy(propose(body, eve), reason="Non", actor=body.administrator)
    assert propose_by_key(body, eve).path == KEY


def test_refuse_a_candidacy_by_key_is_refused() -> None:
    body, eve = make_body(), make_candidate()
    row = propose_by_key(body, eve)
    check_refused(
        body,
        lambda: refuse_candidacy(row, reason="Non", actor=body.administrator),
        error=WrongState,
        code="access.candidacy_by_key",
    )


def test_propose_by_key_asks_for_a_letter_and_tells_the_representative() -> None:
    body, eve = make_body(), make_candidate()
    before = len(entries(body))
    row = propose_by_key(body, eve)
    proof = AuthorityProof.objects.get(candidacy=row)
    assert len(entries(body)) == before + 1
    assert (proof.state, proof.secret_hash, last_entry(body)["proof"]) == ("requested", "", proof.ref)
    assert sorted(Letter.objects.values_list("kind", "establishment")) == [
        ("activation-key", body.places[0].pk),
        ("courtesy", body.places[0].pk),
    ]


def test_propose_by_key_without_address_is_refused() -> None:
    body, eve = make_body(), make_candidate()
    plan = plan_of(body, path=KEY)
    check_refused(
        body, lambda: propose(body, eve, plan), error=CandidacyRefused, code="access.key_without_address"
    )


def test_propose_by_key_posted_elsewhere_gives_that_establishment_only() -> None:
    body, eve = make_body(places=2), make_candidate()
    row = propose_by_key(body, eve, body.places[1])
    membership = redeem(row, post_key(row))
    assert (row.scope, membership.scope) == ([body.places[1].siret], [body.places[1].siret])


def test_propose_a_fourth_key_in_a_month_is_refused() -> None:
    eve = make_candidate()
    for _ in range(3):
        body = make_body()
        withdraw_candidacy(propose_by_key(body, eve), actor=eve)
    check_refused(body, lambda: propose_by_key(body, eve), error=CandidacyRefused, code="access.key_too_many")


def test_redeem_right_key_in_any_form_makes_a_protected_newcomer() -> None:
    body, eve = make_body(), make_candidate()
    row = propose_by_key(body, eve)
    key = post_key(row)
    before = len(entries(body))
    membership = redeem(row, f" {key[:4].lower()} {key[4:8]}-{key[8:]}")
    row.refresh_from_db()
    told = last_entry(body)
    assert len(entries(body)) == before + 1
    assert (told["by"], told["candidacy"], row.state, row.decided_by) == ("key", row.ref, "active", None)
    assert membership.protected_until == membership.opened_at + timedelta(days=7)
    assert AuthorityProof.objects.get(candidacy=row).state == "passed"


def test_redeem_before_the_letter_is_printed_counts_no_try() -> None:
    body, eve = make_body(), make_candidate()
    row = propose_by_key(body, eve)
    check_refused(body, lambda: redeem(row, WRONG), error=WrongState, code="access.key_not_posted")
    assert AuthorityProof.objects.get(candidacy=row).tries == 0


def test_redeem_wrong_key_is_counted_and_recorded() -> None:
    body, eve = make_body(), make_candidate()
    row = propose_by_key(body, eve)
    post_key(row)
    with pytest.raises(SecretRefused) as refused:
        redeem(row, WRONG)
    assert (refused.value.data["left"], last_entry(body)["left"]) == (4, 4)
    assert WRONG.replace("-", "") not in str(last_entry(body))


def test_redeem_right_key_after_five_errors_is_refused() -> None:
    body, eve = make_body(), make_candidate()
    row = propose_by_key(body, eve)
    key = post_key(row)
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(SecretRefused) as refused:
            redeem(row, WRONG)
        assert refused.value.data["left"] == left
    assert refused.value.code == "access.key_burnt"
    check_refused(body, lambda: redeem(row, key), error=SecretOver, code="access.key_over")
    assert selectors.membership_of(body.organisation, eve.pk) is None


def test_redeem_key_twice_is_refused() -> None:
    body, eve = make_body(), make_candidate()
    row = propose_by_key(body, eve)
    key = post_key(row)
    redeem(row, key)
    check_refused(body, lambda: redeem(row, key), error=SecretOver, code="access.key_over")


def test_redeem_another_candidates_key_is_refused() -> None:
    body, eve, adam = make_body(), make_candidate(), make_candidate("Adam")
    hers, his = propose_by_key(body, eve), propose_by_key(body, adam)
    key = post_key(hers)
    post_key(his)
    with pytest.raises(SecretRefused) as refused:
        redeem(his, key)
    assert refused.value.code == "access.key_wrong"
    check_refused(
        body,
        lambda: redeem_key(hers, typed=key, actor=adam),
        error=UnknownArrival,
        code="access.candidacy_unknown",
    )


def test_redeem_key_after_sixty_days_is_refused() -> None:
    body, eve = make_body(), make_candidate()
    row = propose_by_key(body, eve)
    key = post_key(row)
    with clock.freeze(clock.now() + timedelta(days=60, minutes=1)):
        check_refused(body, lambda: redeem(row, key), error=SecretOver, code="access.key_over")


def test_request_key_while_one_runs_is_refused() -> None:
    body, eve = make_body(), make_candidate()
    row = propose_by_key(body, eve)
    post_key(row)
    check_refused(body, lambda: request_key(row, actor=eve), error=WrongState, code="access.key_running")


def test_request_key_after_the_letter_came_back_voids_the_former_one() -> None:
    body, eve = make_body(), make_candidate()
    row = propose_by_key(body, eve)
    old = post_key(row)
    return_letter(row)
    request_key(row, actor=eve)
    new = post_key(row)
    with pytest.raises(SecretRefused):
        redeem(row, old)
    assert redeem(row, new).is_administrator


def test_switch_to_key_posts_a_letter_and_keeps_the_place() -> None:
    body, eve = make_body(), make_candidate()
    give_addresses(body)
    row = propose(body, eve)
    before = len(entries(body))
    take_path(row, plan_of(body, path=KEY))
    row.refresh_from_db()
    assert (row.path, len(entries(body))) == (KEY, before + 1)
    assert redeem(row, post_key(row)).is_administrator


def test_switch_to_accord_voids_the_key() -> None:
    body, eve = make_body(), make_candidate()
    row = propose_by_key(body, eve)
    key = post_key(row)
    take_path(row, plan_of(body))
    check_refused(body, lambda: redeem(row, key), error=SecretOver, code="access.key_over")
    assert agree(row, actor=body.administrator) is not None


def test_switch_to_the_same_path_is_refused() -> None:
    body, eve = make_body(), make_candidate()
    row = propose(body, eve)
    check_refused(
        body,
        lambda: take_path(row, plan_of(body)),
        error=WrongState,
        code="access.candidacy_same_path",
    )


def test_withdraw_cancels_the_letter_not_yet_posted() -> None:
    body, eve = make_body(), make_candidate()
    row = propose_by_key(body, eve)
    withdraw_candidacy(row, actor=eve)
    row.refresh_from_db()
    assert (row.state, AuthorityProof.objects.get(candidacy=row).state) == ("withdrawn", "withdrawn")
    assert set(Letter.objects.filter(kind="activation-key").values_list("state", flat=True)) == {"cancelled"}


def test_expire_waits_for_the_sixty_days_of_a_key_posted_late() -> None:
    body, eve = make_body(), make_candidate()
    row = propose_by_key(body, eve)
    with clock.freeze(row.opened_at + timedelta(days=20)):
        post_key(row)
    with clock.freeze(row.opened_at + timedelta(days=61)):
        assert candidacies.to_expire() == []
    with clock.freeze(row.opened_at + timedelta(days=80, minutes=1)):
        expire_candidacy(row)
    assert AuthorityProof.objects.get(candidacy=row).state == "expired"
    assert Candidacy.objects.get(pk=row.pk).state == "expired"


def test_redeem_key_of_a_body_closed_meanwhile_is_refused() -> None:
    body, eve = make_body(), make_candidate()
    row = propose_by_key(body, eve)
    key = post_key(row)
    close_body(body.organisation, reason="Dissolution", actor=body.administrator)
    check_refused(
        body, lambda: redeem(row, key), error=CandidacyRefused, code="access.candidacy_space_closed"
    )
    assert selectors.administrators_of(body.organisation) == []


def test_redeem_key_with_a_factor_of_the_day_after_a_loss_is_refused() -> None:
    body, eve = make_body(), make_candidate()
    row = propose_by_key(body, eve)
    key = post_key(row)
    factor = accounts.active_credentials(eve)[0]
    factor.settles_at = clock.now() + timedelta(hours=23)
    factor.save(update_fields=["settles_at"])
    check_refused(
        body, lambda: redeem(row, key), error=CandidacyRefused, code="access.candidacy_factor_fresh"
    )
