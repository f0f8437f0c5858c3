"""Letters by post: queued by an act, printed in batches at the desk, posted, perhaps returned.

A letter is addressed by function to the register's address of an establishment, never to words of a requester. Its
secrets are drawn when it is printed and void when it is printed again. Entries lie on the body's chain, or on the
applicant's own while the body has none. Source: mission.md, « Letters to the legal representative ».
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from paraphe.access import events
from paraphe.access.errors import Refused
from paraphe.access.models import (
    AuthorityProof,
    BodyApplication,
    BodyRegistration,
    Candidacy,
    Letter,
    Membership,
)
from paraphe.access.secrets_of_arrival import draw_secret, hash_secret
from paraphe.access.selectors import decide_desk
from paraphe.access.services.guard import hold_body
from paraphe.access.transitions import LETTER, PROOF
from paraphe.access.vocabulary import Action
from paraphe.accounts.selectors import Person
from paraphe.journal import services as journal
from paraphe.journal.selectors import Chain
from paraphe.kernel import clock
from paraphe.kernel.errors import WrongState
from paraphe.registry.selectors import Establishment, Organisation

KEY_LASTS = timedelta(days=60)
"""How long a posted key can be typed, from the day it is printed."""
WITH_CODE = (Letter.Kind.ACTIVATION_KEY, Letter.Kind.COURTESY)
"""Letters that carry a code to contest with."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A letter with the secrets just drawn for it; they exist nowhere else."""

    letter: Letter
    key: str
    contest_code: str


def queue_letter(
    kind: str,
    *,
    organisation: Organisation,
    establishment: Establishment,
    about: AuthorityProof | BodyApplication | Candidacy | Membership,
) -> Letter:
    """Write a letter to be printed; a part of a verb, whose own entry names it.

    `about` is what the letter speaks of: a proof for a key (its application or candidacy is kept with it), else an
    application, a candidacy or a membership.
    """
    links: dict[str, object] = {}
    if isinstance(about, AuthorityProof):
        links = {"proof": about, "application": about.application, "candidacy": about.candidacy}
    else:
        name = {BodyApplication: "application", Candidacy: "candidacy", Membership: "membership"}
        links[name[type(about)]] = about
    return Letter.objects.create(
        kind=kind,
        organisation=organisation,
        establishment=establishment,
        queued_at=clock.now(),
        **links,
    )


def require_desk(action: Action, *, actor: Person) -> None:
    """Refused where the actor does not operate the portal now."""
    decision = decide_desk(actor.pk, action)
    if not decision.allowed:
        raise Refused(decision)


@transaction.atomic
def print_letter(letter: Letter, *, batch: str, actor: Person) -> Printed:
    """Draw the letter's secrets and mark it printed; printed again before it is posted, the former secrets are void.

    A key can be typed for sixty days from now. WrongState where the letter was posted or cancelled, or where its key
    serves no more.
    """
    row, chain = _hold(letter, actor=actor)
    row.state, at = LETTER.next(row.state, "print"), clock.now()
    key = _draw_key(row) if row.proof_id else ""
    code = draw_secret() if row.kind in WITH_CODE and not _is_recovery(row) else ""
    row.secret_hash = hash_secret(row.ref, code) if code else ""
    row.printed_at, row.batch, row.tries = at, batch, 0
    row.save(update_fields=["state", "secret_hash", "printed_at", "batch", "tries"])
    _record(events.LETTER_PRINTED, row, chain=chain, actor=actor)
    return Printed(row, key, code)


def _is_recovery(letter: Letter) -> bool:
    return letter.proof is not None and bool(letter.proof.recovery)


def _draw_key(letter: Letter) -> str:
    """The key, and its hash on the proof: sent from now."""
    proof = AuthorityProof.objects.select_for_update().get(letters=letter)
    key, at = draw_secret(), clock.now()
    proof.state = PROOF.next(proof.state, "send")
    proof.secret_hash, proof.tries = hash_secret(proof.ref, key), 0
    proof.sent_at, proof.expires_at = at, at + KEY_LASTS
    proof.save(update_fields=["state", "secret_hash", "tries", "sent_at", "expires_at"])
    return key


@transaction.atomic
def mark_posted(letter: Letter, *, actor: Person) -> None:
    """The letter left. WrongState where it was not printed."""
    row, chain = _hold(letter, actor=actor)
    row.state, row.posted_at = LETTER.next(row.state, "post"), clock.now()
    row.save(update_fields=["state", "posted_at"])
    _record(events.LETTER_POSTED, row, chain=chain, actor=actor)


@transaction.atomic
def mark_returned(letter: Letter, *, actor: Person) -> None:
    """The letter came back: the person who waits for its key is told. WrongState where it was not posted."""
    row, chain = _hold(letter, actor=actor)
    row.state, row.returned_at = LETTER.next(row.state, "return"), clock.now()
    row.save(update_fields=["state", "returned_at"])
    _record(events.LETTER_RETURNED, row, chain=chain, actor=actor)


def cancel_letters(proof: AuthorityProof) -> None:
    """Letters of a proof that serves no more are not sent; a part of a verb."""
    for row in Letter.objects.select_for_update().filter(proof=proof, state__in=("queued", "printed")):
        row.state = LETTER.next(row.state, "cancel")
        row.save(update_fields=["state"])


def chain_for(organisation: Organisation, person: Person | None) -> Chain:
    """Where what happens is written, held: the body's chain once it is registered, the person's own before."""
    body = hold_body(organisation)
    if person is None or BodyRegistration.objects.filter(organisation=organisation).exists():
        return body
    chain = journal.chain_of_person(person.ref)
    journal.lock_chains(chain)
    return chain


def _hold(letter: Letter, *, actor: Person) -> tuple[Letter, Chain]:
    """The letter, locked, and its chain, once the actor may print; nobody has a hand in his own letter."""
    require_desk(Action.DESK_PRINT, actor=actor)
    concerned = concerned_by(letter)
    chain = chain_for(letter.organisation, concerned)
    if concerned is not None and concerned.pk == actor.pk:
        raise WrongState("access.own_arrival")
    rows = Letter.objects.select_for_update(of=("self",))
    return rows.select_related("organisation", "establishment", "proof").get(pk=letter.pk), chain


def concerned_by(letter: Letter) -> Person | None:
    """The person whose request or access the letter is about."""
    for row in (letter.proof, letter.application, letter.candidacy, letter.membership):
        if row is not None:
            return row.person
    return None


def _record(event: str, letter: Letter, *, chain: Chain, actor: Person) -> None:
    concerned = concerned_by(letter)
    body = {
        "v": 1,
        "actor": "operator",
        "by": actor.ref,
        "siren": letter.organisation.siren,
        "letter": letter.ref,
        "kind": letter.kind,
        "siret": letter.establishment.siret,
        "person": concerned.ref if concerned else None,
    }
    journal.record(event=event, chains=[chain], body=body)
