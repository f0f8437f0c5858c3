"""The navigation: every page of a body stands under one of its entries."""

from django.urls import URLPattern, URLResolver, get_resolver

from paraphe.home.frames import ADMINISTRATOR, CHILDREN, DECLARANT, DESK

ENTRIES = {name for _, name in (*ADMINISTRATOR, *DECLARANT, *DESK)}
FILES = {"access:bulk_report", "access:matrix_export", "access:rights_export"}
"""Addresses that give a file, not a page."""


def _names(resolver: URLResolver, space: str = "", path: str = "") -> dict[str, str]:
    """View names with their path."""
    found: dict[str, str] = {}
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else space
            found |= _names(pattern, inner, path + str(pattern.pattern))
        elif isinstance(pattern, URLPattern) and pattern.name:
            found[f"{space}{pattern.name}"] = path + str(pattern.pattern)
    return found


def test_list_pages_of_rights_each_stands_under_an_entry_that_exists() -> None:
    paths = _names(get_resolver())
    pages = {name for name, path in paths.items() if name.startswith("access:") and "<slug:body_ref>" in path}
    assert sorted(pages - ENTRIES - set(CHILDREN) - FILES) == []
    assert set(CHILDREN) <= set(paths)
    assert set(CHILDREN.values()) <= ENTRIES
