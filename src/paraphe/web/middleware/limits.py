"""What a request may not be: too big, too many fields, or written with signs no field of ours holds.

Signs refused: the NUL character (PostgreSQL refuses it), lone surrogates (no UTF-8 for them), any declared charset
but UTF-8.
"""

from collections.abc import Callable, Iterable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase

from paraphe.web import failures
from paraphe.web.http import is_safe
from paraphe.web.problems import Told

FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


class Limits:
    """Refuse, before any view, what the portal cannot read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            refused = _refusal_of(request)
        except RequestDataTooBig:
            refused = failures.TOO_LARGE
        except (TooManyFieldsSent, TooManyFilesSent):
            refused = failures.TOO_MANY_FIELDS
        except (SuspiciousOperation, MultiPartParserError, UnreadablePostError, UnicodeError, ValueError):
            refused = failures.BAD_REQUEST
        return failures.tell_bare(request, refused) if refused else self.get_response(request)


def _refusal_of(request: HttpRequest) -> Told | None:
    """The reason to refuse, or None; reading the form may raise Django's own refusals."""
    if (request.content_params or {}).get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
        return failures.BAD_REQUEST
    length = str(request.META.get("CONTENT_LENGTH") or "0")
    if not (length.isascii() and length.isdecimal()):
        return failures.BAD_REQUEST
    if int(length) > settings.PARAPHE_MAX_BODY:
        return failures.TOO_LARGE
    return None if all(map(_is_clean, _texts_of(request))) else failures.BAD_REQUEST


def _texts_of(request: HttpRequest) -> Iterable[str]:
    """Every text of the address, the query, the cookies and the form."""
    yield request.path_info
    yield from _pairs_of(request.GET)
    yield from request.COOKIES.values()
    if not is_safe(request) and request.content_type in FORM_TYPES:
        yield from _pairs_of(request.POST)
        for files in request.FILES.values():
            yield getattr(files, "name", "") or ""


def _pairs_of(query: QueryDict) -> Iterable[str]:
    for key, values in query.lists():
        yield key
        yield from map(str, values)


def _is_clean(text: str) -> bool:
    if "\x00" in text:
        return False
    return text.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in text)
