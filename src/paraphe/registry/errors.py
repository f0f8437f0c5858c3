"""What can go wrong in the registry."""

from paraphe.kernel.errors import Invalid, NotFound


class UnknownBody(NotFound):
    """No body or establishment of this number."""


class CatalogueFault(Invalid):
    """The catalogue's data file contradicts itself."""
