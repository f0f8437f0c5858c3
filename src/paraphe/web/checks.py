"""What must hold before the portal starts or goes out: slots filled, views guarded, operator named."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, register
from django.urls import URLPattern, URLResolver, get_resolver

from paraphe.web import slots
from paraphe.web.operator import LABELS, operator


@register()
def check_slots(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Each required slot is filled: an empty one refuses every page it guards."""
    return [
        Error(f"the slot web.slots.{name} is empty", hint="fill it in AppConfig.ready()", id="paraphe.E001")
        for name in slots.missing()
    ]


@register(Tags.urls)
def check_guards(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Each address says who may open it."""
    return [
        Error(f"/{route} has no guard", hint="decorate its view with paraphe.web.guards", id="paraphe.E002")
        for route, view in walk_views()
        if getattr(view, "guard", None) is None
    ]


@register(Tags.security, deploy=True)
def check_operator(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A portal that is open to the public names its operator: no placeholder in its legal pages."""
    return [
        Error(
            f"the legal pages lack: {LABELS[name]}",
            hint=f"set PARAPHE_OPERATOR_{name.upper()}",
            id="paraphe.E003",
        )
        for name in operator().missing
    ]


def walk_views() -> Iterator[tuple[str, Any]]:
    """(route, view) of every address of the URL table."""
    yield from _walk(get_resolver().url_patterns, "")


def _walk(patterns: Sequence[URLPattern | URLResolver], prefix: str) -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, route)
        else:
            yield route, pattern.callback
