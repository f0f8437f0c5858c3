"""Who may do what in one body, in plain lists of facts: what each act should do and what each question should answer,
without a line of the portal's code. Source: mission.md's constants, domain.md 3.0.2.

People and places are numbers, services are codes, levels go from 1 (consult) to 3 (sign). Time is in seconds since the
beginning of the history; a step is the number of acts done so far. Each act gives True where it must be done, False
where it must be refused, and changes the facts only when done.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

BEGINNING = datetime(2026, 1, 15, 10, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")
UNDO_FOR = 15 * 60
LATE_MONTHS = 12
NEEDS = {"dsn": (), "dat": ("compte-entreprise",), "compte-entreprise": ()}
CONSULT, SIGN = 1, 3
Gates = dict[tuple[str, str | None], bool]
Key = tuple[int, int | None, str]


@dataclass(frozen=True)
class Cell:
    """One question that can be put at any instant."""

    person: int
    level: int
    place: int
    service: str


@dataclass(frozen=True)
class Moment:
    """An instant, and the step up to which acts are known; None: all of them."""

    at: int
    known: int | None = None


@dataclass(slots=True, eq=False)
class Fact:
    """Something that holds from `start` to the first of `until` and `closed`, known from a step on."""

    start: int
    step: int
    until: int | None = None
    closed: int | None = None
    closed_step: int | None = None

    def holds(self, moment: Moment) -> bool:
        at, known = moment.at, moment.known
        if known is not None and self.step > known:
            return False
        hidden = known is not None and self.closed_step is not None and self.closed_step > known
        ends = [end for end in (self.until, None if hidden else self.closed) if end is not None]
        return self.start <= at and all(at < end for end in ends)

    def close(self, at: int, step: int) -> None:
        self.closed, self.closed_step = at, step


@dataclass(slots=True, eq=False)
class Belonging(Fact):
    """A person of the body, and when she was suspended."""

    person: int = 0
    stops: list[Fact] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Right(Fact):
    """A right of a person on a service, at one place or, `place` None, everywhere."""

    key: Key = (0, None, "")
    level: int = CONSULT

    def meets(self, start: int, until: int) -> bool:
        """Whether it lasts at some instant of that time."""
        end = min(end for end in (self.until, self.closed) if end is not None)
        return start < end and self.start < until and self.start < end


@dataclass(slots=True, eq=False)
class Place:
    """When the register says a place is open, by days; and whether it moved to another place of the body."""

    opened: date
    closed: date | None = None
    moved: bool = False

    def is_open(self, day: date) -> bool:
        end = self.closed
        if end is not None and self.moved:
            end = add_months(end, LATE_MONTHS)
        return self.opened <= day and (end is None or day < end)


@dataclass(eq=False)
class Act:
    """What an act on rights did: enough to undo it."""

    at: int
    given: list[Right] = field(default_factory=list)
    closed: list[Right] = field(default_factory=list)
    gone: list[Belonging] = field(default_factory=list)
    is_undo: bool = False
    undone: bool = False


@dataclass(eq=False)
class Wanted:
    """A right to give, from `start` (now where it is past) to `until`."""

    key: Key
    level: int
    start: int
    until: int


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last one of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in range(day.day, 0, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError


def day_of(at: int) -> date:
    """The day in Paris."""
    return (BEGINNING + timedelta(seconds=at)).astimezone(PARIS).date()


@dataclass(eq=False)
class Model:
    """One body of person 0, its only administrator, and of declarants."""

    places: list[Place]
    people: list[Belonging]
    services: dict[tuple[int, str], list[Fact]]
    now: int = 0
    step: int = 0
    rights: list[Right] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)

    # What holds

    def gates(self, cell: Cell, moment: Moment) -> Gates:
        """Every condition of a use and whether it is met."""
        held = [row for row in self.people if row.person == cell.person and row.holds(moment)]
        stopped = any(stop.holds(moment) for row in held for stop in row.stops)
        exists = moment.at >= 0
        found: Gates = {
            ("registration", None): exists,
            ("membership", None): bool(held),
            ("suspension", None): not stopped,
            ("person_active", None): True,
            ("email_verified", None): True,
            ("second_factor", None): exists,
            ("establishment_open", None): self.places[cell.place].is_open(day_of(moment.at)),
            ("service_offered", cell.service): True,
        }
        if cell.level == SIGN:
            found["factor_settled", None] = True
        for code, level in [(cell.service, cell.level), *((code, CONSULT) for code in NEEDS[cell.service])]:
            used = self.services.get((cell.place, code), [])
            found["subscription", code] = any(row.holds(moment) for row in used)
            keys = ((cell.person, cell.place, code), (cell.person, None, code))
            found["habilitation", code] = any(
                row.key in keys and row.level >= level and row.holds(moment) for row in self.rights
            )
        return found

    def may(self, cell: Cell, moment: Moment) -> bool:
        """Whether this may be done at that instant, as then known."""
        return all(self.gates(cell, moment).values())

    def member(self, person: int) -> Belonging | None:
        return next((row for row in self.people if row.person == person and row.closed is None), None)

    def open_rights(self, persons: Iterable[int]) -> list[Right]:
        """The rights nobody closed, be they over or to come."""
        return [row for row in self.rights if row.key[0] in persons and row.closed is None]

    # What acts do

    def change(self, closures: Sequence[Right], grants: Sequence[Wanted]) -> bool:
        """Rights closed and given at once."""
        ended = [row for row in closures if row.closed is not None or (row.until or 0) <= self.now]
        outside = [row for row in grants if self.member(row.key[0]) is None]
        if ended or outside or not (closures or grants) or not self._fit(closures, grants):
            return False
        self._write(Act(self.now), closures, grants)
        return True

    def _fit(self, closures: Sequence[Right], grants: Sequence[Wanted]) -> bool:
        """Whether no two rights of one key would last at the same instant."""
        staying = [row for row in self.rights if row not in closures]
        staying += [self._ended(row) for row in closures]
        for wanted in grants:
            start = max(self.now, wanted.start)
            if any(row.key == wanted.key and row.meets(start, wanted.until) for row in staying):
                return False
            staying.append(Right(start, self.step, wanted.until, key=wanted.key))
        return True

    def _ended(self, row: Right) -> Right:
        return Right(row.start, row.step, row.until, self.now, key=row.key)

    def _write(self, act: Act, closures: Sequence[Right], grants: Sequence[Wanted]) -> None:
        self.step += 1
        for row in closures:
            row.close(self.now, self.step)
        given = [
            Right(max(self.now, row.start), self.step, row.until, key=row.key, level=row.level)
            for row in grants
        ]
        self.rights += given
        act.given, act.closed = given, list(closures)
        self.acts.append(act)

    def suspend(self, person: int) -> bool:
        row = self.member(person)
        if row is None or person == 0 or any(stop.closed is None for stop in row.stops):
            return False
        self.step += 1
        row.stops.append(Fact(self.now, self.step))
        return True

    def wake(self, person: int) -> bool:
        row = self.member(person)
        stop = next((stop for stop in row.stops if stop.closed is None), None) if row else None
        if stop is None or person == 0:
            return False
        self.step += 1
        stop.close(self.now, self.step)
        return True

    def remove(self, persons: Sequence[int]) -> bool:
        """Declarants leave with every right of theirs."""
        rows = [row for row in map(self.member, persons) if row is not None]
        if len(rows) != len(persons) or 0 in persons:
            return False
        act = Act(self.now, gone=rows)
        self._write(act, self.open_rights(persons), [])
        for row in rows:
            row.close(self.now, self.step)
        return True

    def join(self, person: int) -> bool:
        """She comes back by an invitation, two acts, without any right of before."""
        if self.member(person) is not None:
            return False
        self.step += 2
        self.people.append(Belonging(self.now, self.step, person=person))
        return True

    def undo(self, act: Act) -> bool:
        """The administrator undoes his act: exactly what was, or nothing."""
        again = [row for row in act.closed if (row.until or 0) > self.now]
        if act.is_undo or act.undone or self.now >= act.at + UNDO_FOR or self._moved_on(act, again):
            return False
        grants = [Wanted(row.key, row.level, row.start, row.until or 0) for row in again]
        if not self._fit(act.given, grants):
            return False
        undone = Act(self.now, is_undo=True)
        self._write(undone, act.given, grants)
        self.people += [Belonging(self.now, self.step, person=row.person) for row in act.gone]
        act.undone = True
        return True

    def _moved_on(self, act: Act, again: Sequence[Right]) -> bool:
        gone = {row.person for row in act.gone}
        return (
            any(stop.closed is None for row in act.gone for stop in row.stops)
            or any(row.closed is not None for row in act.given)
            or any(self.member(person) is not None for person in gone)
            or any(self.member(row.key[0]) is None for row in again if row.key[0] not in gone)
        )

    def use(self, place: int, service: str) -> bool:
        """A place starts to use a service; nothing is done where it does already."""
        used = self.services.setdefault((place, service), [])
        if any(row.closed is None for row in used):
            return False
        self.step += 1
        used.append(Fact(self.now, self.step))
        return True

    def stop_using(self, place: int, service: str) -> bool:
        """A place stops using a service."""
        running = [row for row in self.services.get((place, service), []) if row.closed is None]
        if not running:
            return False
        self.step += 1
        running[0].close(self.now, self.step)
        return True
