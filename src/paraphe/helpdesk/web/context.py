"""The context a question may carry: read from where its author was, shown to him, joined only if he agrees."""

import re
from collections.abc import Mapping

from django.http import HttpRequest
from django.urls import Resolver404, resolve

from paraphe.helpdesk.services import Context
from paraphe.helpdesk.web.reading import Place
from paraphe.helpdesk.wording import mask
from paraphe.web.components import Fact

_ERROR = re.compile(r"[a-z0-9_.]{1,50}(?: [a-hjkmnp-z2-9]{20})?|[a-hjkmnp-z2-9]{20}")
_KWARG = re.compile(r"<[^>]*>")


def given_context(request: HttpRequest) -> dict[str, str]:
    """What the link that led here says of where one was: page, code and reference of an error, text looked for."""
    error = " ".join(part for name in ("code", "reference") if (part := request.GET.get(name, "").strip()))
    return {
        "page": request.GET.get("page", "")[:200],
        "error": error[:80],
        "query": request.GET.get("q", "")[:200],
    }


def build_context(given: Mapping[str, str], place: Place, *, establishment: str = "") -> Context:
    """The context as it would be joined: nothing of it is copied from an address as it is."""
    error = given.get("error", "").strip()
    return Context(
        page=name_page(given.get("page", "")),
        role=place.role_word,
        error=error if _ERROR.fullmatch(error) else "",
        query=mask(given.get("query", "")),
        organisation=place.organisation,
        establishment=next((one for one in place.establishments if one.ref == establishment), None),
    )


def name_page(path: str) -> str:
    """The page at a path, without what names a person, a body or an invitation: « /organismes/…/droits »."""
    try:
        found = resolve(path.partition("?")[0])
    except Resolver404:
        return ""
    return f"/{_KWARG.sub('…', found.route)}"[:120]


def tell_context(context: Context) -> list[Fact]:
    """The context in words, exactly what would be joined."""
    facts = [
        Fact("Page", context.page),
        Fact("Rôle", context.role),
        Fact("Organisme", context.organisation.name if context.organisation else ""),
        Fact("Établissement", context.establishment.name if context.establishment else ""),
        Fact("Erreur", context.error),
        Fact("Recherche", context.query),
    ]
    return [fact for fact in facts if fact.value]
