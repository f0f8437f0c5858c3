"""The tail of every act that ends a membership: the rights that run end with it, and what was open about it lapses."""

from datetime import datetime

from paraphe.access import events
from paraphe.access.errors import LastAdministrator
from paraphe.access.models import Candidacy, Contest, Habilitation, Membership
from paraphe.access.selectors import active_administrators_of
from paraphe.access.services.guard import require
from paraphe.access.transitions import CANDIDACY, CONTEST
from paraphe.access.vocabulary import Action
from paraphe.accounts.selectors import Person
from paraphe.journal import services as journal
from paraphe.journal.selectors import Chain
from paraphe.kernel import clock
from paraphe.registry.selectors import Organisation


def running_rights(organisation: Organisation, person: Person) -> list[Habilitation]:
    """The rights of the person in the body that nobody closed, in the order they were given."""
    rows = Habilitation.objects.filter(siren=int(organisation.siren), person=person, closed_at__isnull=True)
    return list(rows.order_by("pk"))


def require_scope(organisation: Organisation, rights: list[Habilitation], *, actor: Person) -> None:
    """Ending rights needs a scope that contains them, be it by the way of the person who leaves."""
    if rights:
        whole = any(right.siret is None for right in rights)
        sirets = None if whole else sorted({right.siret_text or "" for right in rights})
        require(Action.HABILITATION_CLOSE, organisation, actor=actor, sirets=sirets)


def require_one_left(membership: Membership) -> None:
    """LastAdministrator where the body would keep no active administrator of the whole of it.

    The last-administrator rule counts whole-body administrators; one of some establishments may go while another stays.
    """
    others = [row for row in active_administrators_of(membership.organisation) if row.pk != membership.pk]
    if not any(row.scope is None or membership.scope is not None for row in others):
        raise LastAdministrator("access.last_administrator")


def close_rights(rights: list[Habilitation], *, at: datetime, entry: int) -> None:
    """Write the end of rights, as the entry says."""
    Habilitation.objects.filter(pk__in=[right.pk for right in rights]).update(
        closed_at=at, closed_entry=entry
    )


def close_membership(membership: Membership, rights: list[Habilitation], *, at: datetime, entry: int) -> None:
    """Write the end of a membership and of its rights; its candidacy ends, a contest of it lapses."""
    Membership.objects.filter(pk=membership.pk).update(closed_at=at, closed_entry=entry)
    close_rights(rights, at=at, entry=entry)
    for candidacy in Candidacy.objects.select_for_update().filter(
        membership=membership, state__in=("active", "frozen")
    ):
        candidacy.state = CANDIDACY.next(candidacy.state, "end")
        candidacy.save(update_fields=["state"])
    Contest.objects.filter(membership=membership, state="open").update(
        state=CONTEST.next("open", "lapse"), closed_at=at, closed_entry=entry
    )


def settle_end(
    membership: Membership, rights: list[Habilitation], *, reason: str, chain: Chain, actor: str
) -> int:
    """Write the end of a membership already decided, with its entry; the number of rights ended with it.

    The body's chain is held by the caller.
    """
    at = clock.now()
    entry = journal.record(
        event=events.MEMBERSHIP_ENDED,
        chains=[chain],
        at=at,
        body={
            "v": 1,
            "actor": actor,
            "siren": membership.organisation.siren,
            "membership": membership.ref,
            "person": membership.person.ref,
            "habilitations": [right.ref for right in rights],
            "reason": reason,
        },
    )
    close_membership(membership, rights, at=at, entry=entry.pk)
    return len(rights)
