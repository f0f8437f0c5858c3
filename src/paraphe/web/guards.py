"""Every page says who may open it: one of the decorators below, which also fix its HTTP verbs.

The decorator leaves a `Guard` on the view (`view.guard`), read by the middleware, the checks and the house rules. A
view without one is refused at run time. The verbs decide again; a guard only decides what is shown.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, wraps
from typing import Any, Literal, Protocol, overload

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase

from paraphe.web import failures, problems, slots
from paraphe.web.http import is_safe, portal

View = Callable[..., HttpResponseBase]
Kind = Literal["public", "enrolment", "signed_in", "requires", "token"]
"""`token`: an address of the API, whose room brings the test (`wrap`); sessions open nothing there."""
READ = ("GET",)
FORM = ("GET", "POST")
POST = ("POST",)


@dataclass(frozen=True)
class Guard:
    """What a view needs: its kind, the action asked of the decider, what the middleware does around it."""

    kind: Kind
    action: str | None = None
    personal: bool = False
    methods: tuple[str, ...] = READ
    database: bool = True
    body: str = "body_ref"
    uploads: bool = False
    room: int | None = None

    def accepts(self, method: str | None) -> bool:
        return method in self.methods or (method == "HEAD" and "GET" in self.methods)


class Decorator(Protocol):
    """A guard once its options are given."""

    def __call__(self, view: View, /) -> View: ...


@overload
def public(view: View) -> View: ...
@overload
def public(
    *, methods: tuple[str, ...] = READ, database: bool = True, room: int | None = None
) -> Decorator: ...
def public(
    view: View | None = None,
    *,
    methods: tuple[str, ...] = READ,
    database: bool = True,
    room: int | None = None,
) -> View | Decorator:
    """Anyone may open the page. `database=False`: it must answer even without a database.

    `room`: bytes a body may have, where anyone may send a file; `PARAPHE_MAX_FORM` otherwise.
    """
    return _decorate(view, Guard("public", methods=methods, database=database, room=room), _open)


@overload
def enrolment(view: View) -> View: ...
@overload
def enrolment(*, methods: tuple[str, ...] = FORM) -> Decorator: ...
def enrolment(view: View | None = None, *, methods: tuple[str, ...] = FORM) -> View | Decorator:
    """Someone logged in, even without a second factor yet: the pages where one gets it."""
    return _decorate(view, Guard("enrolment", methods=methods), _need_login)


@overload
def signed_in(view: View) -> View: ...
@overload
def signed_in(
    *, methods: tuple[str, ...] = READ, personal: bool = False, room: int | None = None
) -> Decorator: ...
def signed_in(
    view: View | None = None,
    *,
    methods: tuple[str, ...] = READ,
    personal: bool = False,
    room: int | None = None,
) -> View | Decorator:
    """Someone logged in with the second factor, for pages about himself.

    `room`: bytes a body may have, where one may send files; `PARAPHE_MAX_FORM` otherwise.
    """
    return _decorate(view, Guard("signed_in", methods=methods, personal=personal, room=room), _need_factor)


def requires(
    action: str,
    *,
    body: str = "body_ref",
    personal: bool = False,
    methods: tuple[str, ...] = READ,
    uploads: bool = False,
) -> Decorator:
    """Someone the decider allows `action` for the body named by the view's `body` argument.

    Not related to the body: the page of absence (404). Related but refused: the refusal with its gates (403).
    `uploads=True`: the page takes files; without it a body over `PARAPHE_MAX_FORM` bytes is refused.
    """
    guard = Guard("requires", action, personal, methods, body=body, uploads=uploads)
    return partial(wrap, guard=guard, test=_need_decision)


Test = Callable[[HttpRequest, Guard, dict[str, Any]], HttpResponseBase | None]


def _decorate(view: View | None, guard: Guard, test: Test) -> View | Decorator:
    """Allow the decorator with and without parentheses."""
    if view is None:
        return partial(wrap, guard=guard, test=test)
    return wrap(view, guard, test)


def wrap(view: View, guard: Guard, test: Test) -> View:
    """The view behind a guard and its test: what the test answers is sent instead of the view's answer."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not guard.accepts(request.method):
            return failures.method_not_allowed(request, allowed=guard.methods)
        portal(request).guard = guard
        stopped = test(request, guard, kwargs)
        return stopped if stopped is not None else view(request, *args, **kwargs)

    guarded.guard = guard  # type: ignore[attr-defined]
    return guarded


def _open(request: HttpRequest, guard: Guard, kwargs: dict[str, Any]) -> HttpResponseBase | None:
    return None


def _need_login(request: HttpRequest, guard: Guard, kwargs: dict[str, Any]) -> HttpResponseBase | None:
    if portal(request).user.is_authenticated:
        return None
    return redirect_to_login(request.get_full_path() if is_safe(request) else request.path)


def _need_factor(request: HttpRequest, guard: Guard, kwargs: dict[str, Any]) -> HttpResponseBase | None:
    stopped = _need_login(request, guard, kwargs)
    if stopped is not None:
        return stopped
    elsewhere = slots.second_factor(request)
    return HttpResponseRedirect(elsewhere) if elsewhere else None


def _need_decision(request: HttpRequest, guard: Guard, kwargs: dict[str, Any]) -> HttpResponseBase | None:
    stopped = _need_factor(request, guard, kwargs)
    if stopped is not None:
        return stopped
    assert guard.action is not None
    answer = slots.decider(portal(request).user, guard.action, kwargs)
    if answer is None:
        raise Http404
    portal(request).body_in_use = answer.body
    portal(request).decision = answer.decision
    if answer.decision.allowed:
        return None
    title = f"Vous ne pouvez pas {problems.action_label(guard.action)}"
    return failures.refused(request, title=title, gates=answer.decision.gates)
