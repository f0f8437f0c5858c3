"""What can go wrong with help."""

from paraphe.kernel.errors import Conflict, Invalid, NotFound, PortalError, Unavailable


class EntryFault(PortalError):
    """A file of the knowledge base contradicts itself or the rules: `slug` and `why` say where."""


class ContactFault(PortalError):
    """The file of contacts cannot be read: `why` says what is wrong."""


class UnknownEntry(NotFound):
    """No help entry of this name."""


class UnknownTicket(NotFound):
    """No ticket of this reference for this reader."""


class UnknownPiece(NotFound):
    """No attachment of this reference in a ticket of this reader."""


class TextRefused(Invalid):
    """The text holds what a ticket may not hold, or nothing."""


class PieceRefused(Invalid):
    """A file cannot be attached: too many, too big, of another kind, or not what its name says."""


class TooManyTickets(Conflict):
    """The person already opened as many tickets in a day as the desk can answer."""


class SlotRefused(Invalid):
    """The call-back asked for is not one of those offered."""


class PieceLost(Unavailable):
    """The bytes of an attachment are absent or were altered."""
