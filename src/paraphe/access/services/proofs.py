"""Proofs of authority: asked, sent, typed, checked, passed; what each proves is settled in the act that passes it.

A code or key is weighed by `weigh_secret`: a failure is written and counted even though the act is refused, so the
caller raises (`raise_refused`) only once the failure is committed.
"""

from datetime import timedelta
from typing import NoReturn

from paraphe.access import events
from paraphe.access.errors import SecretOver, SecretRefused
from paraphe.access.models import AuthorityProof, BodyApplication, Candidacy, Contest
from paraphe.access.secrets_of_arrival import TRIES, same_secret
from paraphe.access.services.letters import cancel_letters
from paraphe.access.transitions import PROOF
from paraphe.accounts.selectors import Person
from paraphe.journal import services as journal
from paraphe.journal.selectors import Chain
from paraphe.kernel import clock
from paraphe.registry.selectors import Organisation

WAITS = {
    "official-mailbox": timedelta(hours=24),
    "posted-key": timedelta(days=60),
    "designation-letter": timedelta(days=90),
}
"""How long a proof waits: for its code to be typed, its key to be printed, its document to be judged."""


def open_proof(
    kind: str,
    *,
    organisation: Organisation,
    person: Person,
    **about: BodyApplication | Candidacy | Contest | None,
) -> AuthorityProof:
    """Write a proof that is asked for; a part of a verb. `about` is `application`, `candidacy` or `contest`."""
    at = clock.now()
    return AuthorityProof.objects.create(
        organisation=organisation,
        person=person,
        kind=kind,
        requested_at=at,
        expires_at=at + WAITS[kind],
        **about,
    )


def proof_body(proof: AuthorityProof, *, actor: str, **more: object) -> dict[str, object]:
    """What the entries of a proof say."""
    return {
        "v": 1,
        "actor": actor,
        "siren": proof.organisation.siren,
        "person": proof.person.ref,
        "proof": proof.ref,
        "kind": proof.kind,
        **more,
    }


def hold_proof(proof: AuthorityProof) -> AuthorityProof:
    """The proof, locked and read again."""
    rows = AuthorityProof.objects.select_for_update(of=("self",))
    return rows.select_related("organisation", "person", "application", "candidacy", "contest").get(
        pk=proof.pk
    )


def weigh_secret(proof: AuthorityProof, typed: str, *, chain: Chain, actor: str) -> bool:
    """Whether the secret typed is the proof's; a failure is counted and written, the fifth burns the secret.

    The caller holds the chain and the proof. SecretOver where nothing can be typed any more; nothing is written then.
    """
    if proof.state != "sent" or proof.expires_at <= clock.now():
        raise SecretOver("access.secret_over", kind=proof.kind)
    if same_secret(proof.ref, typed, proof.secret_hash):
        return True
    proof.tries += 1
    left = TRIES - proof.tries
    proof.state = PROOF.next(proof.state, "fail" if left else "burn")
    if not left:
        proof.closed_at, proof.secret_hash = clock.now(), ""
    proof.save(update_fields=["tries", "state", "closed_at", "secret_hash"])
    body = proof_body(proof, actor=actor, left=left)
    journal.record(event=events.PROOF_FAILED, chains=[chain], body=body)
    return False


def raise_refused(proof: AuthorityProof) -> NoReturn:
    """SecretRefused after a failure, with the tries left; SecretOver when that failure burnt the secret."""
    tries = AuthorityProof.objects.values_list("tries", flat=True).get(pk=proof.pk)
    if tries >= TRIES:
        raise SecretOver("access.secret_burnt", kind=proof.kind)
    left = TRIES - tries
    tells = f"{left} essai{'s' if left > 1 else ''}"
    raise SecretRefused("access.secret_refused", field="code", left=left, left_words=tells)


def settle_passed(proof: AuthorityProof, *, by: Person | None = None) -> None:
    """Mark the proof passed; a part of the verb that it allows. Its secret serves no more."""
    proof.state = PROOF.next(proof.state, "pass")
    proof.closed_at, proof.closed_by, proof.secret_hash = clock.now(), by, ""
    proof.save(update_fields=["state", "closed_at", "closed_by", "secret_hash"])


def close_proofs(proofs: list[AuthorityProof], verb: str) -> None:
    """Proofs that serve no more, and their letters; a part of a verb (`withdraw` or `expire`)."""
    for proof in proofs:
        proof.state = PROOF.next(proof.state, verb)
        proof.closed_at, proof.secret_hash = clock.now(), ""
        proof.save(update_fields=["state", "closed_at", "secret_hash"])
        cancel_letters(proof)


def running_proofs(subject: BodyApplication | Contest, *, kind: str = "") -> list[AuthorityProof]:
    """The proofs of an application or contest that can still come to something, locked."""
    rows = subject.proofs.select_for_update().filter(state__in=("requested", "sent", "checked"))
    return list(rows.filter(kind=kind) if kind else rows)
