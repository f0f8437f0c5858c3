"""The parts of the theme as tags: `{% load paraphe %}`, then `{% gates checks %}`, `{% level "sign" %}`…"""

from collections.abc import Sequence
from typing import Any

from django import template
from django.forms import BaseForm
from django.forms.boundfield import BoundField, BoundWidget

from paraphe.web import components
from paraphe.web.components import Act, Check, Crumb, Entry, Fact, Line, Link, Mark, Point, Step, Tab
from paraphe.web.context import address_of
from paraphe.web.forms import tell_error
from paraphe.web.http import served_path
from paraphe.web.pagination import Pages

register = template.Library()
NUMBER_WORDS = ("", "Un point", "Deux points", "Trois points", "Quatre points", "Cinq points")


@register.inclusion_tag("components/act.html")
def act(given: Act, small: bool = False) -> dict[str, Any]:
    """A link drawn as a button."""
    return {"act": given, "small": small}


@register.inclusion_tag("components/mark.html")
def mark(tone: str | Mark, label: str = "", icon: str | None = None) -> dict[str, Any]:
    """A state in words: `{% mark "ok" "Conforme" %}` or `{% mark value %}`."""
    given = tone if isinstance(tone, Mark) else Mark(tone, label, icon)  # type: ignore[arg-type]
    shown = components.ICON_OF_TONE[given.tone] if given.icon is None else given.icon
    return {"tone": given.tone, "label": given.label, "icon": shown}


@register.inclusion_tag("components/level.html")
def level(name: Any, gone: bool = False) -> dict[str, Any]:
    """The level of a right: consult, prepare, sign, or a value whose `code` is one; nothing where there is no right."""
    code = str(getattr(name, "code", name) or "none")
    return {"code": code, "word": components.LEVEL_WORDS.get(code, ""), "gone": gone}


@register.inclusion_tag("components/person.html")
def person(name: str, detail: str = "", url: str = "") -> dict[str, Any]:
    """A person: the paraphe, the full name, a short detail, a link where there is a page."""
    return {"name": name, "initials": initials_of(name), "detail": detail, "url": url}


@register.inclusion_tag("components/ledger.html")
def ledger(entries: Sequence[Entry], heading: int = 3) -> dict[str, Any]:
    """A dated list; `heading` is the level of the titles' headings."""
    return {"entries": entries, "tag": f"h{heading}"}


@register.inclusion_tag("components/chain.html")
def chain(links: Sequence[Link]) -> dict[str, Any]:
    """The chain of authority, from the body to the signature."""
    return {"links": links}


@register.inclusion_tag("components/gates.html")
def gates(checks: Sequence[Check]) -> dict[str, Any]:
    """A list of checks, each with its shape and its words."""
    icons = {"": "check", "bad": "cross", "warn": "bang", "off": "clock", "link": "arrow"}
    return {"checks": [(check, icons[check.kind]) for check in checks]}


@register.inclusion_tag("components/verdict.html")
def verdict(word: str, sentence: str) -> dict[str, Any]:
    """VALIDE, INDÉTERMINÉE or INVALIDE, with its sentence."""
    tone = components.VERDICT_TONES[word]
    return {"word": word, "sentence": sentence, "tone": tone, "icon": components.ICON_OF_TONE[tone]}


@register.inclusion_tag("components/facts.html")
def facts(given: Sequence[Fact], tight: bool = False) -> dict[str, Any]:
    """Terms and values."""
    return {"facts": given, "tight": tight}


@register.inclusion_tag("components/steps.html")
def steps(given: Sequence[Step]) -> dict[str, Any]:
    """Where one is in a journey, in words first."""
    current = next((number for number, step in enumerate(given, 1) if step.state == "current"), 0)
    label = given[current - 1].label if current else ""
    return {"steps": given, "current": current, "total": len(given), "label": label}


@register.inclusion_tag("components/crumbs.html")
def crumbs(given: Sequence[Crumb]) -> dict[str, Any]:
    """The parents of the page."""
    return {"crumbs": given}


@register.inclusion_tag("components/tabs.html")
def tabs(given: Sequence[Tab], label: str) -> dict[str, Any]:
    """Sibling pages, as links; `label` names the group."""
    return {"tabs": given, "label": label}


@register.inclusion_tag("components/pages.html")
def pages(given: Pages, label: str = "Pages de la liste") -> dict[str, Any]:
    """The pages of a list; nothing when there is one page."""
    return {"pages": given, "label": label}


@register.inclusion_tag("components/lines.html")
def lines(given: Sequence[Line], label: str) -> dict[str, Any]:
    """Lines of a file with their numbers; each has the identifier `L<number>`."""
    return {"lines": given, "label": label}


@register.inclusion_tag("components/notice.html")
def notice(tone: str, title: str, text: str = "", url: str = "", label: str = "") -> dict[str, Any]:
    """A message in the page, with one act at most."""
    icon = "key" if tone == "proof" else components.ICON_OF_TONE[tone]
    return {"tone": tone, "title": title, "text": text, "url": url, "label": label, "icon": icon}


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """What is to correct, on top of the form, each point linked to its control."""
    points = [Point(str(text)) for text in form.non_field_errors()]
    for field in form:
        points += [Point(text, first_control(field)) for text in told_errors(field)]
    count = len(points)
    words = NUMBER_WORDS[count] if count < len(NUMBER_WORDS) else f"{count} points"
    return {"points": points, "title": f"{words} à corriger"}


@register.inclusion_tag("components/progress.html")
def progress(label: str, value: int, total: int, note: str = "") -> dict[str, Any]:
    """How far long work has come."""
    return {"label": label, "value": value, "total": total, "note": note}


@register.inclusion_tag("components/empty.html")
def empty(title: str, text: str = "", url: str = "", label: str = "") -> dict[str, Any]:
    """Nothing here yet, why, and the first act to do."""
    return {"title": title, "text": text, "url": url, "label": label}


@register.inclusion_tag("components/statement.html")
def statement(text: str) -> dict[str, Any]:
    """The words one signs, exactly."""
    return {"text": text}


@register.filter
def told_errors(field: BoundField) -> list[str]:
    """The errors of a field as sentences that name it, the same beside the control and in the summary."""
    return [tell_error(field, error) for error in field.errors.as_data()]


@register.filter
def choice_hint(field: BoundField, option: BoundWidget) -> str:
    """The hint of one choice, where the field gives `choice_hints`."""
    hints: dict[str, str] = getattr(field.field, "choice_hints", {})
    return hints.get(str(option.data["value"]), "")


@register.filter
def exists(path: str) -> str:
    """The address itself if a page answers there, else nothing; for links to what may not be built yet."""
    return served_path(path)


@register.simple_tag
def url_if_any(name: str) -> str:
    """The address of a URL name without arguments, or nothing."""
    return address_of(name)


def first_control(field: BoundField) -> str:
    """The identifier of the control to reach for a field, the first one of several."""
    if getattr(field.field.widget, "widgets", None) or field.widget_type in (
        "radioselect",
        "checkboxselectmultiple",
    ):
        return f"{field.auto_id}_0"
    return str(field.id_for_label or field.auto_id)


def initials_of(name: str) -> str:
    """First letters of the first and last words of a name."""
    words = name.split()
    return "".join(word[0] for word in words[:1] + words[1:][-1:]).upper()
