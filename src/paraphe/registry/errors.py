"""What can go wrong in the registry."""

from paraphe.kernel.errors import Invalid, NotFound, WrongState


class UnknownBody(NotFound):
    """No body or establishment of this number."""


class UnknownRegisterEvent(NotFound):
    """The register told no such thing of this body."""


class RegisterEventSettled(WrongState):
    """What the register told was answered already."""


class CatalogueFault(Invalid):
    """The catalogue's data file contradicts itself."""


class FileFault(Invalid):
    """A file of the register cannot be taken; `line` where one is to blame. Nothing of it was kept."""
