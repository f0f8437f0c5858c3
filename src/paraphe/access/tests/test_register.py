"""The body's journal: what each act says, filters, export, and who read what."""

from datetime import timedelta

import pytest

from paraphe.access import events, services
from paraphe.access.changes import Change, Invitee, Wanted, act_of_change, act_of_removals, act_of_undo
from paraphe.access.selectors import RightsAct
from paraphe.access.testing import Body
from paraphe.access.vocabulary import Level
from paraphe.access.web.history import tell_entries
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import give_step_up
from paraphe.journal import selectors as journal
from paraphe.journal.services import chain_of_body
from paraphe.kernel import clock

pytestmark = pytest.mark.django_db


def _change(body: Body, change: Change) -> RightsAct:
    give_step_up(body.administrator, act_of_change(body.organisation, change))
    return services.change_rights(body.organisation, change=change, actor=body.administrator)


def _wanted(body: Body, person: Person | str, *, place: int = 0) -> Wanted:
    until = clock.now() + timedelta(days=90)
    return Wanted(person, body.places[place].siret, body.service("dsn"), Level.SIGN, until)


def _note(body: Body, event: str) -> str:
    entry = journal.recent_of(chain_of_body(body.organisation.siren), events=[event])[0]
    return tell_entries([entry])[0].note


def test_tell_entries_of_a_change_names_who_gains_and_loses_what(body: Body) -> None:
    odile = body.add_declarant()
    old = body.grant(odile)[0]
    fresh = Invitee("ida.nox@valbrune.example", "Ida", "Nox")
    change = Change(
        "matrix",
        closures=[old],
        grants=[_wanted(body, odile, place=1), _wanted(body, fresh.email)],
        invitees=[fresh],
        reason="Nouvelle équipe",
    )
    act = _change(body, change)
    note = _note(body, events.RIGHTS_CHANGED)
    for words in (
        "Odile Farge peut signer",
        "Ida Nox peut signer",
        "Retiré à Odile Farge",
        "Invitation : Ida Nox",
        "depuis le tableau",
        "Motif : Nouvelle équipe",
    ):
        assert words in note
    give_step_up(body.administrator, act_of_undo(act))
    services.undo_act(act, actor=body.administrator)
    assert "Odile Farge peut signer" in _note(body, events.ACT_UNDONE)


def test_tell_entries_of_a_removal_of_several_names_each(body: Body) -> None:
    people = [body.add_declarant(), body.add_declarant(given_name="Ali", family_name="Saad")]
    body.grant(people[0])
    rows = [body.membership(person) for person in people]
    give_step_up(body.administrator, act_of_removals([row.ref for row in rows]))
    services.end_memberships(
        body.organisation, memberships=rows, reason="Fin de contrat", actor=body.administrator
    )
    note = _note(body, events.MEMBERS_REMOVED)
    assert "Odile Farge et Ali Saad" in note
    assert "1\u00a0droit retiré" in note
    assert "Motif : Fin de contrat" in note
