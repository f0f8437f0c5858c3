"""Levels asked in the table, worked out into one change: what is closed, given, added, refused cell by cell.

A right for all establishments that covers a cell to lower is replaced, when the administrator says so, by a right on
each of the others; nothing is lost elsewhere. Reads only: `services.change_rights` decides again.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from paraphe.access.changes import Change, Wanted
from paraphe.access.models import Habilitation
from paraphe.access.plans import Segment, merge_level
from paraphe.access.profiles import complete_items
from paraphe.access.vocabulary import Level
from paraphe.access.web.edit_state import Edit, Key, State
from paraphe.accounts.selectors import Person
from paraphe.registry.selectors import Establishment, Service
from paraphe.web.components import LEVEL_WORDS

SELF = "Vous ne pouvez pas vous donner un droit : un autre administrateur peut le faire."
SCOPE = "Cet établissement n’est pas dans votre périmètre d’administrateur."
WHOLE = "Ce droit vaut pour tous les établissements : seul un administrateur de tout l’organisme peut le remplacer."
LEVEL = "Ce service n’a pas ce niveau."
REQUIRED = "« {other} » exige ce droit, et vous le retirez dans le même changement."
LOSES = "« {other} », qui l’exige, ne pourra plus servir ici."
UNOPENED = "Le service n’est pas ouvert pour cet établissement : le droit attendra qu’il le soit."
ADDED = "Ajouté, au niveau Consulter : « {other} » l’exige."
LATER = "Un droit qui devait commencer plus tard est retiré aussi."
WAS = "La personne y avait le niveau {level}, par le droit sur tous les établissements."
STILL = "Le droit sur tous les établissements continue de valoir ici."


@dataclass(frozen=True, slots=True)
class Cell:
    """Whom, where, which service."""

    person: Person
    place: Establishment
    service: Service


@dataclass(frozen=True, slots=True)
class Told:
    """Something to say of a cell."""

    cell: Cell
    words: str


@dataclass(frozen=True, slots=True)
class Spread:
    """A right on all establishments that a cell lowers: to be replaced by a right on each of the `others`."""

    key: str
    right: Habilitation
    others: int
    accepted: bool


@dataclass
class EditPlan:
    """What the edits come to, what to say of cells, refusals, and proposals to accept.

    `raised` are those of the `grants` by which an edit asks more than there was.
    """

    closures: dict[int, Habilitation] = field(default_factory=dict)
    grants: list[Wanted] = field(default_factory=list)
    raised: list[tuple[Cell, Wanted]] = field(default_factory=list)
    notes: list[Told] = field(default_factory=list)
    refusals: list[Told] = field(default_factory=list)
    spreads: list[Spread] = field(default_factory=list)

    @property
    def change(self) -> Change:
        """The one act that does it."""
        return Change("matrix", closures=list(self.closures.values()), grants=self.grants)


def plan_edits(
    state: State, edits: Sequence[Edit], *, until: datetime, accepted: frozenset[str] = frozenset()
) -> EditPlan:
    """The plan of these edits as rights stand now; `accepted` are the keys of the replacements agreed to."""
    plan = EditPlan()
    sound = [edit for edit in edits if _may_edit(state, edit, plan)]
    groups: dict[tuple[int, str], list[Edit]] = defaultdict(list)
    for edit in sound:
        if state.given(edit.key) != (edit.target or 0):
            groups[edit.person.pk, edit.service.code].append(edit)
    for group in groups.values():
        _plan_group(state, group, plan, until=until, accepted=accepted)
    _add_required(state, sound, plan)
    _tell_losses(state, sound, plan)
    return plan


def _may_edit(state: State, edit: Edit, plan: EditPlan) -> bool:
    """Refuse what can never be, whatever else is asked."""
    words = ""
    if edit.target is not None and edit.target.code not in edit.service.levels:
        words = LEVEL
    elif state.scope is not None and edit.place.siret not in state.scope:
        words = SCOPE
    elif edit.person == state.actor and state.has_fellow and (edit.target or 0) > state.given(edit.key):
        words = SELF
    else:
        words = next((REQUIRED.format(other=name) for name in _contradictions(state, edit)), "")
    if words:
        plan.refusals.append(_told(edit, words))
    return not words


def _contradictions(state: State, edit: Edit) -> Iterable[str]:
    """The names of services raised in the same change on the same place that require the one taken back."""
    if edit.target is not None:
        return []
    return [
        other.service.name
        for other in state.edits
        if other.person == edit.person and other.place == edit.place and other.target is not None
        if edit.service.code in other.service.requires and other.target > state.given(other.key)
    ]


def _plan_group(
    state: State, group: Sequence[Edit], plan: EditPlan, *, until: datetime, accepted: frozenset[str]
) -> None:
    """The edits of one person on one service, of which some may be under a right on all establishments."""
    wide = state.wide(group[0].person, group[0].service.code)
    lowered = [edit for edit in group if wide is not None and (edit.target or 0) < wide.level]
    if wide is not None and lowered:
        if _may_spread(state, wide, lowered, plan, accepted):
            _spread(state, wide, group, plan)
        else:
            group = [edit for edit in group if edit not in lowered]
    for edit in group:
        _plan_cell(state, edit, plan, until=until)


def _may_spread(
    state: State, wide: Habilitation, lowered: Sequence[Edit], plan: EditPlan, accepted: frozenset[str]
) -> bool:
    """Whether the right on all establishments is to be replaced: allowed, and agreed to."""
    own = wide.person == state.actor and state.has_fellow
    if state.scope is not None or own:
        plan.refusals += [_told(edit, SELF if own else WHOLE) for edit in lowered]
        return False
    key = f"{wide.person.ref}.{wide.service.code}"
    others = len(state.places) - len(lowered)
    plan.spreads.append(Spread(key, wide, others, key in accepted))
    return key in accepted


def _spread(state: State, wide: Habilitation, group: Sequence[Edit], plan: EditPlan) -> None:
    """Close the right on all establishments, and give as much on each that is not edited, for as long."""
    plan.closures[wide.pk] = wide
    for later in state.later(wide.person, None, wide.service.code):
        plan.closures[later.pk] = later
    edited = {edit.place.siret for edit in group}
    plan.notes += [_told(edit, WAS.format(level=LEVEL_WORDS[Level(wide.level).code])) for edit in group]
    wholes = _wide_segments(state, wide)
    for place in state.places:
        if place.siret not in edited:
            rows = state.rows_at(wide.person, place.siret, wide.service.code)
            _merge(state, rows, wholes, plan, wanted=Cell(wide.person, place, wide.service))


def _wide_segments(state: State, wide: Habilitation) -> list[Segment]:
    """What a right on all establishments, and those that follow it, give from now on."""
    later = state.later(wide.person, None, wide.service.code)
    return [Segment(max(row.valid_from, state.now), row.ends_at, row.level) for row in (wide, *later)]


def _merge(
    state: State, rows: Sequence[Habilitation], wholes: Sequence[Segment], plan: EditPlan, *, wanted: Cell
) -> list[Wanted]:
    """Give levels for a while beside the rights of the same key: the higher holds at each instant, nothing is lost."""
    segments = {row.pk: Segment(max(row.valid_from, state.now), row.ends_at, row.level) for row in rows}
    merged = list(segments.values())
    for whole in wholes:
        merged = merge_level(merged, whole)
    plan.closures |= {row.pk: row for row in rows if segments[row.pk] not in merged}
    given = [
        Wanted(
            wanted.person,
            wanted.place.siret,
            wanted.service,
            Level(row.level),
            row.end,
            None if row.start == state.now else row.start,
        )
        for row in merged
        if row not in segments.values()
    ]
    plan.grants += given
    return given


def _plan_cell(state: State, edit: Edit, plan: EditPlan, *, until: datetime) -> None:
    """Close what gives more on this establishment, and give the level asked where no other right does."""
    rows = state.rows_at(edit.person, edit.place.siret, edit.service.code)
    wide = state.wide(edit.person, edit.service.code)
    under = wide.level if wide is not None and wide.pk not in plan.closures else 0
    target, given = edit.target or 0, state.given(edit.key)
    if target > under and edit.person == state.actor and state.has_fellow:
        plan.refusals.append(_told(edit, SELF))
        return
    over = [row for row in rows if row.level > target] if target < given else []
    plan.closures |= {row.pk: row for row in over}
    if any(row.valid_from > state.now for row in over):
        plan.notes.append(_told(edit, LATER))
    if target <= under:
        plan.notes += [_told(edit, STILL)] if under else []
        return
    running = [row for row in (*rows, wide) if row is not None and row.valid_from <= state.now]
    end = until if target > given else max(row.ends_at for row in running if row.level >= target)
    wholes = [Segment(state.now, end, target)]
    if target > given and wide is not None and not under:
        wholes += _wide_segments(state, wide)
    kept = [row for row in rows if row not in over]
    fresh = _merge(state, kept, wholes, plan, wanted=_cell(edit))
    plan.raised += [(_cell(edit), wanted) for wanted in fresh] if target > given else []
    if fresh and (edit.place.siret, edit.service.code) not in state.subscribed:
        plan.notes.append(_told(edit, UNOPENED))


def _add_required(state: State, edits: Sequence[Edit], plan: EditPlan) -> None:
    """Give what the services given require and the person would not hold, at the lowest level."""
    targets = {edit.key: edit.target or 0 for edit in edits}
    required = {
        wanted.service.code: complete_items([(wanted.service, wanted.level)]) for _, wanted in plan.raised
    }
    for cell, wanted in plan.raised:
        for service, level in required[wanted.service.code]:
            key = (cell.person.pk, cell.place.siret, service.code)
            if targets.get(key, state.given(key)):
                continue
            targets[key] = level.value
            later = state.later(cell.person, cell.place.siret, service.code)
            end = min([wanted.valid_to, *(row.valid_from for row in later)])
            plan.grants.append(Wanted(cell.person, cell.place.siret, service, level, end))
            words = ADDED.format(other=wanted.service.name)
            plan.notes.append(Told(Cell(cell.person, cell.place, service), words))


def _tell_losses(state: State, edits: Sequence[Edit], plan: EditPlan) -> None:
    """Say which services stop because what they require is taken back."""
    targets = {edit.key: edit.target or 0 for edit in edits}
    for edit in edits:
        if edit.target is not None:
            continue
        for service in state.services.values():
            key: Key = (edit.person.pk, edit.place.siret, service.code)
            if edit.service.code in service.requires and targets.get(key, state.given(key)):
                plan.notes.append(_told(edit, LOSES.format(other=service.name)))


def _told(edit: Edit, words: str) -> Told:
    return Told(_cell(edit), words)


def _cell(edit: Edit) -> Cell:
    return Cell(edit.person, edit.place, edit.service)
