"""What can go wrong with a signature."""

from paraphe.kernel.errors import Conflict, NotFound, Unavailable, WrongState


class UnknownCeremony(NotFound):
    """No such ceremony for this person."""


class CeremonyOver(WrongState):
    """The ceremony's five minutes are over: read the text again and start anew."""


class CeremonyUsed(Conflict):
    """This ceremony was already completed; the signature exists."""


class EvidenceUnsound(Unavailable):
    """The evidence made would not be judged VALIDE by the verifier's own rule: nothing was signed."""
