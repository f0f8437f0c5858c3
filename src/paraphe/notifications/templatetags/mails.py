"""The parts of a mail, drawn in plain text or in HTML after `layout`: paragraphs, lists, the one link to follow."""

import re

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
SPACES = re.compile(r"[ \t\r\n\f\v\u2028\u2029\x00-\x1f]+")


def join_words(text: str) -> str:
    """The text on one line; no-break spaces are kept."""
    return SPACES.sub(" ", text).strip()


def _is_rich(context: Context) -> bool:
    return bool(context["is_rich"])


@register.simple_block_tag(takes_context=True)
def para(context: Context, content: str) -> SafeString:
    """One paragraph."""
    said = mark_safe(join_words(content))  # noqa: S308  its values were escaped as the layout asks
    return format_html("<p>{}</p>\n", said) if _is_rich(context) else mark_safe(f"{said}\n\n")  # noqa: S308


@register.simple_block_tag(takes_context=True)
def points(context: Context, content: str) -> SafeString:
    """A list of points."""
    said = mark_safe(content.strip())  # noqa: S308  its values were escaped as the layout asks
    if _is_rich(context):
        return format_html("<ul>\n{}\n</ul>\n", said)
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return mark_safe("\n".join(lines) + "\n\n")  # noqa: S308


@register.simple_block_tag(takes_context=True)
def point(context: Context, content: str) -> SafeString:
    """One point of a list."""
    said = mark_safe(join_words(content))  # noqa: S308  its values were escaped as the layout asks
    return format_html("<li>{}</li>\n", said) if _is_rich(context) else mark_safe(f"- {said}\n")  # noqa: S308


@register.simple_tag(takes_context=True)
def go(context: Context, url: str, label: str) -> SafeString:
    """The link to follow: a button that says where it leads, or its words and its address."""
    if _is_rich(context):
        return format_html('<p class="go"><a href="{}">{}</a></p>\n', url, label)
    return mark_safe(f"{label}\N{NO-BREAK SPACE}:\n{url}\n\n")  # noqa: S308


@register.simple_tag(takes_context=True)
def code(context: Context, text: str) -> SafeString:
    """A code to copy, alone on its line."""
    if _is_rich(context):
        return format_html('<p class="code">{}</p>\n', text)
    return mark_safe(f"    {text}\n\n")  # noqa: S308
