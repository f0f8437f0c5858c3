"""What a file would change: its asks beside the rights that run, as one change to apply, or nothing. Writes nothing."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from paraphe.access.acts import DEFAULT_LASTS
from paraphe.access.bulk.directory import Directory, Key, key_of
from paraphe.access.bulk.findings import Difference, Fault, Note
from paraphe.access.bulk.reading import Ask, Reading
from paraphe.access.changes import Change, Invitee, Wanted
from paraphe.access.models import Habilitation
from paraphe.access.policy import PARIS
from paraphe.access.vocabulary import Level
from paraphe.registry.selectors import Service

SOURCE = "file"
Beat = Callable[[int], None]
"""Told how many asks are compared, from time to time."""
EVERY = 200


def _beat_nothing(done: int) -> None:
    """For who does not look."""


@dataclass
class Plan:
    """What the faultless lines change, right by right, and every fault and note."""

    change: Change
    differences: list[Difference] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


@dataclass
class _Work:
    """The plan being made."""

    directory: Directory
    closures: dict[int, Habilitation] = field(default_factory=dict)
    kept: set[int] = field(default_factory=set)
    given: dict[Key, list[tuple[Ask, Wanted]]] = field(default_factory=lambda: defaultdict(list))
    asked: set[Key] = field(default_factory=set)
    invited: dict[str, Invitee] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def plan_change(
    reading: Reading, directory: Directory, *, complete: bool, beat: Beat = _beat_nothing
) -> Plan:
    """Compare; `complete` also closes every right of the sender's scope that no line names, if no line is at fault."""
    work = _Work(directory, faults=list(reading.faults), notes=list(reading.notes))
    groups: dict[Key, list[Ask]] = defaultdict(list)
    for ask in reading.asks:
        groups[ask.key].append(ask)
    work.asked = set(groups)
    for number, asks in enumerate(groups.values(), start=1):
        _plan_key(work, _settle(work, asks))
        if number % EVERY == 0:
            beat(number)
    _add_required(work)
    if complete and not work.faults:
        _close_unnamed(work)
    work.faults.sort(key=lambda fault: fault.line)
    work.differences.sort(key=lambda row: (row.line == 0, row.line))
    change = Change(
        SOURCE,
        closures=list(work.closures.values()),
        grants=[wanted for pairs in work.given.values() for _, wanted in pairs],
        invitees=list(work.invited.values()),
    )
    return Plan(change, work.differences, work.faults, work.notes)


def _settle(work: _Work, asks: list[Ask]) -> list[Ask]:
    """The asks on one key that agree: repeated ones and those that contradict each other are faults."""
    kept: dict[tuple[object, ...], Ask] = {}
    for ask in asks:
        content = (ask.level, ask.start, ask.end)
        if content in kept:
            work.faults.append(Fault(ask.line, ask.column, "line_repeats", other=kept[content].line))
        else:
            kept[content] = ask
    ordered = sorted(kept.values(), key=lambda ask: ask.start or work.directory.today)
    at_fault: set[int] = set()
    for one, other in pairwise(ordered):
        if one.level is None or other.level is None or _overlap(one, other, work.directory):
            at_fault |= {one.line, other.line}
            for line, told in ((one, other), (other, one)):
                work.faults.append(Fault(line.line, line.column, "line_contradicts", other=told.line))
    return [ask for ask in ordered if ask.line not in at_fault]


def _overlap(one: Ask, other: Ask, directory: Directory) -> bool:
    """Whether the later of two asks begins before the earlier one ends."""
    return one.end is None or (other.start or directory.today) <= one.end


def _plan_key(work: _Work, asks: Sequence[Ask]) -> None:
    for ask in asks:
        rights = work.directory.rights.get(ask.key, [])
        if ask.level is None:
            _close(work, ask, rights)
            continue
        same = next((row for row in rights if row.pk not in work.kept and _is_same(ask, row, work)), None)
        if same is not None:
            work.kept.add(same.pk)
            work.differences.append(_difference(ask.line, "same", same, same))
            continue
        _give(work, ask, rights)


def _is_same(ask: Ask, right: Habilitation, work: _Work) -> bool:
    """Whether a right that runs is the one asked for."""
    today = work.directory.today
    level = ask.opens or right.level == ask.level
    end = ask.opens or ask.end is None or ask.end == last_day(right.ends_at)
    begins = right.valid_from.astimezone(PARIS).date()
    start = ask.start is None or ask.start == begins or max(ask.start, begins) <= today
    return level and end and start


def _close(work: _Work, ask: Ask, rights: Sequence[Habilitation]) -> None:
    if not rights:
        work.notes.append(Note(ask.line, "closed_already"))
    for right in rights:
        work.closures[right.pk] = right
        work.differences.append(_difference(ask.line, "close", right, None))


def _give(work: _Work, ask: Ask, rights: Sequence[Habilitation]) -> None:
    """A right to give, in the place of those whose period it meets."""
    code = _refusal(work, ask)
    if code:
        work.faults.append(Fault(ask.line, ask.column, code, ask.service.name))
        return
    starts = _starts(ask, work.directory)
    others = [row for row in rights if row.pk not in work.kept]
    until = end_of(ask.end) if ask.end else None
    replaced = [row for row in others if until is None or (row.valid_from < until and row.ends_at > starts)]
    lasting = max((row.valid_to for row in replaced), default=_year_from(starts))
    wanted = _wanted(work, ask, starts, until or lasting)
    for right in replaced:
        work.closures[right.pk] = right
    _note_start(work, ask)
    work.given[ask.key].append((ask, wanted))
    before = replaced[0] if replaced else None
    work.differences.append(_difference(ask.line, "change" if before else "give", before, wanted, ask))


def _refusal(work: _Work, ask: Ask) -> str:
    """Why this right cannot be given by a file, empty where it can."""
    directory = work.directory
    person = directory.people.get(ask.email)
    if person == directory.actor and directory.has_fellow:
        return "own_right"
    if directory.is_closed(ask.siret):
        return "place_closed"
    return "given_by_two" if ask.service.code in directory.given_by_two else ""


def _note_start(work: _Work, ask: Ask) -> None:
    if ask.start is not None and ask.start < work.directory.today:
        work.notes.append(Note(ask.line, "starts_today"))


def _starts(ask: Ask, directory: Directory) -> datetime:
    if ask.start is None or ask.start <= directory.today:
        return directory.at
    return datetime.combine(ask.start, datetime.min.time(), tzinfo=PARIS)


def _year_from(starts: datetime) -> datetime:
    return end_of((starts + DEFAULT_LASTS).astimezone(PARIS).date())


def _wanted(work: _Work, ask: Ask, starts: datetime, until: datetime) -> Wanted:
    directory = work.directory
    assert ask.level is not None
    person = directory.people.get(ask.email)
    if person is None:
        work.invited.setdefault(ask.email, Invitee(ask.email, *ask.names))
    valid_from = None if starts == directory.at else starts
    return Wanted(person or ask.email, ask.siret, ask.service, ask.level, until, valid_from)


def _add_required(work: _Work) -> None:
    """Give, with each right, those it needs that the person would not hold; where the file speaks of them, obey it."""
    by_code = {service.code: service for service in work.directory.services.values()}
    waiting = [pair for pairs in work.given.values() for pair in pairs]
    while waiting:
        ask, wanted = waiting.pop(0)
        for service in (by_code[code] for code in wanted.service.requires if code in by_code):
            needed = replace(ask, service=service, level=_lowest(service), opens=False)
            if _will_hold(work, needed.key, wanted):
                continue
            if needed.key in work.asked or _refusal(work, needed):
                work.notes.append(Note(ask.line, "required_missing", service.name))
            else:
                waiting.append(_give_required(work, needed, wanted))


def _lowest(service: Service) -> Level:
    return min(Level.of(code) for code in service.levels)


def _will_hold(work: _Work, key: Key, wanted: Wanted) -> bool:
    """Whether the person will have a service, here or everywhere, for as long as the right that needs it."""
    start, until = wanted.valid_from or work.directory.at, wanted.valid_to
    for place in ((key[0], siret, key[2]) for siret in dict.fromkeys((key[1], None))):
        held = [row for row in work.directory.rights.get(place, []) if row.pk not in work.closures]
        spans = [(row.valid_from, row.ends_at) for row in held]
        given = work.given.get(place, [])
        spans += [(one.valid_from or work.directory.at, one.valid_to) for _, one in given]
        if any(begins <= start and ends >= until for begins, ends in spans):
            return True
    return False


def _give_required(work: _Work, ask: Ask, wanted: Wanted) -> tuple[Ask, Wanted]:
    """The right needed, in the place of those that run or are given on its key, at no lower level, for no less time."""
    rights = [row for row in work.directory.rights.get(ask.key, []) if row.pk not in work.closures]
    given = [one for _, one in work.given.pop(ask.key, [])]
    level = max([_lowest(ask.service), *(Level(row.level) for row in rights), *(one.level for one in given)])
    until = max([wanted.valid_to, *(row.valid_to for row in rights), *(one.valid_to for one in given)])
    added = replace(wanted, service=ask.service, level=level, valid_to=until, valid_from=None)
    work.closures.update({right.pk: right for right in rights})
    work.given[ask.key] = [(ask, added)]
    work.notes.append(Note(ask.line, "required_added", ask.service.name))
    before = rights[0] if rights else None
    work.differences.append(_difference(ask.line, "change" if before else "give", before, added, ask))
    return ask, added


def _close_unnamed(work: _Work) -> None:
    """Close what runs in the sender's scope, that the complete file does not name and that nothing it names needs."""
    needed = _needed_keys(work)
    for key, rights in work.directory.rights.items():
        for right in rights:
            untouched = right.pk not in work.kept and right.pk not in work.closures and key not in needed
            if untouched and work.directory.is_mine(right.siret_text):
                work.closures[right.pk] = right
                work.differences.append(_difference(0, "close", right, None))


def _needed_keys(work: _Work) -> set[Key]:
    """Keys of the services that what stays or is given requires, on the same place or everywhere."""
    staying = [row for rights in work.directory.rights.values() for row in rights if row.pk in work.kept]
    named = [(key_of(row), row.service) for row in staying]
    named += [(key, pairs[0][1].service) for key, pairs in work.given.items() if pairs]
    return {
        (email, place, code)
        for (email, siret, _), service in named
        for code in service.requires
        for place in (siret, None)
    } - work.asked


def _difference(
    line: int,
    what: str,
    before: Habilitation | None,
    after: Habilitation | Wanted | None,
    ask: Ask | None = None,
) -> Difference:
    known = before.person if before else None
    if known is None and isinstance(after, Wanted) and not isinstance(after.person, str):
        known = after.person
    assert known is not None or ask is not None
    right = before or after
    assert right is not None
    siret = right.siret_text if isinstance(right, Habilitation) else right.siret
    return Difference(
        line=line,
        what=what,
        name=known.full_name if known else " ".join(ask.names) if ask else "",
        email=known.email if known else ask.email if ask else "",
        siret=siret or "",
        service=right.service.code,
        before=_told(before),
        after=_told(after),
    )


def _told(right: Habilitation | Wanted | None) -> tuple[str, str]:
    """A right in a difference: its level and last day."""
    if right is None:
        return "", ""
    until = right.ends_at if isinstance(right, Habilitation) else right.valid_to
    return Level(right.level).code, last_day(until).isoformat()


def end_of(day: date) -> datetime:
    """The first instant after a day, in Paris."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=PARIS)


def last_day(until: datetime) -> date:
    """The last day a right covers, from the instant it ends."""
    return (until - timedelta(microseconds=1)).astimezone(PARIS).date()


def count_changes(differences: Iterable[Difference]) -> dict[str, int]:
    """How many rights of each kind of difference."""
    counts = dict.fromkeys(("give", "change", "close", "same"), 0)
    for row in differences:
        counts[row.what] += 1
    return counts
