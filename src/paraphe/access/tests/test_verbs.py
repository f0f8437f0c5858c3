"""Each verb of rights: one transaction, one entry, and its refusals."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from paraphe.access import events, selectors, services
from paraphe.access.acts import act_of_grant, act_of_invitation
from paraphe.access.errors import (
    InvitationOver,
    Refused,
    RightOverlaps,
    RightUnsound,
    SelfGrant,
    UnknownInvitation,
)
from paraphe.access.models import Habilitation, Invitation, Membership
from paraphe.access.testing import Body, make_body
from paraphe.access.vocabulary import Level
from paraphe.accounts.errors import StepUpMissing
from paraphe.accounts.testing import give_step_up, make_person
from paraphe.journal import selectors as journal
from paraphe.journal.models import Entry
from paraphe.kernel import clock
from paraphe.kernel.errors import Forbidden, WrongState

NAMES = {"email": "yanis.delorme@exemple.fr", "given_name": "Yanis", "family_name": "Delorme"}


def verb_invite(body: Body) -> Callable[[], object]:
    give_step_up(body.administrator, act_of_invitation(body.organisation, **NAMES))
    return lambda: services.invite_declarant(body.organisation, **NAMES, actor=body.administrator)


def verb_withdraw(body: Body) -> Callable[[], object]:
    invitation = body.invite(**NAMES)
    return lambda: services.withdraw_invitation(invitation, actor=body.administrator)


def verb_accept(body: Body) -> Callable[[], object]:
    person, _ = make_person()
    invitation = body.invite(email=person.email, given_name="Odile", family_name="Farge")
    return lambda: services.accept_invitation(invitation, actor=person)


def verb_grant(body: Body) -> Callable[[], object]:
    grant = body.plan(body.add_declarant(), places=body.places)
    give_step_up(body.administrator, act_of_grant(body.organisation, grant))
    return lambda: services.grant_habilitations(body.organisation, grant=grant, actor=body.administrator)


def verb_close(body: Body) -> Callable[[], object]:
    rights = body.grant(body.add_declarant(), places=body.places)
    return lambda: body.close(*rights)


def verb_end(body: Body) -> Callable[[], object]:
    declarant = body.add_declarant()
    body.grant(declarant, places=body.places)
    membership = body.membership(declarant)
    return lambda: services.end_membership(membership, reason="Départ", actor=body.administrator)


def verb_appoint(body: Body) -> Callable[[], object]:
    person, _ = make_person()
    return lambda: services.appoint_administrator(body.organisation, person=person, actor=body.administrator)


def verb_subscribe(body: Body) -> Callable[[], object]:
    offered = [body.service("dat"), body.service("compte-entreprise")]
    return lambda: services.open_subscriptions(
        body.organisation, establishments=body.places, services=offered, actor=body.administrator
    )


@pytest.mark.parametrize(
    ("prepare", "event"),
    [
        (verb_invite, events.DECLARANT_INVITED),
        (verb_withdraw, events.INVITATION_WITHDRAWN),
        (verb_accept, events.DECLARANT_JOINED),
        (verb_grant, events.HABILITATION_GRANTED),
        (verb_close, events.HABILITATION_CLOSED),
        (verb_end, events.MEMBERSHIP_ENDED),
        (verb_appoint, events.ADMINISTRATOR_APPOINTED),
        (verb_subscribe, events.SUBSCRIPTION_OPENED),
    ],
)
def test_call_verb_once_writes_exactly_one_entry(
    prepare: Callable[[Body], Callable[[], object]], event: str, body: Body
) -> None:
    verb = prepare(body)
    before = Entry.objects.count()
    verb()
    fresh = Entry.objects.order_by("-pk")[: Entry.objects.count() - before]
    assert [entry.event for entry in fresh] == [event]
    assert journal.body_of(fresh[0])["siren"] == body.organisation.siren


def test_register_body_twice_is_refused_and_writes_nothing(body: Body) -> None:
    before = Entry.objects.count()
    with pytest.raises(WrongState):
        services.register_body(body.organisation, proof="posted-key", proof_sha256="0" * 64, actor=None)
    assert Entry.objects.count() == before


def test_open_subscriptions_already_open_writes_nothing(body: Body) -> None:
    before = Entry.objects.count()
    made = services.open_subscriptions(
        body.organisation,
        establishments=body.places,
        services=[body.service("dsn")],
        actor=body.administrator,
    )
    assert (made, Entry.objects.count()) == ([], before)


def test_grant_without_step_up_is_refused_and_writes_nothing(body: Body) -> None:
    grant = body.plan(body.add_declarant())
    before = Entry.objects.count()
    with pytest.raises(StepUpMissing):
        services.grant_habilitations(body.organisation, grant=grant, actor=body.administrator)
    assert (Habilitation.objects.count(), Entry.objects.count()) == (0, before)


def test_grant_with_step_up_of_other_answers_is_refused(body: Body) -> None:
    declarant = body.add_declarant()
    lower = body.plan(declarant, level=Level.CONSULT)
    give_step_up(body.administrator, act_of_grant(body.organisation, lower))
    with pytest.raises(StepUpMissing):
        services.grant_habilitations(body.organisation, grant=body.plan(declarant), actor=body.administrator)
    assert not Habilitation.objects.exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"codes": ["compte-entreprise"]}, "access.level_not_offered"),
        ({"valid_to": timedelta(days=-1)}, "access.period_unsound"),
        ({"valid_to": timedelta(days=4 * 366)}, "access.period_unsound"),
        ({"codes": []}, "access.right_empty"),
    ],
)
def test_grant_unsound_right_is_refused(changes: dict[str, Any], code: str, body: Body) -> None:
    if "valid_to" in changes:
        changes = {"valid_to": clock.now() + changes["valid_to"]}
    grant = body.plan(body.add_declarant(), **changes)
    with pytest.raises(RightUnsound) as refusal:
        body.give(grant, actor=body.administrator)
    assert refusal.value.code == code


def test_grant_on_establishment_of_another_body_is_refused(body: Body) -> None:
    other = make_body(name="Commune de Vaubrun")
    grant = body.plan(body.add_declarant(), places=other.places)
    with pytest.raises(RightUnsound) as refusal:
        body.give(grant, actor=body.administrator)
    assert refusal.value.code == "access.establishment_elsewhere"


def test_grant_to_person_of_another_body_is_refused(body: Body) -> None:
    other = make_body(name="Commune de Vaubrun")
    with pytest.raises(RightUnsound) as refusal:
        body.give(body.plan(other.administrator), actor=body.administrator)
    assert refusal.value.code == "access.person_elsewhere"


def test_grant_on_body_administered_by_others_is_refused(body: Body) -> None:
    other = make_body(name="Commune de Vaubrun")
    grant = body.plan(body.add_declarant())
    with pytest.raises(Refused) as refusal:
        body.give(grant, actor=other.administrator)
    assert not refusal.value.decision.related


def test_grant_over_running_right_is_refused(body: Body) -> None:
    declarant = body.add_declarant()
    body.grant(declarant, level=Level.CONSULT)
    with pytest.raises(RightOverlaps):
        body.grant(declarant, level=Level.SIGN)
    assert Habilitation.objects.count() == 1


def test_grant_to_oneself_alone_is_given(body: Body) -> None:
    rights = body.grant(body.administrator)
    assert len(rights) == 1


def test_grant_to_oneself_beside_a_fellow_is_refused(body: Body) -> None:
    body.add_administrator()
    with pytest.raises(SelfGrant):
        body.grant(body.administrator)
    assert not Habilitation.objects.exists()


@pytest.mark.parametrize("act", ["grant", "close", "end", "appoint", "subscribe"])
def test_act_outside_scope_is_refused(act: str, body: Body) -> None:
    declarant = body.add_declarant()
    rights = body.grant(declarant, places=None)
    scoped = body.add_administrator(scope=[body.places[1].siret])
    organisation = body.organisation
    acts: dict[str, Callable[[], object]] = {
        "grant": lambda: body.give(body.plan(declarant, places=body.places[:2]), actor=scoped),
        "close": lambda: services.close_habilitations(
            organisation, habilitations=rights, reason="Erreur", actor=scoped
        ),
        "end": lambda: services.end_membership(body.membership(declarant), reason="Départ", actor=scoped),
        "appoint": lambda: services.appoint_administrator(
            organisation, person=make_person(given_name="Paul")[0], actor=scoped
        ),
        "subscribe": lambda: services.open_subscriptions(
            organisation, establishments=body.places, services=[body.service("dat")], actor=scoped
        ),
    }
    before = Entry.objects.filter(event__startswith="access.").count()
    with pytest.raises(Refused) as refusal:
        acts[act]()
    assert refusal.value.decision.reason == "administrator_scope"
    assert Entry.objects.filter(event__startswith="access.").count() == before


def test_act_as_declarant_is_refused(body: Body) -> None:
    declarant = body.add_declarant()
    rights = body.grant(declarant)
    with pytest.raises(Refused):
        body.give(body.plan(declarant, places=body.places[1:2]), actor=declarant)
    with pytest.raises(Refused):
        services.close_habilitations(body.organisation, habilitations=rights, reason="Non", actor=declarant)
    assert selectors.running_rights(body.organisation) == rights


def test_close_right_twice_is_refused(body: Body) -> None:
    rights = body.grant(body.add_declarant())
    body.close(*rights)
    with pytest.raises(WrongState):
        body.close(*rights)
    assert rights[0].pk is not None


def test_end_membership_lists_rights_in_its_entry(body: Body) -> None:
    declarant = body.add_declarant()
    rights = body.grant(declarant, places=body.places)
    assert services.end_membership(body.membership(declarant), reason="Départ", actor=body.administrator) == 4
    entry = Entry.objects.latest("pk")
    assert set(journal.body_of(entry)["habilitations"]) == {right.ref for right in rights}


# The life of an invitation: every state by every verb.
ALLOWED = {
    ("open", "accept"): "accepted",
    ("open", "withdraw"): "withdrawn",
    ("expired", "withdraw"): "withdrawn",
}


def bring_to(state: str, body: Body) -> Invitation:
    """An invitation of a registered person, in this state now."""
    person, _ = make_person(given_name="Nadia", family_name="Belkhir")
    invitation = body.invite(email=person.email, given_name="Nadia", family_name="Belkhir")
    if state == "accepted":
        services.accept_invitation(invitation, actor=person)
    elif state == "withdrawn":
        services.withdraw_invitation(invitation, actor=body.administrator)
    return invitation


def state_of(invitation: Invitation) -> str:
    invitation.refresh_from_db()
    if invitation.accepted_at:
        return "accepted"
    return "withdrawn" if invitation.withdrawn_at else "open"


@pytest.mark.parametrize("verb", ["accept", "withdraw"])
@pytest.mark.parametrize("state", ["open", "expired", "accepted", "withdrawn"])
def test_apply_verb_to_invitation_follows_the_table(state: str, verb: str, body: Body) -> None:
    invitation = bring_to(state, body)
    at = clock.now() + timedelta(days=8 if state == "expired" else 0)
    before = state_of(invitation)
    with clock.freeze(at):
        try:
            if verb == "accept":
                services.accept_invitation(invitation, actor=invitation.person)
            else:
                services.withdraw_invitation(invitation, actor=body.administrator)
        except InvitationOver:
            assert (state, verb) not in ALLOWED
            assert state_of(invitation) == before
        else:
            assert state_of(invitation) == ALLOWED[state, verb]


def test_accept_invitation_of_someone_else_is_unknown(body: Body) -> None:
    invitation = bring_to("open", body)
    with pytest.raises(UnknownInvitation):
        services.accept_invitation(invitation, actor=body.administrator)
    assert state_of(invitation) == "open"


def test_invite_member_or_invited_again_is_refused(body: Body) -> None:
    declarant = body.add_declarant()
    with pytest.raises(WrongState) as member:
        body.invite(email=declarant.email, given_name="Odile", family_name="Farge")
    body.invite(**NAMES)
    with pytest.raises(WrongState) as invited:
        body.invite(**NAMES)
    assert [member.value.code, invited.value.code] == ["access.member_already", "access.invited_already"]


def test_withdraw_former_invitation_keeps_rights_of_a_member(body: Body) -> None:
    invitation = bring_to("open", body)
    with clock.freeze(clock.now() + timedelta(days=8)):
        body.join(invitation.person)
        body.grant(invitation.person)
        services.withdraw_invitation(invitation, actor=body.administrator)
        assert len(selectors.running_rights(body.organisation)) == 1


STATEMENTS = [
    "update journal_entry set event = 'x'",
    "delete from journal_entry",
    "update journal_link set seq = seq + 1",
    "update journal_entrybody set body = salt",
    "delete from journal_chain",
    "update access_habilitation set level = 3",
    "update access_habilitation set valid_to = valid_to + interval '1 day'",
    "update access_habilitation set closed_at = now()",
    "delete from access_habilitation",
    "update access_membership set role = 'administrator'",
    "update access_membership set closed_at = null, closed_entry = null where closed_at is not null",
    "delete from access_subscription",
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_write_past_by_raw_sql_is_refused(statement: str, body: Body) -> None:
    leaver = body.add_declarant()
    body.grant(leaver, level=Level.CONSULT)
    body.add_declarant(given_name="Yanis")
    services.end_membership(body.membership(leaver), reason="Départ", actor=body.administrator)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Membership.objects.count() == 3


def test_raise_refused_carries_family_and_reason(body: Body) -> None:
    with pytest.raises(Forbidden) as refusal:
        body.give(body.plan(body.administrator), actor=body.add_declarant())
    assert refusal.value.code == "access.refused"
    assert refusal.value.data == {"reason": "administrator"}
