"""Asking for a right, and answering: nobody decides on himself, the first decision wins, silence gives nothing.

Source: domain.md W10; the table is `transitions.REQUEST`.
"""

from datetime import datetime

from django.db import transaction

from paraphe.access import events, requests
from paraphe.access.changes import Change
from paraphe.access.errors import AlreadyDecided, RequestRefused, RightUnsound, SelfDecision, UnknownAct
from paraphe.access.models import AccessRequest, RightsAct
from paraphe.access.requests import Approval, RequestPlan
from paraphe.access.services.changes import settle_change
from paraphe.access.services.guard import hold_body, require
from paraphe.access.services.habilitations import has_fellow, require_four_eyes
from paraphe.access.transitions import REQUEST
from paraphe.access.vocabulary import Action, Level
from paraphe.accounts.selectors import Person
from paraphe.journal import services as journal
from paraphe.journal.selectors import Chain, Entry
from paraphe.kernel import clock
from paraphe.kernel.errors import WrongState
from paraphe.kernel.identifiers import Ref
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Organisation

MOST_OPEN = 50
"""How many drafts and open requests one person may have in a body."""


def check_plan(organisation: Organisation, plan: RequestPlan) -> None:
    """RightUnsound for what no administrator could give: service, level, establishment or end. Reads only."""
    if plan.level.code not in plan.service.levels:
        raise RightUnsound("access.level_not_offered", service=plan.service.code, field="level")
    if organisation.branch not in plan.service.branches:
        raise RightUnsound("access.service_not_offered", service=plan.service.code, field="service")
    places = {place.siret for place in registry.establishments_of(organisation)}
    if plan.siret is not None and plan.siret not in places:
        raise RightUnsound("access.establishment_elsewhere", field="establishment")
    if plan.wanted_until is not None and plan.wanted_until <= clock.now().astimezone(requests.PARIS).date():
        raise RightUnsound("access.period_unsound", field="wanted_until")


@transaction.atomic
def save_request_draft(
    organisation: Organisation, *, plan: RequestPlan, actor: Person, draft: AccessRequest | None = None
) -> AccessRequest:
    """Keep a request for its author alone: nobody reads it, nothing is recorded.

    Refused, RightUnsound; UnknownAct where the draft is another's; RequestRefused past fifty.
    """
    require(Action.RIGHT_REQUEST, organisation, actor=actor)
    check_plan(organisation, plan)
    row = AccessRequest(organisation=organisation, person=actor, made_at=clock.now(), ref=Ref.new())
    if draft is not None:
        row = _hold_own(draft, actor=actor)
        if row.state != "draft":
            raise WrongState("access.request.wrong_state", state=row.state, verb="save")
    elif _count_open(organisation, actor) >= MOST_OPEN:
        raise RequestRefused("access.request_too_many")
    row.siret, row.service, row.level = plan.siret or "", plan.service, plan.level.value
    row.reason, row.wanted_until = plan.reason, plan.wanted_until
    row.save()
    return row


def _count_open(organisation: Organisation, actor: Person) -> int:
    rows = AccessRequest.objects.filter(organisation=organisation, person=actor)
    return rows.filter(state__in=("draft", *requests.OPEN)).count()


def _hold_own(request: AccessRequest, *, actor: Person) -> AccessRequest:
    row = _hold(request)
    if row.person_id != actor.pk:
        raise UnknownAct("access.request_unknown")
    return row


def _hold(request: AccessRequest) -> AccessRequest:
    rows = AccessRequest.objects.select_for_update(of=("self",))
    return rows.select_related("organisation", "person", "service", "decided_by").get(pk=request.pk)


@transaction.atomic
def send_request(request: AccessRequest, *, actor: Person) -> AccessRequest:
    """The author sends a draft to whoever can decide; it waits thirty days.

    RequestRefused where the right is held already, or the same request waits.
    """
    chain = hold_body(request.organisation)
    row = _hold_own(request, actor=actor)
    require(Action.RIGHT_REQUEST, row.organisation, actor=actor)
    row.state = REQUEST.next(row.state, "send")
    check_plan(row.organisation, plan_of(row))
    at = clock.now()
    if requests.is_held(plan_of(row), requests.rights_on(row.organisation, actor), at=at):
        raise RequestRefused("access.request_held")
    same = AccessRequest.objects.filter(organisation=row.organisation, person=actor, state__in=requests.OPEN)
    if same.filter(siret=row.siret, service=row.service, level=row.level).exists():
        raise RequestRefused("access.request_waiting")
    _restart(row, at)
    _record(events.REQUEST_SENT, row, chain=chain, actor=actor.ref, at=at, to=_audience(row))
    row.save()
    return row


def plan_of(request: AccessRequest) -> RequestPlan:
    """What the request asks, as a value."""
    level = Level(request.level)
    return RequestPlan(request.siret or None, request.service, level, request.reason, request.wanted_until)


def _restart(row: AccessRequest, at: datetime) -> None:
    """The clock of reminders, escalation and expiry starts from here."""
    row.sent_at, row.expires_at = at, at + requests.LASTS
    row.reminders, row.escalated_at = 0, None


def _audience(row: AccessRequest) -> list[str]:
    return sorted(person.ref for person in requests.audience_of(row))


def _record(
    event: str, row: AccessRequest, *, chain: Chain, actor: str, at: datetime | None = None, **more: object
) -> Entry:
    body = {
        "v": 1,
        "actor": actor,
        "siren": row.organisation.siren,
        "request": row.ref,
        "person": row.person.ref,
        "siret": row.siret or None,
        "service": row.service.code,
        "level": Level(row.level).code,
        **more,
    }
    return journal.record(event=event, chains=[chain], at=at, body=body)


@transaction.atomic
def answer_request(request: AccessRequest, *, answer: str, actor: Person) -> AccessRequest:
    """The author says what was asked back: the request waits again, thirty days from now."""
    chain = hold_body(request.organisation)
    row = _hold_own(request, actor=actor)
    require(Action.RIGHT_REQUEST, row.organisation, actor=actor)
    row.state = REQUEST.next(row.state, "answer")
    row.answer, at = answer, clock.now()
    _restart(row, at)
    _record(events.REQUEST_ANSWERED, row, chain=chain, actor=actor.ref, at=at, to=_audience(row))
    row.save()
    return row


@transaction.atomic
def withdraw_request(request: AccessRequest, *, actor: Person) -> AccessRequest:
    """The author gives the request up; a draft goes without an entry, since nothing was ever recorded of it."""
    chain = hold_body(request.organisation)
    row = _hold_own(request, actor=actor)
    was_draft = row.state == "draft"
    row.state = REQUEST.next(row.state, "withdraw")
    if not was_draft:
        _record(events.REQUEST_WITHDRAWN, row, chain=chain, actor=actor.ref, to=_audience(row))
    row.save(update_fields=["state"])
    return row


def check_request_decision(request: AccessRequest, *, actor: Person) -> None:
    """Whether the actor may answer this request: Refused without a scope that holds what is asked.

    SelfDecision on his own while another administrator is there.
    """
    if request.siret:
        require(Action.REQUEST_DECIDE, request.organisation, actor=actor, sirets=[request.siret])
    else:
        require(Action.HABILITATION_GRANT, request.organisation, actor=actor)
    if request.person_id == actor.pk and has_fellow(request.organisation, actor=actor):
        raise SelfDecision("access.self_decision")


def _hold_to_decide(request: AccessRequest, *, actor: Person) -> tuple[AccessRequest, Chain]:
    """The request, locked, once the actor may answer it and nobody has; AlreadyDecided says who did and when."""
    chain = hold_body(request.organisation)
    row = _hold(request)
    check_request_decision(row, actor=actor)
    if row.state in requests.DECIDED and row.decided_by is not None and row.decided_at is not None:
        by, at = row.decided_by.full_name, clock.stamp(row.decided_at)
        raise AlreadyDecided("access.request_decided", by=by, at=at)
    return row, chain


@transaction.atomic
def ask_requester(request: AccessRequest, *, question: str, actor: Person) -> AccessRequest:
    """An administrator wants to know more before he decides."""
    row, chain = _hold_to_decide(request, actor=actor)
    row.state = REQUEST.next(row.state, "ask")
    row.question, row.answer = question, ""
    _record(events.REQUEST_ASKED, row, chain=chain, actor=actor.ref)
    row.save(update_fields=["state", "question", "answer"])
    return row


@transaction.atomic
def approve_request(request: AccessRequest, *, approval: Approval, actor: Person) -> RightsAct:
    """An administrator gives what is asked, or less: rights, prerequisites and state in one act and one entry.

    Needs the actor's step-up for the change it makes (`act_of_change` of `requests.change_of`). Raises RightUnsound for
    more than was asked, SelfDecision, AlreadyDecided, FourEyes, and what `change_rights` raises.
    """
    row, chain = _hold_to_decide(request, actor=actor)
    requests.check_approval(row, approval)
    REQUEST.next(row.state, "approve")
    change = requests.change_of(row, approval)
    require_four_eyes(row.organisation, [wanted.service for wanted in change.grants])
    act = settle_change(row.organisation, change, chain=chain, actor=actor)
    settle_request(change, act=act, actor=actor)
    return act


def settle_request(change: Change, *, act: RightsAct, actor: Person) -> None:
    """Write that the request a change answers is approved by its act; nothing for a change that answers none.

    Called in the transaction of the act, once it is written. WrongState where the request waits no more.
    """
    if not change.request:
        return
    row = AccessRequest.objects.select_for_update(of=("self",)).get(
        ref=change.request, organisation=act.organisation
    )
    row.state = REQUEST.next(row.state, "approve")
    row.decision_reason = change.reason
    _close(row, by=actor, at=act.at, entry=act.entry)


def _close(row: AccessRequest, *, by: Person, at: datetime, entry: int) -> None:
    row.decided_by, row.decided_at, row.decided_entry = by, at, entry
    row.save(update_fields=["state", "decided_by", "decided_at", "decided_entry", "decision_reason"])


@transaction.atomic
def refuse_request(request: AccessRequest, *, reason: str, actor: Person) -> AccessRequest:
    """An administrator refuses, with a reason the author reads."""
    row, chain = _hold_to_decide(request, actor=actor)
    row.state = REQUEST.next(row.state, "refuse")
    row.decision_reason, at = reason, clock.now()
    entry = _record(events.REQUEST_REFUSED, row, chain=chain, actor=actor.ref, at=at, reason=reason)
    _close(row, by=actor, at=at, entry=entry.pk)
    return row


@transaction.atomic
def remind_request(request: AccessRequest) -> None:
    """The portal reminds whoever must act, on the days 3 and 10: the administrators, or the author who was asked.

    WrongState where no reminder is due.
    """
    chain = hold_body(request.organisation)
    row = _hold(request)
    row.state, due = REQUEST.next(row.state, "remind"), requests.reminders_due(row)
    if due <= row.reminders or _is_over(row):
        raise WrongState("access.request_not_due")
    row.reminders = due
    to = [row.person.ref] if row.state == "asked" else _audience(row)
    day = requests.REMINDERS[due - 1]
    _record(events.REQUEST_REMINDED, row, chain=chain, actor="portal", day=day, to=to)
    row.save(update_fields=["reminders"])


def _is_over(row: AccessRequest) -> bool:
    return row.expires_at is None or row.expires_at <= clock.now()


@transaction.atomic
def escalate_request(request: AccessRequest) -> None:
    """The portal tells everyone who can decide: nobody answered for seven days, or those asked first are away.

    The deputy of whoever is away is told in his place. WrongState where it is not time.
    """
    chain = hold_body(request.organisation)
    row = _hold(request)
    row.state = REQUEST.next(row.state, "escalate")
    if not requests.is_to_escalate(row) or _is_over(row):
        raise WrongState("access.request_not_due")
    row.escalated_at = clock.now()
    _record(
        events.REQUEST_ESCALATED, row, chain=chain, actor="portal", at=row.escalated_at, to=_audience(row)
    )
    row.save(update_fields=["escalated_at"])


@transaction.atomic
def expire_request(request: AccessRequest) -> None:
    """The portal ends a request nobody answered in thirty days. WrongState where its time still runs."""
    chain = hold_body(request.organisation)
    row = _hold(request)
    row.state = REQUEST.next(row.state, "expire")
    if not _is_over(row):
        raise WrongState("access.request_not_due")
    _record(events.REQUEST_EXPIRED, row, chain=chain, actor="portal")
    row.save(update_fields=["state"])
