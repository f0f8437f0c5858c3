"""Who belongs to a body: inviting, joining, leaving."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from paraphe.access import events
from paraphe.access.acts import act_of_invitation
from paraphe.access.changes import Invitee, act_of_removals
from paraphe.access.errors import InvitationOver, UnknownInvitation
from paraphe.access.models import Habilitation, Invitation, Membership, RightsAct
from paraphe.access.services.endings import (
    close_rights,
    require_scope,
    running_rights,
    running_rights_of,
    settle_ends,
)
from paraphe.access.services.guard import hold_body, note_act, require
from paraphe.access.vocabulary import Action
from paraphe.accounts import selectors as people
from paraphe.accounts import services as accounts
from paraphe.accounts.selectors import Person
from paraphe.journal import services as journal
from paraphe.kernel import clock
from paraphe.kernel.errors import WrongState
from paraphe.kernel.identifiers import Ref
from paraphe.registry.selectors import Organisation

INVITATION_LASTS = timedelta(days=7)
RENEWED_EVERY = timedelta(minutes=5)
"""How long to wait before an invitation is sent again."""


@transaction.atomic
def invite_declarant(
    organisation: Organisation, *, email: str, given_name: str, family_name: str, actor: Person
) -> Invitation:
    """Invite a person to declare for the body, seven days; a person known by this address keeps her account.

    Needs the actor's step-up for this very act. WrongState where she belongs to the body, or an invitation to this
    address still runs. Invalid for a generic mailbox or a wrong address. The mail leaves after commit.
    """
    chain = hold_body(organisation)
    require(Action.PERSON_INVITE, organisation, actor=actor)
    names = {"email": email, "given_name": given_name, "family_name": family_name}
    accounts.consume_step_up(actor, act_of_invitation(organisation, **names))
    at = clock.now()
    row = build_invitation(organisation, Invitee(**names), actor=actor, at=at)
    entry = journal.record(
        event=events.DECLARANT_INVITED,
        chains=[chain],
        at=at,
        body={
            "v": 1,
            "actor": actor.ref,
            "siren": organisation.siren,
            "invitation": row.ref,
            "role": "declarant",
        },
    )
    return insert_invitations([row], entry=entry.pk)[0]


def build_invitation(
    organisation: Organisation, invitee: Invitee, *, actor: Person, at: datetime
) -> Invitation:
    """An invitation not yet written, of the person known by the address, or made for it.

    WrongState where she belongs to the body, or an invitation to her still runs; Invalid for a generic mailbox or a
    wrong address.
    """
    person = people.person_by_email(invitee.email) or accounts.apply_new_person(
        email=invitee.email, given_name=invitee.given_name, family_name=invitee.family_name
    )
    _require_outside(organisation, person, at=at)
    return Invitation(
        ref=Ref.new(),
        person=person,
        organisation=organisation,
        email=person.email,
        invited_by=actor,
        invited_at=at,
        expires_at=at + INVITATION_LASTS,
    )


def insert_invitations(rows: list[Invitation], *, entry: int) -> list[Invitation]:
    """Write invitations that an entry sends."""
    for row in rows:
        row.invited_entry = entry
    return Invitation.objects.bulk_create(rows)


@transaction.atomic
def renew_invitation(invitation: Invitation, *, actor: Person) -> Invitation:
    """Send an invitation again, waiting or expired: seven fresh days by a new link, the former one is dead.

    InvitationOver where it was accepted or withdrawn; WrongState where it was sent less than five minutes ago, where
    she belongs to the body by now or another invitation of hers runs. The mail leaves after commit.
    """
    chain = hold_body(invitation.organisation)
    require(Action.PERSON_INVITE, invitation.organisation, actor=actor)
    row = Invitation.objects.select_for_update(of=("self",)).select_related("person").get(pk=invitation.pk)
    at = clock.now()
    if row.accepted_at or row.withdrawn_at:
        raise InvitationOver("access.invitation_over")
    if at < row.expires_at - INVITATION_LASTS + RENEWED_EVERY:
        raise WrongState("access.invitation_fresh")
    _require_outside(invitation.organisation, row.person, at=at, but=row)
    row.version += 1
    row.expires_at = at + INVITATION_LASTS
    row.save(update_fields=["version", "expires_at"])
    body = {"v": 1, "actor": actor.ref, "siren": invitation.organisation.siren, "invitation": row.ref}
    journal.record(event=events.INVITATION_RENEWED, chains=[chain], at=at, body=body)
    return row


def _require_outside(
    organisation: Organisation, person: Person, *, at: datetime, but: Invitation | None = None
) -> None:
    """WrongState where the person belongs to the body, or an invitation to her still runs, another than `but`."""
    if _is_member(organisation, person):
        raise WrongState("access.member_already")
    running = Q(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=at)
    others = Invitation.objects.filter(running, organisation=organisation, person=person)
    if (others if but is None else others.exclude(pk=but.pk)).exists():
        raise WrongState("access.invited_already")


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, actor: Person) -> None:
    """Take an invitation back; rights prepared for the person end with it. InvitationOver where it has ended."""
    chain = hold_body(invitation.organisation)
    require(Action.PERSON_INVITE, invitation.organisation, actor=actor)
    row = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if row.accepted_at or row.withdrawn_at:
        raise InvitationOver("access.invitation_over")
    row.withdrawn_at = clock.now()
    row.save(update_fields=["withdrawn_at"])
    # A person who joined by a later invitation keeps her rights: they no longer wait for this one.
    rights = [] if _is_member(row.organisation, row.person) else running_rights(row.organisation, row.person)
    require_scope(row.organisation, rights, actor=actor)
    entry = journal.record(
        event=events.INVITATION_WITHDRAWN,
        chains=[chain],
        at=row.withdrawn_at,
        body={
            "v": 1,
            "actor": actor.ref,
            "siren": row.organisation.siren,
            "invitation": row.ref,
            "habilitations": [right.ref for right in rights],
        },
    )
    close_rights(rights, at=row.withdrawn_at, entry=entry.pk)


def _is_member(organisation: Organisation, person: Person) -> bool:
    return Membership.objects.filter(
        organisation=organisation, person=person, closed_at__isnull=True
    ).exists()


@transaction.atomic
def accept_invitation(invitation: Invitation, *, actor: Person) -> Membership:
    """The invited person joins the body; her prepared rights hold from now on.

    UnknownInvitation where the invitation names someone else; InvitationOver where it has ended.
    """
    if invitation.person_id != actor.pk:
        raise UnknownInvitation("access.invitation_unknown")
    chain = hold_body(invitation.organisation)
    row = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    at = clock.now()
    if row.accepted_at or row.withdrawn_at or row.expires_at <= at:
        raise InvitationOver("access.invitation_over")
    row.accepted_at = at
    row.save(update_fields=["accepted_at"])
    ref = Ref.new()
    entry = journal.record(
        event=events.DECLARANT_JOINED,
        chains=[chain],
        at=at,
        body={
            "v": 1,
            "actor": actor.ref,
            "siren": row.organisation.siren,
            "person": actor.ref,
            "membership": ref,
            "invitation": row.ref,
        },
    )
    return Membership.objects.create(
        ref=ref,
        person=actor,
        organisation=row.organisation,
        role="declarant",
        opened_at=at,
        opened_entry=entry.pk,
    )


def end_membership(membership: Membership, *, reason: str, actor: Person) -> int:
    """A declarant leaves the body; errors as `end_memberships`. The number of rights ended."""
    act = end_memberships(membership.organisation, memberships=[membership], reason=reason, actor=actor)
    return Habilitation.objects.filter(closed_entry=act.entry).count()


@transaction.atomic
def end_memberships(
    organisation: Organisation, *, memberships: Sequence[Membership], reason: str, actor: Person
) -> RightsAct:
    """Declarants leave the body: their memberships, every right and, for whom it was the last body, every session end.

    One act, one entry. Several at once need the actor's step-up (`act_of_removals`). WrongState for an administrator
    (the hand-over has its own act) or a membership already ended.
    """
    chain = hold_body(organisation)
    require(Action.PERSON_REMOVE, organisation, actor=actor)
    keys = [row.pk for row in memberships]
    rows = list(
        Membership.objects.select_for_update(of=("self",))
        .filter(organisation=organisation, pk__in=keys)
        .select_related("person", "organisation")
        .order_by("pk")
    )
    if not rows or len(rows) != len(set(keys)) or any(row.closed_at or row.is_administrator for row in rows):
        raise WrongState("access.membership_stays")
    rights = running_rights_of(organisation, [row.person_id for row in rows])
    require_scope(organisation, [right for held in rights.values() for right in held], actor=actor)
    if len(rows) > 1:
        accounts.consume_step_up(actor, act_of_removals([row.ref for row in rows]))
    entry = settle_ends(rows, rights, reason=reason, chain=chain, actor=actor.ref)
    return note_act(organisation, kind="removal", actor=actor, entry=entry)
