"""One act that closes, gives and invites; removing several; undoing exactly or not at all."""

from dataclasses import replace
from datetime import timedelta

import pytest

from paraphe.access import selectors, services
from paraphe.access.changes import (
    Change,
    Invitee,
    Wanted,
    act_of_change,
    act_of_removals,
    act_of_undo,
    pack_change,
    renewal_of,
    unpack_change,
)
from paraphe.access.errors import FourEyes, Refused, RightOverlaps, RightUnsound, SelfGrant, UndoRefused
from paraphe.access.models import BodyRegistration, Habilitation, Invitation, Membership, RightsAct
from paraphe.access.testing import Body, make_body, suspend
from paraphe.access.vocabulary import Action, Level
from paraphe.accounts.errors import StepUpMissing
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import give_step_up, make_person
from paraphe.journal import selectors as journal
from paraphe.journal.models import Entry
from paraphe.kernel import clock
from paraphe.kernel.errors import WrongState

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


@pytest.fixture
def body() -> Body:
    return make_body(places=3, codes=("dsn", "dpae"))


def _do(body: Body, change: Change, *, actor: Person | None = None) -> RightsAct:
    who = actor or body.administrator
    give_step_up(who, act_of_change(body.organisation, change))
    return services.change_rights(body.organisation, change=change, actor=who)


def _undo(act: RightsAct, actor: Person) -> RightsAct:
    give_step_up(actor, act_of_undo(act))
    return services.undo_act(act, actor=actor)


def _may(body: Body, person: Person, place: int = 0, code: str = "dsn") -> bool:
    siret = body.places[place].siret
    asked = selectors.ask(
        person.pk, Action.DECLARATION_SIGN, body.organisation.siren, siret=siret, service=code
    )
    return selectors.decide(asked).allowed


def _wanted(body: Body, person: Person | str, *, place: int | None = 0, code: str = "dsn") -> Wanted:
    siret = None if place is None else body.places[place].siret
    return Wanted(person, siret, body.service(code), Level.SIGN, clock.now() + YEAR)


def test_change_rights_closing_giving_and_inviting_is_one_act_one_entry(body: Body) -> None:
    odile = body.add_declarant()
    (old,) = body.grant(odile, level=Level.CONSULT)
    before = Entry.objects.count()
    guest = Invitee("nina.roche@valbrune.example", "Nina", "Roche")
    change = Change(
        "matrix",
        closures=[old],
        grants=[renewal_of(old, valid_to=clock.now() + YEAR, level=Level.SIGN), _wanted(body, guest.email)],
        invitees=[guest],
        reason="Réorganisation",
    )
    act = _do(body, change)
    assert Entry.objects.count() == before + 1
    assert _may(body, odile)
    told = journal.body_at(act.entry)
    assert told["closed"] == [old.ref]
    assert len(told["grants"]) == 2
    assert told["source"] == "matrix"
    invitation = Invitation.objects.get(person__email=guest.email)
    assert told["invitations"] == [invitation.ref]
    services.accept_invitation(invitation, actor=invitation.person)
    assert Habilitation.objects.filter(person=invitation.person, closed_at=None).count() == 1


def test_change_rights_without_the_proof_of_exactly_this_gives_nothing(body: Body) -> None:
    odile = body.add_declarant()
    change = Change("matrix", grants=[_wanted(body, odile)])
    give_step_up(body.administrator, act_of_change(body.organisation, change))
    other = Change("matrix", grants=[_wanted(body, odile, place=1)])
    with pytest.raises(StepUpMissing):
        services.change_rights(body.organisation, change=other, actor=body.administrator)
    assert not Habilitation.objects.filter(person=odile).exists()


def test_change_rights_at_fault_anywhere_does_nothing_at_all(body: Body) -> None:
    odile, elsewhere = body.add_declarant(), make_body()
    stranger, _ = make_person(given_name="Paul", family_name="Autre")
    (held,) = body.grant(odile)
    before, good = Entry.objects.count(), _wanted(body, odile, place=1)
    late, foreign = clock.now() + 4 * YEAR, elsewhere.places[0].siret
    faults: list[tuple[Change, type[Exception]]] = [
        (Change("matrix"), RightUnsound),
        (Change("matrix", closures=[held], grants=[good, _wanted(body, stranger)]), RightUnsound),
        (Change("matrix", grants=[good, _wanted(body, "nobody@valbrune.example")]), RightUnsound),
        (Change("matrix", grants=[good, replace(good, siret=foreign)]), RightUnsound),
        (Change("matrix", grants=[good, replace(good, valid_to=late)]), RightUnsound),
        (Change("matrix", closures=[held], grants=[good, good]), RightOverlaps),
        (Change("matrix", grants=[good, _wanted(body, odile)]), RightOverlaps),
        (Change("matrix", closures=elsewhere.grant(elsewhere.add_declarant()), grants=[good]), WrongState),
    ]
    before = Entry.objects.count()
    for change, error in faults:
        with pytest.raises(error):
            _do(body, change)
    assert Entry.objects.count() == before
    assert selectors.rights_of(body.organisation, odile.pk) == [held]
    assert held.closed_at is None


def test_change_rights_beyond_the_scope_or_for_oneself_is_refused(body: Body) -> None:
    odile = body.add_declarant()
    scoped = body.add_administrator(scope=[body.places[1].siret])
    everywhere = body.grant(odile, places=None)
    for change in (
        Change("matrix", grants=[_wanted(body, odile, place=0, code="dpae")]),
        Change("matrix", grants=[_wanted(body, odile, place=None, code="dpae")]),
        Change("matrix", closures=everywhere, grants=[_wanted(body, odile, place=1)]),
    ):
        with pytest.raises(Refused):
            _do(body, change, actor=scoped)
    with pytest.raises(SelfGrant):
        _do(body, Change("matrix", grants=[_wanted(body, scoped, place=1)]), actor=scoped)
    with pytest.raises(Refused):
        _do(body, Change("matrix", grants=[_wanted(body, odile)]), actor=odile)
    _do(body, Change("matrix", grants=[_wanted(body, odile, place=1, code="dpae")]), actor=scoped)


def test_change_rights_on_a_four_eyes_service_is_refused_to_one(body: Body) -> None:
    odile = body.add_declarant()
    BodyRegistration.objects.filter(organisation=body.organisation).update(four_eyes=["dsn"])
    with pytest.raises(FourEyes):
        _do(body, Change("matrix", grants=[_wanted(body, odile)]))
    with pytest.raises(FourEyes):
        body.grant(odile)
    _do(body, Change("matrix", grants=[_wanted(body, odile, code="dpae")]))


def test_pack_change_and_back_is_the_same_change(body: Body) -> None:
    odile = body.add_declarant()
    (held,) = body.grant(odile)
    wanted = [
        _wanted(body, odile, place=1),
        replace(_wanted(body, "nina.roche@valbrune.example", place=None), valid_from=clock.now() + YEAR / 2),
    ]
    change = Change(
        "file", [held], wanted, [Invitee("nina.roche@valbrune.example", "Nina", "Roche")], reason="Fichier"
    )
    packed = pack_change(change)
    assert pack_change(unpack_change(body.organisation, packed)) == packed
    shuffled = replace(change, grants=wanted[::-1])
    assert act_of_change(body.organisation, shuffled) == act_of_change(body.organisation, change)
    assert act_of_change(body.organisation, replace(change, reason="")) != act_of_change(
        body.organisation, change
    )


def test_end_memberships_of_several_is_one_act_and_ends_everything(body: Body) -> None:
    people = [body.add_declarant(family_name=name) for name in ("Farge", "Nivet", "Oules")]
    for person in people:
        body.grant(person, places=body.places)
    elsewhere = make_body()
    elsewhere.join(people[0])
    rows = [body.membership(person) for person in people]
    epochs = [Person.objects.get(pk=person.pk).sessions_epoch for person in people]
    before = Entry.objects.count()
    with pytest.raises(StepUpMissing):
        services.end_memberships(
            body.organisation, memberships=rows, reason="Départs", actor=body.administrator
        )
    give_step_up(body.administrator, act_of_removals([row.ref for row in rows]))
    act = services.end_memberships(
        body.organisation, memberships=rows, reason="Départs", actor=body.administrator
    )
    assert Entry.objects.count() == before + 1
    assert not Habilitation.objects.filter(siren=int(body.organisation.siren), closed_at=None).exists()
    assert {row["person"] for row in journal.body_at(act.entry)["members"]} == {row.ref for row in people}
    after = [Person.objects.get(pk=person.pk).sessions_epoch for person in people]
    assert [new - old for new, old in zip(after, epochs, strict=True)] == [0, 1, 1]


def test_undo_act_of_a_change_restores_the_same_rights(body: Body) -> None:
    odile = body.add_declarant()
    (old,) = body.grant(odile, level=Level.SIGN)
    guest = Invitee("nina.roche@valbrune.example", "Nina", "Roche")
    act = _do(
        body,
        Change("matrix", closures=[old], grants=[_wanted(body, odile, place=1)], invitees=[guest]),
    )
    undone = _undo(act, body.administrator)
    assert (_may(body, odile), _may(body, odile, 1)) == (True, False)
    (again,) = Habilitation.objects.filter(person=odile, closed_at=None)
    assert (again.valid_to, again.level, again.siret) == (old.valid_to, old.level, old.siret)
    assert Invitation.objects.get(person__email=guest.email).withdrawn_at is not None
    for second in (act, undone):
        with pytest.raises(UndoRefused, match="undone_already"):
            _undo(second, body.administrator)


def test_undo_act_of_a_removal_brings_the_declarants_back_their_sessions_dead(body: Body) -> None:
    odile = body.add_declarant()
    rights = body.grant(odile, places=body.places)
    former = body.membership(odile)
    services.end_membership(former, reason="Erreur", actor=body.administrator)
    epoch = Person.objects.get(pk=odile.pk).sessions_epoch
    act = RightsAct.objects.latest("pk")
    _undo(act, body.administrator)
    back = body.membership(odile)
    assert (back.pk != former.pk, back.role, Person.objects.get(pk=odile.pk).sessions_epoch) == (
        True,
        "declarant",
        epoch,
    )
    assert all(_may(body, odile, place) for place in range(3))
    assert Habilitation.objects.filter(person=odile, closed_at=None).count() == len(rights)


def test_undo_act_late_by_another_or_after_something_moved_is_refused(body: Body) -> None:
    odile, samuel = body.add_declarant(), body.add_administrator()
    act = _do(body, Change("matrix", grants=[_wanted(body, odile)]))
    with pytest.raises(UndoRefused, match="undo_other"):
        _undo(act, samuel)
    with clock.freeze(act.at + timedelta(minutes=15)), pytest.raises(UndoRefused, match="undo_late"):
        _undo(act, body.administrator)
    body.close(*Habilitation.objects.filter(granted_entry=act.entry))
    with pytest.raises(UndoRefused, match="undo_moved_on"):
        _undo(act, body.administrator)
    closing = RightsAct.objects.latest("pk")
    services.end_membership(body.membership(odile), reason="Départ", actor=samuel)
    with pytest.raises(UndoRefused, match="undo_moved_on"):
        _undo(closing, body.administrator)


def test_undo_act_giving_oneself_a_right_back_is_refused_where_a_fellow_is_there(body: Body) -> None:
    body.give(body.plan(body.administrator), actor=body.administrator)
    body.add_administrator()
    body.close(*Habilitation.objects.filter(person=body.administrator))
    act = RightsAct.objects.latest("pk")
    with pytest.raises(UndoRefused, match="undo_own"):
        _undo(act, body.administrator)
    assert not _may(body, body.administrator)


def test_undo_act_removing_somebody_suspended_is_refused(body: Body) -> None:
    odile = body.add_declarant()
    row = body.membership(odile)
    suspend(row, cause="order", reason="Absence", actor=body.administrator)
    services.end_membership(row, reason="Erreur", actor=body.administrator)
    with pytest.raises(UndoRefused, match="undo_suspended"):
        _undo(RightsAct.objects.latest("pk"), body.administrator)


def test_undo_act_of_a_removal_after_the_person_came_back_is_refused(body: Body) -> None:
    odile = body.add_declarant()
    services.end_membership(body.membership(odile), reason="Erreur", actor=body.administrator)
    act = RightsAct.objects.latest("pk")
    body.join(odile)
    with pytest.raises(UndoRefused, match="undo_moved_on"):
        _undo(act, body.administrator)
    assert Membership.objects.filter(person=odile, closed_at=None).count() == 1
