"""The tail of every act that ends a membership: the rights that run end with it, and what was open about it lapses."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from paraphe.access import events
from paraphe.access.errors import LastAdministrator
from paraphe.access.models import Candidacy, Contest, Habilitation, Membership
from paraphe.access.selectors import active_administrators_of
from paraphe.access.services.guard import require
from paraphe.access.transitions import CANDIDACY, CONTEST
from paraphe.access.vocabulary import Action
from paraphe.accounts import services as accounts
from paraphe.accounts.selectors import Person
from paraphe.journal import services as journal
from paraphe.journal.selectors import Chain, Entry
from paraphe.kernel import clock
from paraphe.registry.selectors import Organisation


def running_rights(organisation: Organisation, person: Person) -> list[Habilitation]:
    """The rights of the person in the body that nobody closed, in the order they were given."""
    rows = Habilitation.objects.filter(siren=int(organisation.siren), person=person, closed_at__isnull=True)
    return list(rows.order_by("pk"))


def running_rights_of(organisation: Organisation, persons: Sequence[int]) -> dict[int, list[Habilitation]]:
    """By person, the rights in the body that nobody closed."""
    found: dict[int, list[Habilitation]] = {person: [] for person in persons}
    rows = Habilitation.objects.filter(
        siren=int(organisation.siren), person__in=persons, closed_at__isnull=True
    )
    for row in rows.order_by("pk"):
        found[row.person_id].append(row)
    return found


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


def close_rights(rights: Sequence[Habilitation], *, at: datetime, entry: int) -> None:
    """Write the end of rights, as the entry says."""
    Habilitation.objects.filter(pk__in=[right.pk for right in rights]).update(
        closed_at=at, closed_entry=entry
    )


def close_membership(membership: Membership, rights: list[Habilitation], *, at: datetime, entry: int) -> None:
    """Write the end of a membership and of its rights; its candidacy ends, a contest of it lapses."""
    close_memberships([membership], rights, at=at, entry=entry)


def close_memberships(
    memberships: Sequence[Membership], rights: Sequence[Habilitation], *, at: datetime, entry: int
) -> None:
    """Write the end of memberships and of rights, a statement a table; what was open about them lapses."""
    Membership.objects.filter(pk__in=[row.pk for row in memberships]).update(closed_at=at, closed_entry=entry)
    close_rights(rights, at=at, entry=entry)
    for candidacy in Candidacy.objects.select_for_update().filter(
        membership__in=memberships, state__in=("active", "frozen")
    ):
        candidacy.state = CANDIDACY.next(candidacy.state, "end")
        candidacy.save(update_fields=["state"])
    Contest.objects.filter(membership__in=memberships, state="open").update(
        state=CONTEST.next("open", "lapse"), closed_at=at, closed_entry=entry
    )


def settle_end(
    membership: Membership, rights: list[Habilitation], *, reason: str, chain: Chain, actor: str
) -> int:
    """Write the end of a membership already decided, with its entry; the number of rights ended with it."""
    settle_ends([membership], {membership.person_id: rights}, reason=reason, chain=chain, actor=actor)
    return len(rights)


def settle_ends(
    memberships: Sequence[Membership],
    rights: Mapping[int, list[Habilitation]],
    *,
    reason: str,
    chain: Chain,
    actor: str,
) -> Entry:
    """Write the end of memberships of one body already decided, with their one entry; `rights` by person.

    Whoever keeps no other body loses his sessions in the same transaction. The body's chain is held by the caller.
    """
    at = clock.now()
    organisation = memberships[0].organisation
    gone = [
        {
            "membership": row.ref,
            "person": row.person.ref,
            "habilitations": [right.ref for right in rights[row.person_id]],
        }
        for row in memberships
    ]
    several = len(gone) > 1
    content: dict[str, object] = {"members": gone} if several else {**gone[0]}
    entry = journal.record(
        event=events.MEMBERS_REMOVED if several else events.MEMBERSHIP_ENDED,
        chains=[chain],
        at=at,
        body={"v": 1, "actor": actor, "siren": organisation.siren, **content, "reason": reason},
    )
    ended = [right for row in memberships for right in rights[row.person_id]]
    close_memberships(memberships, ended, at=at, entry=entry.pk)
    _end_sessions(memberships)
    return entry


def _end_sessions(memberships: Sequence[Membership]) -> None:
    persons = {row.person_id: row.person for row in memberships}
    kept = Membership.objects.filter(person__in=persons, closed_at=None).values_list("person_id", flat=True)
    for person in set(persons) - set(kept):
        accounts.end_sessions(persons[person])
