"""What is written beside a request of someone logged in: the life of the session, the last activity (law 5).

Both travel on the connection `outside`, never with the request's transaction.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from paraphe.accounts.models import LastActivity
from paraphe.kernel import clock

OPENED = "paraphe.opened_at"
SEEN = "paraphe.seen_at"
BEAT = timedelta(minutes=5)
HOUR = timedelta(hours=1)


class SessionLimits:
    """Close a session open for too long; keep the others alive while they are used."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if _is_over(request):
            logout(request)
        if SESSION_KEY in request.session:
            request.user.is_authenticated  # noqa: B018  # a dead session is flushed here, before what only reads
        response = self.get_response(request)
        person = getattr(request, "_cached_user", None)  # nobody asked who it was: nothing to write
        if person is not None and person.is_authenticated and person.pk:
            _mark_seen(request, person.pk)
        return response


def _is_over(request: HttpRequest) -> bool:
    opened = _read(request, OPENED)
    return opened is not None and clock.now() - opened > timedelta(hours=settings.ABSOLUTE_HOURS)


def _mark_seen(request: HttpRequest, person_id: int) -> None:
    """Write at most once in five minutes, which also postpones the idle limit; the activity once an hour."""
    now, seen = clock.now(), _read(request, SEEN)
    if seen is not None and now - seen < BEAT:
        return
    request.session[SEEN] = now.isoformat()
    request.session.setdefault(OPENED, now.isoformat())
    UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=now)
    fresh = LastActivity.objects.filter(person_id=person_id, at__gt=now - HOUR).exists()
    if not fresh:
        LastActivity.objects.update_or_create(person_id=person_id, defaults={"at": now})


def _read(request: HttpRequest, name: str) -> datetime | None:
    text = request.session.get(name)
    return datetime.fromisoformat(text) if isinstance(text, str) else None
