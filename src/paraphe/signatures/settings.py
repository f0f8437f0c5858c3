"""Settings of the evidence; imported by `paraphe.config.settings`."""

import os
from urllib.parse import urlsplit

LOG_ORIGIN = os.environ.get("PARAPHE_LOG_ORIGIN") or (
    f"{urlsplit(os.environ.get('PARAPHE_ORIGIN', 'http://localhost')).hostname}/paraphe"
)
"""Name of the log in its checkpoints, fixed at the first start with the keys."""

TRUST_PASSPHRASE = os.environ.get("PARAPHE_TRUST_PASSPHRASE", "")
"""Passphrase of the portal's private keys; derived from the secret key where it is not given."""

VAULT_KEY = os.environ.get("PARAPHE_VAULT_KEY", "")
"""Secret from which the vault's encryption keys derive; the secret key where it is not given."""
