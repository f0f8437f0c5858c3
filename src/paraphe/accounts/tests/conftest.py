"""Browsers for the tests of this room: http://localhost, where passkeys work."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from allauth.core import context
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import Client, RequestFactory

from paraphe.accounts.models import Person
from paraphe.accounts.testing import PASSWORD, SoftPasskey

NONCES = re.compile(r'nonce="[^"]*"|value="[A-Za-z0-9]{64}"')


class Browser(Client):
    """A client that keeps cookies."""

    def __init__(self, **defaults: Any) -> None:
        super().__init__(SERVER_NAME="localhost", **defaults)


@contextmanager
def bare_request() -> Iterator[HttpRequest]:
    """A request of nobody, outside any view, as allauth's middleware would hold it."""
    request = RequestFactory(SERVER_NAME="localhost").get("/")
    request.session = SessionStore()
    request.user = AnonymousUser()
    with context.request_context(request):
        yield request


@pytest.fixture
def browser(db: None) -> Browser:
    """A fresh browser."""
    return Browser()


def is_logged_in(browser: Browser) -> bool:
    """Whether the browser's session names someone."""
    return "_auth_user_id" in browser.session


def words_of(answer: Any, *, hidden: str = "") -> str:
    """The page, without what changes at each request and without the text given back to its sender."""
    text: str = answer.content.decode()
    return NONCES.sub("", text).replace(hidden, "")


def enrol_passkey(browser: Browser, person: Person) -> SoftPasskey:
    """Log in by password and enrol a passkey by the pages."""
    browser.post("/compte/connexion/", {"email": person.email, "password": PASSWORD})
    key = SoftPasskey()
    options = browser.post("/compte/second-facteur/cle/defi/").json()
    answer = browser.post("/compte/second-facteur/cle/", {"label": "Bureau", "answer": key.create(options)})
    assert answer.status_code == 302, answer.content.decode()
    return key
