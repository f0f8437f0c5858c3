"""Reading of the test vectors published with the specifications."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "vectors"


def load_vectors(name: str) -> dict[str, Any]:
    """The content of `vectors/<name>.json`."""
    content: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text())
    return content
