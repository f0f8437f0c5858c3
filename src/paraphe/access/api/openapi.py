"""The description of the API (OpenAPI 3.1), made of the operations: nothing is written twice."""

import re
from functools import cache
from typing import Any

from pydantic.json_schema import models_json_schema

from paraphe.access.api.once import HEADER
from paraphe.access.api.operations import PREFIX, Operation
from paraphe.access.api.table import OPERATIONS
from paraphe.web.http import PROBLEM_JSON

VERSION = "1.0.0"
REFS = "#/components/schemas/{model}"
PART = re.compile(r"<slug:(\w+)>")
REFUSALS = {
    400: "La demande ne se lit pas.",
    401: "Le jeton manque, est faux, expiré ou révoqué.",
    403: "Une condition n’est pas remplie : « gates » dit laquelle et qui peut la lever.",
    404: "Cela n’existe pas, ou pas pour vous.",
    409: "L’état ne le permet pas, ou un autre a décidé d’abord.",
    413: "L’envoi est trop gros.",
    422: "Une valeur n’a pas la forme attendue : « errors » dit laquelle.",
    429: "Trop de demandes ou d’essais en peu de temps.",
    500: "Le portail a rencontré une erreur.",
    503: "Le portail ne peut pas répondre pour l’instant.",
}
ON_POST = (409, 413)
PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "Un problème (RFC 9457). « code » est stable ; « reference » se donne à l’exploitant.",
    "required": ["type", "title", "status", "detail", "code", "reference"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "reference": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "detail"],
                "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
        "gates": {"type": "array", "items": {"type": "object"}},
    },
}
ABOUT = (
    "Lire et tenir à jour les droits d’un organisme, par programme : les mêmes actes que les pages, la même décision, "
    "le même journal. Un jeton vaut pour une personne et un organisme."
)


@cache
def describe() -> dict[str, Any]:
    """The whole document."""
    names, schemas = _schemas()
    paths: dict[str, Any] = {}
    for operation in OPERATIONS:
        route = "/" + PREFIX + PART.sub(r"{\1}", operation.path)
        paths.setdefault(route, {})[operation.method.lower()] = _describe(operation, names)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Paraphe", "version": VERSION, "description": ABOUT},
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {**schemas, "Problem": PROBLEM},
            "responses": {str(status): _problem(text) for status, text in REFUSALS.items()},
        },
    }


def _schemas() -> tuple[dict[Any, str], dict[str, Any]]:
    """By model, the reference of its schema; and all schemas."""
    shown = [(operation.answer, "serialization") for operation in OPERATIONS]
    sent = [(operation.body, "validation") for operation in OPERATIONS if operation.body]
    asked: Any = list(dict.fromkeys([*shown, *sent]))
    found, document = models_json_schema(asked, ref_template=REFS)
    return {model: schema["$ref"] for (model, _), schema in found.items()}, document["$defs"]


def _problem(text: str) -> dict[str, Any]:
    schema = {"$ref": REFS.format(model="Problem")}
    return {"description": text, "content": {PROBLEM_JSON: {"schema": schema}}}


def _describe(operation: Operation, names: dict[Any, str]) -> dict[str, Any]:
    statuses = [status for status in REFUSALS if operation.method == "POST" or status not in ON_POST]
    content = {"application/json": {"schema": {"$ref": names[operation.answer]}}}
    described: dict[str, Any] = {
        "operationId": operation.name,
        "tags": [operation.group],
        "summary": operation.summary,
        "parameters": [*_parts(operation), *_queries(operation)],
        "responses": {
            "200": {"description": "Fait.", "content": content},
            **{str(status): {"$ref": f"#/components/responses/{status}"} for status in statuses},
        },
    }
    if operation.more:
        described["description"] = operation.more
    if operation.body:
        sent = {"application/json": {"schema": {"$ref": names[operation.body]}}}
        described["requestBody"] = {"required": True, "content": sent}
        described["parameters"].append(_once())
    return described


def _parts(operation: Operation) -> list[dict[str, Any]]:
    schema = {"type": "string", "pattern": "^[a-z0-9]{20}$"}
    return [
        {"name": name, "in": "path", "required": True, "schema": schema}
        for name in PART.findall(operation.path)
    ]


def _queries(operation: Operation) -> list[dict[str, Any]]:
    if operation.query is None:
        return []
    described = operation.query.model_json_schema()
    required = described.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, **_parameter(schema)}
        for name, schema in described["properties"].items()
    ]


def _parameter(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a parameter: one that may be left out is never sent as null."""
    kept = {key: value for key, value in schema.items() if key not in ("title", "default", "description")}
    some = [one for one in kept.pop("anyOf", ()) if one.get("type") != "null"]
    told = {"description": schema["description"]} if "description" in schema else {}
    return {**told, "schema": {**kept, **(some[0] if some else {})}}


def _once() -> dict[str, Any]:
    text = "Clé tirée par le programme : la même demande envoyée deux fois n’est faite qu’une."
    schema = {"type": "string", "maxLength": 100, "pattern": "^[A-Za-z0-9_-]+$"}
    return {"name": HEADER, "in": "header", "required": False, "description": text, "schema": schema}
