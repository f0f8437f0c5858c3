"""Changes that wait for a second administrator, and those that were settled; reads only."""

from paraphe.access.changes import Change, pack_change
from paraphe.access.errors import UnknownAct
from paraphe.access.models import PendingChange
from paraphe.accounts.selectors import Person
from paraphe.kernel import clock
from paraphe.registry.selectors import Organisation


def open_proposals(organisation: Organisation) -> list[PendingChange]:
    """The proposals that wait, the first to expire first."""
    rows = PendingChange.objects.filter(
        organisation=organisation, state="proposed", expires_at__gt=clock.now()
    )
    return list(rows.select_related("proposed_by", "organisation").order_by("expires_at", "pk"))


def proposals_waiting(organisation: Organisation, *, actor: Person) -> list[PendingChange]:
    """The proposals of others that this administrator may be waited for, the first to expire first; one query."""
    rows = PendingChange.objects.filter(
        organisation=organisation, state="proposed", expires_at__gt=clock.now()
    ).exclude(proposed_by=actor)
    return list(rows.select_related("proposed_by", "organisation").order_by("expires_at", "pk"))


def proposal_like(organisation: Organisation, change: Change, *, actor: Person) -> PendingChange | None:
    """The proposal of exactly this change by the same person that still waits, or None."""
    rows = PendingChange.objects.filter(organisation=organisation, state="proposed", proposed_by=actor)
    return rows.filter(content=pack_change(change), expires_at__gt=clock.now()).first()


def settled_proposals(organisation: Organisation, *, most: int = 50) -> list[PendingChange]:
    """The last proposals that were confirmed, refused, withdrawn or left to expire, latest first."""
    rows = PendingChange.objects.filter(organisation=organisation).exclude(
        state="proposed", expires_at__gt=clock.now()
    )
    return list(
        rows.select_related("proposed_by", "decided_by", "act").order_by("-proposed_at", "-pk")[:most]
    )


def proposal_of(organisation: Organisation, ref: str) -> PendingChange:
    """A proposal of the body by reference; UnknownAct otherwise."""
    rows = PendingChange.objects.filter(organisation=organisation, ref=ref)
    found = rows.select_related("proposed_by", "decided_by", "organisation", "act").first()
    if found is None:
        raise UnknownAct("access.proposal_unknown")
    return found


def to_expire() -> list[PendingChange]:
    """Every proposal whose fourteen days are over."""
    rows = PendingChange.objects.filter(state="proposed", expires_at__lte=clock.now())
    return list(rows.select_related("organisation").order_by("pk"))
