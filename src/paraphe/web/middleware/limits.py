"""What a request may not be: too big, too many fields, or written with signs no field of ours holds.

Signs refused: the NUL character (PostgreSQL refuses it), lone surrogates (no UTF-8 for them), any declared charset
but UTF-8.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase

from paraphe.web import failures
from paraphe.web.http import is_safe, portal
from paraphe.web.problems import Told

LONGEST_PASSED = 2
PIECE = 256 * 1024
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


class Limits:
    """Refuse, before any view, what the portal cannot read; a body is read only where a view takes it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        refused = _refusal_of(request, _refuse_address)
        return failures.tell_bare(request, refused) if refused else self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Before the layers that read the form: a wrong verb or a body too big is refused, nothing kept."""
        guard = portal(request).guard
        if guard is not None and not guard.accepts(request.method):
            return failures.method_not_allowed(request, allowed=guard.methods)
        refused = None if is_safe(request) else _refusal_of(request, _refuse_form)
        return failures.tell_bare(request, refused) if refused else None


def _refusal_of(request: HttpRequest, refuse: Callable[[HttpRequest], Told | None]) -> Told | None:
    """What `refuse` says, Django's own refusals included."""
    try:
        return refuse(request)
    except RequestDataTooBig:
        return failures.TOO_LARGE
    except (TooManyFieldsSent, TooManyFilesSent):
        return failures.TOO_MANY_FIELDS
    except (SuspiciousOperation, MultiPartParserError, UnreadablePostError, UnicodeError, ValueError):
        return failures.BAD_REQUEST


def _refuse_address(request: HttpRequest) -> Told | None:
    if (request.content_params or {}).get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        return failures.BAD_REQUEST
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    if not (length.isascii() and length.isdecimal()):
        return failures.BAD_REQUEST
    texts = (request.path_info, *_texts_of(request.GET), *request.COOKIES.values())
    return None if all(map(_is_clean, texts)) else failures.BAD_REQUEST


def _refuse_form(request: HttpRequest) -> Told | None:
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    if length > _room_for(request):
        _let_pass(request, length)
        return failures.TOO_LARGE
    if request.content_type not in FORM_TYPES:
        return None
    names = (getattr(file, "name", "") or "" for file in request.FILES.values())
    return None if all(map(_is_clean, (*_texts_of(request.POST), *names))) else failures.BAD_REQUEST


def _let_pass(request: HttpRequest, length: int) -> None:
    """Take a refused body off the wire and forget it, so that the browser reads our answer, not a cut line.

    Nothing is kept. A body longer than twice the largest file of the portal is cut all the same.
    """
    if length > LONGEST_PASSED * settings.PARAPHE_MAX_BODY:
        return
    with suppress(UnreadablePostError):
        while request.read(PIECE):
            pass


def _room_for(request: HttpRequest) -> int:
    """Bytes a body may have: the room a public page says, or a file of someone logged in where files are taken."""
    guard = portal(request).guard
    if guard is not None and guard.room is not None:
        return guard.room
    takes_files = guard is not None and guard.uploads and portal(request).user.is_authenticated
    return int(settings.PARAPHE_MAX_BODY if takes_files else settings.PARAPHE_MAX_FORM)


def _texts_of(query: QueryDict) -> Iterable[str]:
    for key, values in query.lists():
        yield key
        yield from map(str, values)


def _is_clean(text: str) -> bool:
    if "\x00" in text:
        return False
    return text.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in text)
