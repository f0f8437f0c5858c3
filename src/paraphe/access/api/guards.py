"""Who may ask the API: whoever sends a token in service, for its body alone, and what the decision allows.

A session of a browser opens nothing here, so no form of another site can act by it: these addresses need no CSRF token.
"""

from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from paraphe.access.api.answers import tell_code
from paraphe.access.selectors import ApiToken
from paraphe.access.tokens import WRITE, token_by_secret
from paraphe.journal import selectors as journal
from paraphe.kernel import clock
from paraphe.web import failures, problems, slots
from paraphe.web.guards import Guard, View, wrap
from paraphe.web.http import is_safe, portal

MINUTE = timedelta(minutes=1)
PER_MINUTE = 600
"""Answers with personal data a person's programs get of one body in a minute; `PARAPHE_API_PER_MINUTE` replaces it."""
CHALLENGE = 'Bearer realm="paraphe"'


def by_token(action: str, *, methods: tuple[str, ...]) -> Any:
    """A guard for an address of the API; every answer is recorded as a reading of the body's data."""
    guard = Guard("token", action, personal=True, methods=methods)
    return partial(_exempt, guard=guard)


def _exempt(view: View, guard: Guard) -> View:
    guarded = wrap(view, guard, _need_token)
    guarded.csrf_exempt = True  # type: ignore[attr-defined]
    return guarded


def token_of(request: HttpRequest) -> ApiToken:
    """The token the guard accepted."""
    token = request.__dict__["api_token"]
    assert isinstance(token, ApiToken)
    return token


def _need_token(request: HttpRequest, guard: Guard, kwargs: dict[str, Any]) -> HttpResponseBase | None:
    """401 without a token in service, 403 where it only reads, 429 past the quota; then the one decision."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    token = token_by_secret(secret.strip()) if scheme.lower() == "bearer" else None
    if token is None:
        refused = tell_code(request, "access.token_refused")
        refused["WWW-Authenticate"] = f'{CHALLENGE}, error="invalid_token"' if secret else CHALLENGE
        return refused
    person, organisation = token.membership.person, token.membership.organisation
    request.user = person
    request.__dict__["api_token"] = token
    if not is_safe(request) and WRITE not in token.abilities:
        return tell_code(request, "access.token_reads")
    if _is_past_quota(person.ref, organisation.siren):
        over = tell_code(request, "access.api_quota")
        over["Retry-After"] = str(int(MINUTE.total_seconds()))
        return over
    return _need_decision(request, guard, {**kwargs, "body_ref": organisation.ref})


def _need_decision(request: HttpRequest, guard: Guard, kwargs: dict[str, Any]) -> HttpResponseBase | None:
    assert guard.action is not None
    answer = slots.decider(portal(request).user, guard.action, kwargs)
    if answer is None:
        raise Http404
    portal(request).body_in_use, portal(request).decision = answer.body, answer.decision
    if answer.decision.allowed:
        return None
    title = f"Vous ne pouvez pas {problems.action_label(guard.action)}"
    return failures.refused(request, title=title, gates=answer.decision.gates)


def _is_past_quota(person: str, siren: str) -> bool:
    """Counted on the record of readings, which every worker shares and nobody can erase."""
    most = getattr(settings, "PARAPHE_API_PER_MINUTE", PER_MINUTE)
    rows = journal.accesses_of(siren).filter(
        at__gt=clock.now() - MINUTE, person=person, page__startswith="api:"
    )
    return rows.count() >= most
