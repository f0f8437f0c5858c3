"""Errors of the house become pages or problem documents; an unknown code stays a fault of ours."""

from collections.abc import Callable

import structlog
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from paraphe.kernel.errors import Forbidden, NotFound, PortalError
from paraphe.web import failures, problems, slots

log = structlog.get_logger("paraphe.web")


class Problems:
    """Innermost layer: tell a PortalError raised by a view by the table of problems."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        if not isinstance(error, PortalError):
            return None
        if isinstance(error, NotFound):
            return failures.not_found(request)  # absent, or not for this person: one page
        told = problems.tell(error)
        if told is None:
            log.error("problem_without_sentence", code=error.code, exc_info=error)
            return failures.tell_bare(request, failures.BROKEN)
        log.info("problem_told", code=error.code)
        gates = slots.refusal_gates(request, error) if isinstance(error, Forbidden) else ()
        if gates:
            return failures.refused(request, title=told.title, gates=gates, code=told.code)
        return failures.tell(request, told)
