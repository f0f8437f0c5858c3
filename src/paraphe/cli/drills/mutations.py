"""The mutation drill on a container signed for the occasion by the portal's own engine."""

import tempfile
from pathlib import Path

from paraphe.signatures.engine.testing import build_sample
from paraphe_proof import mutations


def run(*, count: int, seed: int, sabotage: str | None) -> int:
    """Change one byte `count` times; 0 when no changed container is VALIDE and the verifier never raised."""
    with tempfile.TemporaryDirectory() as folder:
        archive, trust = build_sample(Path(folder))
    return mutations.run(count, seed, sabotage, archive, trust)
