"""A factor enrolled after a recovery: for a day it neither signs nor changes rights, at any instant asked about."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from paraphe.access.policy import (
    CredentialFact,
    Facts,
    Held,
    MembershipFact,
    Question,
    Span,
    Standing,
    decide,
)
from paraphe.access.vocabulary import GRAVE, Action

SINCE = datetime(2026, 1, 15, 10, tzinfo=UTC)
UNTIL = SINCE + timedelta(days=2)
SPAN = Span(SINCE - timedelta(days=30), None, None, 1, None)
FACTS = Facts(
    registrations=(Held("r", SPAN),),
    memberships={7: (MembershipFact("m", SPAN, "administrator", None),)},
    standings={
        7: Standing(
            is_active=True,
            email_verified=True,
            credentials=(CredentialFact("c", SPAN, "totp"),),
            restricted_until=UNTIL,
        )
    },
)
ASKED = Question(7, Action.PERSON_INVITE, "219900011", None, None, UNTIL - timedelta(hours=1))


@pytest.mark.parametrize(
    ("before_the_end", "allowed"),
    [
        (timedelta(hours=25), True),
        (timedelta(hours=24), False),
        (timedelta(seconds=1), False),
        (timedelta(0), True),
    ],
)
def test_decide_grave_act_waits_the_whole_day_and_not_longer(
    before_the_end: timedelta, allowed: bool
) -> None:
    decision = decide(replace(ASKED, at=UNTIL - before_the_end), FACTS)
    assert (decision.allowed, decision.reason) == (allowed, "allowed" if allowed else "factor_settled")


@pytest.mark.parametrize("action", [Action.BODY_READ, Action.PEOPLE_READ, Action.JOURNAL_READ])
def test_decide_reading_with_a_fresh_factor_is_allowed(action: Action) -> None:
    assert decide(replace(ASKED, action=action), FACTS).allowed
    assert action not in GRAVE
