"""Which connection a row travels on, and how an address becomes Django's database settings."""

from typing import Any

from django.db.models import Model
from psycopg.conninfo import conninfo_to_dict

OUTSIDE_APPS = {"sessions", "usersessions", "django_cache"}
_NAMES = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


def read_address(address: str) -> dict[str, Any]:
    """Django's settings for a libpq address (`postgresql://…`, or `host=… dbname=…`).

    What Django has no name for (`sslmode`, `sslrootcert`…) goes to libpq as it is. psycopg.ProgrammingError when the
    address cannot be read.
    """
    parts = {name: str(value) for name, value in conninfo_to_dict(address).items() if value is not None}
    named = {_NAMES[name]: parts.pop(name) for name in list(parts) if name in _NAMES}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **named,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": parts,
    }


def travels_outside(model: type[Model]) -> bool:
    """Whether rows of the model are written beside the request's transaction.

    A model says so by a class attribute `outside = True`; sessions and the cache, which are not ours, by their app.
    """
    return bool(getattr(model, "outside", False)) or model._meta.app_label in OUTSIDE_APPS


class Router:
    """Sends sessions, counters, last activity and records of reading to the connection `outside`.

    `default` and `outside` are two connections to one database, `owner` is the connection that migrates it.
    """

    def db_for_read(self, model: type[Model], **hints: Any) -> str | None:
        """The connection that reads the model."""
        return "outside" if travels_outside(model) else None

    def db_for_write(self, model: type[Model], **hints: Any) -> str | None:
        """The connection that writes the model."""
        return "outside" if travels_outside(model) else None

    def allow_relation(self, obj1: Model, obj2: Model, **hints: Any) -> bool:
        """Any two rows may meet: there is only one database."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Tables are made once, never through `outside`."""
        return db != "outside"
