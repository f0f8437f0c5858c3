"""One piece of news in words: the title of its notice, and its mail in plain text and in HTML, from one template."""

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.urls import reverse

from paraphe.access import secrets_of_arrival
from paraphe.access import services as rights
from paraphe.accounts.selectors import Person
from paraphe.notifications.audiences import Body
from paraphe.notifications.contexts import common_context, context_of, own_context
from paraphe.notifications.paths import find_path
from paraphe.notifications.rules import Rule
from paraphe.notifications.templatetags.mails import join_words
from paraphe.notifications.vocabulary import WORDS, Kind

LONGEST_TITLE = 250
BLANK = re.compile(r"\n[ \t]*\n\s*\n")
"""More than one blank line: what a condition of a template leaves behind."""


@dataclass(frozen=True)
class Mail:
    """A mail ready to leave."""

    subject: str
    text: str
    html: str
    to: str


def write_title(rule: Rule, *, body: Body, siren: str) -> str | None:
    """The title of a notice; None where there is nothing to say any more."""
    more = context_of(rule.template, body, to_send=False)
    if more is None:
        return None
    context = {**common_context(body, siren=siren), **more}
    return _render(rule.template, "subject", context)[:LONGEST_TITLE]


def write_mail(rule: Rule, *, body: Body, siren: str, recipient: Person) -> Mail | None:
    """The mail of a rule about an entry's body, for one person; None where there is nothing to say any more."""
    more = context_of(rule.template, body, to_send=True)
    own = own_context(rule.template, body, recipient.ref)
    if more is None or own is None:
        return None
    path = find_path(rule.link, body=body, person=recipient.ref)
    context = {
        **common_context(body, siren=siren),
        **more,
        **own,
        "recipient": recipient,
        "url": f"{settings.ORIGIN}{path}" if path else "",
        "why": rule.audience.why,
        "is_security": rule.kind is Kind.SECURITY,
        "preferences_url": preferences_url() if not WORDS[rule.kind].fixed else "",
    }
    return _write(rule.template, context, to=recipient.email)


def write_mailbox_code(rule: Rule, *, body: Body) -> Mail | None:
    """The mail with a code drawn now, to the official mailbox of a body; None where the proof is over.

    Drawing is a verb of the room of rights, which stores only the code's hash; a mail sent again holds another code.
    """
    drawn = rights.send_mailbox_code(body["proof"])
    if drawn is None:
        return None
    address, code = drawn
    context = {
        **common_context(body, siren=body["siren"]),
        "recipient": None,
        "code": secrets_of_arrival.show_secret(code),
        "is_contest": "contest" in body,
        "url": "",
        "why": rule.audience.why,
        "is_security": False,
        "preferences_url": "",
    }
    return _write(rule.template, context, to=address)


def preferences_url() -> str:
    """Where a person chooses what she receives."""
    return f"{settings.ORIGIN}{reverse('notifications:preferences')}"


def write_from(template: str, context: dict[str, Any], *, to: str) -> Mail:
    """A mail from a template and all it needs."""
    return _write(template, context, to=to)


def _write(template: str, context: dict[str, Any], *, to: str) -> Mail:
    title = _render(template, "subject", context)
    told = {**context, "title": title}
    text = _render(template, "plain", told, one_line=False)
    return Mail(title, f"{text}\n", f"{_render(template, 'rich', told, one_line=False)}\n", to)


def _render(template: str, layout: str, context: dict[str, Any], *, one_line: bool = True) -> str:
    """A template in a layout; values are escaped in HTML only."""
    is_rich = layout == "rich"
    values = {**context, "layout": f"notifications/layouts/{layout}.txt", "is_rich": is_rich}
    found: Any = get_template(f"notifications/news/{template}.txt")
    text = str(found.template.render(Context(values, autoescape=is_rich)))
    return join_words(text) if one_line else BLANK.sub("\n\n", text).strip()
