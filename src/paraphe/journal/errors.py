"""What can go wrong in the journal."""

from paraphe.kernel.errors import Unavailable


class LogMismatch(Unavailable):
    """The files of the log and its rows disagree: nothing more is signed until an operator looks."""


class NotIncluded(Unavailable):
    """The entry is recorded and not yet included in the log; the same request may be made again."""
