"""A body closes its space: every invitation, membership and right ends, then the space itself."""

from django.db import transaction

from paraphe.access import events
from paraphe.access.models import BodyRegistration, Invitation, Membership
from paraphe.access.services.endings import running_rights, settle_end
from paraphe.access.services.guard import hold_body, require
from paraphe.access.services.people import withdraw_invitation
from paraphe.access.vocabulary import Action
from paraphe.accounts.selectors import Person
from paraphe.journal import services as journal
from paraphe.kernel import clock
from paraphe.kernel.errors import WrongState
from paraphe.registry.selectors import Organisation


@transaction.atomic
def close_body(organisation: Organisation, *, reason: str, actor: Person) -> int:
    """Close the space of a body: invitations and memberships end by entries of their own, then the space.

    The number of memberships ended. An administrator of the whole body does it; the caller holds to the days of
    reflection and to the second confirmation. Filings and receipts stay. WrongState where it is closed already. A
    closed space is not opened again today.
    """
    chain = hold_body(organisation)
    require(Action.BODY_CLOSE, organisation, actor=actor)
    space = BodyRegistration.objects.select_for_update().get(organisation=organisation)
    if space.closed_at:
        raise WrongState("access.body_closed")
    for invitation in Invitation.objects.filter(
        organisation=organisation, accepted_at=None, withdrawn_at=None
    ):
        withdraw_invitation(invitation, actor=actor)
    rows = list(Membership.objects.filter(organisation=organisation, closed_at=None).order_by("pk"))
    for row in sorted(rows, key=lambda row: row.person_id == actor.pk):
        rights = running_rights(organisation, row.person)
        settle_end(row, rights, reason=reason, chain=chain, actor=actor.ref)
    at = clock.now()
    body = {"v": 1, "actor": actor.ref, "siren": organisation.siren, "reason": reason}
    entry = journal.record(event=events.BODY_CLOSED, chains=[chain], at=at, body=body)
    space.closed_at, space.closed_entry = at, entry.pk
    space.save(update_fields=["closed_at", "closed_entry"])
    return len(rows)
