from collections.abc import Callable

import pytest
from django.test import Client

from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import login
from paraphe.declarations.testing import Office, make_office
from tests.fixtures.database import LiveDatabase

Visitor = Callable[[Person], Client]


@pytest.fixture
def office(live_database: LiveDatabase) -> Office:
    """A commune with two establishments, its administrator and its clerk, who has no right yet."""
    return make_office()


@pytest.fixture
def visit(live_database: LiveDatabase) -> Visitor:
    """Log someone in by the real pages."""

    def enter(person: Person) -> Client:
        client = Client(raise_request_exception=True)
        login(client, person)
        return client

    return enter
