"""What the middleware does around every page: headers, caching, reading without writing."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client

from paraphe.web import slots
from paraphe.web.checks import check_operator
from paraphe.web.demo import is_demo, mark_demo
from paraphe.web.errors import DemoOverPeople
from paraphe.web.models import DatabaseMark

pytestmark = pytest.mark.django_db
EVERYWHERE = [
    "/",
    "/nulle-part",
    "/panne",
    "/o/refuse/personnes",
    "/cookies?q=%00",
    "/healthz",
    "/.well-known/security.txt",
]


@pytest.mark.parametrize("path", EVERYWHERE)
def test_answer_anything_carries_the_security_headers(unraised: Client, path: str) -> None:
    response = unraised.get(path)
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert re.search(r"script-src 'nonce-[\w-]{24}';", policy)
    assert "unsafe" not in policy
    for directive in ("frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'", "form-action 'self'"):
        assert directive in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Frame-Options"] == "DENY"
    assert "camera=()" in response["Permissions-Policy"]
    assert len(response["X-Request-ID"]) == 20


def test_answer_twice_never_reuses_nonce_or_reference(stranger: Client) -> None:
    first, second = stranger.get("/cookies"), stranger.get("/cookies", headers={"X-Request-ID": "chosen"})
    assert first["Content-Security-Policy"] != second["Content-Security-Policy"]
    assert first["X-Request-ID"] != second["X-Request-ID"] != "chosen"


def test_answer_to_someone_is_not_stored(visitor: Client, stranger: Client) -> None:
    assert visitor.get("/o/valbrune/personnes")["Cache-Control"] == "no-store"
    assert visitor.get("/cookies")["Cache-Control"] == "no-store"
    assert stranger.get("/cookies")["Cache-Control"] == "no-cache"


def test_write_while_reading_is_refused_by_the_database(unraised: Client) -> None:
    assert unraised.get("/ecrire-en-lisant").status_code == 500
    assert unraised.head("/ecrire-en-lisant").status_code == 500
    assert not DatabaseMark.objects.exists()


def test_write_by_post_is_kept(visitor: Client) -> None:
    assert visitor.post("/ecrire", {"name": "written"}).status_code == 200
    assert DatabaseMark.objects.filter(name="written").exists()


def test_read_leaves_the_connection_able_to_write(visitor: Client) -> None:
    visitor.get("/cookies")
    DatabaseMark.objects.create(name="after")
    assert connection.in_atomic_block


def test_change_mark_as_application_is_refused() -> None:
    DatabaseMark.objects.create(name="kept")
    with pytest.raises(Exception, match="permission denied"):
        DatabaseMark.objects.all().delete()


def test_mark_demo_on_empty_database_shows_band_everywhere(stranger: Client) -> None:
    assert "Démonstration." not in stranger.get("/").content.decode()
    mark_demo()
    mark_demo()
    assert is_demo()
    assert "Démonstration." in stranger.get("/").content.decode()
    assert "Démonstration." in stranger.get("/nulle-part").content.decode()


def test_mark_demo_over_people_is_refused() -> None:
    get_user_model()._default_manager.create(
        email="odile@mereuse.example", given_name="Odile", family_name="Farge"
    )
    with pytest.raises(DemoOverPeople):
        mark_demo()


def test_ask_readiness_says_which_part_fails(stranger: Client) -> None:
    ready = stranger.get("/readyz")
    assert (ready.status_code, ready.json()["ready"]) == (200, True)
    assert set(ready.json()["checks"].values()) == {"ok"}
    with slots.decider.filled_with(None):
        failing = stranger.get("/readyz")
    assert failing.status_code == 503
    assert failing.json()["checks"]["slots"] == "empty: decider"


def test_ask_life_needs_no_database(stranger: Client, django_assert_num_queries: "object") -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert stranger.get("/healthz").content == b"ok\n"


def test_check_operator_names_each_missing_particular() -> None:
    hints = [error.hint for error in check_operator(None)]
    assert "set PARAPHE_OPERATOR_NAME" in hints
    assert len(hints) == 10
