"""The pages of what fails, in HTML for a browser and as a problem document (RFC 9457) for a program.

The 500 and 503 pages need neither the database nor the request's middleware.
"""

import sys
from collections.abc import Sequence
from typing import Any

import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers

from paraphe.web import slots
from paraphe.web.http import PROBLEM_JSON, wants_json
from paraphe.web.problems import Told
from paraphe.web.slots import Gate

log = structlog.get_logger("paraphe.web")

BAD_REQUEST = Told(
    "web.bad_request",
    400,
    "Cette demande n’a pas pu être lue",
    "L’adresse ou le formulaire contient des signes que le portail refuse.",
    "Revenez à la page précédente et recommencez.",
)
CSRF = Told(
    "web.form_expired",
    403,
    "Ce formulaire n’est plus valable",
    "Il a été ouvert dans une autre session, ou trop longtemps avant l’envoi. Rien n’a été fait.",
    "Revenez à la page précédente, rechargez-la, puis envoyez-la de nouveau.",
)
FORBIDDEN = Told(
    "web.forbidden", 403, "Vous ne pouvez pas ouvrir cette page", "Votre demande a été refusée.", ""
)
NOT_FOUND = Told(
    "web.not_found",
    404,
    "Cette page n’existe pas",
    "L’adresse est fausse, ou la page n’existe pas pour vous.",
    "Vérifiez l’adresse, ou repartez de l’accueil.",
)
NOT_ALLOWED = Told(
    "web.method_not_allowed",
    405,
    "Cette adresse ne sert pas à cela",
    "Elle n’accepte pas ce genre de demande.",
    "Repartez de l’accueil.",
)
TOO_LARGE = Told(
    "web.too_large",
    413,
    "L’envoi est trop gros",
    "Le portail refuse les envois qui dépassent sa limite. Rien n’a été gardé.",
    "Compressez le fichier (gzip) ou envoyez-le en plusieurs fois.",
)
TOO_MANY_FIELDS = Told(
    "web.too_many_fields",
    413,
    "L’envoi contient trop de champs",
    "Le portail refuse les formulaires de cette taille. Rien n’a été gardé.",
    "Envoyez moins de lignes à la fois.",
)
TOO_MANY = Told(
    "web.too_many_requests",
    429,
    "Trop de demandes en peu de temps",
    "Pour protéger les comptes, le portail fait attendre après plusieurs essais.",
    "Attendez quelques minutes, puis recommencez.",
)
BROKEN = Told(
    "web.internal_error",
    500,
    "Le portail a rencontré une erreur",
    "Votre demande n’a peut-être pas abouti : vérifiez avant de recommencer.",
    "Si cela se répète, donnez la référence ci-dessous à l’exploitant.",
)
DOWN = Told(
    "web.database_unavailable",
    503,
    "Le portail ne répond pas pour l’instant",
    "Sa base de données est indisponible. Votre demande n’a peut-être pas abouti.",
    "Attendez quelques minutes, puis vérifiez avant de recommencer.",
)
LAST_RESORT = (
    "<!DOCTYPE html><html lang=fr><title>{told.title}</title><h1>{told.title}</h1><p>{told.sentence}</p>"
)
FIXED: tuple[Told, ...] = (
    BAD_REQUEST, CSRF, FORBIDDEN, NOT_FOUND, NOT_ALLOWED, TOO_LARGE, TOO_MANY_FIELDS, TOO_MANY, BROKEN, DOWN
)  # fmt: skip


def tell(request: HttpRequest, told: Told, **context: Any) -> HttpResponse:
    """The page, or the problem document, of one told problem."""
    if wants_json(request):
        return document(request, told)
    html = render_to_string("failures/told.html", {"told": told, **context}, request=request)
    response = HttpResponse(html, status=told.status)
    patch_vary_headers(response, ["Accept"])
    return response


def refused(
    request: HttpRequest, *, title: str, gates: Sequence[Gate], code: str = "web.refused"
) -> HttpResponse:
    """A refusal: what was checked, which check failed, who can lift it."""
    told = Told(code, 403, title, _missing_words(gates), "")
    if wants_json(request):
        return document(request, told, gates=[_gate_document(gate) for gate in gates if not gate.passed])
    first_bad = next((gate for gate in gates if not gate.passed), None)
    context = {"told": told, "gates": gates, "first_bad": first_bad, "lifters": _lifters(gates)}
    context["offer"] = slots.refusal_offer(request)
    return HttpResponse(render_to_string("failures/refused.html", context, request=request), status=403)


def method_not_allowed(request: HttpRequest, *, allowed: Sequence[str]) -> HttpResponse:
    """405 with the verbs the address accepts."""
    response = tell(request, NOT_ALLOWED)
    verbs = [*allowed, "HEAD"] if "GET" in allowed else list(allowed)
    response["Allow"] = ", ".join(verbs)
    return response


def too_many(request: HttpRequest, *, retry_after: int | None = None) -> HttpResponse:
    """429, with the seconds to wait where they are known."""
    response = tell(request, TOO_MANY)
    if retry_after is not None:
        response["Retry-After"] = str(retry_after)
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler400."""
    return tell_bare(request, BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler403."""
    return tell(request, FORBIDDEN)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF_FAILURE_VIEW; the reason stays in the log."""
    return tell(request, CSRF)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's handler404: the same page for what is absent and for what is not yours."""
    return tell(request, NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: a reference and nothing else; 503 when the database is what failed."""
    error = sys.exc_info()[1]
    is_down = isinstance(error, OperationalError | InterfaceError)
    return tell_bare(request, DOWN if is_down else BROKEN)


def tell_bare(request: HttpRequest, told: Told) -> HttpResponse:
    """A page that needs nothing but its own words."""
    if wants_json(request):
        return document(request, told)
    context = {"told": told, "reference": _reference(request), "csp_nonce": getattr(request, "csp_nonce", "")}
    try:
        html = render_to_string("failures/bare.html", context)
    except Exception as error:  # the page of last resort must come out whatever is broken
        log.error("bare_page_broken", exc_info=error)
        return HttpResponse(LAST_RESORT.format(told=told), status=told.status)
    return HttpResponse(html, status=told.status)


def document(request: HttpRequest, told: Told, **more: Any) -> JsonResponse:
    """The problem document (RFC 9457) of one told problem, with what else it says."""
    content = {
        "type": f"/problemes#{told.code}",
        "title": told.title,
        "status": told.status,
        "detail": " ".join(part for part in (told.sentence, told.remedy) if part),
        "code": told.code,
        "reference": _reference(request),
        **more,
    }
    return JsonResponse(content, status=told.status, content_type=PROBLEM_JSON)


def _reference(request: HttpRequest) -> str:
    return str(getattr(request, "request_id", ""))


def _missing_words(gates: Sequence[Gate]) -> str:
    count = sum(not gate.passed for gate in gates)
    if count == 1:
        return "Une condition n’est pas remplie. Voici laquelle, et qui peut la lever."
    return (
        f"{count} conditions ne sont pas remplies. Voici lesquelles, et qui peut les lever." if count else ""
    )


def _lifters(gates: Sequence[Gate]) -> list[tuple[str, str]]:
    """(person, what to lift) once each, in the order of the gates."""
    pairs = [(name, gate.title) for gate in gates if not gate.passed for name in gate.lifted_by]
    return list(dict.fromkeys(pairs))


def _gate_document(gate: Gate) -> dict[str, Any]:
    return {"code": gate.code, "title": gate.title, "note": gate.note, "lifted_by": list(gate.lifted_by)}
