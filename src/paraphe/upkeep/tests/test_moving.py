"""What moves with a departure: the declarations begun, with who can finish each."""

import pytest

from paraphe.access.selectors import membership_of
from paraphe.access.vocabulary import Level
from paraphe.declarations.testing import Office, bring_declarant, deposit, grant, make_file, make_office, sign
from paraphe.upkeep import handovers
from tests.fixtures.database import LiveDatabase


@pytest.fixture
def office(live_database: LiveDatabase) -> Office:
    """A body whose clerk signs for its seat."""
    office = make_office()
    grant(office, Level.SIGN)
    return office


def moving_of(office: Office) -> handovers.Moving:
    membership = membership_of(office.organisation, office.clerk.pk)
    assert membership is not None
    return handovers.what_moves(office.organisation, membership)


def test_look_at_moving_draft_nobody_else_signs_is_an_orphan(office: Office) -> None:
    deposit(office, make_file(office.sirets()[:1]))
    moving = moving_of(office)
    assert [row.finishers for row in moving.drafts] == [[]]
    assert moving.orphans == 1


def test_look_at_moving_draft_another_signs_names_him(office: Office) -> None:
    deposit(office, make_file(office.sirets()[:1]))
    grant(office, Level.SIGN, to=bring_declarant(office, given_name="Odile", family_name="Farge"))
    moving = moving_of(office)
    assert [row.finishers for row in moving.drafts] == [["Odile Farge"]]
    assert moving.orphans == 0


def test_look_at_moving_draft_filed_moves_no_more(office: Office) -> None:
    draft = deposit(office, make_file(office.sirets()[:1]))
    sign(office, draft)
    assert moving_of(office).drafts == []
