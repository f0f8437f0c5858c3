"""Addresses of the API, under /api/."""

from itertools import groupby

from django.urls import URLPattern, path

from paraphe.access.api import docs
from paraphe.access.api.operations import PREFIX, view_of
from paraphe.access.api.table import OPERATIONS

app_name = "api"

_BY_PATH = {
    route: list(found)
    for route, found in groupby(sorted(OPERATIONS, key=lambda one: one.path), key=lambda one: one.path)
}

urlpatterns: list[URLPattern] = [
    path("api/docs", docs.show_docs, name="docs"),
    path(f"{PREFIX}openapi.json", docs.show_openapi, name="openapi"),
    *(path(PREFIX + route, view_of(found), name=found[0].name) for route, found in _BY_PATH.items()),
]
