"""The key of a candidacy: posted to the body, typed once by the candidate, burnt at the fifth error.

Source: mission.md, « Candidate administrator, posted key ».
"""

from django.db import transaction

from paraphe.access import candidacies
from paraphe.access.candidacy_acts import CandidacyPlan, act_of_key
from paraphe.access.errors import CandidacyRefused, SecretOver, SecretRefused, UnknownArrival
from paraphe.access.models import AuthorityProof, Candidacy, Letter, Membership
from paraphe.access.policy import PARIS
from paraphe.access.secrets_of_arrival import TRIES
from paraphe.access.services.administrators import Appointment, settle_appointment
from paraphe.access.services.candidate_standing import require_space, require_standing
from paraphe.access.services.guard import hold_body
from paraphe.access.services.letters import queue_letter
from paraphe.access.services.proofs import close_proofs, hold_proof, settle_passed, weigh_secret
from paraphe.access.transitions import CANDIDACY
from paraphe.accounts import services as accounts
from paraphe.accounts.selectors import Person
from paraphe.journal.selectors import Chain
from paraphe.kernel import clock
from paraphe.kernel.errors import PortalError, WrongState
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Establishment, Organisation


def has_address(place: Establishment) -> bool:
    """Whether a letter can be posted there: the register gives a town and a postcode."""
    return bool(place.postcode and place.city)


def require_key_possible(plan: CandidacyPlan, organisation: Organisation, *, actor: Person) -> None:
    """CandidacyRefused where no letter can be posted: no such place, no address, or three asked for this month."""
    place = plan.letter_to
    if place is None or place.organisation_id != organisation.pk:
        raise CandidacyRefused("access.candidacy_place", field="letter_to")
    if place.closed_on is not None and place.closed_on <= clock.now().astimezone(PARIS).date():
        raise CandidacyRefused("access.candidacy_place_closed", field="letter_to")
    if not has_address(place):
        raise CandidacyRefused("access.key_without_address", field="letter_to")
    if not candidacies.keys_left(actor):
        raise CandidacyRefused("access.key_too_many", field="path")


def post_key(row: Candidacy, key: str, *, letter_to: Establishment, chain: Chain) -> None:
    """Write the proof asked for and queue its letter, and the one that tells the legal representative how to contest.

    Records nothing: the entry of the verb that calls names the proof.
    """
    at = clock.now()
    proof = AuthorityProof.objects.create(
        ref=key,
        organisation=row.organisation,
        person=row.person,
        candidacy=row,
        kind="posted-key",
        requested_at=at,
        expires_at=at + candidacies.LASTS["key"],
    )
    queue_letter("activation-key", organisation=row.organisation, establishment=letter_to, about=proof)
    seat = registry.head_office_of(row.organisation)
    told = Letter.objects.filter(candidacy=row, kind=Letter.Kind.COURTESY).exclude(state="cancelled").exists()
    if seat is not None and has_address(seat) and not told:
        queue_letter("courtesy", organisation=row.organisation, establishment=seat, about=row)


def close_keys(row: Candidacy, verb: str) -> None:
    """End the keys of a candidacy that can no more be typed (`withdraw` or `expire`), and their letters not yet posted.

    Records nothing: the verb that calls does.
    """
    rows = AuthorityProof.objects.select_for_update().filter(
        candidacy=row, kind="posted-key", state__in=candidacies.RUNNING_PROOF
    )
    close_proofs(list(rows), verb)


def redeem_key(candidacy: Candidacy, *, typed: str, actor: Person) -> Membership:
    """The candidate types the key received by post and becomes administrator; the key is used up.

    Needs his step-up (`act_of_key`). SecretRefused with the tries left; SecretOver where no key can be typed any more;
    UnknownArrival for anybody else; WrongState where the candidacy waits no more. A wrong key is counted and recorded,
    whatever becomes of the page.
    """
    outcome = _redeem(candidacy, typed, actor=actor)
    if isinstance(outcome, PortalError):
        raise outcome
    return outcome


@transaction.atomic
def _redeem(candidacy: Candidacy, typed: str, *, actor: Person) -> Membership | PortalError:
    """The membership, or the refusal of a wrong key once it is counted: raised outside, so that the count stays."""
    chain = hold_body(candidacy.organisation)
    row = Candidacy.objects.select_for_update(of=("self",)).get(pk=candidacy.pk)
    if row.person_id != actor.pk:
        raise UnknownArrival("access.candidacy_unknown")
    state = _require_redeemable(row)
    require_space(row.organisation)
    require_standing(actor)
    proof = _key_to_type(row)
    if not weigh_secret(proof, typed, chain=chain, actor=actor.ref):
        return _refusal(proof)
    accounts.consume_step_up(actor, act_of_key(row))
    settle_passed(proof, by=actor)
    plan = Appointment(row.person, row.scope, "key", candidacy=row.ref)
    membership = settle_appointment(row.organisation, plan, chain=chain, actor=actor.ref)
    row.state, row.membership = state, membership
    row.decided_at, row.decided_entry = membership.opened_at, membership.opened_entry
    row.save(update_fields=["state", "membership", "decided_at", "decided_entry"])
    return membership


def _require_redeemable(row: Candidacy) -> str:
    if row.state not in candidacies.OPEN and row.proofs.filter(state="passed").exists():
        raise SecretOver("access.key_over")
    return CANDIDACY.next(row.state, "redeem")


def _key_to_type(row: Candidacy) -> AuthorityProof:
    """The one key that can be typed, locked; says otherwise why there is none."""
    found = candidacies.running_key(row)
    if row.path != Candidacy.Path.KEY or found is None:
        raise SecretOver("access.key_over")
    proof = hold_proof(found)
    if proof.state == "requested":
        raise WrongState("access.key_not_posted")
    if proof.expires_at <= clock.now():
        raise SecretOver("access.key_over")
    return proof


def _refusal(proof: AuthorityProof) -> SecretRefused:
    """What to tell of a wrong key, once it is counted: the tries left, or that the key is burnt."""
    left = TRIES - proof.tries
    return SecretRefused("access.key_wrong" if left else "access.key_burnt", field="key", left=left)
