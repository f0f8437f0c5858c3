"""`{% load rights_rooms %}{% rights_rooms %}`: the sibling pages of the rights of a body, as links under its title."""

from typing import Any

from django import template
from django.template import Context
from django.urls import NoReverseMatch, reverse

from paraphe.web.components import Tab

register = template.Library()

ROOMS = (
    ("Tableau", "access:matrix"),
    ("À renouveler", "access:expiring"),
    ("Profils", "access:profiles"),
    ("Services", "access:services"),
    ("Par fichier", "access:bulk"),
    ("Propositions", "access:proposals"),
    ("À une date", "access:past"),
)
"""Words and view of each sibling; one that this portal does not serve is left out."""


@register.inclusion_tag("components/tabs.html", takes_context=True)
def rights_rooms(context: Context) -> dict[str, Any]:
    """The sibling pages, the one shown marked."""
    request = context["request"]
    here = request.resolver_match.view_name
    body = request.body_in_use.ref
    tabs = [
        Tab(label, url, is_current=view == here) for label, view in ROOMS if (url := _address(view, body))
    ]
    return {"tabs": tabs, "label": "Pages des droits"}


def _address(view: str, body: str) -> str:
    try:
        return reverse(view, args=[body])
    except NoReverseMatch:
        return ""
