"""What can go wrong at the entrance."""

from paraphe.kernel.errors import NotFound


class UnknownAct(NotFound):
    """No act has this short address."""
