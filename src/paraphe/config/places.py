"""The folders of a working copy or of an installation, known before any setting is read."""

import os
from pathlib import Path

_checkout = Path(__file__).resolve().parents[3]
BASE_DIR = _checkout if (_checkout / "pyproject.toml").exists() else Path.cwd()
VAR_DIR = Path(os.environ.get("PARAPHE_VAR", BASE_DIR / "var")).absolute()
