"""A program that asks with a token, as a person of a body."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from paraphe.access import services
from paraphe.access.testing import Body
from paraphe.access.tokens import READ, WRITE, act_of_token
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import give_step_up

ROOT = "/api/v1/"


@dataclass
class Program:
    """Sends requests with its token, and reads JSON."""

    secret: str
    client: Client = field(default_factory=Client)

    def get(self, path: str, **query: Any) -> Any:
        """The answer to a read."""
        return self.client.get(ROOT + path, query, headers=self._headers())

    def read(self, path: str, **query: Any) -> Any:
        """What a read that goes well says."""
        answer = self.get(path, **query)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def post(self, path: str, content: Any, **headers: str) -> Any:
        """The answer to a write."""
        sent = content if isinstance(content, str | bytes) else json.dumps(content)
        return self.client.post(
            ROOT + path, sent, content_type="application/json", headers=self._headers(**headers)
        )

    def _headers(self, **more: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.secret}", **{k.replace("_", "-"): v for k, v in more.items()}}


Programs = Callable[..., Program]


def open_program(body: Body, person: Person | None = None, *, writes: bool = True) -> Program:
    """A program of somebody in a body, with a token of a week."""
    who = person or body.administrator
    membership = body.membership(who)
    asked: dict[str, Any] = {
        "name": "Essai",
        "abilities": [READ, WRITE] if writes else [READ],
        "lasts_days": 7,
    }
    give_step_up(who, act_of_token(membership, **asked))
    return Program(services.open_token(membership, **asked, actor=who)[1])


@pytest.fixture
def program(db: None) -> Programs:
    """A program of somebody in a body: `program(body, person)`, reading alone with `writes=False`."""
    return open_program
