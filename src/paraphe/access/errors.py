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


class LastAdministrator(WrongState):
    """The body would keep no active administrator: name the successor in the same act."""


class SelfDecision(Forbidden):
    """Nobody decides on himself."""


class AlreadyDecided(Conflict):
    """Another administrator decided first; `by` (display name) and `at` say who and when."""


class UnknownArrival(NotFound):
    """No such application, candidacy, proof, contest or letter for this reader."""


class SecretRefused(Invalid):
    """The code or key is wrong; `left` tries remain before it is burnt."""


class SecretOver(WrongState):
    """The code or key was used, burnt, replaced, or its time is over."""


class CandidacyRefused(WrongState):
    """Nobody may ask to administer the body so, now; `field` names the answer to change where there is one."""


class ApplicationRefused(WrongState):
    """No space can be opened for this body, or not by this person now; the code says which case."""


class ProofUnavailable(WrongState):
    """This kind of proof cannot be asked now."""


class CodeRefused(Invalid):
    """The reference and the code typed do not open any letter; never says which of the two is wrong."""


class FourEyes(Forbidden):
    """The body has rights of this service given by two administrators: propose the change to another one."""


class UndoRefused(WrongState):
    """The act cannot be undone: too late, undone already, or what it did has changed since; the code says which."""


class UnknownAct(NotFound):
    """No such act, pending change, request, profile or file for this reader."""


class ProfileUnsound(Invalid):
    """The profile is empty, or names a service or level that does not exist; `field` names the answer to change."""


class FileUnreadable(Invalid):
    """The file cannot be read as one of rights; the code says why, `line` and `column` where."""


class RequestRefused(WrongState):
    """The right cannot be asked for: it is held already, or waited for; the code says which."""
