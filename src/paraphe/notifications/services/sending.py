"""Sending the mails owed, at least once each: alone, or in the digest of the day. No mail holds back another.

These are effects, not acts of the field: they record no entry (law 4). A mail the server refuses for its address is a
bounce, which the room of accounts records.
"""

from collections.abc import Callable
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import structlog
from django.db import transaction

from paraphe.accounts import selectors as accounts
from paraphe.accounts import services as people
from paraphe.accounts.selectors import Person
from paraphe.journal import selectors as journal
from paraphe.kernel import clock
from paraphe.notifications.bounces import Fault, fault_of_reply
from paraphe.notifications.digests import write_digest
from paraphe.notifications.envelopes import draw_token, hash_address, send_mail
from paraphe.notifications.models import Delivery
from paraphe.notifications.news import Mail, write_mail, write_mailbox_code
from paraphe.notifications.rules import rule_of
from paraphe.notifications.services.reading import UNRULED, apply_rules, name_error
from paraphe.notifications.vocabulary import MAILBOX, Kind

MOST_TRIES = 5
FIRST_WAIT = 30
"""Seconds before the first new try; each wait is twice the last."""
log = structlog.get_logger(__name__)
WAITING = Delivery.Outcome.WAITING


def send_due(limit: int = 200) -> int:
    """Send the mails that are due, each in its own transaction, then the digests; how many left."""
    due = Delivery.objects.filter(outcome=WAITING, due_at__lte=clock.now())
    alone = due.filter(is_digest=False).order_by("due_at", "pk").values_list("pk", flat=True)
    sent = sum(send_one(key) for key in list(alone[:limit]))
    readers = due.filter(is_digest=True).order_by("recipient").values_list("recipient", flat=True).distinct()
    return sent + sum(send_digest(reader) for reader in list(readers[:limit]))


@transaction.atomic
def send_one(key: int) -> bool:
    """Send one mail owed, unless another worker holds it or has sent it; whether it left.

    The row is marked after the mail is handed over: a crash between the two sends it twice, never zero times.
    """
    found = Delivery.objects.select_for_update(skip_locked=True).filter(pk=key, outcome=WAITING)
    delivery = found.first()
    if delivery is None:
        return False
    delivery.token = draw_token()
    return _try([delivery], lambda: _carry_out(delivery))


@transaction.atomic
def send_digest(recipient: str) -> bool:
    """Send what waits for the digest of one person as one mail; whether it left."""
    found = Delivery.objects.select_for_update(skip_locked=True).filter(outcome=WAITING, is_digest=True)
    rows = list(found.filter(recipient=recipient, due_at__lte=clock.now()).order_by("index", "pk"))
    person = accounts.person_by_ref(recipient)
    token = draw_token()
    for row in rows:
        row.token = token
    return bool(rows) and _try(rows, lambda: _carry_out_digest(rows, person, token=token))


def _try(rows: list[Delivery], carry_out: Callable[[], Delivery.Outcome]) -> bool:
    """Carry out, and mark every row with what came of it; whether the mail left."""
    try:
        with transaction.atomic():
            outcome = carry_out()
    except SMTPRecipientsRefused as refusal:
        outcome = _weigh_refusal(rows, refusal)
    except Exception as error:  # a mail that cannot leave waits; the others do not wait for it
        outcome = _postpone(rows, error)
    for row in rows:
        row.outcome = outcome
        row.sent_at = clock.now() if outcome == Delivery.Outcome.SENT else None
        row.save()
    return outcome == Delivery.Outcome.SENT


def _carry_out(delivery: Delivery) -> Delivery.Outcome:
    entry = next(iter(journal.entries_from(delivery.index, limit=1))).entry
    if delivery.template == UNRULED:
        apply_rules(delivery.index, entry)
        return Delivery.Outcome.NEEDLESS
    rule, body = rule_of(delivery.event, delivery.template), journal.body_of(entry)
    mail: Mail | None = None
    person = _reader(delivery.recipient)
    if body is not None and delivery.recipient == MAILBOX:
        mail = write_mailbox_code(rule, body=body)
    elif body is not None and person is not None:
        about = {**body, "siren": delivery.siren} if delivery.siren else body
        mail = write_mail(rule, body=about, siren=delivery.siren, recipient=person)
    if mail is None:
        return Delivery.Outcome.NEEDLESS
    delivery.address_hash = hash_address(mail.to)
    send_mail(mail, token=delivery.token, kind=rule.kind)
    return Delivery.Outcome.SENT


def _carry_out_digest(rows: list[Delivery], person: Person | None, *, token: str) -> Delivery.Outcome:
    mail = write_digest(rows, recipient=person) if person is not None and person.is_active else None
    if mail is None:
        return Delivery.Outcome.NEEDLESS
    for row in rows:
        row.address_hash = hash_address(mail.to)
    send_mail(mail, token=token, kind=Kind.FELLOWS)
    return Delivery.Outcome.SENT


def _reader(ref: str) -> Person | None:
    """The person who reads, unless her account is closed."""
    person = accounts.person_by_ref(ref) if ref != MAILBOX else None
    return person if person is not None and person.is_active else None


def _weigh_refusal(rows: list[Delivery], refusal: SMTPRecipientsRefused) -> Delivery.Outcome:
    """A refusal for good ends the mail, and is a bounce where it is the address's fault; any other one waits."""
    code, reply = next(iter(refusal.recipients.values()), (0, b""))
    if not 500 <= code < 600:
        return _postpone(rows, refusal)
    fault = fault_of_reply(code, reply.decode("ascii", "replace") if isinstance(reply, bytes) else str(reply))
    for row in rows:
        row.error = f"smtp {code} {fault.value}"
    person = _reader(rows[0].recipient)
    if person is not None and fault in (Fault.GONE, Fault.FULL):
        people.record_bounce(person, kind=fault.value)
    return Delivery.Outcome.REFUSED


def _postpone(rows: list[Delivery], error: Exception) -> Delivery.Outcome:
    """Wait twice as long after each failure, and give up after the fifth."""
    for row in rows:
        row.tries += 1
        row.error = name_error(error)
        row.due_at = clock.now() + timedelta(seconds=FIRST_WAIT * 2**row.tries)
    if max(row.tries for row in rows) < MOST_TRIES:
        return WAITING
    log.error("notification_set_aside", code=type(error).__name__)
    return Delivery.Outcome.ASIDE
