"""Telling people what the journal says: gap-free reading of the log, then one mail at a time, at least once each.

These are effects, not acts of the field: they record no entry (law 4). What cannot be sent waits longer each time and
is set aside after five tries; it never holds back what follows.
"""

import threading
from datetime import timedelta

import structlog
from django.core.mail import send_mail
from django.db import close_old_connections, transaction

from paraphe.accounts import selectors as accounts
from paraphe.journal import selectors as journal
from paraphe.journal.selectors import Entry
from paraphe.journal.sequencer import include_pending
from paraphe.kernel import clock
from paraphe.notifications.mails import write_mail
from paraphe.notifications.models import Cursor, Delivery
from paraphe.notifications.rules import rules_for

READER = "mails"
MOST_TRIES = 5
FIRST_WAIT = timedelta(seconds=30)
UNRULED = "rules"
PAUSE = 1.0
log = structlog.get_logger(__name__)


def run_worker(stop: threading.Event, *, pause: float = PAUSE) -> None:
    """Include what is committed in the log, then tell people, every second until `stop` is set.

    A round that fails is logged and the next one is tried: the worker outlives a database that is away.
    """
    while not stop.is_set():
        try:
            include_pending()
            deliver_pending()
        except Exception as error:
            log.error("worker_round_failed", code=type(error).__name__)
            close_old_connections()
        stop.wait(pause)


def deliver_pending(limit: int = 200) -> int:
    """Read the log from where it was left, then send what is due; how many mails left."""
    while read_journal(limit):
        pass
    return send_due(limit)


@transaction.atomic
def start_reading_here() -> None:
    """Owe nobody a mail about what the log holds already: a department loaded with its past is not news."""
    last = journal.last_checkpoint()
    Cursor.objects.update_or_create(name=READER, defaults={"next_index": last.size if last else 0})


@transaction.atomic
def read_journal(limit: int = 200) -> int:
    """Turn the next entries of the log into mails owed, and move on; how many entries were read.

    One reader at a time: another one finds the cursor held and reads nothing.
    """
    Cursor.objects.get_or_create(name=READER)
    cursor = Cursor.objects.select_for_update(skip_locked=True).filter(name=READER).first()
    if cursor is None:
        return 0
    places = journal.entries_from(cursor.next_index, limit=limit)
    for place in places:
        _owe(place.index, place.entry)
    if places:
        cursor.next_index = places[-1].index + 1
        cursor.save(update_fields=["next_index"])
    return len(places)


def _owe(index: int, entry: Entry) -> None:
    """Write the mails owed about an entry; what its rule cannot say now is owed too, as a rule to apply later."""
    try:
        with transaction.atomic():
            _apply_rules(index, entry)
    except Exception as error:  # whatever is wrong with one entry, the next ones are read
        log.warning("notification_rule_failed", code=type(error).__name__)
        _write(Delivery(index=index, event=entry.event, template=UNRULED, error=_name_error(error)))


def _apply_rules(index: int, entry: Entry) -> None:
    rules = rules_for(entry.event)
    body = journal.body_of(entry) if rules else None
    if body is None:
        return
    for rule in rules:
        for recipient in rule.recipients(body):
            _write(Delivery(index=index, event=entry.event, recipient=recipient, template=rule.template))


def _write(delivery: Delivery) -> None:
    Delivery.objects.bulk_create([delivery], ignore_conflicts=True)


def send_due(limit: int = 200) -> int:
    """Send the mails that are due, each in its own transaction; how many left."""
    due = Delivery.objects.filter(outcome=Delivery.Outcome.WAITING, due_at__lte=clock.now()).order_by(
        "due_at", "pk"
    )
    return sum(send_one(key) for key in list(due.values_list("pk", flat=True)[:limit]))


@transaction.atomic
def send_one(key: int) -> bool:
    """Send one mail owed, unless another worker holds it or has sent it; whether it left.

    The row is marked after the mail is handed over: a crash between the two sends it twice, never zero times.
    """
    found = Delivery.objects.select_for_update(skip_locked=True).filter(
        pk=key, outcome=Delivery.Outcome.WAITING
    )
    delivery = found.first()
    if delivery is None:
        return False
    try:
        with transaction.atomic():
            delivery.outcome = _carry_out(delivery)
    except Exception as error:  # a mail that cannot leave waits; the others do not wait for it
        _postpone(delivery, error)
    if delivery.outcome == Delivery.Outcome.SENT:
        delivery.sent_at = clock.now()
    delivery.save()
    return delivery.outcome == Delivery.Outcome.SENT


def _carry_out(delivery: Delivery) -> Delivery.Outcome:
    entry = next(iter(journal.entries_from(delivery.index, limit=1))).entry
    if delivery.template == UNRULED:
        _apply_rules(delivery.index, entry)
        return Delivery.Outcome.NEEDLESS
    body, person = journal.body_of(entry), accounts.person_by_ref(delivery.recipient)
    mail = write_mail(delivery.template, body=body, recipient=person) if body and person else None
    if mail is None or person is None:
        return Delivery.Outcome.NEEDLESS
    send_mail(mail.subject, mail.text, None, [person.email])
    return Delivery.Outcome.SENT


def _postpone(delivery: Delivery, error: Exception) -> None:
    """Wait twice as long after each failure, and give up after the fifth."""
    delivery.tries += 1
    delivery.error = _name_error(error)
    delivery.due_at = clock.now() + FIRST_WAIT * 2**delivery.tries
    if delivery.tries >= MOST_TRIES:
        delivery.outcome = Delivery.Outcome.ASIDE
        log.error("notification_set_aside", code=type(error).__name__)


def _name_error(error: Exception) -> str:
    """What failed, without the data of a person that its text may hold."""
    return f"{type(error).__module__}.{type(error).__qualname__}"[:200]
