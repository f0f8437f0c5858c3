"""Asking about rights: one decision, the two listings made of it, and what the pages of a body show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q

from paraphe.access.authority import Authority, authority_behind
from paraphe.access.errors import UnknownAct, UnknownInvitation, UnknownPerson
from paraphe.access.facts import load_desk_facts, load_facts
from paraphe.access.models import (
    UNDO_FOR,
    Absence,
    AccessRequest,
    ApiToken,
    AuthorityProof,
    BodyApplication,
    BodyRegistration,
    BulkChange,
    Candidacy,
    Contest,
    Habilitation,
    Invitation,
    Letter,
    Membership,
    Operator,
    PendingChange,
    Profile,
    RightsAct,
    Subscription,
    Suspension,
)
from paraphe.access.policy import Decision, Facts, Question
from paraphe.access.policy import decide as _decide
from paraphe.access.vocabulary import ACTION_OF_LEVEL, Action, Level
from paraphe.kernel import clock
from paraphe.registry.selectors import Organisation

if TYPE_CHECKING:
    from paraphe.accounts.selectors import Person


__all__ = [
    "Absence",
    "AccessRequest",
    "ApiToken",
    "Authority",
    "AuthorityProof",
    "BodyApplication",
    "BodyRegistration",
    "BulkChange",
    "Candidacy",
    "Contest",
    "Decision",
    "Habilitation",
    "Invitation",
    "Letter",
    "Membership",
    "PendingChange",
    "Profile",
    "Question",
    "RightsAct",
    "Subscription",
    "Suspension",
    "authority_behind",
]


def ask(
    person: int, action: Action, siren: str, *, siret: str | None = None, service: str | None = None
) -> Question:
    """A question about the present instant."""
    return Question(person=person, action=action, siren=siren, siret=siret, service=service, at=clock.now())


def decide(question: Question) -> Decision:
    """The decision on one question, in at most two round trips to the database."""
    return decide_all([question])[0]


def decide_all(questions: Sequence[Question]) -> list[Decision]:
    """Decisions on questions about one body, at one instant, in the same two round trips."""
    if not questions:
        return []
    first = questions[0]
    if any((q.siren, q.at, q.known_at) != (first.siren, first.at, first.known_at) for q in questions):
        raise ValueError("decide_all: one body and one instant at a time")
    facts = _facts_for(questions, current_at=first.at if first.known_at is None else None)
    return [_decide(question, facts) for question in questions]


def decide_desk(person: int, action: Action) -> Decision:
    """May the person do this at the operator's desk? About no body: `siren` is empty."""
    return _decide(ask(person, action, ""), load_desk_facts(person))


def operators() -> list["Person"]:
    """The people of the operator's desk now."""
    return [row.person for row in Operator.objects.filter(closed_at=None).select_related("person")]


def is_operator(person: int) -> bool:
    """Whether the operator's desk is open to the person now, for what menus offer; the guard decides."""
    return Operator.objects.filter(person_id=person, closed_at=None).exists()


def explain(question: Question) -> Decision:
    """The same decision, weighing past and coming rows too, so that each failed gate says why."""
    return _decide(question, _facts_for([question], current_at=None))


def _facts_for(questions: Sequence[Question], *, current_at: datetime | None) -> Facts:
    return load_facts(
        questions[0].siren,
        persons={q.person for q in questions},
        sirets={q.siret for q in questions if q.siret},
        services={q.service for q in questions if q.service},
        current_at=current_at,
    )


def whom_may_act(question: Question) -> list[str]:
    """The SIRETs of the body for which the person may do the action on the service: the first listing."""
    facts = load_facts(
        question.siren, persons=[question.person], sirets=None, services=[question.service or ""]
    )
    asked = (replace(question, siret=siret) for siret in sorted(facts.establishments))
    return [q.siret for q in asked if q.siret and _decide(q, facts).allowed]


def who_may(question: Question) -> list[int]:
    """The persons who may do the action at the question's establishment and service: the second listing.

    `question.person` is not weighed.
    """
    facts = load_facts(
        question.siren, persons=None, sirets=[question.siret or ""], services=[question.service or ""]
    )
    asked = (replace(question, person=person) for person in sorted(facts.standings))
    return [q.person for q in asked if _decide(q, facts).allowed]


def strongest_levels(person: int, siren: str, service: str) -> dict[str, Level]:
    """By SIRET, the highest level at which the person may use the service now."""
    facts = load_facts(siren, persons=[person], sirets=None, services=[service])
    at, found = clock.now(), {}
    for siret in facts.establishments:
        for level in sorted(Level, reverse=True):
            question = Question(person, ACTION_OF_LEVEL[level], siren, siret, service, at)
            if _decide(question, facts).allowed:
                found[siret] = level
                break
    return found


@dataclass(frozen=True, slots=True)
class Belonging:
    """A body a person belongs to, with the membership that says so."""

    organisation: Organisation
    membership: Membership


def bodies_of(person: int) -> list[Belonging]:
    """The bodies the person belongs to now, by name."""
    rows = Membership.objects.filter(person_id=person, closed_at__isnull=True).select_related("organisation")
    return sorted((Belonging(row.organisation, row) for row in rows), key=lambda b: b.organisation.name)


def registration_of(organisation: Organisation) -> BodyRegistration | None:
    """On which proof the body's space was opened."""
    return BodyRegistration.objects.filter(organisation=organisation).first()


def administrators_of(organisation: Organisation) -> list[Membership]:
    """The administrators now, longest-standing first."""
    rows = Membership.objects.filter(organisation=organisation, role="administrator", closed_at__isnull=True)
    return list(rows.select_related("person").order_by("opened_at", "pk"))


def active_administrators_of(organisation: Organisation) -> list[Membership]:
    """The administrators whose membership is not suspended, longest-standing first."""
    stopped = suspended_among(rows := administrators_of(organisation))
    return [row for row in rows if row.pk not in stopped]


def suspended_among(memberships: Iterable[Membership]) -> dict[int, Suspension]:
    """The running suspension of each membership that has one, by key."""
    keys = [row.pk for row in memberships]
    return {row.membership_id: row for row in Suspension.objects.filter(membership__in=keys, closed_at=None)}


def members_of(organisation: Organisation) -> list[Membership]:
    """Everyone who belongs to the body now."""
    rows = Membership.objects.filter(organisation=organisation, closed_at__isnull=True).select_related(
        "person"
    )
    return list(rows.order_by("person__family_name", "person__given_name", "pk"))


def open_invitations_of(organisation: Organisation) -> list[Invitation]:
    """Invitations neither accepted nor withdrawn, expired ones included, newest first."""
    rows = Invitation.objects.filter(
        organisation=organisation, accepted_at__isnull=True, withdrawn_at__isnull=True
    )
    return list(rows.select_related("person", "invited_by").order_by("-invited_at"))


@dataclass(frozen=True, slots=True)
class Someone:
    """A person seen from a body: a member, or invited and not yet there."""

    person: "Person"
    membership: Membership | None
    invitation: Invitation | None

    @property
    def is_administrator(self) -> bool:
        """Whether he administers the body."""
        return self.membership is not None and self.membership.is_administrator


def person_of(organisation: Organisation, ref: str) -> Someone:
    """A member, former member or invited person of the body; UnknownPerson otherwise, as for one who does not exist."""
    membership = (
        Membership.objects.filter(organisation=organisation, person__ref=ref)
        .select_related("person")
        .order_by(F("closed_at").desc(nulls_first=True), "-opened_at")
        .first()
    )
    invitation = (
        Invitation.objects.filter(organisation=organisation, person__ref=ref, accepted_at__isnull=True)
        .filter(withdrawn_at__isnull=True)
        .select_related("person")
        .last()
    )
    row = membership or invitation
    if row is None:
        raise UnknownPerson("access.person_unknown")
    is_open = membership is not None and membership.closed_at is None
    return Someone(row.person, membership if is_open or not invitation else None, invitation)


def rights_of(organisation: Organisation, person: int) -> list[Habilitation]:
    """Every right of the person in the body, running ones first, then by service and establishment."""
    rows = Habilitation.objects.filter(siren=int(organisation.siren), person_id=person).select_related(
        "service"
    )
    now = clock.now()
    return sorted(
        rows, key=lambda r: (r.ends_at <= now, r.service.position, r.siret or 0, -r.valid_from.timestamp())
    )


def running_rights(organisation: Organisation) -> list[Habilitation]:
    """All rights of the body that run now."""
    rows = Habilitation.objects.filter(siren=int(organisation.siren), ends_at__gt=clock.now())
    return list(rows.select_related("service", "person").order_by("service__position", "siret"))


def right_of(organisation: Organisation, ref: str) -> Habilitation:
    """A right of the body by reference; UnknownPerson(`access.right_unknown`) otherwise."""
    rows = Habilitation.objects.filter(siren=int(organisation.siren), ref=ref)
    row = rows.select_related("service", "person").first()
    if row is None:
        raise UnknownPerson("access.right_unknown")
    return row


def act_of_body(organisation: Organisation, ref: str) -> RightsAct:
    """An act on the rights of the body by reference; UnknownAct otherwise."""
    found = RightsAct.objects.filter(organisation=organisation, ref=ref).select_related("actor").first()
    if found is None:
        raise UnknownAct("access.act_unknown")
    return found


def act_of_entry(entry: int) -> RightsAct | None:
    """The act on rights that an entry records, or None."""
    return RightsAct.objects.filter(entry=entry).select_related("actor", "organisation").first()


def undoable_act(organisation: Organisation, *, actor: int) -> RightsAct | None:
    """The person's last act that she can still undo, or None."""
    rows = RightsAct.objects.filter(organisation=organisation, actor_id=actor, undone_at=None)
    rows = rows.exclude(kind=RightsAct.Kind.UNDO).filter(at__gt=clock.now() - UNDO_FOR)
    return rows.order_by("-at", "-pk").first()


def invitation_by_link(ref: str, version: int) -> Invitation:
    """The invitation a mailed link names; UnknownInvitation where the link was replaced or never was."""
    row = Invitation.objects.filter(ref=ref, version=version).select_related(
        "person", "organisation", "invited_by"
    )
    found = row.first()
    if found is None:
        raise UnknownInvitation("access.invitation_unknown")
    return found


def invitations_waiting_for(person: int) -> list[Invitation]:
    """Invitations the person can accept now."""
    rows = Invitation.objects.filter(person_id=person, expires_at__gt=clock.now())
    rows = rows.filter(Q(accepted_at__isnull=True) & Q(withdrawn_at__isnull=True))
    return list(rows.select_related("organisation", "invited_by"))


def role_of(organisation: Organisation, person: int) -> str:
    """The role by which the person belongs to the body now; UnknownPerson where he does not."""
    row = Membership.objects.filter(
        organisation=organisation, person_id=person, closed_at__isnull=True
    ).first()
    if row is None:
        raise UnknownPerson("access.person_unknown")
    return row.role


def membership_of(organisation: Organisation, person: int) -> Membership | None:
    """The person's membership of the body now, or None."""
    return Membership.objects.filter(
        organisation=organisation, person_id=person, closed_at__isnull=True
    ).first()


def former_members_of(organisation: Organisation) -> list[Membership]:
    """The last membership of everyone who left the body and has not come back, latest first."""
    rows = Membership.objects.filter(organisation=organisation, closed_at__isnull=False).select_related(
        "person"
    )
    here = set(
        Membership.objects.filter(organisation=organisation, closed_at__isnull=True).values_list(
            "person_id", flat=True
        )
    )
    last: dict[int, Membership] = {}
    for row in rows.order_by("-closed_at", "-pk"):
        if row.person_id not in here:
            last.setdefault(row.person_id, row)
    return list(last.values())


def memberships_in(organisation: Organisation, person: int) -> list[Membership]:
    """Every membership of the person in the body, latest first."""
    return list(
        Membership.objects.filter(organisation=organisation, person_id=person).order_by("-opened_at", "-pk")
    )


def running_counts(organisation: Organisation) -> dict[int, tuple[int, int]]:
    """By person, how many rights run now, and how many of them sign."""
    rows = Habilitation.objects.filter(
        siren=int(organisation.siren), valid_from__lte=clock.now(), ends_at__gt=clock.now()
    )
    counted = rows.values("person_id").annotate(
        held=Count("pk"), signing=Count("pk", filter=Q(level=Level.SIGN))
    )
    return {row["person_id"]: (row["held"], row["signing"]) for row in counted.order_by()}


def invitation_of(organisation: Organisation, ref: str) -> Invitation:
    """An invitation of the body by reference; UnknownInvitation otherwise."""
    rows = Invitation.objects.filter(organisation=organisation, ref=ref)
    found = rows.select_related("person", "invited_by", "organisation").first()
    if found is None:
        raise UnknownInvitation("access.invitation_unknown")
    return found


def rights_named(refs: Iterable[str]) -> dict[str, Habilitation]:
    """Rights by reference, whatever the body: for those who read the journal's entries."""
    rows = Habilitation.objects.filter(ref__in=set(refs)).select_related("service", "person")
    return {row.ref: row for row in rows}


def invitation_named(ref: str) -> Invitation | None:
    """An invitation by reference, whatever the body: for those who read the journal's entries."""
    return Invitation.objects.filter(ref=ref).select_related("person", "invited_by", "organisation").first()


def invitations_named(refs: Iterable[str]) -> dict[str, Invitation]:
    """Invitations by reference, with the person invited."""
    rows = Invitation.objects.filter(ref__in=set(refs)).select_related("person")
    return {row.ref: row for row in rows}


def rights_given_by(organisation: Organisation, entry: int) -> list[Habilitation]:
    """The rights one entry gave in the body."""
    rows = Habilitation.objects.filter(siren=int(organisation.siren), granted_entry=entry)
    return list(rows.select_related("service", "person").order_by("service__position", "siret"))


JUST_NOW = timedelta(minutes=5)
