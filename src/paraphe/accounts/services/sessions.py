"""Opening a session by allauth's stages, and ending sessions."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.usersessions.models import UserSession
from django.contrib.auth import logout, update_session_auth_hash
from django.db.models import F
from django.http import HttpRequest, HttpResponse

from paraphe.accounts.models import Person


def log_in(request: HttpRequest, person: Person, *, next_url: str | None = None) -> HttpResponse:
    """Take a person who just proved her mailbox through the log-in stages, and answer where to go.

    A second factor already enrolled is asked for; where there is none, the pages lead to enrolment. The
    person's row must be committed, since the session is written on another connection. Not for use inside a
    verb's transaction.
    """
    record_authentication(request, person, method="link")
    response: HttpResponse = perform_login(request, Login(user=person, redirect_url=next_url))
    return response


def end_sessions(person: Person) -> None:
    """End every session of the person, in the transaction of the verb that calls this."""
    Person.objects.filter(pk=person.pk).update(sessions_epoch=F("sessions_epoch") + 1)


def end_other_sessions(request: HttpRequest, person: Person) -> None:
    """End every session of the person but the one of this request."""
    end_sessions(person)
    keep_session(request, person)


def keep_session(request: HttpRequest, person: Person) -> None:
    """Keep the session of this request alive after a verb that ended them all: a new key, the same person."""
    former = request.session.session_key
    person.refresh_from_db()
    update_session_auth_hash(request, person)
    request.user = person
    request.session.save()
    UserSession.objects.filter(session_key=former).delete()
    UserSession.objects.create_from_request(request)


def end_session(person: Person, session_id: int) -> bool:
    """End one session of the person; False where it is not hers or is over."""
    found = UserSession.objects.filter(user_id=person.pk, pk=session_id).first()
    if found is None:
        return False
    found.end()
    return True


def log_out(request: HttpRequest) -> None:
    """End the session of this request, on the server, and take it off the list."""
    UserSession.objects.filter(session_key=request.session.session_key).delete()
    logout(request)
