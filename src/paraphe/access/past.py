"""The past of a body: who could act at an instant, as known then or since; what a person held; where facts are told.

The same policy decides, on the rows that held then. Source: architecture.md, « How a decision is made ».
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Q

from paraphe.access.facts import load_facts
from paraphe.access.models import Habilitation, Membership, Subscription, Suspension
from paraphe.access.policy import Decision, Facts, HabilitationFact, Question, Standing, decide
from paraphe.access.vocabulary import ACTION_OF_LEVEL, Level
from paraphe.accounts.selectors import Person
from paraphe.journal.selectors import Entry
from paraphe.kernel import clock
from paraphe.registry.selectors import Organisation, Service


@dataclass(frozen=True, slots=True)
class PastQuestion:
    """Who could do this there at that instant? `known_at` restricts to what the journal held at that position."""

    siret: str
    service: Service
    level: Level
    at: datetime
    known_at: int | None = None


@dataclass(frozen=True, slots=True)
class PersonThen:
    """A person and what the policy says of her at that instant."""

    person: Person
    decision: Decision


@dataclass(frozen=True, slots=True)
class PastAnswer:
    """Who could, and who could not although a right of hers was once given there."""

    able: tuple[PersonThen, ...]
    unable: tuple[PersonThen, ...]


def who_could(organisation: Organisation, asked: PastQuestion) -> PastAnswer:
    """Everyone of the body weighed at that instant, in the two round trips of one decision."""
    facts = facts_then(organisation, asked)
    question = Question(
        0,
        ACTION_OF_LEVEL[asked.level],
        organisation.siren,
        asked.siret,
        asked.service.code,
        asked.at,
        asked.known_at,
    )
    decisions = {person: decide(replace(question, person=person), facts) for person in facts.standings}
    able = {person for person, decision in decisions.items() if decision.allowed}
    unable = {person for person in decisions if _was_given(facts, person, question)} - able
    people = Person.objects.in_bulk([*able, *unable])
    named = sorted(people.values(), key=lambda one: (one.family_name, one.given_name, one.pk))
    return PastAnswer(
        able=tuple(PersonThen(one, decisions[one.pk]) for one in named if one.pk in able),
        unable=tuple(PersonThen(one, decisions[one.pk]) for one in named if one.pk in unable),
    )


def facts_then(organisation: Organisation, asked: PastQuestion) -> Facts:
    """The facts of the question, past and coming rows included.

    An account has no history of its own: while its membership held it was open and its address confirmed, since closing
    an account ends its memberships and joining needs both. So for the past the membership alone is weighed.
    """
    facts = load_facts(
        organisation.siren, persons=None, sirets=[asked.siret], services=[asked.service.code], current_at=None
    )
    if asked.at >= clock.now():
        return facts
    return replace(facts, standings={key: _open(row) for key, row in facts.standings.items()})


def _open(standing: Standing) -> Standing:
    return replace(standing, is_active=True, email_verified=True)


def _was_given(facts: Facts, person: int, question: Question) -> bool:
    return any(
        right.service == question.service
        and right.siret in (None, question.siret)
        and _is_known(right, question)
        for right in facts.habilitations.get(person, ())
    )


def _is_known(right: HabilitationFact, question: Question) -> bool:
    known = question.known_at is None or right.span.opened_entry <= question.known_at
    return known and right.span.start <= question.at


def position_at(instant: datetime) -> int:
    """The last position of the journal at that instant; 0 before the first entry."""
    last = Entry.objects.filter(at__lte=instant).order_by("-pk").values_list("pk", flat=True).first()
    return last or 0


def rights_then(organisation: Organisation, person: Person, at: datetime) -> list[Habilitation]:
    """The rights of the person in the body that held at that instant, whatever became of them since."""
    rows = Habilitation.objects.filter(siren=int(organisation.siren), person=person)
    rows = rows.filter(valid_from__lte=at, valid_to__gt=at).filter(Q(closed_at=None) | Q(closed_at__gt=at))
    return list(rows.select_related("service", "person").order_by("service__position", "siret"))


def last_right(question: Question, service: str, level: Level) -> Habilitation | None:
    """The latest right on the service there that would have been enough and had begun, even though it holds no more."""
    rows = Habilitation.objects.filter(
        Q(siret=None) | Q(siret=int(question.siret or 0)),
        siren=int(question.siren),
        person=question.person,
        service__code=service,
        level__gte=level.value,
        valid_from__lte=question.at,
    )
    return rows.select_related("service").order_by("-valid_from", "-pk").first()


def last_membership(organisation: Organisation, person: int, at: datetime) -> Membership | None:
    """The latest membership begun by then, even though it holds no more."""
    rows = Membership.objects.filter(organisation=organisation, person=person, opened_at__lte=at)
    return rows.order_by("-opened_at", "-pk").first()


def suspension_then(organisation: Organisation, person: int, at: datetime) -> Suspension | None:
    """The suspension that held at that instant, or None."""
    rows = Suspension.objects.filter(
        membership__organisation=organisation, membership__person=person, opened_at__lte=at
    )
    return rows.filter(Q(closed_at=None) | Q(closed_at__gt=at)).order_by("-opened_at").first()


def last_subscription(siret: str, service: str, at: datetime) -> Subscription | None:
    """The latest use of the service by the establishment begun by then, even though it is closed."""
    rows = Subscription.objects.filter(establishment__siret=siret, service__code=service, opened_at__lte=at)
    return rows.order_by("-opened_at", "-pk").first()


def entries_about_right(right: Habilitation) -> list[int]:
    """The entries that gave and ended a right."""
    return [key for key in (right.granted_entry, right.closed_entry) if key is not None]


def suspensions_of(memberships: Iterable[Membership]) -> list[Suspension]:
    """Every suspension of these memberships, oldest first."""
    rows = Suspension.objects.filter(membership__in=[row.pk for row in memberships])
    return list(rows.order_by("opened_at", "pk"))
