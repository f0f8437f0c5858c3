"""What can go wrong with a declaration."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from paraphe.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Unavailable, WrongState

if TYPE_CHECKING:
    from paraphe.declarations.rights import Place


class FileRefused(Forbidden):
    """The person lacks a right for an establishment the file declares for: the whole file is refused.

    `places` has one line for each SIRET of the file, refused or not.
    """

    def __init__(self, places: "Sequence[Place]") -> None:
        super().__init__(
            "declarations.file_refused", sirets=[place.siret for place in places if not place.allowed]
        )
        self.places = tuple(places)


class UnknownDeclaration(NotFound):
    """No such draft or filing, or not for this reader."""


class FileUnreadable(Invalid):
    """The upload is empty, too big, or badly compressed."""


class NotSignable(WrongState):
    """The draft has blocking anomalies, is a test, or is filed already."""


class AlreadyFiled(Conflict):
    """A declaration with the same key was filed: (SIRET, month, fraction), or (SIRET, order) for an event."""


class BasisChanged(WrongState):
    """A right the signature would rest on changed since the text was shown: read it again."""


class ContentLost(Unavailable):
    """The kept bytes cannot be read back or are not those that were frozen."""
