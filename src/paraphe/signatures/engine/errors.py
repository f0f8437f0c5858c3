"""What can go wrong while signing."""

from paraphe.kernel.errors import Conflict, Unavailable


class ClockWentBackwards(Unavailable):
    """The clock shows a time before one already certified; nothing is signed until it is repaired."""


class TrustAlreadyInitialised(Conflict):
    """The directory already holds keys; they are never overwritten."""
