"""Asking to become administrator of a body that has one: asking, taking the other path, a new key, withdrawing.

Source: domain.md W2; mission.md, « Candidate administrator ».
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from paraphe.access import candidacies, events
from paraphe.access.candidacy_acts import COOPTATION, KEY, CandidacyPlan, act_of_candidacy, act_of_path
from paraphe.access.errors import CandidacyRefused, UnknownArrival
from paraphe.access.models import Candidacy, Membership
from paraphe.access.policy import PARIS
from paraphe.access.selectors import administrators_of, membership_of, registration_of, suspended_among
from paraphe.access.services.candidacy_keys import close_keys, post_key, require_key_possible
from paraphe.access.services.candidate_standing import require_space, require_standing
from paraphe.access.services.guard import hold_body
from paraphe.access.services.proofs import close_proofs, running_proofs
from paraphe.access.transitions import CANDIDACY, CONTEST
from paraphe.accounts import services as accounts
from paraphe.accounts.selectors import Person
from paraphe.journal import services as journal
from paraphe.kernel import clock
from paraphe.kernel.errors import WrongState
from paraphe.kernel.identifiers import Ref
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Organisation


@transaction.atomic
def propose_candidacy(organisation: Organisation, *, plan: CandidacyPlan, actor: Person) -> Candidacy:
    """A person asks to administer a body that has administrators: by their accord, or by a key posted to it.

    Needs the person's step-up for this very act (`act_of_candidacy`). CandidacyRefused says why not: nobody opened the
    body's space, the person administers as much, is suspended, has asked already, asks too much, was refused less than
    seven days ago, nobody could answer, or no letter can be posted.
    """
    chain = hold_body(organisation)
    journal.lock_chains(
        journal.chain_of_person(actor.ref)
    )  # two bodies asked at once: counted one after the other
    scope = check_candidacy(organisation, plan, actor=actor)
    accounts.consume_step_up(actor, act_of_candidacy(organisation, plan))
    space = registration_of(organisation)
    assert space is not None
    at, key = clock.now(), _new_key(plan)
    body: dict[str, Any] = {
        "v": 1,
        "actor": actor.ref,
        "siren": organisation.siren,
        "candidacy": Ref.new(),
        "person": actor.ref,
        "scope": scope,
        "path": plan.path,
        "accords_needed": space.accords_needed,
    }
    entry = journal.record(
        event=events.CANDIDACY_PROPOSED, chains=[chain], at=at, body=body | _told_key(plan, key)
    )
    row = Candidacy.objects.create(
        ref=body["candidacy"],
        organisation=organisation,
        person=actor,
        scope=scope,
        message=plan.message,
        path=plan.path,
        accords_needed=space.accords_needed,
        opened_at=at,
        opened_entry=entry.pk,
        expires_at=at + candidacies.LASTS[plan.path],
    )
    if plan.letter_to is not None:
        post_key(row, key, letter_to=plan.letter_to, chain=chain)
    return row


def _new_key(plan: CandidacyPlan) -> str:
    return Ref.new() if plan.letter_to is not None else ""


def _told_key(plan: CandidacyPlan, key: str) -> dict[str, Any]:
    """What an entry says of the key it asks for: its reference and where it goes, never the key."""
    return {"proof": key, "kind": "posted-key", "siret": plan.letter_to.siret} if plan.letter_to else {}


def check_candidacy(organisation: Organisation, plan: CandidacyPlan, *, actor: Person) -> list[str] | None:
    """The scope the candidacy would have; CandidacyRefused says why it cannot be."""
    check_candidate(organisation, actor=actor)
    scope = _scope_asked(organisation, plan, actor=actor)
    if plan.path == KEY:
        require_key_possible(plan, organisation, actor=actor)
    else:
        _require_answerers(organisation, scope, actor=actor)
    return scope


def check_candidate(organisation: Organisation, *, actor: Person) -> None:
    """Whether the person may ask anything of this body now; CandidacyRefused says why not."""
    require_space(organisation)
    require_standing(actor)
    own = membership_of(organisation, actor.pk)
    if own is not None and own.is_administrator and own.scope is None:
        raise CandidacyRefused("access.candidacy_needless")
    if own is not None and suspended_among([own]):
        raise CandidacyRefused("access.candidacy_suspended")
    if candidacies.open_candidacy(organisation, actor) is not None:
        raise CandidacyRefused("access.candidacy_open")
    rows = Candidacy.objects.filter(person=actor)
    if rows.filter(state__in=candidacies.OPEN).count() >= candidacies.MOST_OPEN:
        raise CandidacyRefused("access.candidacy_too_many")
    if rows.filter(opened_at__gt=clock.now() - candidacies.ASKS_COUNT_FOR).count() >= candidacies.MOST_ASKS:
        raise CandidacyRefused("access.candidacy_throttled")


def _scope_asked(organisation: Organisation, plan: CandidacyPlan, *, actor: Person) -> list[str] | None:
    """The scope, with the one already held: it can only be wider."""
    own = membership_of(organisation, actor.pk)
    held = own.scope if own is not None and own.is_administrator else None
    asked = plan.reached
    if asked is None:
        return None
    _require_places(organisation, asked)
    scope = sorted({*asked, *(held or ())})
    if held is not None and set(scope) == set(held):
        raise CandidacyRefused("access.candidacy_needless")
    return scope


def _require_places(organisation: Organisation, sirets: Sequence[str]) -> None:
    today = clock.now().astimezone(PARIS).date()
    places = registry.establishments_by_siret(sirets)
    for siret in sirets:
        place = places.get(siret)
        if place is None or place.organisation_id != organisation.pk:
            raise CandidacyRefused("access.candidacy_place", field="establishments")
        if place.closed_on is not None and place.closed_on <= today:
            raise CandidacyRefused("access.candidacy_place_closed", field="establishments")
    if not sirets:
        raise CandidacyRefused("access.candidacy_place", field="establishments")


def _require_answerers(organisation: Organisation, scope: list[str] | None, *, actor: Person) -> None:
    """Co-optation needs enough people able to answer, and no refusal less than seven days old."""
    again_at = candidacies.may_ask_again_at(organisation, actor)
    if again_at is not None:
        raise CandidacyRefused(
            "access.candidacy_refused_lately", field="path", again_at=clock.stamp(again_at)
        )
    able = candidacies.deciders_for(organisation, scope, but=actor)
    space = registration_of(organisation)
    if not able:
        raise CandidacyRefused("access.candidacy_nobody", field="path")
    if space is not None and len(able) < space.accords_needed:
        raise CandidacyRefused("access.candidacy_too_few", field="path", able=len(able))


def lock_own(candidacy: Candidacy, *, actor: Person) -> Candidacy:
    """The candidacy as it is now, locked; UnknownArrival for anybody but the candidate."""
    row = Candidacy.objects.select_for_update(of=("self",)).get(pk=candidacy.pk)
    if row.person_id != actor.pk:
        raise UnknownArrival("access.candidacy_unknown")
    return row


@transaction.atomic
def switch_path(candidacy: Candidacy, *, plan: CandidacyPlan, actor: Person) -> Candidacy:
    """The candidate takes the other path and keeps his answers; the time runs anew, the former path stops.

    Needs his step-up (`act_of_path`). WrongState where the candidacy waits no more or is on that path already;
    CandidacyRefused as for a new candidacy.
    """
    organisation = candidacy.organisation
    chain = hold_body(organisation)
    row = lock_own(candidacy, actor=actor)
    row.state = CANDIDACY.next(row.state, "switch_path")
    scope = check_path(row, plan, actor=actor)
    accounts.consume_step_up(actor, act_of_path(row, plan))
    at, key = clock.now(), _new_key(plan)
    body = {**_about(row, actor=actor.ref), "path": plan.path, "scope": scope}
    journal.record(event=events.CANDIDACY_SWITCHED, chains=[chain], at=at, body=body | _told_key(plan, key))
    close_keys(row, "withdraw")
    row.path, row.scope, row.reminded = plan.path, scope, 0
    row.expires_at = at + candidacies.LASTS[plan.path]
    row.save(update_fields=["state", "path", "scope", "reminded", "expires_at"])
    if plan.letter_to is not None:
        post_key(row, key, letter_to=plan.letter_to, chain=chain)
    return row


def check_path(candidacy: Candidacy, plan: CandidacyPlan, *, actor: Person) -> list[str] | None:
    """The scope the candidacy would have on the other path; WrongState or CandidacyRefused where it cannot take it."""
    if plan.path == candidacy.path:
        raise WrongState("access.candidacy_same_path")
    if plan.path == COOPTATION:
        _require_answerers(candidacy.organisation, candidacy.scope, actor=actor)
        return candidacy.scope
    require_key_possible(plan, candidacy.organisation, actor=actor)
    elsewhere = plan.letter_to is not None and not plan.letter_to.is_head_office
    return _scope_asked(candidacy.organisation, plan, actor=actor) if elsewhere else candidacy.scope


@transaction.atomic
def request_key(candidacy: Candidacy, *, actor: Person) -> Candidacy:
    """The candidate has a new key posted to the same place, the last one being burnt or its letter come back.

    WrongState(`access.key_running`) where a key can still arrive; CandidacyRefused past three keys a month.
    """
    chain = hold_body(candidacy.organisation)
    row = lock_own(candidacy, actor=actor)
    CANDIDACY.next(row.state, "redeem")
    last = candidacies.letter_of(candidacies.last_key(row))
    if last is None or not candidacies.can_have_new_key(row):
        raise WrongState("access.key_running")
    plan = CandidacyPlan(row.scope, KEY, letter_to=last.establishment)
    require_key_possible(plan, row.organisation, actor=actor)
    at, key = clock.now(), Ref.new()
    body = _about(row, actor=actor.ref) | _told_key(plan, key)
    journal.record(event=events.PROOF_REQUESTED, chains=[chain], at=at, body=body)
    close_keys(row, "withdraw")
    row.expires_at = at + candidacies.LASTS[KEY]
    row.save(update_fields=["expires_at"])
    post_key(row, key, letter_to=last.establishment, chain=chain)
    return row


@transaction.atomic
def withdraw_candidacy(candidacy: Candidacy, *, actor: Person) -> None:
    """The candidate takes his candidacy back; a key under way is void. WrongState where it waits no more."""
    chain = hold_body(candidacy.organisation)
    row = lock_own(candidacy, actor=actor)
    row.state = CANDIDACY.next(row.state, "withdraw")
    at = clock.now()
    entry = journal.record(
        event=events.CANDIDACY_WITHDRAWN, chains=[chain], at=at, body=_about(row, actor=actor.ref)
    )
    close_keys(row, "withdraw")
    settle_closing(row, at=at, entry=entry.pk)


def settle_closing(
    row: Candidacy, *, at: datetime, entry: int, by: Person | None = None, reason: str = ""
) -> None:
    """Write that a candidacy, whose new state is set, waits no more: when, by whom, why; a contest of it lapses."""
    row.decided_at, row.decided_entry, row.decided_by, row.reason = at, entry, by, reason
    row.save(update_fields=["state", "decided_at", "decided_entry", "decided_by", "reason", "membership"])
    for contest in row.contests.select_for_update().filter(state="open"):
        close_proofs(running_proofs(contest), "withdraw")
        contest.state, contest.closed_at, contest.closed_entry = CONTEST.next("open", "lapse"), at, entry
        contest.save(update_fields=["state", "closed_at", "closed_entry"])


def about_candidacy(row: Candidacy, *, actor: str) -> dict[str, Any]:
    """What every entry about a candidacy begins with."""
    return {
        "v": 1,
        "actor": actor,
        "siren": row.organisation.siren,
        "candidacy": row.ref,
        "person": row.person.ref,
    }


_about = about_candidacy


def apply_leaver(candidacy: Candidacy, *, leaver: Membership | None) -> None:
    """Write whose membership ends in the act that accepts the candidacy; records nothing: the hand-over does.

    The caller holds the body. WrongState where the leaver does not administer it, or is the candidate.
    """
    if leaver is not None:
        here = {row.pk for row in administrators_of(candidacy.organisation)}
        if leaver.pk not in here or leaver.person_id == candidacy.person_id:
            raise WrongState("access.leaver_gone")
    Candidacy.objects.filter(pk=candidacy.pk, state__in=candidacies.OPEN).update(leaver=leaver)
