"""Sending an invitation again; suspending to a day, and the portal waking whoever it said."""

from datetime import timedelta

import pytest

from paraphe.access import selectors, services, tasks
from paraphe.access.errors import InvitationOver, Refused, UnknownInvitation
from paraphe.access.links import mint_invitation_token, read_invitation_token
from paraphe.access.models import Suspension
from paraphe.access.policy import PARIS
from paraphe.access.testing import Body
from paraphe.accounts.errors import StepUpMissing
from paraphe.journal import selectors as journal
from paraphe.journal.models import Entry
from paraphe.kernel import clock
from paraphe.kernel.errors import Invalid, WrongState

MINUTE = timedelta(minutes=1)
GUEST = {"email": "nina.roche@valbrune.example", "given_name": "Nina", "family_name": "Roche"}


def test_renew_invitation_after_it_expired_gives_seven_days_and_kills_the_old_link(body: Body) -> None:
    invitation = body.invite(**GUEST)
    old = mint_invitation_token(invitation)
    with pytest.raises(WrongState, match="invitation_fresh"):
        services.renew_invitation(invitation, actor=body.administrator)
    before = Entry.objects.count()
    with clock.freeze(clock.now() + timedelta(days=9)):
        row = services.renew_invitation(invitation, actor=body.administrator)
        assert row.expires_at == clock.now() + timedelta(days=7)
        with pytest.raises(WrongState, match="invitation_fresh"):
            services.renew_invitation(row, actor=body.administrator)
        assert read_invitation_token(mint_invitation_token(row)) == (row.ref, 2)
    assert Entry.objects.count() == before + 1
    with pytest.raises(UnknownInvitation):
        selectors.invitation_by_link(*read_invitation_token(old))
    assert selectors.invitation_by_link(row.ref, 2) == invitation


def test_renew_invitation_that_is_over_or_by_a_declarant_is_refused(body: Body) -> None:
    invitation, declarant = body.invite(**GUEST), body.add_declarant()
    with clock.freeze(clock.now() + 6 * MINUTE):
        with pytest.raises(Refused):
            services.renew_invitation(invitation, actor=declarant)
        services.withdraw_invitation(invitation, actor=body.administrator)
        with pytest.raises(InvitationOver):
            services.renew_invitation(invitation, actor=body.administrator)
        other = body.invite(**GUEST)
        services.accept_invitation(other, actor=other.person)
        with pytest.raises(InvitationOver):
            services.renew_invitation(other, actor=body.administrator)


def test_renew_invitation_beside_another_one_that_runs_is_refused(body: Body) -> None:
    first = body.invite(**GUEST)
    with clock.freeze(clock.now() + timedelta(days=9)):
        body.invite(**GUEST)
        with pytest.raises(WrongState, match="invited_already"):
            services.renew_invitation(first, actor=body.administrator)


def test_suspend_to_a_day_wakes_on_that_day_by_the_portal(body: Body) -> None:
    row = body.membership(body.add_declarant())
    today = clock.now().astimezone(PARIS).date()
    with pytest.raises(Invalid, match="suspension_day"):
        services.suspend_membership(
            row, cause="absence", reason="Congé", actor=body.administrator, lifts_on=today
        )
    stop = services.suspend_membership(
        row, cause="absence", reason="Congé", actor=body.administrator, lifts_on=today + timedelta(days=3)
    )
    assert (journal.body_at(stop.opened_entry) or {})["lifts_on"] == (today + timedelta(days=3)).isoformat()
    assert tasks.lift_suspensions() == 0
    with clock.freeze(clock.now() + timedelta(days=3)):
        assert tasks.lift_suspensions() == 1
        assert tasks.lift_suspensions() == 0
    stop = Suspension.objects.get()
    assert stop.closed_entry is not None
    told = journal.body_at(stop.closed_entry) or {}
    assert (told["actor"], told["person"]) == ("portal", row.person.ref)
    assert not selectors.suspended_among([row])


def test_suspend_an_administrator_needs_a_proof_of_presence(body: Body) -> None:
    samuel = body.add_administrator()
    with pytest.raises(StepUpMissing):
        services.suspend_membership(
            body.membership(samuel), cause="order", reason="Doute", actor=body.administrator
        )
    assert not Suspension.objects.exists()
