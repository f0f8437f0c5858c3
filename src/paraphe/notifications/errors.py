"""What can go wrong here."""

from paraphe.kernel.errors import Invalid, NotFound


class UnknownNotice(NotFound):
    """There is no such notice for this person."""


class KindFixed(Invalid):
    """This kind of news is not chosen."""
