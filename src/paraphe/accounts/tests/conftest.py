"""Visitors for the tests of this room: http://localhost, where passkeys work."""

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
from paraphe.journal.selectors import ChainEvent, history_of
from paraphe.journal.services import chain_of_person

NONCES = re.compile(r'nonce="[^"]*"|value="[A-Za-z0-9]{64}"')


class Visitor(Client):
    """A browser that keeps cookies."""

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
def visitor(db: None) -> Visitor:
    """Someone at a fresh browser."""
    return Visitor()


def is_logged_in(visitor: Visitor) -> bool:
    """Whether the visitor's session names someone."""
    return "_auth_user_id" in visitor.session


def words_of(answer: Any, *, hidden: str = "") -> str:
    """The page, without what changes at each request and without the text given back to its sender."""
    text: str = answer.content.decode()
    return NONCES.sub("", text).replace(hidden, "")


def enrol_passkey(visitor: Visitor, person: Person) -> SoftPasskey:
    """Log in by password and enrol a passkey by the pages."""
    visitor.post("/compte/connexion/", {"email": person.email, "password": PASSWORD})
    key = SoftPasskey()
    options = visitor.post("/compte/second-facteur/cle/defi/").json()
    answer = visitor.post("/compte/second-facteur/cle/", {"label": "Bureau", "answer": key.create(options)})
    assert answer.status_code == 302, answer.content.decode()
    return key


def told_of(person: Person) -> list[ChainEvent]:
    """What the journal says of the person, in order."""
    return list(history_of(chain_of_person(person.ref)))
