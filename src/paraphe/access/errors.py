"""What can go wrong with rights."""

from typing import TYPE_CHECKING

from paraphe.kernel.errors import Conflict, Forbidden, Invalid, NotFound, WrongState

if TYPE_CHECKING:
    from paraphe.access.policy import Decision


class Refused(Forbidden):
    """The decision is no; `decision` says which gates failed and who can lift them."""

    def __init__(self, decision: "Decision") -> None:
        super().__init__("access.refused", reason=decision.reason)
        self.decision = decision


class UnknownPerson(NotFound):
    """No such person in this body, or not for this reader."""


class UnknownInvitation(NotFound):
    """No invitation of this reference open to this reader."""


class InvitationOver(WrongState):
    """The invitation was accepted, withdrawn, or its seven days are over."""


class RightOverlaps(Conflict):
    """A right on the same service and establishment already runs in that period."""


class RightUnsound(Invalid):
    """The right asked for cannot be given: level, period, service or establishment does not fit."""


class SelfGrant(Forbidden):
    """Another administrator is there to decide: nobody gives himself a right."""
