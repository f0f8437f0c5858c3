"""The description of the API holds: every answer of every operation is one it announces, whatever is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as bounded
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from paraphe.access.api.openapi import describe
from paraphe.access.api.table import OPERATIONS
from paraphe.access.models import RightsAct
from paraphe.access.testing import make_body
from paraphe.access.tests.api.conftest import Program, open_program
from tests.fixtures.database import LiveDatabase

CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.mark.parametrize("examples", [3, pytest.param(60, marks=pytest.mark.drill)])
def test_ask_each_operation_at_random_answers_as_described(
    live_database: LiveDatabase, settings: Any, examples: int
) -> None:
    """With the token of an administrator; 0 answer of 5xx, 0 status the description does not announce."""
    settings.PARAPHE_API_PER_MINUTE = 10**6
    body = make_body(places=2)
    odile, ours = body.add_declarant(), open_program(body)
    body.close(body.grant(odile)[0])
    body.grant(odile)
    invitation = body.invite(email="ida.nox@valbrune.example", given_name="Ida", family_name="Nox")
    refs = {
        "person_ref": odile.ref,
        "act_ref": RightsAct.objects.latest("pk").ref,
        "invitation_ref": invitation.ref,
    }
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    asked: list[tuple[str, int]] = []
    for found in schema.get_all_operations():
        operation = found.ok()  # type: ignore[union-attr]
        for mode in GenerationMode:
            try:
                strategy = operation.as_strategy(generation_mode=mode)
            except Exception:  # an operation that takes nothing cannot be asked wrongly
                continue
            _ask(strategy, ours, Asking(examples, refs, asked))
    assert {name for name, _ in asked} == {operation.name for operation in OPERATIONS}
    assert 200 in {status for _, status in asked}
    assert len(asked) > 3 * len(OPERATIONS)


@dataclass
class Asking:
    """How many times each operation is asked, objects that exist, and what was answered so far."""

    examples: int
    refs: Mapping[str, str]
    asked: list[tuple[str, int]]

    def aim(self, case: Any) -> None:
        """Every other time, ask about an object that exists."""
        if len(self.asked) % 2:
            known = {name: ref for name, ref in self.refs.items() if name in case.path_parameters}
            case.path_parameters.update(known)


def _ask(strategy: Any, ours: Program, asking: Asking) -> None:
    @bounded(
        max_examples=asking.examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy)
    def ask(case: Any) -> None:
        asking.aim(case)
        answer = case.call(headers={"Authorization": f"Bearer {ours.secret}"})
        case.validate_response(answer, checks=CHECKS)
        asking.asked.append((case.operation.definition.raw["operationId"], answer.status_code))

    ask()


@pytest.mark.usefixtures("db")
def test_read_description_names_every_operation_once_in_french() -> None:
    document = describe()
    named = [
        operation["operationId"] for methods in document["paths"].values() for operation in methods.values()
    ]
    assert len(named) == len(set(named)) == len(OPERATIONS)
    for operation in OPERATIONS:
        assert operation.summary.endswith("."), operation.name
        assert operation.group
    assert not RightsAct.objects.exists()
