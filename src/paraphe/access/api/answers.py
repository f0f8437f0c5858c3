"""Answers of the API: JSON of a schema, problem documents with pointers to what is wrong."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel, ValidationError

from paraphe.kernel.errors import Invalid, PortalError
from paraphe.web import failures, problems

JSON = "application/json"
WORDS = {
    "missing": "Ce champ manque.",
    "extra_forbidden": "Ce champ n’existe pas.",
    "string_too_long": "Ce texte est trop long.",
    "string_too_short": "Ce texte est trop court.",
    "string_pattern_mismatch": "Ce texte n’a pas la forme attendue.",
    "enum": "Cette valeur n’est pas l’une de celles qui sont admises.",
    "literal_error": "Cette valeur n’est pas l’une de celles qui sont admises.",
    "timezone_aware": "Cet instant doit porter son décalage horaire, par exemple 2027-01-15T12:00:00+01:00.",
    "too_long": "Cette liste est trop longue.",
    "too_short": "Cette liste est trop courte.",
}
OTHER = "Cette valeur n’a pas la forme attendue."


def answer(content: BaseModel, *, status: int = 200) -> HttpResponse:
    """The JSON of a value of a schema."""
    return HttpResponse(content.model_dump_json(), status=status, content_type=JSON)


def tell_code(request: HttpRequest, code: str, **more: Any) -> HttpResponse:
    """The problem document of a code of ours."""
    return tell_error(request, PortalErrorOf(code), **more)


def tell_error(request: HttpRequest, error: PortalError, **more: Any) -> HttpResponse:
    """The problem document of an error that the table of problems knows."""
    told = problems.tell(error)
    assert told is not None
    return failures.document(request, told, **more)


class PortalErrorOf(Invalid):
    """An error of the API's own form, named by its code."""


def tell_unsound(request: HttpRequest, error: ValidationError, *, within: str) -> HttpResponse:
    """422 with one line for each fault: where (JSON pointer, or the parameter's name) and what."""
    faults = [
        {"pointer": f"{within}{_pointer(fault['loc'])}", "detail": WORDS.get(fault["type"], OTHER)}
        for fault in error.errors(include_url=False, include_input=False, include_context=False)
    ]
    return tell_code(request, "access.api_unsound", errors=faults[:50])


def tell_invalid(request: HttpRequest, error: PortalError) -> HttpResponse | None:
    """The problem of a verb that names the answer to change, with a pointer to it; None where it names none."""
    told, field = problems.tell(error), error.data.get("field")
    if told is None or not field:
        return None
    return failures.document(request, told, errors=[{"pointer": f"#/{field}", "detail": told.sentence}])


def _pointer(where: Sequence[int | str]) -> str:
    """RFC 6901."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in where)
