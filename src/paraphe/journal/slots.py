"""What an upper room lends to the journal: the key that signs its checkpoints."""

from collections.abc import Callable

CheckpointSigner = Callable[[int, bytes], bytes]
_signer: list[CheckpointSigner] = []


def fill_checkpoint_signer(signer: CheckpointSigner) -> None:
    """Lend the signer (size, root) -> note; filled once, by `signatures` at start."""
    _signer[:] = [signer]


def checkpoint_signer() -> CheckpointSigner:
    """The lent signer; RuntimeError where no room lent one."""
    if not _signer:
        raise RuntimeError("journal.slots: no room lent a checkpoint signer")
    return _signer[0]
