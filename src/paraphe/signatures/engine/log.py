"""The log's signature on a checkpoint, with the portal's log key."""

from paraphe.signatures.engine.keys import TrustKeys
from paraphe_proof.checkpoint import Checkpoint, sign_checkpoint


def sign_log_state(size: int, *, root: bytes, keys: TrustKeys) -> bytes:
    """Signed note saying that the portal's log has `size` entries under this root."""
    checkpoint = Checkpoint(keys.log.name, size, root)
    return sign_checkpoint(checkpoint, key=keys.log, signer=keys.log_private)
