"""A lost second factor: opened by another administrator, or by a posted key and a check of the operator together.

Nobody alone: the person proves her password, somebody else opens, a day passes, everybody concerned is told and may
cancel. Source: mission.md, « Lost factor ».
"""

from typing import Any

from django.db import transaction

from paraphe.access import events
from paraphe.access import identity_acts as acts
from paraphe.access.errors import SecretOver, SelfDecision, UnknownArrival
from paraphe.access.identity import key_body_of, key_is_over, key_of, ways_back
from paraphe.access.models import AuthorityProof, Membership
from paraphe.access.selectors import membership_of
from paraphe.access.services.guard import hold_body
from paraphe.access.services.identity import hold_over, identity_body
from paraphe.access.services.letters import queue_letter, require_desk
from paraphe.access.services.proofs import (
    WAITS,
    close_proofs,
    hold_proof,
    raise_refused,
    settle_passed,
    weigh_secret,
)
from paraphe.access.vocabulary import Action
from paraphe.accounts import selectors as people
from paraphe.accounts import services as accounts
from paraphe.accounts.selectors import FactorRecovery, Person
from paraphe.journal import services as journal
from paraphe.journal.selectors import Chain
from paraphe.kernel import clock
from paraphe.kernel.errors import WrongState
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Organisation


@transaction.atomic
def open_recovery(membership: Membership, *, actor: Person) -> FactorRecovery:
    """An administrator lets a person enrol another second factor, from tomorrow and for seven days.

    Needs his step-up for this very person. SelfDecision on himself; WrongState where it is opened already. He may open
    what nobody asked for on the portal: the person asked him.
    """
    row, chains = hold_over(membership, Action.FACTOR_RECOVER, actor=actor)
    accounts.consume_step_up(actor, acts.act_of_recovery(row))
    asked, _ = accounts.apply_recovery_request(row.person, way="administrator")
    opened = accounts.apply_recovery_opening(asked, by=actor, siren=row.organisation.siren)
    close_proofs(_running_keys(opened), "withdraw")
    _record(events.RECOVERY_OPENED, row, recovery=opened, chains=chains, actor=actor.ref, by="administrator")
    return opened


@transaction.atomic
def refuse_recovery(membership: Membership, *, reason: str, actor: Person) -> None:
    """An administrator refuses to let the person enrol another factor. WrongState where nothing waits."""
    row, chains = hold_over(membership, Action.FACTOR_RECOVER, actor=actor)
    ended = accounts.apply_recovery_end(_open_one(row.person), "refuse")
    _record(events.RECOVERY_REFUSED, row, recovery=ended, chains=chains, actor=actor.ref, reason=reason)


@transaction.atomic
def cancel_recovery(membership: Membership, *, reason: str, actor: Person) -> None:
    """Any administrator of a body of the person stops a recovery, asked or opened, before it is used. WrongState."""
    row, chains = hold_over(membership, Action.FACTOR_RECOVER, actor=actor)
    ended = accounts.apply_recovery_end(_open_one(row.person), "cancel")
    close_proofs(_running_keys(ended), "withdraw")
    _record(events.RECOVERY_CANCELLED, row, recovery=ended, chains=chains, actor=actor.ref, reason=reason)


@transaction.atomic
def confirm_factor(membership: Membership, *, actor: Person) -> None:
    """Another administrator answers for a factor enrolled after a loss: it signs and decides from now on.

    Needs his step-up for this very person. WrongState where no factor waits.
    """
    row, chains = hold_over(membership, Action.FACTOR_RECOVER, actor=actor)
    accounts.consume_step_up(actor, acts.act_of_confirmation(row))
    if not accounts.apply_factor_confirmation(row.person):
        raise WrongState("access.factor_settled_already")
    body = identity_body(row, actor=actor.ref)
    journal.record(event=events.RECOVERY_CONFIRMED, chains=chains, body=body)


@transaction.atomic
def request_recovery_key(person: Person) -> FactorRecovery:
    """A sole administrator asks for a key posted to the seat of her body. Nothing new where one is on its way.

    Another key where the former is burnt or late.

    WrongState where somebody else can open, or where no letter can be posted.
    """
    if ways_back(person).by_administrator:
        raise WrongState("access.recovery_by_administrator")
    organisation = key_body_of(person)
    membership = membership_of(organisation, person.pk) if organisation else None
    if organisation is None or membership is None:
        raise WrongState("access.recovery_without_body")
    chains = [hold_body(organisation), journal.chain_of_person(person.ref)]
    recovery, fresh = accounts.apply_recovery_request(person, way="key", siren=organisation.siren)
    if not fresh and (recovery.key_at is not None or not key_is_over(key_of(person))):
        return recovery
    proof = _post_key(organisation, recovery)
    _record(
        events.RECOVERY_REQUESTED,
        membership,
        recovery=recovery,
        chains=chains,
        actor=person.ref,
        proof=proof.ref,
    )
    return recovery


def _post_key(organisation: Organisation, recovery: FactorRecovery) -> AuthorityProof:
    """Write the proof asked for and queue its letter to the seat; the verb records."""
    at = clock.now()
    proof = AuthorityProof.objects.create(
        organisation=organisation,
        person=recovery.person,
        kind="posted-key",
        recovery=recovery.ref,
        requested_at=at,
        expires_at=at + WAITS["posted-key"],
    )
    seat = next(place for place in registry.establishments_of(organisation) if place.is_head_office)
    queue_letter("activation-key", organisation=organisation, establishment=seat, about=proof)
    return proof


def redeem_recovery_key(person: Person, *, typed: str) -> FactorRecovery:
    """The person types the key received at the seat. With the operator's check, the recovery opens: in a day.

    SecretRefused with the tries left, SecretOver where it serves no more; a wrong key is counted and recorded whatever
    becomes of the page. UnknownArrival where she waits for no key, WrongState before it is posted.
    """
    found, recovery = key_of(person), people.open_recovery(person)
    if found is None or recovery is None:
        raise UnknownArrival("access.recovery_unknown")
    if found.state == "requested":
        raise WrongState("access.recovery_key_not_posted")
    if key_is_over(found):
        raise SecretOver("access.recovery_key_over")
    moved = _redeem(found, recovery, typed)
    if moved is None:
        raise_refused(found)
    return moved


@transaction.atomic
def _redeem(found: AuthorityProof, recovery: FactorRecovery, typed: str) -> FactorRecovery | None:
    membership, chains = _hold_waiting(recovery)
    proof = hold_proof(found)
    if not weigh_secret(proof, typed, chain=chains[0], actor=recovery.person.ref):
        return None
    settle_passed(proof)
    moved = accounts.apply_recovery_proof(recovery, key=True)
    return _open_if_whole(
        moved,
        membership,
        chains=chains,
        else_event=events.PROOF_PASSED,
        actor=recovery.person.ref,
        proof=proof.ref,
    )


@transaction.atomic
def check_recovery(recovery: FactorRecovery, *, reason: str, actor: Person) -> FactorRecovery:
    """The operator checked who asks, by a way named in `reason`. With the key, the recovery opens: in a day.

    The check alone opens nothing. Refused for whom does not operate, SelfDecision on oneself, WrongState.
    """
    membership, chains = _hold_for_desk(recovery, actor=actor)
    if recovery.checked_at is not None:
        raise WrongState("access.recovery_checked")
    moved = accounts.apply_recovery_proof(recovery, check=True)
    return _open_if_whole(
        moved,
        membership,
        chains=chains,
        else_event=events.RECOVERY_CHECKED,
        actor="operator",
        operator=actor.ref,
        reason=reason,
    )


@transaction.atomic
def reject_recovery(recovery: FactorRecovery, *, reason: str, actor: Person) -> None:
    """The operator's check failed: the request ends, its key serves no more."""
    membership, chains = _hold_for_desk(recovery, actor=actor)
    ended = accounts.apply_recovery_end(recovery, "refuse")
    close_proofs(_running_keys(ended), "withdraw")
    more = {"operator": actor.ref, "reason": reason}
    _record(events.RECOVERY_REFUSED, membership, recovery=ended, chains=chains, actor="operator", **more)


def _hold_for_desk(recovery: FactorRecovery, *, actor: Person) -> tuple[Membership, list[Chain]]:
    require_desk(Action.DESK_PROVE, actor=actor)
    if recovery.person_id == actor.pk:
        raise SelfDecision("access.self_decision")
    held = _hold_waiting(recovery)
    recovery.refresh_from_db()
    return held


def _hold_waiting(recovery: FactorRecovery) -> tuple[Membership, list[Chain]]:
    """The membership by which a key was asked, and both chains, held. WrongState where she left that body."""
    organisation = registry.organisation_by_siren(recovery.siren)
    chains = [hold_body(organisation), journal.chain_of_person(recovery.person.ref)]
    journal.lock_chains(*chains)
    membership = membership_of(organisation, recovery.person_id)
    if membership is None or recovery.way != "key":
        raise WrongState("access.recovery_without_body")
    return membership, chains


def _open_if_whole(
    recovery: FactorRecovery, row: Membership, *, chains: list[Chain], else_event: str, **more: Any
) -> FactorRecovery:
    """Open once both proofs are in, else keep the one just given: one entry either way."""
    if recovery.key_at is None or recovery.checked_at is None:
        _record(else_event, row, recovery=recovery, chains=chains, **more)
        return recovery
    opened = accounts.apply_recovery_opening(recovery, by=None, siren=row.organisation.siren)
    _record(events.RECOVERY_OPENED, row, recovery=opened, chains=chains, by="key", **more)
    return opened


def _open_one(person: Person) -> FactorRecovery:
    found = people.open_recovery(person)
    if found is None:
        raise WrongState("accounts.factor_recovery.wrong_state")
    return found


def _running_keys(recovery: FactorRecovery) -> list[AuthorityProof]:
    rows = AuthorityProof.objects.select_for_update(of=("self",)).select_related("organisation", "person")
    return list(rows.filter(recovery=recovery.ref, state__in=("requested", "sent", "checked")))


def _record(
    event: str, row: Membership, *, recovery: FactorRecovery, chains: list[Chain], actor: str, **more: Any
) -> None:
    body = identity_body(row, actor=actor, recovery=recovery.ref, **more)
    journal.record(event=event, chains=chains, body=body)
