"""Mails of a demonstration, kept as files so that anyone can read them on a page. Never used elsewhere."""

import email
import email.policy
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage as ParsedMessage
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

SHOWN = 200


@dataclass(frozen=True)
class Mail:
    """One stored mail; `name` is the name of its file without suffix."""

    name: str
    subject: str
    sender: str
    recipients: str
    sent_at: datetime
    text: str


class FolderBackend(BaseEmailBackend):
    """Write each message in the folder of mails, whole or not at all."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = _folder()
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for message in email_messages:
            name = f"{time.time_ns():020}-{secrets.token_hex(4)}"
            draft = folder / f".{name}"
            draft.write_bytes(message.message().as_bytes())
            draft.replace(folder / f"{name}.eml")
        return len(email_messages)


def list_mails() -> list[Mail]:
    """The last mails, newest first."""
    paths = sorted(_folder().glob("*.eml"), reverse=True)[:SHOWN]
    return [_read(path) for path in paths]


def find_mail(name: str) -> Mail | None:
    """The mail of that name among those listed, or None."""
    return next((mail for mail in list_mails() if mail.name == name), None)


def _folder() -> Path:
    return Path(settings.STATE_DIR) / "mails"


def _read(path: Path) -> Mail:
    parsed = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(parsed, ParsedMessage)
    body = parsed.get_body(preferencelist=("plain", "html"))
    sent_at = datetime.fromtimestamp(int(path.stem.split("-")[0]) / 1e9, UTC)
    text = str(body.get_content()) if body is not None else ""
    subject, sender, to = (str(parsed.get(name, "")) for name in ("Subject", "From", "To"))
    return Mail(path.stem, subject, sender, to, sent_at, text)
