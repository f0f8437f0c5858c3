"""What can go wrong here."""

from paraphe.kernel.errors import Conflict, Forbidden, Invalid, NotFound, WrongState


class UnknownHandover(NotFound):
    """No hand-over of this reference in this body, or not for this reader."""


class HandoverOpen(Conflict):
    """The departure of this administrator is announced already."""


class DayUnsound(Invalid):
    """The day of departure is past, or more than a year ahead."""


class LeaverUnsound(WrongState):
    """Who leaves is not an administrator of the body, or has left."""


class SuccessorUnsound(Invalid):
    """The successor named is the leaver, or nobody the body knows."""


class SuccessorAwaited(WrongState):
    """The successor named is not in the body yet."""


class UnknownClosure(NotFound):
    """No closing of the body's space is asked for."""


class ClosureOpen(Conflict):
    """The closing of the space is asked for already."""


class ClosureTooSoon(WrongState):
    """The days of reflection are not over; `until` says when they are."""


class SameHand(Forbidden):
    """Another administrator confirms what one has asked."""


class WorkPending(WrongState):
    """Declarations are not finished, and that was not confirmed; `count` of them."""


class UnknownReview(NotFound):
    """No review of this reference in this body, or not for this reader."""


class ReviewOpen(Conflict):
    """A review of the body is under way already."""


class ReviewEmpty(WrongState):
    """There is nothing to apply or to sign: nothing was decided, or another administrator has just done it."""


class ReviewUnsound(Invalid):
    """A decision that cannot be: a limit that is past or beyond the right's own end, a day that does not exist."""
