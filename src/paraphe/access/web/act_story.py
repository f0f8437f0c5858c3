"""The page of one act on rights: its reference, what it did, and whether its author can still undo it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from paraphe.access import people, selectors
from paraphe.access.models import UNDO_FOR, Invitation, Membership, RightsAct
from paraphe.access.services.undoing import Traces, require_undoable, traces_of
from paraphe.access.web.history import register_words
from paraphe.access.web.rights_told import ToldRights, tell_rights
from paraphe.accounts.selectors import Person
from paraphe.journal import selectors as journal
from paraphe.kernel.errors import PortalError
from paraphe.registry.selectors import Organisation
from paraphe.web import problems

TITLES = {
    RightsAct.Kind.GRANT: ("Le droit est donné", "Les droits sont donnés"),
    RightsAct.Kind.CLOSE: ("Le droit est retiré", "Les droits sont retirés"),
    RightsAct.Kind.CHANGE: ("Le changement est fait", "Les changements sont faits"),
    RightsAct.Kind.REMOVAL: ("Une personne quitte l’organisme", "Des personnes quittent l’organisme"),
    RightsAct.Kind.UNDO: ("L’acte est annulé", "L’acte est annulé"),
}
ADDED = ("Une personne est ajoutée", "Des personnes sont ajoutées")
"""The title of the kinds of acts, of one thing and of several."""


@dataclass(frozen=True)
class ActStory:
    """Everything the page of an act shows; `back` are those who belong again, `undoes` the act that this one undid."""

    act: RightsAct
    title: str
    register: str
    reason: str
    given: Sequence[ToldRights]
    closed: Sequence[ToldRights]
    invitations: Sequence[Invitation]
    gone: Sequence[Membership]
    back: Sequence[Membership]
    undoes: RightsAct | None
    undone_by: RightsAct | None
    undo_until: datetime
    obstacle: str

    @property
    def is_undoable(self) -> bool:
        """Whether the reader can undo it now."""
        return not self.obstacle


def tell_act(organisation: Organisation, act: RightsAct, *, reader: Person) -> ActStory:
    """Read an act and what it left; constant in queries."""
    traces = traces_of(act)
    entry = journal.entries_named([act.entry])[act.entry]
    body = journal.body_of(entry) or {}
    return ActStory(
        act=act,
        title=_title(act, traces),
        register=register_words(entry),
        reason=str(body.get("reason") or ""),
        given=tell_rights(organisation, traces.given),
        closed=tell_rights(organisation, traces.closed),
        invitations=traces.invitations,
        gone=traces.gone,
        back=people.memberships_reopened_by(act.entry) if act.kind == RightsAct.Kind.UNDO else [],
        undoes=people.act_undone_by(act.entry),
        undone_by=None if act.undone_entry is None else selectors.act_of_entry(act.undone_entry),
        undo_until=act.at + UNDO_FOR,
        obstacle=_why_not_undo(act, reader=reader),
    )


def _title(act: RightsAct, traces: Traces) -> str:
    if act.source == "people" and traces.invitations:
        persons = {row.person_id for row in traces.invitations} | {right.person_id for right in traces.given}
        return ADDED[len(persons) > 1]
    kind, changed = RightsAct.Kind(act.kind), [*traces.given, *traces.closed]
    if kind == RightsAct.Kind.CHANGE and not traces.invitations and not (traces.given and traces.closed):
        kind = RightsAct.Kind.GRANT if traces.given else RightsAct.Kind.CLOSE
    counted = traces.gone if kind == RightsAct.Kind.REMOVAL else changed
    return TITLES[kind][len(counted) > 1]


def _why_not_undo(act: RightsAct, *, reader: Person) -> str:
    """In words, why the reader cannot undo the act now; empty where she can."""
    try:
        require_undoable(act, actor=reader)
    except PortalError as error:
        told = problems.tell(error)
        if told is None:
            raise
        return " ".join(part for part in (told.sentence, told.remedy) if part)
    return ""
