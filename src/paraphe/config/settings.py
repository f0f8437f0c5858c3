"""Settings of the portal, read from the environment with defaults that suit a local demo.

`PARAPHE_ORIGIN` is the address people type. When it is https, cookies become `__Host-` ones, HTTP is redirected and
HSTS is announced. Secrets come from the environment, or are drawn once into `var/secret`.
"""

import contextlib
import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from paraphe.accounts.settings import *  # noqa: F403
from paraphe.config.databases import read_address
from paraphe.config.logging import build_logging
from paraphe.config.places import VAR_DIR
from paraphe.signatures.settings import *  # noqa: F403
from paraphe.web.settings import *  # noqa: F403

STATE_DIR = Path(os.environ.get("PARAPHE_STATE", VAR_DIR / "state"))


def _read_secret() -> str:
    """The key of the environment, else one drawn once and kept for its owner alone."""
    given = os.environ.get("PARAPHE_SECRET_KEY")
    if given:
        return given
    path = VAR_DIR / "secret"
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"secret.{os.getpid()}")
    if not path.exists():
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):  # another process drew it first
            os.link(draft, path)
        draft.unlink()
    return path.read_text(encoding="ascii")


SECRET_KEY = _read_secret()
DEBUG = os.environ.get("PARAPHE_DEBUG") == "1"

# The address of the portal
ORIGIN = os.environ.get("PARAPHE_ORIGIN", "http://localhost:8000").rstrip("/")
_origin = urlsplit(ORIGIN)
HTTPS = _origin.scheme == "https"
ALLOWED_HOSTS = [host for host in os.environ.get("PARAPHE_HOSTS", _origin.hostname or "").split(",") if host]
CSRF_TRUSTED_ORIGINS = [ORIGIN]
ROOT_URLCONF = "paraphe.config.urls"
WSGI_APPLICATION = "paraphe.config.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "procrastinate.contrib.django",
    "paraphe.web",
    "paraphe.journal",
    "paraphe.registry",
    "paraphe.accounts",
    "paraphe.signatures",
    "paraphe.access",
    "paraphe.helpdesk",
    "paraphe.declarations",
    "paraphe.upkeep",
    "paraphe.notifications",
    "paraphe.home",
]

MIDDLEWARE = [
    "paraphe.web.middleware.Surroundings",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "paraphe.web.middleware.Limits",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "paraphe.accounts.middleware.SessionLimits",
    "paraphe.web.middleware.AccessRecord",
    "paraphe.web.middleware.ReadOnly",
    "paraphe.web.middleware.Problems",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "paraphe.web.context.frame",
            ],
        },
    }
]

# How many months an establishment that moved stays open for late and corrective filings
PARAPHE_LATE_MONTHS = int(os.environ.get("PARAPHE_LATE_MONTHS", "12"))

# The mailbox that receives returned mail: the envelope sender; empty: the sender itself
PARAPHE_MAIL_BOUNCES = os.environ.get("PARAPHE_MAIL_BOUNCES", "")

# Contacts shown by the help, beside those of the package: a TOML file of the operator
PARAPHE_CONTACTS = os.environ.get("PARAPHE_CONTACTS", "")

# Database: two connections to one database, and the owner's where this process may migrate
DATABASE_URL = os.environ.get(
    "DATABASE_URL", f"host={VAR_DIR / 'pg' / 'socket'} port=5432 dbname=paraphe user=paraphe_app"
)
DATABASES = {"default": read_address(DATABASE_URL), "outside": read_address(DATABASE_URL)}
if "DATABASE_OWNER_URL" in os.environ:
    DATABASES["owner"] = read_address(os.environ["DATABASE_OWNER_URL"])
DATABASE_ROUTERS = ["paraphe.config.databases.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "paraphe_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# Sessions
IDLE_MINUTES = 30
ABSOLUTE_HOURS = 12
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = IDLE_MINUTES * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = False
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = HTTPS
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Transport and headers
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if os.environ.get("PARAPHE_BEHIND_PROXY") == "1":
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # else every client counts as one network
X_FRAME_OPTIONS = "DENY"

# Jobs: deferred in the transaction that wants them, run by the worker under the application's role
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""
PROCRASTINATE_IMPORT_PATHS = ["paraphe.access.jobs"]

# Files: the declarations are streamed to disk, forms stay small
PARAPHE_MAX_BODY = int(os.environ.get("PARAPHE_MAX_BODY", "220200960"))
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_HANDLERS = ["paraphe.declarations.web.uploads.NamelessFileUploadHandler"]
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": STATE_DIR}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Language and time
LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

# Who people are
AUTH_USER_MODEL = "accounts.Person"
LOGIN_REDIRECT_URL = "home:start"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]

# Mail
_mail_host = os.environ.get("PARAPHE_MAIL_HOST", "")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if _mail_host else "paraphe.web.mailbox.FolderBackend"
)
DEFAULT_FROM_EMAIL = os.environ.get("PARAPHE_MAIL_FROM", "paraphe@localhost")
EMAIL_HOST = _mail_host or "localhost"
EMAIL_PORT = int(os.environ.get("PARAPHE_MAIL_PORT", "25"))
EMAIL_TIMEOUT = 20

LOGGING = build_logging(os.environ.get("PARAPHE_LOG_LEVEL", "WARNING"))
