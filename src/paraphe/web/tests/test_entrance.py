"""What a client may declare in Content-Type never breaks the portal."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

from paraphe.web.entrance import keep_to_utf8, without_charset

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kept_connection() -> Iterator[None]:
    """The test's transaction stays open across requests, as the test client of Django does."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


def _ask(content_type: str, query: str = "q=a") -> str:
    """The status line of `GET /aide` with that Content-Type, through the whole entry."""
    statuses: list[str] = []
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET", "PATH_INFO": "/cookies", "QUERY_STRING": query, "CONTENT_TYPE": content_type,
        "SERVER_NAME": "localhost", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.input": BytesIO(),
        "wsgi.url_scheme": "http", "wsgi.errors": BytesIO(),
    }  # fmt: skip
    response = keep_to_utf8(get_wsgi_application())(environ, lambda status, headers: statuses.append(status))
    b"".join(response)
    return statuses[0]


@pytest.mark.parametrize(
    "content_type",
    [
        "a/b; charset=rot13",
        "a/b; charset=hex",
        "a/b; CHARSET=latin-1",
        "a/b; charset*=utf-8''rot13",
        "a/b; charset*=nonsense''x",
    ],
)
def test_ask_with_another_charset_is_400(content_type: str) -> None:
    assert _ask(content_type) == "400 Bad Request"


@pytest.mark.parametrize(
    "content_type", ["", "a/b", "a/b; charset=utf-8", 'a/b; charset="UTF-8"', "a/b; boundary=x"]
)
def test_ask_in_utf8_is_answered(content_type: str) -> None:
    assert _ask(content_type) == "200 OK"


def test_ask_too_many_parameters_in_declared_charset_is_413() -> None:
    assert _ask("a/b; charset=utf-8", "&".join(["a=1"] * 5_000)).startswith("413")


def test_take_charset_off_keeps_the_other_parameters() -> None:
    assert (
        without_charset('multipart/form-data; charset="utf-8"; boundary=abc')
        == "multipart/form-data; boundary=abc"
    )
    assert without_charset("a/b; charset=rot13; charset=utf-8") in (None, "a/b")
