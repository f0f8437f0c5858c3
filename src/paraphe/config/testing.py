"""Settings of the tests: the portal's own, with a fixed key, quick password hashing and mails kept in memory.

The database's address is a placeholder: the fixtures of the root `conftest.py` put a fresh clone in its place, under
the application's role.
"""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("PARAPHE_SECRET_KEY", "tests-only-tests-only-tests-only-tests-only-tests-only")
os.environ["PARAPHE_ORIGIN"] = "http://localhost"
os.environ["DATABASE_URL"] = "host=/nowhere dbname=no_database_asked_for user=paraphe_app"
os.environ["DATABASE_OWNER_URL"] = "host=/nowhere dbname=no_database_asked_for user=paraphe_owner"

from paraphe.config.settings import *  # noqa: F403
from paraphe.config.settings import DATABASES, STORAGES

ALLOWED_HOSTS = ["localhost", "testserver"]
PASSWORD_HASHERS = ["paraphe.config.hashing.QuickHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STATE_DIR = Path(tempfile.gettempdir()) / f"paraphe-tests-{os.getuid()}"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
for _address in DATABASES.values():
    _address["CONN_MAX_AGE"] = None
