"""What the tests of this room share: a body of four establishments, and a client logged in by the real pages."""

from collections.abc import Callable

import pytest
from django.test import Client

from paraphe.access.testing import Body, make_body
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import login

LogIn = Callable[[Person], Client]


@pytest.fixture
def body(db: None) -> Body:
    """A commune with four establishments, all using the DSN."""
    return make_body(places=4)


@pytest.fixture
def logged_in(db: None) -> LogIn:
    """Log a person in by the real pages; her client."""

    def log_in(person: Person) -> Client:
        client = Client()
        login(client, person)
        return client

    return log_in
