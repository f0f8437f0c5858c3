"""Reads about people's identity: what waits for a decision of their administrators, and the ways back after a loss."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from paraphe.access.models import AuthorityProof, Membership
from paraphe.access.selectors import active_administrators_of, bodies_of, suspended_among
from paraphe.accounts import selectors as people
from paraphe.accounts.selectors import Person
from paraphe.kernel import clock
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Organisation

Row = people.NameRequest | people.FactorRecovery | people.EmailChange | people.IdentityDoubt


@dataclass(frozen=True)
class Matter:
    """Something about a person that an administrator should look at: what, since when, where."""

    person: Person
    label: str
    since: datetime
    url: str


def matters_of(organisation: Organisation, *, person: Person | None = None) -> list[Matter]:
    """What waits about the members of a body (or one of them): names, addresses, factors, doubts; oldest first."""
    here = Membership.objects.filter(organisation=organisation, closed_at=None)
    members = [person] if person else here.values("person")
    found = [
        *_list(organisation, "name", "Correction de nom demandée", rows=people.pending_names(members)),
        *_list(organisation, "factor", "Second facteur perdu", rows=people.open_recoveries(members)),
        *_list(
            organisation, "email", "Changement d’adresse en cours", rows=people.open_email_changes(members)
        ),
        *_list(organisation, "doubts", "Compte peut-être partagé", rows=people.doubts_about(members)),
        *_returned(organisation, members),
    ]
    return sorted(found, key=lambda matter: matter.since)


def _list(organisation: Organisation, page: str, label: str, *, rows: Sequence[Row]) -> list[Matter]:
    return [Matter(row.person, label, _since(row), _url(organisation, page, row.person)) for row in rows]


def _url(organisation: Organisation, page: str, person: Person) -> str:
    return reverse(f"access:person_{page}", args=[organisation.ref, person.ref])


def _since(row: Row) -> datetime:
    return row.opened_at if isinstance(row, people.IdentityDoubt) else row.asked_at


def _returned(organisation: Organisation, members: people.People) -> list[Matter]:
    label = "Courriels renvoyés par sa messagerie"
    return [
        Matter(row, label, row.bounced_at, _url(organisation, "email", row))
        for row in people.bounced(members)
        if row.bounced_at is not None
    ]


@dataclass(frozen=True)
class WaysBack:
    """After a loss: whether another administrator can open, and whether a key can be posted."""

    by_administrator: bool
    by_key: bool


def ways_back(person: Person) -> WaysBack:
    """The ways open to a person without factor nor recovery code. A key only where nobody else can open."""
    rows = _active_memberships(person)
    others = any(_has_opener(row) for row in rows)
    return WaysBack(by_administrator=others, by_key=not others and key_body_of(person) is not None)


def _active_memberships(person: Person) -> list[Membership]:
    rows = [belonging.membership for belonging in bodies_of(person.pk)]
    stopped = suspended_among(rows)
    return sorted((row for row in rows if row.pk not in stopped), key=lambda row: row.opened_at)


def _has_opener(row: Membership) -> bool:
    """Whether somebody else administers the body with a scope that contains hers."""
    for other in active_administrators_of(row.organisation):
        contains = other.scope is None or (row.scope is not None and set(row.scope) <= set(other.scope))
        if other.person_id != row.person_id and (contains or not row.is_administrator):
            return True
    return False


def key_body_of(person: Person) -> Organisation | None:
    """The body whose seat a recovery key is posted to: the one she administers since the longest, with an address."""
    for row in _active_memberships(person):
        if row.is_administrator and row.scope is None and _seat_has_address(row.organisation):
            return row.organisation
    return None


def _seat_has_address(organisation: Organisation) -> bool:
    seats = [place for place in registry.establishments_of(organisation) if place.is_head_office]
    return bool(seats and seats[0].postcode and seats[0].city)


def key_of(person: Person) -> AuthorityProof | None:
    """The posted key a person waits for to replace her factor, or None."""
    recovery = people.open_recovery(person)
    if recovery is None or recovery.way != "key":
        return None
    rows = AuthorityProof.objects.filter(recovery=recovery.ref, kind="posted-key")
    return rows.select_related("organisation", "person").order_by("-requested_at").first()


def key_is_over(proof: AuthorityProof | None) -> bool:
    """Whether a key can be typed no more, now or ever: burnt, out of time, taken back."""
    if proof is None:
        return False
    return proof.state not in ("requested", "sent", "passed") or proof.expires_at <= clock.now()


def bodies_that_hold(person: Person) -> list[Organisation]:
    """The bodies where the person is the last administrator of the whole: her account cannot be closed before."""
    held = []
    for row in (belonging.membership for belonging in bodies_of(person.pk)):
        others = [one for one in active_administrators_of(row.organisation) if one.pk != row.pk]
        left = any(one.scope is None or row.scope is not None for one in others)
        if row.is_administrator and not left:
            held.append(row.organisation)
    return held


def has_decided(person: Person) -> bool:
    """Whether the person ever administered a body: the rights she gave are behind the signatures of others."""
    return Membership.objects.filter(person=person, role="administrator").exists()


def addresses_for_desk() -> list[people.EmailChange]:
    """The changes of address that only the operator can answer for: a dead mailbox, and no other administrator."""
    return [row for row in people.proved_email_changes() if not ways_back(row.person).by_administrator]
