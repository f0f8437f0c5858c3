"""Reads about the people of a body: those an act brought back, and what adding people would do for each."""

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from django.db.models import Count, Q

from paraphe.access import overview, selectors
from paraphe.access.changes import Invitee
from paraphe.access.models import Habilitation, Invitation, Membership, RightsAct, Subscription, Suspension
from paraphe.access.policy import PARIS
from paraphe.access.services.undoing import traces_of
from paraphe.accounts import selectors as accounts
from paraphe.accounts.selectors import Person
from paraphe.kernel import clock
from paraphe.registry.selectors import Establishment, Organisation


def memberships_reopened_by(entry: int) -> list[Membership]:
    """Those whom an entry made members, by name."""
    rows = Membership.objects.filter(opened_entry=entry).select_related("person")
    return list(rows.order_by("person__family_name", "person__given_name"))


def act_undone_by(entry: int) -> RightsAct | None:
    """The act that an entry undid, or None."""
    return RightsAct.objects.filter(undone_entry=entry).select_related("actor", "organisation").first()


def act_just_done(
    organisation: Organisation, *, source: str, emails: Collection[str], by: Person
) -> RightsAct | None:
    """The act the same person did a moment ago from this page about these addresses: for a form sent twice."""
    since = clock.now() - selectors.JUST_NOW
    acts = RightsAct.objects.filter(organisation=organisation, actor=by, source=source, at__gt=since)
    act = acts.filter(undone_at=None).order_by("-at", "-pk").first()
    if act is None:
        return None
    traces = traces_of(act)
    touched = {row.email for row in traces.invitations} | {right.person.email for right in traces.given}
    return act if touched and touched <= {email.lower() for email in emails} else None


def holders_of(organisation: Organisation, *, siret: str = "", service: str = "") -> set[int]:
    """The persons with a running right on this establishment, this service, or both; "" is any."""
    rows = Habilitation.objects.filter(siren=int(organisation.siren), ends_at__gt=clock.now())
    if siret:
        rows = rows.filter(Q(siret=int(siret)) | Q(siret=None))
    if service:
        rows = rows.filter(service__code=service)
    return set(rows.values_list("person_id", flat=True).distinct())


def ending_counts(organisation: Organisation, *, within: timedelta) -> dict[int, int]:
    """By person, how many running rights come to their end in that time."""
    now = clock.now()
    rows = Habilitation.objects.filter(
        siren=int(organisation.siren), ends_at__gt=now, ends_at__lte=now + within, valid_from__lte=now
    )
    counted = rows.values("person_id").annotate(ending=Count("pk")).order_by()
    return {row["person_id"]: row["ending"] for row in counted}


@dataclass(frozen=True)
class Leaver:
    """Somebody who is to leave: what ends with her; `is_last_body`: her sessions end too."""

    membership: Membership
    rights: Sequence[Habilitation]
    is_last_body: bool

    @property
    def person(self) -> Person:
        """Who leaves."""
        return self.membership.person


def leavers_of(organisation: Organisation, memberships: Sequence[Membership]) -> list[Leaver]:
    """What ends with each of these, in their order; constant in queries."""
    persons = [row.person_id for row in memberships]
    held: dict[int, list[Habilitation]] = {person: [] for person in persons}
    rights = Habilitation.objects.filter(
        siren=int(organisation.siren), person__in=persons, closed_at=None, ends_at__gt=clock.now()
    )
    for right in rights.select_related("service", "person").order_by("service__position", "siret"):
        held[right.person_id].append(right)
    elsewhere = Membership.objects.filter(person__in=persons, closed_at=None).exclude(
        organisation=organisation
    )
    kept = set(elsewhere.values_list("person_id", flat=True))
    return [Leaver(row, held[row.person_id], row.person_id not in kept) for row in memberships]


def orphaned_by(organisation: Organisation, persons: Collection[int]) -> list[tuple[str, str]]:
    """The (siret, service) in use that somebody can sign today and nobody could without these persons."""
    grid, gone = overview.rights_grid(organisation), set(persons)
    signed = [(place, set(grid.signers(*place))) for place in sorted(grid.subscribed)]
    return [place for place, signers in signed if signers and signers <= gone]


def removal_just_done(organisation: Organisation, refs: Collection[str], *, by: Person) -> RightsAct | None:
    """The act by which the same person removed these people a moment ago: for a form sent twice."""
    since = clock.now() - selectors.JUST_NOW
    acts = RightsAct.objects.filter(organisation=organisation, actor=by, kind="removal", at__gt=since)
    act = acts.filter(undone_at=None).order_by("-at", "-pk").first()
    if act is None:
        return None
    gone = {row.person.ref for row in traces_of(act).gone}
    return act if gone and gone <= set(refs) else None


def invitations_of(organisation: Organisation) -> list[Invitation]:
    """Every invitation of the body, whatever its state, latest first."""
    rows = Invitation.objects.filter(organisation=organisation).select_related("person", "invited_by")
    return list(rows.order_by("-expires_at", "-pk"))


def suspensions_to_lift() -> list[Suspension]:
    """The suspensions whose day has come."""
    today = clock.now().astimezone(PARIS).date()
    rows = Suspension.objects.filter(closed_at=None, membership__closed_at=None, lifts_on__lte=today)
    return list(rows.exclude(cause="contest").select_related("membership__organisation").order_by("pk"))


def subscribed_services(establishments: Collection[Establishment]) -> dict[str, set[str]]:
    """By SIRET, the codes of the services each establishment uses now."""
    found: dict[str, set[str]] = {place.siret: set() for place in establishments}
    rows = Subscription.objects.filter(establishment__siret__in=found, closed_at=None)
    for siret, code in rows.values_list("establishment__siret", "service__code"):
        found[siret].add(code)
    return found


class Outcome(StrEnum):
    """What adding somebody does: whom the address names already decides."""

    NEW = "new"
    KNOWN = "known"
    MEMBER = "member"
    INVITED = "invited"


@dataclass(frozen=True)
class Arrival:
    """Somebody to add, whom the address names where it names one; `homonyms`: addresses of others of the same names."""

    invitee: Invitee
    outcome: Outcome
    person: Person | None = None
    membership: Membership | None = None
    invitation: Invitation | None = None
    homonyms: Sequence[str] = field(default=())

    @property
    def target(self) -> Person | str:
        """Whom a right wanted is for: somebody who belongs, or an invitee of the same act."""
        stays = self.outcome in (Outcome.MEMBER, Outcome.INVITED)
        return self.person if stays and self.person is not None else self.invitee.email


def foresee_arrivals(organisation: Organisation, invitees: Sequence[Invitee]) -> list[Arrival]:
    """What adding these people would do, in their order; constant in queries, nothing is written.

    One address is one person: homonyms are shown beside each other, never taken for one.
    """
    known = accounts.persons_by_email(row.email for row in invitees)
    members = {row.person_id: row for row in selectors.members_of(organisation)}
    now = clock.now()
    running = {
        row.person_id: row for row in selectors.open_invitations_of(organisation) if row.expires_at > now
    }
    here = [row.person for row in members.values()] + [row.person for row in running.values()]
    around = [(person.full_name, person.email) for person in here]
    around += [(f"{row.given_name} {row.family_name}", row.email.lower()) for row in invitees]
    twins: dict[str, list[str]] = {}
    for name, email in dict.fromkeys(around):
        twins.setdefault(_name_key(name), []).append(email)
    return [
        _foresee(row, known.get(row.email.lower()), members=members, running=running, twins=twins)
        for row in invitees
    ]


def _foresee(
    invitee: Invitee,
    person: Person | None,
    *,
    members: Mapping[int, Membership],
    running: Mapping[int, Invitation],
    twins: Mapping[str, Sequence[str]],
) -> Arrival:
    key = person.pk if person else 0
    membership, invitation = members.get(key), running.get(key)
    outcome = Outcome.NEW if person is None or person.registered_at is None else Outcome.KNOWN
    if membership or invitation:
        outcome = Outcome.MEMBER if membership else Outcome.INVITED
    others = twins.get(_name_key(f"{invitee.given_name} {invitee.family_name}"), ())
    homonyms = [email for email in dict.fromkeys(others) if email != invitee.email.lower()]
    return Arrival(invitee, outcome, person, membership, invitation, homonyms)


def _name_key(name: str) -> str:
    """What two names share that read the same, whatever their case, accents, dashes or order."""
    return " ".join(sorted(plain_words(name)))


def plain_words(text: str) -> list[str]:
    """The words of a text in lower case, without accents or signs."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(char if char.isalnum() else " " for char in spread if not unicodedata.combining(char))
    return kept.split()
