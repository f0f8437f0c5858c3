"""Undoing one's own act on rights: exactly, or not at all. Source: mission.md, « Removal »."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from paraphe.access import events
from paraphe.access.changes import Wanted, act_of_undo
from paraphe.access.errors import UndoRefused
from paraphe.access.models import UNDO_FOR, Habilitation, Invitation, Membership, RightsAct
from paraphe.access.selectors import suspended_among
from paraphe.access.services.endings import close_rights, require_scope
from paraphe.access.services.guard import hold_body, note_act, require
from paraphe.access.services.habilitations import (
    belonging,
    build_right,
    grant_body,
    has_fellow,
    insert_rights,
)
from paraphe.access.vocabulary import Action, Level
from paraphe.accounts import services as accounts
from paraphe.accounts.selectors import Person
from paraphe.journal import services as journal
from paraphe.kernel import clock
from paraphe.kernel.identifiers import Ref


@dataclass(frozen=True, slots=True)
class Traces:
    """What an act left: rights given and closed, people invited and removed."""

    given: Sequence[Habilitation]
    closed: Sequence[Habilitation]
    invitations: Sequence[Invitation]
    gone: Sequence[Membership]


def traces_of(act: RightsAct) -> Traces:
    """What the act left, as its entry marks the rows."""
    rights = Habilitation.objects.select_related("person", "service").order_by("pk")
    invitations = Invitation.objects.filter(invited_entry=act.entry).select_related("person")
    gone = Membership.objects.filter(closed_entry=act.entry).select_related("person")
    return Traces(
        given=list(rights.filter(granted_entry=act.entry)),
        closed=list(rights.filter(closed_entry=act.entry)),
        invitations=list(invitations.order_by("pk")),
        gone=list(gone.order_by("pk")),
    )


@transaction.atomic
def undo_act(act: RightsAct, *, actor: Person) -> RightsAct:
    """Undo one's own act within fifteen minutes, exactly or not at all, by an entry of its own.

    What it gave is closed, what it closed is given again to the same end, those it removed are members again (their
    sessions stay dead), those it invited are no longer. Needs the actor's step-up (`act_of_undo`). UndoRefused says why
    not; Refused. What was signed in between stays signed.
    """
    chain = hold_body(act.organisation)
    held = RightsAct.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=act.pk)
    _require_fresh(held, actor=actor)
    at, traces = clock.now(), traces_of(held)
    # A right that came to its end in between is not given again: nothing would be left of it.
    again = [right for right in traces.closed if right.valid_to > at]
    _require_exact(held, traces, again, actor=actor)
    accounts.consume_step_up(actor, act_of_undo(held))
    rights = [build_right(held.organisation, _restored(right), at=at) for right in again]
    members = [_reopened(row, at) for row in traces.gone]
    entry = journal.record(
        event=events.ACT_UNDONE,
        chains=[chain],
        at=at,
        body={
            "v": 1,
            "actor": actor.ref,
            "siren": held.organisation.siren,
            "act": held.ref,
            "closed": [right.ref for right in traces.given],
            "grants": [grant_body(right) for right in rights],
            "invitations": [row.ref for row in traces.invitations],
            "members": [
                {"membership": row.ref, "person": row.person.ref, "restores": former.ref}
                for row, former in zip(members, traces.gone, strict=True)
            ],
        },
    )
    _write(traces, members, at=at, entry=entry.pk)
    insert_rights(rights, entry=entry.pk)
    held.undone_at, held.undone_entry = at, entry.pk
    held.save(update_fields=["undone_at", "undone_entry"])
    return note_act(held.organisation, kind="undo", actor=actor, entry=entry)


def require_undoable(act: RightsAct, *, actor: Person) -> None:
    """UndoRefused, or Refused, where `undo_act` would be refused now; for the page that offers it. Reads only."""
    _require_fresh(act, actor=actor)
    at, traces = clock.now(), traces_of(act)
    again = [right for right in traces.closed if right.valid_to > at]
    _require_exact(act, traces, again, actor=actor)


def _write(traces: Traces, members: list[Membership], *, at: datetime, entry: int) -> None:
    for row in members:
        row.opened_entry = entry
    Membership.objects.bulk_create(members)
    close_rights(traces.given, at=at, entry=entry)
    Invitation.objects.filter(pk__in=[row.pk for row in traces.invitations]).update(withdrawn_at=at)


def _require_fresh(act: RightsAct, *, actor: Person) -> None:
    if act.actor_id != actor.pk:
        raise UndoRefused("access.undo_other")
    if act.undone_at is not None or act.kind == RightsAct.Kind.UNDO:
        raise UndoRefused("access.undone_already")
    if clock.now() >= act.at + UNDO_FOR:
        raise UndoRefused("access.undo_late")


def _require_exact(act: RightsAct, traces: Traces, again: Sequence[Habilitation], *, actor: Person) -> None:
    """Undoing asks what the contrary acts would ask, and that nothing has changed since."""
    organisation = act.organisation
    require_scope(organisation, [*traces.given, *traces.closed], actor=actor)
    if traces.gone or traces.invitations:
        require(Action.PERSON_INVITE, organisation, actor=actor)
    if suspended_among(traces.gone):
        raise UndoRefused("access.undo_suspended")
    if _has_moved_on(act, traces, again):
        raise UndoRefused("access.undo_moved_on")
    if any(right.person_id == actor.pk for right in again) and has_fellow(organisation, actor=actor):
        raise UndoRefused("access.undo_own")


def _has_moved_on(act: RightsAct, traces: Traces, again: Sequence[Habilitation]) -> bool:
    gone = {row.person_id for row in traces.gone}
    back = Membership.objects.filter(organisation=act.organisation, person__in=gone, closed_at=None)
    invited = [row.person_id for row in traces.invitations]
    since = Habilitation.objects.filter(
        siren=int(act.organisation.siren), person__in=invited, closed_at=None
    ).exclude(granted_entry=act.entry)
    whose = {right.person_id for right in again}
    return (
        any(right.closed_at for right in traces.given)
        or any(row.accepted_at or row.withdrawn_at for row in traces.invitations)
        or bool(whose - gone - belonging(act.organisation, whose))
        or back.exists()
        or since.exists()
    )


def _restored(right: Habilitation) -> Wanted:
    return Wanted(
        right.person, right.siret_text, right.service, Level(right.level), right.valid_to, right.valid_from
    )


def _reopened(row: Membership, at: datetime) -> Membership:
    return Membership(
        ref=Ref.new(), person=row.person, organisation_id=row.organisation_id, role=row.role, opened_at=at
    )
