"""Who administers a body, in a few lines of plain Python: what each act should do, without a line of the portal's code.

People are numbers, time is in seconds. Each method gives True where the act must be done, False where it must be
refused, and changes the model only when done. Source: mission.md's constants.
"""

from dataclasses import dataclass, field

HOUR, DAY = 3600, 86_400


@dataclass
class Admin:
    """An administrator: since when, by which way, bound until when, asleep for which cause."""

    since: int
    way: str
    bound: int = 0
    asleep: str = ""


@dataclass
class Request:
    """A candidacy: whose, by which path, its state, who agreed, its key's fate."""

    person: int
    path: str
    opened: int
    state: str = "pending"
    voices: set[int] = field(default_factory=set)
    printed: int = -1
    wrong: int = 0
    decided: int = 0
    refused: bool = False
    contested_by: int = -1


@dataclass
class Model:
    """One body: administrators, declarants, candidacies, since when each has a running right."""

    now: int = 0
    needed: int = 1
    admins: dict[int, Admin] = field(default_factory=dict)
    declarants: set[int] = field(default_factory=set)
    requests: list[Request] = field(default_factory=list)
    rights: dict[int, int] = field(default_factory=dict)

    def active(self, person: int) -> bool:
        return person in self.admins and not self.admins[person].asleep

    def free(self, person: int) -> bool:
        """Active, and no longer bound by a key."""
        return self.active(person) and self.admins[person].bound <= self.now

    def others(self, person: int) -> list[int]:
        return [one for one in self.admins if one != person and self.active(one)]

    def open_request(self, person: int) -> Request | None:
        found = (r for r in self.requests if r.person == person and r.state in ("pending", "contested"))
        return next(found, None)

    def join(self, person: int) -> bool:
        if person in self.admins or person in self.declarants or not any(map(self.active, self.admins)):
            return False
        self.declarants.add(person)
        return True

    def leave(self, by: int, person: int) -> bool:
        if not self.active(by) or person not in self.declarants:
            return False
        self.declarants.discard(person)
        self.rights.pop(person, None)
        return True

    def _enter(self, person: int, way: str, by: int) -> None:
        bound = self.now + 7 * DAY if way == "key" else 0
        if way != "key" and by in self.admins and self.admins[by].bound > self.now:
            bound = self.admins[by].bound
        self.admins[person] = Admin(self.now, way, bound)
        self.declarants.discard(person)
        request = self.open_request(person)
        if request is not None:
            request.state = "withdrawn"

    def _go(self, person: int) -> None:
        del self.admins[person]
        self.rights.pop(person, None)
        for request in self.requests:
            if request.person == person and request.state in ("active", "frozen"):
                request.state = "ended"

    def promote(self, by: int, person: int) -> bool:
        if not self.active(by) or person == by or person in self.admins:
            return False
        self._enter(person, "promotion", by)
        return True

    def remove(self, by: int, person: int) -> bool:
        may = self.active(by) if by == person else self.free(by)
        if not may or person not in self.admins or not self.others(person):
            return False
        self._go(person)
        return True

    def replace(self, by: int, leaver: int, successor: int) -> bool:
        may = self.active(by) if by == leaver else self.free(by)
        if not may or leaver not in self.admins or successor == by or successor not in self.declarants:
            return False
        self._enter(successor, "promotion", by)
        self._go(leaver)
        return True

    def suspend(self, by: int, person: int) -> bool:
        if not self.free(by) or by == person or not self.active(person):
            return False
        self.admins[person].asleep = "absence"
        return True

    def wake(self, by: int, person: int) -> bool:
        if not self.free(by) or by == person or person not in self.admins:
            return False
        if self.admins[person].asleep != "absence":
            return False
        self.admins[person].asleep = ""
        return True

    def grant(self, by: int, person: int) -> bool:
        member = person in self.admins or person in self.declarants
        if not self.active(by) or not member or self.rights.get(person, -1) > self.now:
            return False
        if by == person and any(not self._silent(one, by) for one in self.others(by)):
            return False
        self.rights[person] = self.now + 365 * DAY
        return True

    def _silent(self, fellow: int, by: int) -> bool:
        """Nobody logs in during a history: a fellow was last seen when he came."""
        seen, own = self.admins[fellow].since, self.admins[by]
        return seen <= self.now - 30 * DAY or (own.way == "key" and seen < own.since <= self.now - 72 * HOUR)

    def propose(self, person: int, path: str) -> bool:
        if person in self.admins or self.open_request(person) is not None or self._asks_too_much(person):
            return False
        if path == "key":
            if self._keys(person) >= 3:
                return False
        else:
            lately = [r for r in self.requests if r.person == person and r.refused]
            if any(r.decided > self.now - 7 * DAY for r in lately) or len(self.others(person)) < self.needed:
                return False
            if not self.others(person):
                return False
        self.requests.append(Request(person, path, self.now))
        return True

    def _asks_too_much(self, person: int) -> bool:
        return sum(r.person == person and r.opened > self.now - DAY for r in self.requests) >= 6

    def _keys(self, person: int) -> int:
        mine = [r for r in self.requests if r.person == person and r.path == "key"]
        return sum(r.opened > self.now - 30 * DAY for r in mine)

    def accord(self, by: int, request: Request) -> bool:
        if request.state != "pending" or not self.active(by) or by == request.person:
            return False
        if by in request.voices:
            return False
        given = sum(self.active(voice) for voice in request.voices)  # who left, or sleeps, agrees no more
        if given + 1 < self.needed:
            request.voices.add(by)
            return True
        request.state, request.decided = "active", self.now
        self._enter(request.person, "accord", by)
        return True

    def refuse(self, by: int, request: Request) -> bool:
        if request.state != "pending" or request.path == "key" or not self.active(by):
            return False
        if by == request.person:
            return False
        request.state, request.decided, request.refused = "refused", self.now, True
        return True

    def withdraw(self, request: Request) -> bool:
        if request.state not in ("pending", "contested"):
            return False
        request.state = "withdrawn"
        return True

    def print_key(self, request: Request) -> bool:
        if request.path != "key" or request.state not in ("pending", "contested") or request.wrong >= 5:
            return False
        request.printed, request.wrong = self.now, 0
        return True

    def redeem(self, request: Request, *, right: bool) -> bool:
        """True where the person becomes administrator."""
        if not self.key_open(request):
            return False
        if not right:
            request.wrong += 1
            return False
        request.state, request.decided = "active", self.now
        self._enter(request.person, "key", request.person)
        return True

    def key_open(self, request: Request) -> bool:
        """Whether a key can be typed at all, right or wrong."""
        known = request.path == "key" and request.printed >= 0 and request.wrong < 5
        return known and request.state == "pending" and self.now < request.printed + 60 * DAY

    def contest(self, by: int, request: Request) -> bool:
        if not self.active(by) or by == request.person:
            return False
        if request.state == "pending" and request.path == "key":
            if self.now >= self.ends(request):
                return False
            request.state, request.contested_by = "contested", by
            return True
        late = self.now >= request.decided + 60 * DAY
        if request.state != "active" or late or not self.free(by):
            return False
        if self.admins[request.person].asleep:
            return False
        request.state, self.admins[request.person].asleep = "frozen", "contest"
        return True

    def clear(self, request: Request) -> bool:
        """A second proof passes."""
        if request.state not in ("contested", "frozen"):
            return False
        if request.state == "frozen":
            self.admins[request.person].asleep = ""
        request.state = "pending" if request.state == "contested" else "active"
        return True

    def uphold(self, by: int, request: Request) -> bool:
        """An administrator has the last word on a contest."""
        if request.state not in ("contested", "frozen") or by == request.person or not self.active(by):
            return False
        if request.state == "frozen":
            if not self.free(by):
                return False
            request.state = "ended"
            self._go(request.person)
            return True
        if by == request.contested_by:
            return False
        request.state, request.decided, request.refused = "refused", self.now, True
        return True

    def ends(self, request: Request) -> int:
        """When a request lapses: its days, or those of its key from the day it is printed."""
        if request.path == "cooptation":
            return request.opened + 30 * DAY
        printed = request.printed if request.wrong < 5 else -1
        return max(printed, request.opened) + 60 * DAY

    def expire(self) -> list[Request]:
        """The requests whose time is over; they wait no more."""
        over = [r for r in self.requests if r.state in ("pending", "contested") and self.ends(r) <= self.now]
        for request in over:
            request.state = "expired"
        return over
