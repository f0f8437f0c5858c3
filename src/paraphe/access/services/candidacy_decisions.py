"""Answering a candidacy: accord, refusal, contest, and what the portal does when nobody answers.

Nobody decides on himself; the first decision wins, and the second is told who decided and when. Source: domain.md W2.
"""

from collections.abc import Sequence

from django.db import transaction

from paraphe.access import candidacies, events
from paraphe.access.candidacy_acts import act_of_accord, act_of_contest
from paraphe.access.errors import AlreadyDecided, Refused, SelfDecision
from paraphe.access.models import Candidacy, Contest, Membership, Voice
from paraphe.access.selectors import ask, explain, membership_of
from paraphe.access.services.administrators import Appointment, settle_appointment
from paraphe.access.services.candidacies import about_candidacy, settle_closing
from paraphe.access.services.candidacy_keys import close_keys
from paraphe.access.services.contests import open_contest
from paraphe.access.services.endings import require_one_left
from paraphe.access.services.guard import hold_body, require
from paraphe.access.transitions import CANDIDACY
from paraphe.access.vocabulary import Action
from paraphe.accounts import services as accounts
from paraphe.accounts.selectors import Person
from paraphe.journal import services as journal
from paraphe.journal.selectors import Chain
from paraphe.kernel import clock
from paraphe.kernel.errors import WrongState

DECIDED = ("active", "frozen", "ended", "refused")


def check_decision(candidacy: Candidacy, *, actor: Person) -> None:
    """Whether the actor may answer this candidacy: SelfDecision for his own, Refused with the gates otherwise."""
    if candidacy.person_id == actor.pk:
        raise SelfDecision("access.self_decision")
    require(Action.ADMINISTRATOR_DECIDE, candidacy.organisation, actor=actor, sirets=_listed(candidacy.scope))


def _listed(scope: Sequence[str] | None) -> list[str] | None:
    return None if scope is None else list(scope)


def _hold_to_decide(candidacy: Candidacy, *, actor: Person) -> tuple[Candidacy, Chain]:
    """The candidacy, locked, once the actor may answer it and nobody has."""
    chain = hold_body(candidacy.organisation)
    row = Candidacy.objects.select_for_update(of=("self",)).get(pk=candidacy.pk)
    check_decision(row, actor=actor)
    if row.state in DECIDED and row.decided_by is not None and row.decided_at is not None:
        by, at = row.decided_by.full_name, clock.stamp(row.decided_at)
        raise AlreadyDecided("access.candidacy_decided", by=by, at=at)
    return row, chain


@transaction.atomic
def give_accord(candidacy: Candidacy, *, actor: Person) -> Membership | None:
    """An administrator agrees: the candidate becomes administrator, or, where two accords are needed, one is missing.

    The new membership, or None after the first of two accords. Needs the actor's step-up (`act_of_accord`). Refused
    without a scope that contains the one asked; AlreadyDecided where somebody answered first, or where the actor gave
    his accord already. A key under way is void.
    """
    row, chain = _hold_to_decide(candidacy, actor=actor)
    given = candidacies.voices_of(row)
    own = next((voice for voice in given if voice.person_id == actor.pk), None)
    if own is not None:
        by, at = actor.full_name, clock.stamp(own.given_at)
        raise AlreadyDecided("access.candidacy_voiced", by=by, at=at)
    is_last = len(given) + 1 >= row.accords_needed
    state = CANDIDACY.next(row.state, "accord" if is_last else "voice")
    accounts.consume_step_up(actor, act_of_accord(row))
    if not is_last:
        _write_voice(row, chain=chain, actor=actor)
        return None
    return _accept(row, state, chain=chain, actor=actor)


def _write_voice(row: Candidacy, *, chain: Chain, actor: Person) -> None:
    at = clock.now()
    body = about_candidacy(row, actor=actor.ref) | {"accords_needed": row.accords_needed}
    entry = journal.record(event=events.CANDIDACY_VOICED, chains=[chain], at=at, body=body)
    Voice.objects.create(candidacy=row, person=actor, given_at=at, given_entry=entry.pk)


def _accept(row: Candidacy, state: str, *, chain: Chain, actor: Person) -> Membership:
    leaver = row.leaver if row.leaver is not None and row.leaver.closed_at is None else None
    if leaver is not None:
        _require_leave(row, leaver, actor=actor)
    reason = "Passation" if leaver is not None else ""
    plan = Appointment(row.person, row.scope, "accord", candidacy=row.ref, leaver=leaver, reason=reason)
    membership = settle_appointment(row.organisation, plan, chain=chain, actor=actor.ref)
    row.state, row.membership = state, membership
    close_keys(row, "withdraw")
    settle_closing(row, at=membership.opened_at, entry=membership.opened_entry, by=actor)
    return membership


def _require_leave(row: Candidacy, leaver: Membership, *, actor: Person) -> None:
    """The leaver goes in the same act: he agrees himself, or somebody who may remove him does."""
    if leaver.person_id != actor.pk:
        require(Action.ADMINISTRATOR_REMOVE, row.organisation, actor=actor, sirets=_listed(leaver.scope))
    if leaver.scope is None and row.scope is not None:
        require_one_left(leaver)


@transaction.atomic
def refuse_candidacy(candidacy: Candidacy, *, reason: str, actor: Person) -> None:
    """An administrator refuses, with a reason the candidate reads.

    WrongState for a candidacy by key, which is contested and not refused, and for one that waits no more;
    AlreadyDecided where somebody answered first.
    """
    row, chain = _hold_to_decide(candidacy, actor=actor)
    if row.state == "pending" and row.path == Candidacy.Path.KEY:
        raise WrongState("access.candidacy_by_key")
    row.state = CANDIDACY.next(row.state, "refuse")
    at = clock.now()
    body = about_candidacy(row, actor=actor.ref) | {"reason": reason}
    entry = journal.record(event=events.CANDIDACY_REFUSED, chains=[chain], at=at, body=body)
    settle_closing(row, at=at, entry=entry.pk, by=actor, reason=reason)


def check_contest(candidacy: Candidacy, *, actor: Person) -> None:
    """Whether the actor may contest now: Refused for who does not administer, or came by key less than seven days ago
    and contests one who administers; WrongState where it is too late, contested already, or to be refused instead.
    """
    if candidacy.person_id == actor.pk:
        raise SelfDecision("access.self_decision")
    require(Action.ADMINISTRATOR_CONTEST, candidacy.organisation, actor=actor)
    own = membership_of(candidacy.organisation, actor.pk)
    if candidacy.state == "active" and own is not None and own.protected_until is not None:
        asked = ask(actor.pk, Action.ADMINISTRATOR_REMOVE, candidacy.organisation.siren)
        if clock.now() < own.protected_until:
            raise Refused(explain(asked))
    if candidacy.state in ("contested", "frozen"):
        raise WrongState("access.contest_already")
    if candidacy.state == "pending" and candidacy.path == Candidacy.Path.COOPTATION:
        raise WrongState("access.contest_needless")
    CANDIDACY.next(candidacy.state, "contest")
    if candidacies.contestable_until(candidacy) is None:
        raise WrongState("access.contest_late")


@transaction.atomic
def contest_candidacy(candidacy: Candidacy, *, reason: str, actor: Person) -> Contest:
    """An administrator contests a candidacy by key, or a newcomer: frozen until a second proof decides.

    Needs the actor's step-up (`act_of_contest`).
    """
    chain = hold_body(candidacy.organisation)
    row = Candidacy.objects.select_for_update(of=("self",)).get(pk=candidacy.pk)
    check_contest(row, actor=actor)
    accounts.consume_step_up(actor, act_of_contest(row))
    return open_contest(row, reason=reason, chain=chain, actor=actor)


@transaction.atomic
def remind_candidacy(candidacy: Candidacy) -> None:
    """The portal reminds the administrators of a candidacy that waits, on the days 3, 10 and 25, once each.

    WrongState where no reminder is due. Days missed while the portal slept make one reminder.
    """
    chain = hold_body(candidacy.organisation)
    row = Candidacy.objects.select_for_update(of=("self",)).get(pk=candidacy.pk)
    CANDIDACY.next(row.state, "voice")
    due = candidacies.days_to_remind(row)
    if row.path != Candidacy.Path.COOPTATION or due <= row.reminded or row.expires_at <= clock.now():
        raise WrongState("access.candidacy_not_due")
    body = about_candidacy(row, actor="portal") | {"day": candidacies.REMINDERS[due - 1]}
    journal.record(event=events.CANDIDACY_REMINDED, chains=[chain], body=body)
    row.reminded = due
    row.save(update_fields=["reminded"])


@transaction.atomic
def expire_candidacy(candidacy: Candidacy) -> None:
    """The portal ends a candidacy nobody answered in its time; a key under way is over.

    WrongState where it waits no more, or its time still runs. Silence is never consent.
    """
    chain = hold_body(candidacy.organisation)
    row = Candidacy.objects.select_for_update(of=("self",)).get(pk=candidacy.pk)
    row.state = CANDIDACY.next(row.state, "expire")
    if candidacies.ends_at(row) > clock.now():
        raise WrongState("access.candidacy_not_due")
    at = clock.now()
    body = about_candidacy(row, actor="portal") | {"path": row.path}
    entry = journal.record(event=events.CANDIDACY_EXPIRED, chains=[chain], at=at, body=body)
    close_keys(row, "expire")
    settle_closing(row, at=at, entry=entry.pk)
