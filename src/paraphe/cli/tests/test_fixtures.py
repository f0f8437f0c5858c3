"""The database fixtures keep what they promise."""

import pytest
from django.db import DatabaseError, connections, transaction

from tests.fixtures.database import LiveDatabase


def test_connect_rollback_test_uses_application_role(db: None) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == ("paraphe_app", False)


def test_update_insert_only_row_is_refused(live_database: LiveDatabase) -> None:
    with connections["default"].cursor() as cursor, pytest.raises(DatabaseError, match="permission denied"):
        cursor.execute("UPDATE journal_entry SET event = 'other'")


def test_create_table_by_application_is_refused(live_database: LiveDatabase) -> None:
    with connections["default"].cursor() as cursor, pytest.raises(DatabaseError, match="permission denied"):
        cursor.execute("CREATE TABLE mine (a int)")


def test_write_outside_survives_refused_act(live_database: LiveDatabase) -> None:
    from django.core.cache import cache

    with pytest.raises(RuntimeError), transaction.atomic():
        cache.set("failures", 3)
        raise RuntimeError
    assert cache.get("failures") == 3
    assert connections["outside"].settings_dict["NAME"] == live_database.name
