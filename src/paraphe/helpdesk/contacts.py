"""Who to reach, by topic: data shipped with the package, which a deployer replaces topic by topic.

The file named by the setting `PARAPHE_CONTACTS` has the same form; a topic it gives replaces ours, `hidden = true`
takes it away, a new topic is added at the end.
"""

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from django.conf import settings

from paraphe.helpdesk.errors import ContactFault


@dataclass(frozen=True)
class Contact:
    """One line of the page of contacts; `address` is a web address (https) or empty, `site` its name."""

    topic: str
    name: str
    about: str = ""
    phone: str = ""
    hours: str = ""
    price: str = ""
    site: str = ""
    address: str = ""
    email: str = ""

    @property
    def dialled(self) -> str:
        """The phone number as a telephone takes it."""
        return "".join(sign for sign in self.phone if sign.isdigit() or sign == "+")


def read_contacts() -> list[Contact]:
    """Contacts in the order they are shown; ContactFault where a file is wrong."""
    return list(_read(str(getattr(settings, "PARAPHE_CONTACTS", "") or "")))


@cache
def _read(override: str) -> tuple[Contact, ...]:
    ours = resources.files("paraphe.helpdesk").joinpath("data/contacts.toml").read_text("utf-8")
    rows = {row["topic"]: row for row in _rows(ours)}
    if override:
        rows |= {row["topic"]: row for row in _rows(_text_of(Path(override)))}
    return tuple(_contact(row) for row in rows.values() if not row.pop("hidden", False))


def _text_of(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeError) as error:
        raise ContactFault("helpdesk.contact_fault", why=str(error)) from error


def _rows(text: str) -> list[dict[str, Any]]:
    try:
        rows = tomllib.loads(text)["contact"]
        if any(not isinstance(row["topic"], str) for row in rows):
            raise TypeError("topic is a text")
    except (KeyError, TypeError, tomllib.TOMLDecodeError) as error:
        raise ContactFault("helpdesk.contact_fault", why=str(error)) from error
    return [dict(row) for row in rows]


def _contact(row: dict[str, Any]) -> Contact:
    known = {field.name for field in fields(Contact)}
    if set(row) - known or "name" not in row or not all(isinstance(value, str) for value in row.values()):
        raise ContactFault("helpdesk.contact_fault", why=f"wrong contact: {row.get('topic')}")
    contact = Contact(**row)
    if contact.address and not contact.address.startswith("https://"):
        raise ContactFault("helpdesk.contact_fault", why=f"address of {contact.topic} is not https")
    return contact
