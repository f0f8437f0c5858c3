"""Reading mails that come back: delivery status notifications of RFC 3464, as any server writes them, or worse.

What comes in was written by a stranger: nothing in it is trusted but the token of one of our own mails, which only who
received that mail, or carried it, can know.
"""

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from enum import StrEnum

LARGEST = 2 * 1024 * 1024
"""Bytes read of one message; what follows is cut."""
MOST_RECIPIENTS, MOST_PARTS = 50, 100
TOKEN = re.compile(r"<([0-9a-f]{32})@[^<>\s]{1,255}>")
STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
SAYING = ("Message-ID", "In-Reply-To", "References")
ADDRESS_SUBJECTS = frozenset("0124")
"""Subjects of a permanent status that are the address's fault; others are of mail, content, policy. RFC 3463."""


class Fault(StrEnum):
    """What a status says of the address."""

    GONE = "gone"
    FULL = "full"
    OTHER = "other"
    PASSING = "passing"


@dataclass(frozen=True)
class Failure:
    """What a notification says of one recipient."""

    address: str
    status: str
    fault: Fault


@dataclass(frozen=True)
class Report:
    """One notification: the tokens of the mails it returns, and what befell each recipient."""

    tokens: tuple[str, ...]
    failures: tuple[Failure, ...]


def fault_of_status(status: str) -> Fault:
    """What an enhanced status code (5.1.1) says of the address; PASSING where it is not for good. RFC 3463."""
    found = STATUS.search(status)
    if found is None or found[1] != "5":
        return Fault.PASSING
    if (found[2], found[3]) == ("2", "2"):
        return Fault.FULL
    return Fault.GONE if found[2] in ADDRESS_SUBJECTS else Fault.OTHER


def fault_of_reply(code: int, reply: str) -> Fault:
    """What a server that refuses at once says of the address: its enhanced code, else the old one. RFC 5321."""
    if STATUS.search(reply):
        return fault_of_status(reply)
    return Fault.FULL if code == 552 else Fault.GONE if code in (550, 551, 553) else Fault.OTHER


def read_report(raw: bytes) -> Report | None:
    """The report a message holds; None for whatever is no delivery status notification. Never raises."""
    try:
        message = email.message_from_bytes(raw[:LARGEST], policy=email.policy.compat32)
        failures = tuple(_failures(message))
        return Report(tuple(dict.fromkeys(_tokens(message))), failures) if failures else None
    except Exception:  # a stranger wrote it: whatever breaks the parser is no notification
        return None


def _parts(message: Message) -> Iterator[Message]:
    for number, part in enumerate(message.walk()):
        if number >= MOST_PARTS:
            return
        yield part


def _failures(message: Message) -> Iterator[Failure]:
    """The recipients a notification names, whose action is `failed` or `delayed`."""
    status = next(
        (part for part in _parts(message) if part.get_content_type() == "message/delivery-status"), None
    )
    blocks = status.get_payload() if status is not None else []
    for block in list(blocks)[:MOST_RECIPIENTS] if isinstance(blocks, list) else []:
        if not isinstance(block, Message):
            continue
        action = str(block.get("Action", "")).strip().lower()
        recipient = str(block.get("Final-Recipient") or block.get("Original-Recipient") or "")
        if recipient and action in ("failed", "delayed"):
            code = str(block.get("Status", ""))
            fault = fault_of_status(code) if action == "failed" else Fault.PASSING
            yield Failure(
                recipient.rpartition(";")[2].strip().strip("<>").lower()[:254], code.strip()[:20], fault
            )


def _tokens(message: Message) -> Iterator[str]:
    """Tokens of our mails, in the headers of the message returned and in those that answer it."""
    for part in _parts(message):
        for name in SAYING:
            for value in part.get_all(name, []):
                yield from TOKEN.findall(str(value))
        if part.get_content_type() == "text/rfc822-headers":
            yield from TOKEN.findall(_text(part))


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
