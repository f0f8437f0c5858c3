"""A page with personal data is recorded before its first byte leaves; without the record, no page (law 5)."""

from collections.abc import Callable

import structlog
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from paraphe.web import failures, problems, slots
from paraphe.web.errors import AccessNotRecorded
from paraphe.web.http import portal

log = structlog.get_logger("paraphe.web")


SHOWING = {*range(200, 300), 422}
"""Answers that show the page: itself, or its form once more with what to correct."""


class AccessRecord:
    """Ask `slots.access_recorder` to write who sees what, on its own connection."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        guard = portal(request).guard
        if guard is None or not guard.personal or response.status_code not in SHOWING:
            return response
        try:
            slots.access_recorder(request, response)
        except Exception as error:  # whatever the reason, a page that is not recorded is not shown
            log.error("access_not_recorded", exc_info=error)
            response.close()
            told = problems.tell(AccessNotRecorded())
            return failures.tell_bare(request, told or failures.BROKEN)
        return response
