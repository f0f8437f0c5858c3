"""Requests for a right: what is asked, what an approval would change, who answers, what the clock does.

Source: domain.md W10; architecture.md, « How a decision is made ».
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from paraphe.access.changes import Change, Wanted
from paraphe.access.deputies import PARIS, absences_on
from paraphe.access.errors import RightUnsound, UnknownAct
from paraphe.access.facts import load_facts
from paraphe.access.models import AccessRequest, Habilitation, Membership
from paraphe.access.policy import Decision, HabilitationFact, Question, Span, decide
from paraphe.access.selectors import active_administrators_of, membership_of
from paraphe.access.vocabulary import ACTION_OF_LEVEL, LEVEL_NEEDED, Level
from paraphe.accounts.selectors import Person
from paraphe.kernel import clock
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Organisation, Service

__all__ = ["PARIS", "AccessRequest"]

OPEN = ("sent", "asked")
DECIDED = ("approved", "refused")
LASTS = timedelta(days=30)
"""How long a request waits for an answer; silence gives nothing."""
REMINDERS = (3, 10)
"""The days after sending on which whoever must answer is reminded."""
ESCALATED_AFTER = timedelta(days=7)
"""Without an answer for so long, every administrator who can decide is told."""


@dataclass(frozen=True, slots=True)
class RequestPlan:
    """What is asked: `siret` None is all establishments, present and future; `wanted_until` the last day wished for."""

    siret: str | None
    service: Service
    level: Level
    reason: str = ""
    wanted_until: date | None = None


@dataclass(frozen=True, slots=True)
class Approval:
    """What an administrator gives of what is asked: never more. `sirets` None: all, present and future."""

    sirets: Sequence[str] | None
    level: Level
    valid_to: datetime
    message: str = ""


def own_request(organisation: Organisation, person: Person, ref: str) -> AccessRequest:
    """A request of the person in the body, drafts included; UnknownAct for anybody else's."""
    return _found(AccessRequest.objects.filter(organisation=organisation, person=person, ref=ref))


def request_of(organisation: Organisation, ref: str) -> AccessRequest:
    """A request made in the body; UnknownAct otherwise, and for a draft, which only its author reads."""
    return _found(AccessRequest.objects.filter(organisation=organisation, ref=ref).exclude(sent_at=None))


def _found(rows: QuerySet[AccessRequest]) -> AccessRequest:
    found = rows.select_related("organisation", "person", "service", "decided_by").first()
    if found is None:
        raise UnknownAct("access.request_unknown")
    return found


def requests_of_person(organisation: Organisation, person: Person) -> list[AccessRequest]:
    """Everything the person asked in the body, drafts first, then the latest."""
    rows = AccessRequest.objects.filter(organisation=organisation, person=person)
    found = rows.select_related("service", "decided_by", "person").order_by("-made_at", "-pk")
    return sorted(found, key=lambda row: (row.state != "draft", row.state not in OPEN))


def requests_sent(organisation: Organisation) -> QuerySet[AccessRequest]:
    """The requests made in the body, drafts left out, latest first."""
    rows = AccessRequest.objects.filter(organisation=organisation).exclude(sent_at=None)
    return rows.select_related("service", "decided_by", "person").order_by("-sent_at", "-pk")


def requests_waiting(organisation: Organisation, administrator: Person) -> list[AccessRequest]:
    """The requests that wait for this administrator's answer, oldest first: what the dashboard counts."""
    own = membership_of(organisation, administrator.pk)
    if own is None or not own.is_administrator:
        return []
    rows = AccessRequest.objects.filter(organisation=organisation, state="sent").exclude(person=administrator)
    rows = rows.select_related("service", "person").order_by("sent_at", "pk")
    return [row for row in rows if holds(own, row.siret)]


def holds(membership: Membership, siret: str) -> bool:
    """Whether the scope of an administrator contains what is asked; all establishments need the whole body."""
    return membership.scope is None or (bool(siret) and siret in membership.scope)


def able_to_answer(request: AccessRequest) -> list[Membership]:
    """The administrators who can decide, by their scope; never the requester."""
    rows = active_administrators_of(request.organisation)
    return [row for row in rows if row.person_id != request.person_id and holds(row, request.siret)]


def concerned_by(request: AccessRequest) -> list[Membership]:
    """Those asked first: whoever administers just that establishment, else whoever administers the whole body."""
    able = able_to_answer(request)
    return [row for row in able if row.scope is not None] or able


def standing_in(organisation: Organisation, rows: Iterable[Membership], *, but: int) -> list[Person]:
    """The people behind these administrators today, the deputy of each who is away in his place."""
    away = absences_on(organisation, clock.now().astimezone(PARIS).date())
    here = [away[row.pk].deputy if row.pk in away else row.person for row in rows]
    return list({person.pk: person for person in here if person.pk != but}.values())


def audience_of(request: AccessRequest) -> list[Person]:
    """Who is asked to answer now: those concerned, everyone able once the request was escalated; deputies included."""
    rows = able_to_answer(request) if request.escalated_at else concerned_by(request)
    return standing_in(request.organisation, rows, but=request.person_id)


def are_all_absent(request: AccessRequest) -> bool:
    """Whether everyone asked first is away today."""
    away = absences_on(request.organisation, clock.now().astimezone(PARIS).date())
    rows = concerned_by(request)
    return bool(rows) and all(row.pk in away for row in rows)


def reminders_due(request: AccessRequest) -> int:
    """How many of the reminders are due by now."""
    sent = request.sent_at
    return 0 if sent is None else sum(sent + timedelta(days=day) <= clock.now() for day in REMINDERS)


def is_to_escalate(request: AccessRequest) -> bool:
    """Whether the request goes to everyone able: no answer for seven days, or everyone asked first is away."""
    if request.state != "sent" or request.escalated_at is not None or request.sent_at is None:
        return False
    return request.sent_at + ESCALATED_AFTER <= clock.now() or are_all_absent(request)


def to_remind() -> list[AccessRequest]:
    """Requests whose reminder is due."""
    rows = _waiting().filter(reminders__lt=len(REMINDERS), expires_at__gt=clock.now())
    return [row for row in rows if reminders_due(row) > row.reminders]


def to_escalate() -> list[AccessRequest]:
    """Requests to be told to everyone who can decide."""
    rows = _waiting().filter(state="sent", escalated_at=None, expires_at__gt=clock.now())
    return [row for row in rows if is_to_escalate(row) and able_to_answer(row)]


def to_expire() -> list[AccessRequest]:
    """Requests whose thirty days are over."""
    return list(_waiting().filter(expires_at__lte=clock.now()))


def _waiting() -> QuerySet[AccessRequest]:
    rows = AccessRequest.objects.filter(state__in=OPEN)
    return rows.select_related("organisation", "person", "service").order_by("pk")


def rights_on(organisation: Organisation, person: Person) -> list[Habilitation]:
    """The rights of the person in the body that run or will, with their service."""
    rows = Habilitation.objects.filter(
        siren=int(organisation.siren), person=person, ends_at__gt=clock.now(), closed_at=None
    )
    return list(rows.select_related("service", "person").order_by("service__position", "siret", "valid_from"))


def is_held(plan: RequestPlan, rights: Iterable[Habilitation], *, at: datetime) -> bool:
    """Whether the person holds all that is asked already, for as long as it is asked."""
    for right in rights:
        covers = right.siret_text in (None, plan.siret) and right.service_id == plan.service.pk
        lasts = plan.wanted_until is None or plan.wanted_until < right.ends_at.astimezone(PARIS).date()
        if covers and right.level >= plan.level and right.valid_from <= at < right.ends_at and lasts:
            return True
    return False


def change_of(request: AccessRequest, approval: Approval) -> Change:
    """What approving would do: the right, what it requires, and the lower rights it takes the place of.

    Nothing held is lost: a right that runs longer than what is given goes on at its own level afterwards.
    """
    organisation, at = request.organisation, clock.now()
    held = rights_on(organisation, request.person)
    closures: list[Habilitation] = []
    grants: list[Wanted] = []
    needed = [(request.service, approval.level), *_required(organisation, request.service)]
    for siret in [None] if approval.sirets is None else list(approval.sirets):
        for service, level in needed:
            wanted = Wanted(request.person, siret, service, level, approval.valid_to)
            if level is Level.CONSULT and service != request.service and _is_covered(wanted, held, at):
                continue
            closed, given = fit(wanted, [row for row in held if _same_key(row, wanted)], at)
            closures += closed
            grants += given
    message = " ".join(approval.message.split())
    return Change("request", closures, grants, reason=message, request=request.ref)


def _required(organisation: Organisation, service: Service) -> list[tuple[Service, Level]]:
    offered = {row.code: row for row in registry.services_for(organisation.branch)}
    return [(offered[code], Level.CONSULT) for code in service.requires if code in offered]


def _same_key(right: Habilitation, wanted: Wanted) -> bool:
    return right.siret_text == wanted.siret and right.service_id == wanted.service.pk


def _is_covered(wanted: Wanted, held: Iterable[Habilitation], at: datetime) -> bool:
    """Whether a right on this establishment or on all of them holds from now to the end asked."""
    return any(
        right.service_id == wanted.service.pk
        and right.siret_text in (None, wanted.siret)
        and right.valid_from <= at
        and right.ends_at >= wanted.valid_to
        for right in held
    )


def fit(
    wanted: Wanted, held: Sequence[Habilitation], at: datetime
) -> tuple[list[Habilitation], list[Wanted]]:
    """How a right finds its place among those on the same key: what is closed, what is given.

    Rights as strong are kept, and it fills what they leave; weaker ones in its way are closed, and given again after
    it for the time they had left.
    """
    closures, grants, start = [], [], at
    for right in sorted(held, key=lambda row: row.valid_from):
        if right.valid_from >= wanted.valid_to or right.ends_at <= start:
            continue
        if right.level < wanted.level:
            closures.append(right)
            if right.ends_at > wanted.valid_to:
                rest = Wanted(
                    wanted.person,
                    wanted.siret,
                    right.service,
                    Level(right.level),
                    right.ends_at,
                    wanted.valid_to,
                )
                grants.append(rest)
            continue
        if right.valid_from > start:
            grants.append(_between(wanted, start, right.valid_from, at))
        start = max(start, right.ends_at)
    if start < wanted.valid_to:
        grants.append(_between(wanted, start, wanted.valid_to, at))
    return closures, grants


def _between(wanted: Wanted, start: datetime, end: datetime, at: datetime) -> Wanted:
    valid_from = None if start == at else start
    return Wanted(wanted.person, wanted.siret, wanted.service, wanted.level, end, valid_from)


def check_approval(request: AccessRequest, approval: Approval) -> None:
    """RightUnsound where more would be given than was asked: a higher level, other places, a later end."""
    if approval.level > request.level:
        raise RightUnsound("access.request_exceeded", field="level")
    if request.siret and list(approval.sirets or ()) != [request.siret]:
        raise RightUnsound("access.request_exceeded", field="establishments")
    if approval.sirets is not None and not approval.sirets:
        raise RightUnsound("access.right_empty", field="establishments")
    until = request.wanted_until
    if until is not None and approval.valid_to > _end_of(until):
        raise RightUnsound("access.request_exceeded", field="valid_to")


def _end_of(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=PARIS)


def count_by_state(organisation: Organisation) -> Mapping[str, int]:
    """How many requests of the body are in each state, drafts left out."""
    counts: dict[str, int] = {}
    for state in requests_sent(organisation).order_by().values_list("state", flat=True):
        counts[state] = counts.get(state, 0) + 1
    return counts


def search(organisation: Organisation, *, states: Iterable[str], text: str) -> QuerySet[AccessRequest]:
    """The requests made in these states, whose requester or service the text names."""
    rows = requests_sent(organisation).filter(state__in=list(states))
    if not text:
        return rows
    named = Q(person__family_name__icontains=text) | Q(person__given_name__icontains=text)
    return rows.filter(named | Q(service__name__icontains=text))


def foresee(request: AccessRequest, approval: Approval) -> list[Decision]:
    """What the requester could do, establishment by establishment, if this were approved now; nothing is written."""
    organisation, person, at = request.organisation, request.person_id, clock.now()
    sirets = None if approval.sirets is None else list(approval.sirets)
    facts = load_facts(organisation.siren, persons=[person], sirets=sirets, services=[request.service.code])
    given = tuple(
        HabilitationFact(
            "foreseen", Span(at, row.valid_to, None, 0, None), row.siret, row.service.code, row.level
        )
        for row in change_of(request, approval).grants
        if row.valid_from is None
    )
    assumed = replace(facts, habilitations={person: (*facts.habilitations.get(person, ()), *given)})
    action, code = ACTION_OF_LEVEL[approval.level], request.service.code
    return [
        decide(Question(person, action, organisation.siren, siret, code, at), assumed)
        for siret in sorted(facts.establishments)
    ]


def waiting_like(organisation: Organisation, person: Person, plan: RequestPlan) -> AccessRequest | None:
    """The person's request for exactly this that waits already, or None."""
    rows = AccessRequest.objects.filter(organisation=organisation, person=person, state__in=OPEN)
    rows = rows.filter(siret=plan.siret or "", service=plan.service, level=plan.level.value)
    return rows.select_related("organisation", "service").first()


def asking_query(decision: Decision) -> str:
    """What fills the form of a request after this refusal (`?etablissement=…&service=…&niveau=…`).

    Empty where no right given by an administrator would open anything.
    """
    question, level = decision.question, LEVEL_NEEDED.get(decision.question.action)
    if level is None or not any(gate.code == "habilitation" for gate in decision.failed):
        return ""
    told = {"etablissement": question.siret, "service": question.service, "niveau": level.code}
    return "?" + urlencode({name: value for name, value in told.items() if value})
