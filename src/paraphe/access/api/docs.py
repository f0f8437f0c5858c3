"""The description of the API, for programs (OpenAPI) and for people: a page written by the server, without script."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from paraphe.access.api.openapi import describe
from paraphe.web.guards import public


@public(database=False)
def show_openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    return JsonResponse(describe(), json_dumps_params={"ensure_ascii": False})


@dataclass(frozen=True)
class Line:
    """A field or a parameter: its name, its form in words, whether it must be there, what it is."""

    name: str
    form: str
    required: bool
    note: str


@dataclass(frozen=True)
class Described:
    """One operation, ready to print."""

    id: str
    method: str
    path: str
    summary: str
    more: str
    parameters: list[Line]
    fields: list[Line]
    answers: list[Line]


@public
def show_docs(request: HttpRequest) -> HttpResponse:
    """The page: how to authenticate, then each operation with what it takes and answers."""
    document = describe()
    groups: dict[str, list[Described]] = defaultdict(list)
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            groups[operation["tags"][0]].append(_describe(document, path, method, operation))
    return render(request, "access/api_docs.html", {"groups": dict(groups), "about": document["info"]})


def _describe(document: dict[str, Any], path: str, method: str, operation: dict[str, Any]) -> Described:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
    return Described(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        more=operation.get("description", ""),
        parameters=[
            Line(one["name"], _form(one["schema"]), one["required"], one.get("description", ""))
            for one in operation["parameters"]
        ],
        fields=_fields(document, body) if body else [],
        answers=_fields(document, answer),
    )


def _fields(document: dict[str, Any], schema: dict[str, Any]) -> list[Line]:
    found = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    required = found.get("required", [])
    return [Line(name, _form(one), name in required, "") for name, one in found.get("properties", {}).items()]


KINDS = {"string": "texte", "integer": "entier", "boolean": "vrai ou faux", "object": "objet"}
FORMATS = {"date-time": "instant (RFC 3339)", "date": "jour (AAAA-MM-JJ)"}


def _form(schema: dict[str, Any]) -> str:
    """A schema in a few French words."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " ou ".join(_form(one) for one in schema["anyOf"])
    if "enum" in schema:
        return ", ".join(str(value) for value in schema["enum"])
    if schema.get("type") == "array":
        return f"liste de {_form(schema['items'])}"
    if schema.get("type") == "null":
        return "null"
    return FORMATS.get(schema.get("format", ""), KINDS.get(schema.get("type", ""), "valeur"))
