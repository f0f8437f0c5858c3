"""The portal's database: two roles, its migrations, and what each role may do once they ran.

The owner makes and alters tables; the application's role is neither owner nor superuser and cannot change a row of an
insert-only table, whatever the code does.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from paraphe.cli.postgres import PORT, Cluster
from paraphe.config.places import VAR_DIR

OWNER = "paraphe_owner"
APPLICATION = "paraphe_app"
NAME = "paraphe"
CACHE_TABLE = "paraphe_cache"
ORDINARY = "SELECT, INSERT, UPDATE, DELETE"
INSERT_ONLY = "SELECT, INSERT"
READ_ONLY = "SELECT"
JOB_TABLES = (
    "procrastinate_jobs",
    "procrastinate_events",
    "procrastinate_periodic_defers",
    "procrastinate_workers",
)
"""Tables of the job queue: its models are not managed, its own migrations make them."""
READ_ONLY_TABLES = ("django_migrations", "django_content_type", "auth_permission")


def embedded_cluster() -> Cluster:
    """The cluster of this working copy, in `var/pg`."""
    return Cluster.at(VAR_DIR / "pg")


def address(cluster: Cluster, *, user: str, database: str = NAME) -> str:
    """The libpq address of a database of the embedded cluster."""
    return make_conninfo(host=str(cluster.sockets), port=PORT, dbname=database, user=user)


@contextmanager
def open_database() -> Iterator[None]:
    """Have a database for the length of a command: the one of `DATABASE_URL`, else the embedded one.

    The embedded one is created with its roles where absent, and stops with the last command that uses it.
    """
    if "DATABASE_URL" in os.environ:
        yield
        return
    cluster = embedded_cluster()
    with cluster.hold():
        prepare_cluster(cluster)
        create_database(cluster, NAME)
        os.environ["DATABASE_URL"] = address(cluster, user=APPLICATION)
        os.environ["DATABASE_OWNER_URL"] = address(cluster, user=OWNER)
        yield


def prepare_cluster(cluster: Cluster) -> None:
    """Create the two roles where absent; safe when several commands do it at once."""
    with cluster.connect() as connection:
        for role in (OWNER, APPLICATION):
            create = sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE").format(
                sql.Identifier(role)
            )
            present = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
            if present is None:
                _ignoring_twins(connection, create)


def create_database(cluster: Cluster, name: str) -> None:
    """Create an empty database of the owner where absent, closed to everyone but the two roles."""
    with cluster.connect() as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            create = sql.SQL("CREATE DATABASE {} OWNER {}").format(
                sql.Identifier(name), sql.Identifier(OWNER)
            )
            _ignoring_twins(connection, create)
        parts = {"name": sql.Identifier(name), "application": sql.Identifier(APPLICATION)}
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {name} FROM PUBLIC").format(**parts))
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {name} TO {application}").format(**parts))


def _ignoring_twins(connection: psycopg.Connection[tuple[object, ...]], statement: sql.Composed) -> None:
    try:
        connection.execute(statement)
    except (psycopg.errors.DuplicateObject, psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
        return


def migrate_database(verbosity: int = 0) -> None:
    """Migrate through the connection `owner`, make the cache table, grant the rights, apply catalogue and help."""
    from django.core.management import call_command

    from paraphe.helpdesk.services import load_entries
    from paraphe.registry.services import load_catalogue

    call_command("migrate", database="owner", verbosity=verbosity, interactive=False)
    grant_rights()
    load_catalogue()
    load_entries()


def grant_rights() -> None:
    """Give the application's role exactly the rights of `list_rights`, and take back any other."""
    from django.db import connections, transaction

    role = connections["default"].settings_dict["USER"]
    with transaction.atomic(using="owner"), connections["owner"].cursor() as wrapper:
        cursor: psycopg.Cursor[tuple[object, ...]] = wrapper.cursor
        _create_cache_table(cursor)
        grantee = sql.Identifier(role)
        cursor.execute(sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(grantee))
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(grantee))
        cursor.execute(sql.SQL("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {}").format(grantee))
        present = set(connections["owner"].introspection.table_names(wrapper))
        for table, rights in list_rights().items():
            if table not in present:
                continue  # a model without its migration: said by the house rules, not here
            granted = sql.SQL(rights)
            cursor.execute(sql.SQL("GRANT {} ON {} TO {}").format(granted, sql.Identifier(table), grantee))


def list_rights() -> dict[str, str]:
    """What the application may do on each table.

    A model with `insert_only = True` can be read and added to; what Django itself keeps for migrations is only read;
    the cache, the job queue and every other table are read and written.
    """
    from django.apps import apps

    rights = dict.fromkeys(READ_ONLY_TABLES, READ_ONLY)
    rights.update(dict.fromkeys((CACHE_TABLE, *JOB_TABLES), ORDINARY))
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            insert_only = getattr(model, "insert_only", False)
            rights.setdefault(model._meta.db_table, INSERT_ONLY if insert_only else ORDINARY)
    return rights


def _create_cache_table(cursor: psycopg.Cursor[tuple[object, ...]]) -> None:
    table = sql.Identifier(CACHE_TABLE)
    cursor.execute(
        sql.SQL(
            "CREATE UNLOGGED TABLE IF NOT EXISTS {} "
            "(cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL)"
        ).format(table)
    )
    index = sql.Identifier(f"{CACHE_TABLE}_expires")
    cursor.execute(sql.SQL("CREATE INDEX IF NOT EXISTS {} ON {} (expires)").format(index, table))


def setup_django(settings: str = "paraphe.config.settings") -> None:
    """Load the settings and the rooms, once the database's address is known."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings)
    django.setup()
