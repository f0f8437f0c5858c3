"""Can this process serve? Each check by name, with what is wrong in a few words and nothing secret."""

from collections.abc import Callable
from functools import partial

import structlog
from django.core.cache import cache
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor

from paraphe.web import slots

SERVING = ("default", "outside")
_complete: set[str] = set()
log = structlog.get_logger("paraphe.web")


def readiness() -> dict[str, str]:
    """Each check and its word: `ok`, or what fails."""
    checks: dict[str, Callable[[], str]] = {
        **{f"database.{alias}": partial(_ask, alias) for alias in SERVING},
        "migrations": _migrations,
        "cache": _cache,
        "slots": _slots,
    }
    return {name: _word_of(name, check) for name, check in checks.items()}


def is_ready() -> bool:
    """True when every check is ok."""
    return all(word == "ok" for word in readiness().values())


def _word_of(name: str, check: Callable[[], str]) -> str:
    try:
        return check()
    except Exception as error:  # a check that breaks is a check that fails; the log says why
        log.error("readiness_check_failed", code=name, exc_info=error)
        return "failed"


def _ask(alias: str) -> str:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _migrations() -> str:
    connection = connections[DEFAULT_DB_ALIAS]
    return "ok" if _applied(str(connection.settings_dict["NAME"])) else "pending"


def _applied(database: str) -> bool:
    """True once every migration of the code is applied; only a yes is remembered, per database."""
    if database not in _complete:
        executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _complete.add(database)
    return True


def _cache() -> str:
    cache.get("paraphe.readiness")
    return "ok"


def _slots() -> str:
    missing = slots.missing()
    return "ok" if not missing else f"empty: {', '.join(missing)}"
