"""One act that closes, gives and invites at once: what every page that edits rights calls."""

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction

from paraphe.access import events
from paraphe.access.changes import Change, Wanted, act_of_change
from paraphe.access.errors import RightUnsound
from paraphe.access.models import (
    Habilitation,
    Invitation,
    PendingChange,
    RightsAct,
)
from paraphe.access.services.endings import close_rights, require_scope
from paraphe.access.services.guard import hold_body, note_act, require
from paraphe.access.services.habilitations import (
    build_right,
    check_wanted,
    grant_body,
    insert_rights,
    lock_running,
    require_four_eyes,
    silent_body,
    silent_fellows,
)
from paraphe.access.services.people import build_invitation, insert_invitations
from paraphe.access.vocabulary import Action
from paraphe.accounts import services as accounts
from paraphe.accounts.selectors import Person
from paraphe.journal import services as journal
from paraphe.journal.selectors import Chain
from paraphe.kernel import clock
from paraphe.registry.selectors import Organisation


@transaction.atomic
def change_rights(organisation: Organisation, *, change: Change, actor: Person) -> RightsAct:
    """Close, give and invite in one act and one entry, effective at once; everything or nothing.

    Needs the actor's step-up for exactly this (`act_of_change`) as soon as it gives or invites. Raises Refused,
    RightUnsound, SelfGrant, WrongState where a right to close has ended, RightOverlaps, FourEyes (then see
    `propose_change`), and for those invited what `invite_declarant` raises.
    """
    chain = hold_body(organisation)
    require_four_eyes(organisation, [wanted.service for wanted in change.grants])
    return settle_change(organisation, change, chain=chain, actor=actor)


def settle_change(
    organisation: Organisation,
    change: Change,
    *,
    chain: Chain,
    actor: Person,
    pending: PendingChange | None = None,
) -> RightsAct:
    """Decide, prove and write a change; the body's chain is held by the caller, which has seen to the four eyes."""
    if change.is_empty:
        raise RightUnsound("access.right_empty")
    closures = lock_running(organisation, change.closures)
    require_change(organisation, change, closures, actor=actor)
    check_wanted(organisation, change.grants, actor=actor)
    own = any(wanted.person == actor for wanted in change.grants)
    silent = silent_fellows(organisation, actor=actor) if own else []
    if change.gives:
        accounts.consume_step_up(actor, act_of_change(organisation, change))
    at = clock.now()
    invitations = [build_invitation(organisation, row, actor=actor, at=at) for row in change.invitees]
    rights = [build_right(organisation, row, at=at) for row in _addressed(change.grants, invitations)]
    entry = journal.record(
        event=events.RIGHTS_CHANGED,
        chains=[chain],
        at=at,
        body={
            "v": 1,
            "actor": actor.ref,
            "siren": organisation.siren,
            "source": change.source,
            "closed": [right.ref for right in closures],
            "grants": [grant_body(right) for right in rights],
            "invitations": [row.ref for row in invitations],
            **silent_body(silent),
            **({"reason": change.reason} if change.reason else {}),
            **({"profile": change.profile} if change.profile else {}),
            **({"request": change.request} if change.request else {}),
            **({"proposed_by": pending.proposed_by.ref} if pending else {}),
        },
    )
    close_rights(closures, at=at, entry=entry.pk)
    insert_rights(rights, entry=entry.pk)
    insert_invitations(invitations, entry=entry.pk)
    return note_act(organisation, kind="change", actor=actor, entry=entry, source=change.source)


def require_change(
    organisation: Organisation, change: Change, closures: list[Habilitation], *, actor: Person
) -> None:
    """Refused without a scope that holds every place given or closed, or the right to invite where somebody is.

    `closures` are those of the change, as they are now.
    """
    require_scope(organisation, closures, actor=actor)
    if change.grants:
        places = {wanted.siret for wanted in change.grants}
        sirets = None if None in places else sorted(place for place in places if place)
        require(Action.HABILITATION_GRANT, organisation, actor=actor, sirets=sirets)
    if change.invitees:
        require(Action.PERSON_INVITE, organisation, actor=actor)


def _addressed(grants: Sequence[Wanted], invitations: Sequence[Invitation]) -> list[Wanted]:
    """The rights wanted, those of invitees for the persons their invitations name."""
    invited = {row.email: row.person for row in invitations}
    found = []
    for wanted in grants:
        if not isinstance(wanted.person, str):
            found.append(wanted)
        elif wanted.person.lower() in invited:
            found.append(replace(wanted, person=invited[wanted.person.lower()]))
        else:
            raise RightUnsound("access.person_elsewhere")
    return found
