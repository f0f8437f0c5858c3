"""What surrounds the pages of a body: which bodies one may go to, in which role one is there, who read what."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from paraphe.access import requests, selectors
from paraphe.access.errors import Refused
from paraphe.access.models import Membership
from paraphe.access.services.tokens import apply_token_use
from paraphe.access.vocabulary import LEVEL_NEEDED, Action
from paraphe.access.web.deciding import BodyShown, ShownGate, show_gates
from paraphe.journal.services import record_access
from paraphe.kernel.errors import Forbidden
from paraphe.registry import selectors as registry
from paraphe.web.components import Act
from paraphe.web.http import portal
from paraphe.web.slots import BodyChoice

ROLE_WORDS = {"administrator": "Administrateur", "declarant": "Déclarant"}


def role_word(membership: Membership) -> str:
    """The role in one word, with its limit where it has one."""
    word, count = ROLE_WORDS[membership.role], len(membership.scope or ())
    return f"{word} de {count}\u00a0établissement{'s' if count > 1 else ''}" if count else word


def list_bodies(request: HttpRequest) -> Sequence[BodyChoice]:
    """The bodies of the person logged in."""
    current = portal(request).body_in_use
    return [
        BodyChoice(
            name=belonging.organisation.name,
            detail=f"{belonging.organisation.siren_spaced} · {ROLE_WORDS[belonging.membership.role].lower()}",
            url=reverse("home:body", args=[belonging.organisation.ref]),
            current=current is not None and current.ref == belonging.organisation.ref,
        )
        for belonging in selectors.bodies_of(portal(request).user.pk)
    ]


def name_role(request: HttpRequest) -> str:
    """The person's role in the body of the page."""
    body = portal(request).body_in_use
    if not isinstance(body, BodyShown) or body.membership is None:
        return ""
    return role_word(body.membership)


def record_reading(request: HttpRequest, response: HttpResponseBase) -> None:
    """Write who read which page with personal data, of which bodies, about whom; an error refuses the page.

    The operator's desk is in no body: its pages say whose data they showed (`looked_at`), so that each body sees it.
    """
    match, asked = request.resolver_match, portal(request)
    body = asked.body_in_use
    token = getattr(request, "api_token", None)
    if token is not None:
        apply_token_use(token)
    for siren in sorted(asked.looked_at) or [body.siren if body else ""]:
        record_access(
            person=asked.user.ref,
            body=siren,
            page=match.view_name if match else "",
            about=_subject_of(request),
        )


def _subject_of(request: HttpRequest) -> str:
    """Whom the page is about: the person of its address, or the one a program asked about."""
    match = request.resolver_match
    named = match.kwargs.get("person_ref", "") if match else ""
    return str(named or getattr(request, "about", ""))


def tell_gates(request: HttpRequest, error: Forbidden) -> Sequence[ShownGate]:
    """The gates of a verb's refusal, for its page; nothing for an error that is not a decision."""
    if not isinstance(error, Refused) or not error.decision.question.siren:
        return ()  # no decision, or one of the desk, which is about no body
    organisation = registry.organisation_by_siren(error.decision.question.siren)
    request.refused_decision = error.decision  # type: ignore[attr-defined]
    return show_gates(error.decision, organisation, reader=portal(request).user)


def offer_request(request: HttpRequest) -> Act | None:
    """What a refusal offers: to ask the administrators for the right that is missing, already filled in."""
    body, decision = portal(request).body_in_use, getattr(request, "refused_decision", None)
    if not isinstance(body, BodyShown) or body.membership is None:
        return None
    query = requests.asking_query(decision) if decision is not None else _query_of_page(request)
    url = reverse("access:ask_right", args=[body.ref])
    return Act("Demander ce droit", f"{url}{query}") if query else None


def _query_of_page(request: HttpRequest) -> str:
    """The level a page needs, where the guard refused it for want of a right; its place is chosen in the form."""
    guard, shown = portal(request).guard, portal(request).decision
    level = LEVEL_NEEDED.get(Action(guard.action)) if guard is not None and guard.action else None
    missing = shown is not None and any(g.code == "habilitation" and not g.passed for g in shown.gates)
    return f"?niveau={level.code}" if level and missing else ""
