"""What can go wrong in the delivery toolbox itself."""

from paraphe.kernel.errors import Conflict, Invalid, Unavailable

SLOT_EMPTY = "web.slot_empty"
ACCESS_NOT_RECORDED = "web.access_not_recorded"
DEMO_OVER_PEOPLE = "web.demo_over_people"


class SlotEmpty(Unavailable):
    """A part of the house was asked for before the room that provides it filled its slot."""

    def __init__(self, slot: str) -> None:
        super().__init__(SLOT_EMPTY, slot=slot)


class AccessNotRecorded(Unavailable):
    """A page with personal data could not be written in the access record, so it is not shown."""

    def __init__(self) -> None:
        super().__init__(ACCESS_NOT_RECORDED)


class DemoOverPeople(Conflict):
    """A database that already holds people cannot be marked as a demonstration."""

    def __init__(self) -> None:
        super().__init__(DEMO_OVER_PEOPLE)


class TableUnreadable(Invalid):
    """A file is not a table that can be read; the code says why, `line` and `column` where."""
