"""What is read cannot write: a GET or HEAD runs in a read-only transaction, always rolled back (law 5)."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.db import connection, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from paraphe.web.http import is_safe, portal


@contextmanager
def read_only() -> Iterator[None]:
    """A transaction on `default` in which PostgreSQL refuses any write."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        try:
            yield
        finally:
            transaction.set_rollback(True)


class ReadOnly:
    """Open the read-only transaction once the view is known, close it when the answer is rendered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with ExitStack() as stack:
            request.__dict__["read_stack"] = stack
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        guard = portal(request).guard
        if is_safe(request) and (guard is None or guard.database):
            request.__dict__["read_stack"].enter_context(read_only())
