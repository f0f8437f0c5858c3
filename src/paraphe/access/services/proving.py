"""Giving a proof of authority: a code mailed to the official mailbox, a key posted, a letter two operators judge.

The same proofs open a body's space (for an application) and lift a contest (a second proof, of another kind).
"""

import hashlib

from django.db import transaction

from paraphe.access import documents, events, registrations
from paraphe.access.acts import act_of
from paraphe.access.errors import ProofUnavailable, SelfDecision, UnknownArrival
from paraphe.access.models import AuthorityProof, BodyApplication, Contest, Letter
from paraphe.access.registrations import KEY, LETTER, MAILBOX, contested_person
from paraphe.access.secrets_of_arrival import MAILBOX_LENGTH, draw_secret, hash_secret
from paraphe.access.services.contests import dismiss_contest, hold_contest
from paraphe.access.services.letters import queue_letter, require_desk
from paraphe.access.services.proofs import (
    WAITS,
    close_proofs,
    hold_proof,
    open_proof,
    proof_body,
    raise_refused,
    running_proofs,
    settle_passed,
    weigh_secret,
)
from paraphe.access.services.registration import (
    hold_applicants,
    lock_own,
    require_first,
    require_settled,
    settle_registration,
)
from paraphe.access.transitions import APPLICATION, CONTEST, PROOF
from paraphe.access.vocabulary import Action
from paraphe.accounts import services as accounts
from paraphe.accounts.selectors import Person
from paraphe.journal import services as journal
from paraphe.journal.selectors import Chain
from paraphe.kernel import clock
from paraphe.kernel.errors import WrongState

Subject = BodyApplication | Contest


def act_of_code(proof: AuthorityProof) -> str:
    """Typing the code or key of this proof."""
    return act_of(events.PROOF_PASSED, {"proof": proof.ref})


@transaction.atomic
def request_proof(subject: Subject, *, kind: str, actor: Person, content: bytes = b"") -> AuthorityProof:
    """Ask for a proof: a code by the official mailbox, a key by post, or a letter of designation (`content`).

    It replaces a former one of the same kind, but a code or key that has not left yet, which is given back as it is.
    ProofUnavailable where that kind cannot be asked, or was too often.
    """
    row, chain = _hold_subject(subject, actor=actor)
    if isinstance(row, BodyApplication):
        require_first(row)
        APPLICATION.next(row.state, "ask_proof")
    else:
        CONTEST.next(row.state, "dismiss")
    waiting = registrations.running_proof(row, kind)
    if waiting is not None and waiting.state == "requested" and kind != LETTER:
        return waiting
    _require_askable(row, kind, actor=actor)
    media = documents.kind_of(content) if kind == LETTER else ""
    close_proofs(running_proofs(row, kind=kind), "withdraw")
    about: dict[str, BodyApplication | Contest] = {
        "application" if isinstance(row, BodyApplication) else "contest": row
    }
    proof = open_proof(kind, organisation=row.organisation, person=actor, **about)
    more = {name: one.ref for name, one in about.items()}
    if kind == KEY:
        more["letter"] = _post_key(proof).ref
    if media:
        _keep_document(proof, content, media)
        more["sha256"] = proof.sha256
    body = proof_body(proof, actor=actor.ref, **more)
    journal.record(event=events.PROOF_REQUESTED, chains=[chain], body=body)
    return proof


def _hold_subject(subject: Subject, *, actor: Person) -> tuple[Subject, Chain]:
    """The application or contest, locked, with its chain; UnknownArrival for anybody but the person it is about."""
    if isinstance(subject, BodyApplication):
        chain = hold_applicants(subject)
        return lock_own(subject, actor=actor), chain
    row, chain = hold_contest(subject)
    if contested_person(row).pk != actor.pk:
        raise UnknownArrival("access.contest_unknown")
    return row, chain


def _require_askable(row: Subject, kind: str, *, actor: Person) -> None:
    require_settled(actor=actor)
    if kind not in registrations.kinds_offered(row):
        raise ProofUnavailable("access.proof_unavailable", field="kind")
    most, within = registrations.MOST_ASKED[kind]
    if registrations.asked_lately(row.organisation, actor, kind) >= most:
        raise ProofUnavailable("access.proof_too_many", field="kind", most=most, days=within.days)


def _post_key(proof: AuthorityProof) -> Letter:
    """The letter with the key, to the seat: never to an address somebody typed."""
    seat = registrations.seat_of(proof.organisation)
    assert seat is not None, "a key is offered only where the seat has an address"
    kind = Letter.Kind.ACTIVATION_KEY
    return queue_letter(kind, organisation=proof.organisation, establishment=seat, about=proof)


def _keep_document(proof: AuthorityProof, content: bytes, media: str) -> None:
    proof.sha256 = hashlib.sha256(content).hexdigest()
    proof.document = f"{documents.seal_document(content)}.{documents.extension_of(media)}"
    proof.save(update_fields=["sha256", "document"])


@transaction.atomic
def send_mailbox_code(proof_ref: str) -> tuple[str, str] | None:
    """The official mailbox and a code just drawn for it, when the mail leaves; None where nothing is to be sent.

    Called by the worker that sends mails: a mail sent again carries a new code, and the former one is void.
    """
    found = AuthorityProof.objects.filter(ref=proof_ref, kind=MAILBOX).first()
    if found is None:
        return None
    chain = _hold_for(found)
    proof = hold_proof(found)
    address = proof.organisation.official_mailbox
    if proof.state not in ("requested", "sent") or proof.expires_at <= clock.now() or not address:
        return None
    code, at = draw_secret(MAILBOX_LENGTH), clock.now()
    proof.state, proof.secret_hash = PROOF.next(proof.state, "send"), hash_secret(proof.ref, code)
    proof.sent_at, proof.expires_at = at, at + WAITS[MAILBOX]
    proof.save(update_fields=["state", "secret_hash", "sent_at", "expires_at"])
    body = proof_body(proof, actor="portal")
    journal.record(event=events.PROOF_SENT, chains=[chain], at=at, body=body)
    return address, code


def _hold_for(proof: AuthorityProof) -> Chain:
    """The chain of what the proof is for, held with its body."""
    if proof.application is not None:
        return hold_applicants(proof.application)
    if proof.contest is not None:
        return hold_contest(proof.contest)[1]
    raise WrongState("access.proof.wrong_state")


def redeem_code(proof: AuthorityProof, *, typed: str, actor: Person) -> None:
    """The person types the code or key: the body's space opens, or the contest is lifted.

    Needs the actor's step-up (`act_of_code`). SecretRefused with the tries left, SecretOver where nothing can be typed
    any more; a failure is counted and recorded whatever the page does.
    """
    if not _redeem(proof, typed, actor=actor):
        raise_refused(proof)


@transaction.atomic
def _redeem(proof: AuthorityProof, typed: str, *, actor: Person) -> bool:
    chain = _hold_for(proof)
    row = hold_proof(proof)
    if row.person_id != actor.pk:
        raise UnknownArrival("access.proof_unknown")
    _require_useful(row)
    require_settled(actor=actor)
    if not weigh_secret(row, typed, chain=chain, actor=actor.ref):
        return False
    accounts.consume_step_up(actor, act_of_code(row))
    settle_passed(row)
    _settle(row, chain=chain, actor=actor.ref)
    return True


def _require_useful(proof: AuthorityProof) -> None:
    """WrongState, or ApplicationRefused, where what the proof is for cannot be proved any more."""
    if proof.application is not None:
        require_first(proof.application)
    elif proof.contest is not None:
        CONTEST.next(proof.contest.state, "dismiss")


def _settle(proof: AuthorityProof, *, chain: Chain, actor: str) -> None:
    """What the proof, just passed, allows."""
    if proof.application is not None:
        settle_registration(lock_own(proof.application, actor=proof.person), proof)
    elif proof.contest is not None:
        contest, _ = hold_contest(proof.contest)
        close_proofs(running_proofs(contest), "withdraw")
        dismiss_contest(contest, chain=chain, actor=actor)


@transaction.atomic
def check_document(proof: AuthorityProof, *, actor: Person) -> None:
    """A first operator finds the letter of designation right; another one must pass it."""
    row, chain = _hold_document(proof, actor=actor)
    _require_useful(row)
    row.state, row.checked_by = PROOF.next(row.state, "check"), actor
    body = proof_body(row, actor="operator", by=actor.ref)
    journal.record(event=events.PROOF_CHECKED, chains=[chain], body=body)
    row.save(update_fields=["state", "checked_by"])


@transaction.atomic
def pass_document(proof: AuthorityProof, *, actor: Person) -> None:
    """A second operator finds the letter right too: what it proves is settled. SelfDecision for the first one."""
    row, chain = _hold_document(proof, actor=actor)
    PROOF.next(row.state, "pass")
    _require_useful(row)
    if row.kind != LETTER or row.checked_by_id == actor.pk:
        raise SelfDecision("access.two_operators")
    settle_passed(row, by=actor)
    body = proof_body(row, actor="operator", by=actor.ref, sha256=row.sha256)
    journal.record(event=events.PROOF_PASSED, chains=[chain], body=body)
    _settle(row, chain=chain, actor=row.person.ref)


@transaction.atomic
def refuse_document(proof: AuthorityProof, *, reason: str, actor: Person) -> None:
    """An operator refuses the letter, with a reason the person reads; another letter can be sent."""
    row, chain = _hold_document(proof, actor=actor)
    row.state, row.reason = PROOF.next(row.state, "refuse"), reason
    row.closed_at, row.closed_by = clock.now(), actor
    body = proof_body(row, actor="operator", by=actor.ref, state="refused", reason=reason)
    journal.record(event=events.PROOF_CLOSED, chains=[chain], body=body)
    row.save(update_fields=["state", "reason", "closed_at", "closed_by"])


def _hold_document(proof: AuthorityProof, *, actor: Person) -> tuple[AuthorityProof, Chain]:
    """The proof, locked, once the actor is an operator with no part in it."""
    require_desk(Action.DESK_PROVE, actor=actor)
    chain = _hold_for(proof)
    row = hold_proof(proof)
    if row.person_id == actor.pk:
        raise SelfDecision("access.own_arrival")
    if row.kind != LETTER:
        raise WrongState("access.proof.wrong_state")
    return row, chain


@transaction.atomic
def expire_proof(proof: AuthorityProof) -> None:
    """The portal ends a proof whose time is over. WrongState where it is closed already, or its time still runs."""
    chain = _hold_for(proof)
    row = hold_proof(proof)
    PROOF.next(row.state, "expire")
    if clock.now() < row.expires_at:
        raise WrongState("access.not_due")
    body = proof_body(row, actor="portal", state="expired")
    journal.record(event=events.PROOF_CLOSED, chains=[chain], body=body)
    close_proofs([row], "expire")
