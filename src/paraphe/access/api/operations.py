"""Operations of the API as data: what each takes, answers and asks of the decision; views and description derive.

An address answers JSON only. A POST with the header `Idempotency-Key` is done once: see `once.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, get_type_hints

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, RawPostDataException
from pydantic import BaseModel, ValidationError

from paraphe.access.api.answers import JSON, answer, tell_code, tell_error, tell_invalid, tell_unsound
from paraphe.access.api.guards import by_token, token_of
from paraphe.access.api.once import once
from paraphe.access.selectors import ApiToken
from paraphe.access.vocabulary import Action
from paraphe.accounts.errors import TooManyTries
from paraphe.accounts.selectors import Person
from paraphe.kernel.errors import Conflict, Invalid, WrongState
from paraphe.registry.selectors import Organisation
from paraphe.web import failures
from paraphe.web.guards import View

PREFIX = "api/v1/"


@dataclass(frozen=True)
class Call:
    """One call: whose, for which body, with what; `query` and `body` are values of the operation's schemas."""

    request: HttpRequest
    token: ApiToken
    refs: Mapping[str, str]
    query: Any = None
    body: Any = None

    @property
    def person(self) -> Person:
        """Who acts."""
        return self.token.membership.person

    @property
    def organisation(self) -> Organisation:
        """For which body."""
        return self.token.membership.organisation


@dataclass(frozen=True)
class Operation:
    """One method of one address."""

    method: str
    path: str
    action: Action
    run: Callable[[Call], BaseModel]
    answer: type[BaseModel]
    query: type[BaseModel] | None = None
    body: type[BaseModel] | None = None
    group: str = ""

    @property
    def name(self) -> str:
        """What clients call it."""
        return self.run.__name__

    @property
    def summary(self) -> str:
        """Its first sentence, in French, as the function says it."""
        return _set_colons((self.run.__doc__ or "").strip().partition("\n")[0])

    @property
    def more(self) -> str:
        """What else its docstring says."""
        lines = (self.run.__doc__ or "").strip().partition("\n")[2].splitlines()
        return _set_colons(" ".join(line.strip() for line in lines if line.strip()))


def _set_colons(text: str) -> str:
    """French sets a no-break space before a colon; docstrings are typed without."""
    return text.replace(" :", "\u00a0:")


OPERATIONS: list[Operation] = []
"""Every operation, in the order their modules define them; `table.py` reads them all."""
R = TypeVar("R", bound=Callable[..., BaseModel])


def get(path: str, action: Action, *, group: str, query: type[BaseModel] | None = None) -> Callable[[R], R]:
    """A read; what it answers is its return annotation."""

    def register(run: R) -> R:
        OPERATIONS.append(Operation("GET", path, action, run, _answer_of(run), query=query, group=group))
        return run

    return register


def post(
    path: str,
    action: Action,
    *,
    group: str,
    body: type[BaseModel],
    query: type[BaseModel] | None = None,
) -> Callable[[R], R]:
    """A write; what it answers is its return annotation."""

    def register(run: R) -> R:
        OPERATIONS.append(
            Operation("POST", path, action, run, _answer_of(run), query=query, body=body, group=group)
        )
        return run

    return register


def _answer_of(run: Callable[..., BaseModel]) -> type[BaseModel]:
    answered: type[BaseModel] = get_type_hints(run)["return"]
    return answered


def view_of(operations: Sequence[Operation]) -> View:
    """The one view of an address: its methods ask the same action."""
    by_method = {operation.method: operation for operation in operations}
    (action,) = {operation.action for operation in operations}

    def view(request: HttpRequest, **refs: str) -> HttpResponse:
        operation = by_method["GET" if request.method == "HEAD" else str(request.method)]
        return _serve(operation, request, refs)

    view.__name__ = operations[0].name
    guarded: View = by_token(action, methods=tuple(by_method))(view)
    return guarded


def _serve(operation: Operation, request: HttpRequest, refs: Mapping[str, str]) -> HttpResponse:
    try:
        query = _read_query(operation, request)
    except ValidationError as error:
        return tell_unsound(request, error, within="?")
    request.__dict__["about"] = getattr(query, "about", None) or getattr(query, "person", None) or ""
    if operation.method == "GET":
        return _run(operation, Call(request, token_of(request), refs, query))
    return _serve_post(operation, request, refs, query)


def _serve_post(
    operation: Operation, request: HttpRequest, refs: Mapping[str, str], query: Any
) -> HttpResponse:
    assert operation.body is not None
    try:
        raw = request.body or (b"" if operation.body.model_fields else b"{}")
        if request.body and request.content_type != JSON:
            return tell_code(request, "access.api_unreadable")
        body = operation.body.model_validate_json(raw, strict=True)
    except RequestDataTooBig:
        return failures.document(request, failures.TOO_LARGE)
    except RawPostDataException:  # a form, which a layer above has read
        return tell_code(request, "access.api_unreadable")
    except ValidationError as error:
        if error.errors(include_url=False, include_input=False)[0]["type"] == "json_invalid":
            return tell_code(request, "access.api_unreadable")
        return tell_unsound(request, error, within="#")
    call = Call(request, token_of(request), refs, query, body)
    return once(request, token=call.token.ref, content=raw, act=lambda: _run(operation, call))


def _read_query(operation: Operation, request: HttpRequest) -> Any:
    if operation.query is None:
        return None
    fields = operation.query.model_fields
    asked = {
        name: values if _is_list(fields, name) else values[-1]
        for name, values in request.GET.lists()
        if values
    }
    return operation.query.model_validate(asked)


def _is_list(fields: Mapping[str, Any], name: str) -> bool:
    return name in fields and "list" in str(fields[name].annotation)


def _run(operation: Operation, call: Call) -> HttpResponse:
    """The answer; a verb's refusal that names a field says where it stands in what was sent."""
    try:
        return answer(operation.run(call))
    except TooManyTries as error:
        waiting = tell_error(call.request, error)
        waiting["Retry-After"] = str(error.data["seconds"])
        return waiting
    except (Invalid, Conflict, WrongState) as error:
        pointed = tell_invalid(call.request, error)
        if pointed is None:
            raise
        return pointed
