"""Who belongs to a body: inviting, joining, leaving."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from paraphe.access import events
from paraphe.access.acts import act_of_invitation
from paraphe.access.errors import InvitationOver, UnknownInvitation
from paraphe.access.models import Invitation, Membership
from paraphe.access.services.endings import close_rights, require_scope, running_rights, settle_end
from paraphe.access.services.guard import hold_body, require
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
    person = people.person_by_email(email) or accounts.apply_new_person(**names)
    if _is_member(organisation, person):
        raise WrongState("access.member_already")
    running = Q(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=clock.now())
    if Invitation.objects.filter(running, organisation=organisation, person=person).exists():
        raise WrongState("access.invited_already")
    at, ref = clock.now(), Ref.new()
    journal.record(
        event=events.DECLARANT_INVITED,
        chains=[chain],
        at=at,
        body={
            "v": 1,
            "actor": actor.ref,
            "siren": organisation.siren,
            "invitation": ref,
            "role": "declarant",
        },
    )
    return Invitation.objects.create(
        ref=ref,
        person=person,
        organisation=organisation,
        email=person.email,
        invited_by=actor,
        invited_at=at,
        expires_at=at + INVITATION_LASTS,
    )


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


@transaction.atomic
def end_membership(membership: Membership, *, reason: str, actor: Person) -> int:
    """A declarant leaves the body: the membership and every right end in this act. The number of rights ended.

    WrongState for an administrator (the hand-over has its own act) or a membership already ended.
    """
    organisation = membership.organisation
    chain = hold_body(organisation)
    require(Action.PERSON_INVITE, organisation, actor=actor)
    row = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    if row.closed_at or row.is_administrator:
        raise WrongState("access.membership_stays")
    rights = running_rights(organisation, row.person)
    require_scope(organisation, rights, actor=actor)
    return settle_end(row, rights, reason=reason, chain=chain, actor=actor.ref)
