"""What the tests of help share: the knowledge base in its tables, a body, people logged in by the real pages."""

from collections.abc import Callable

import pytest
from django.test import Client

from paraphe.access.testing import Body, make_body
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import login
from paraphe.helpdesk.services import load_entries

LogIn = Callable[[Person], Client]


@pytest.fixture
def base(db: None) -> int:
    """The entries in their tables; how many there are."""
    return load_entries()


@pytest.fixture
def body(db: None) -> Body:
    """A commune with one establishment."""
    return make_body()


@pytest.fixture
def logged_in(db: None) -> LogIn:
    """Log a person in by the real pages; her client."""

    def log_in(person: Person) -> Client:
        client = Client()
        login(client, person)
        return client

    return log_in
