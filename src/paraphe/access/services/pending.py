"""Four eyes: on the services a body chose, one administrator proposes a change of rights and another confirms it."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction

from paraphe.access import events
from paraphe.access.changes import Change, act_of_change, pack_change, unpack_change
from paraphe.access.errors import AlreadyDecided, RightUnsound, SelfDecision
from paraphe.access.models import BodyRegistration, PendingChange, RightsAct
from paraphe.access.plans import four_eyes_of
from paraphe.access.proposals import proposal_like
from paraphe.access.selectors import active_administrators_of
from paraphe.access.services.changes import require_change, settle_change
from paraphe.access.services.guard import hold_body, require
from paraphe.access.services.habilitations import check_wanted, lock_running
from paraphe.access.services.requests import settle_request
from paraphe.access.transitions import PENDING
from paraphe.access.vocabulary import Action
from paraphe.accounts import services as accounts
from paraphe.accounts.selectors import Person
from paraphe.journal import services as journal
from paraphe.journal.selectors import Chain, Entry
from paraphe.kernel import clock
from paraphe.kernel.errors import WrongState
from paraphe.kernel.identifiers import Ref
from paraphe.registry.selectors import Organisation, Service
from paraphe_proof import jcs

PROPOSED_FOR = timedelta(days=14)


@transaction.atomic
def choose_four_eyes(organisation: Organisation, *, services: Sequence[Service], actor: Person) -> None:
    """The body chooses the services whose rights two administrators give; none is a choice too.

    WrongState where a service is added while the body has one active administrator. Proposals that wait stay.
    """
    chain = hold_body(organisation)
    require(Action.BODY_CONFIGURE, organisation, actor=actor)
    row = BodyRegistration.objects.select_for_update().get(organisation=organisation)
    codes = sorted({service.code for service in services})
    if set(codes) - set(row.four_eyes) and len(active_administrators_of(organisation)) < 2:
        raise WrongState("access.four_eyes_alone")
    if codes == sorted(row.four_eyes):
        return
    body = {"v": 1, "actor": actor.ref, "siren": organisation.siren, "four_eyes": codes}
    journal.record(event=events.SETTINGS_CHANGED, chains=[chain], body=body)
    row.four_eyes = codes
    row.save(update_fields=["four_eyes"])


@transaction.atomic
def propose_change(organisation: Organisation, *, change: Change, actor: Person) -> PendingChange:
    """Ask another administrator to confirm a change; fourteen days. The same one proposed twice is proposed once.

    Needs all that doing it would, the actor's step-up for exactly this (`act_of_change`) included. Raises what
    `change_rights` raises, and RightUnsound where nobody else is needed. Nothing runs until it is confirmed.
    """
    chain = hold_body(organisation)
    if not four_eyes_of(organisation, change):
        raise RightUnsound("access.proposal_needless")
    closures = lock_running(organisation, change.closures)
    require_change(organisation, change, closures, actor=actor)
    check_wanted(organisation, change.grants, actor=actor)
    same = proposal_like(organisation, change, actor=actor)
    if same is not None:
        return same
    accounts.consume_step_up(actor, act_of_change(organisation, change))
    at = clock.now()
    row = PendingChange(
        ref=Ref.new(),
        organisation=organisation,
        content=pack_change(change),
        proposed_by=actor,
        proposed_at=at,
        expires_at=at + PROPOSED_FOR,
    )
    _record(row, events.CHANGE_PROPOSED, chain=chain, actor=actor.ref, reason=change.reason)
    row.save()
    return row


@transaction.atomic
def confirm_change(pending: PendingChange, *, actor: Person) -> RightsAct:
    """Another administrator does the change as it was proposed, in one act whose entry names both.

    Needs the actor's step-up (`act_of_change`). SelfDecision for the proposer; AlreadyDecided where it was settled;
    WrongState past its days, or where the proposer no longer administers; RightUnsound where it is out of date.
    """
    organisation = pending.organisation
    chain = hold_body(organisation)
    row = _lock_open(pending, "confirm")
    _require_other(row, actor)
    if row.proposed_by_id not in {one.person_id for one in active_administrators_of(organisation)}:
        raise WrongState("access.proposer_gone")
    change = change_of(row)
    act = settle_change(organisation, change, chain=chain, actor=actor, pending=row)
    _settle(row, "confirm", actor=actor, act=act)
    settle_request(change, act=act, actor=actor)
    return act


@transaction.atomic
def refuse_change(pending: PendingChange, *, reason: str, actor: Person) -> None:
    """Another administrator refuses, with a reason; the proposer is told. Errors as for `confirm_change`."""
    chain = hold_body(pending.organisation)
    row = _lock_open(pending, "refuse")
    _require_other(row, actor)
    require(Action.HABILITATION_GRANT, row.organisation, actor=actor, sirets=_places_of(row))
    _record(row, events.CHANGE_REFUSED, chain=chain, actor=actor.ref, reason=reason)
    _settle(row, "refuse", actor=actor, reason=reason)


@transaction.atomic
def withdraw_change(pending: PendingChange, *, actor: Person) -> None:
    """Who proposed takes it back. WrongState for anybody else."""
    chain = hold_body(pending.organisation)
    row = _lock_open(pending, "withdraw")
    require(Action.PEOPLE_READ, row.organisation, actor=actor)
    if row.proposed_by_id != actor.pk:
        raise WrongState("access.proposal_other")
    _record(row, events.CHANGE_WITHDRAWN, chain=chain, actor=actor.ref)
    _settle(row, "withdraw", actor=actor)


@transaction.atomic
def expire_change(pending: PendingChange) -> None:
    """The portal ends a proposal nobody answered in its fourteen days: silence is never consent."""
    chain = hold_body(pending.organisation)
    row = _lock(pending)
    if row.state == "proposed" and row.expires_at > clock.now():
        raise WrongState("access.pending.wrong_state")
    PENDING.next(row.state, "expire")
    _record(row, events.CHANGE_EXPIRED, chain=chain, actor="portal")
    _settle(row, "expire", actor=None)


def change_of(pending: PendingChange) -> Change:
    """The change proposed; RightUnsound(`access.change_stale`) where what it names is gone or has changed."""
    try:
        return unpack_change(pending.organisation, pending.content)
    except KeyError:
        raise RightUnsound("access.change_stale") from None


def _lock(pending: PendingChange) -> PendingChange:
    rows = PendingChange.objects.select_for_update(of=("self",)).select_related("organisation", "proposed_by")
    return rows.get(pk=pending.pk)


def _lock_open(pending: PendingChange, verb: str) -> PendingChange:
    """The proposal, held; AlreadyDecided where another administrator was first, WrongState where it is over."""
    row = _lock(pending)
    if row.decided_by is not None and row.state in ("applied", "refused"):
        raise AlreadyDecided("access.proposal_decided", by=row.decided_by.full_name)
    PENDING.next(row.state, verb)
    if row.expires_at <= clock.now():
        raise WrongState("access.pending.wrong_state")
    return row


def _require_other(row: PendingChange, actor: Person) -> None:
    if row.proposed_by_id == actor.pk:
        raise SelfDecision("access.proposal_own")


def _places_of(row: PendingChange) -> list[str] | None:
    """The SIRETs where it gives; None for all of them."""
    places = {grant["siret"] for grant in row.content["grants"]}
    return None if None in places else sorted(places)


def _record(row: PendingChange, event: str, *, chain: Chain, actor: str, reason: str = "") -> Entry:
    """The entry of what happens to a proposal; the content itself may name invitees, so it is there by fingerprint."""
    body = {
        "v": 1,
        "actor": actor,
        "siren": row.organisation.siren,
        "change": row.ref,
        "proposed_by": row.proposed_by.ref,
        "content": hashlib.sha256(jcs.encode(row.content)).hexdigest(),
        **({"reason": reason} if reason else {}),
    }
    return journal.record(event=event, chains=[chain], body=body)


def _settle(
    row: PendingChange, verb: str, *, actor: Person | None, act: RightsAct | None = None, reason: str = ""
) -> None:
    row.state = PENDING.next(row.state, verb)
    row.decided_by, row.decided_at, row.decision_reason, row.act = actor, clock.now(), reason, act
    row.save(update_fields=["state", "decided_by", "decided_at", "decision_reason", "act"])
