"""Reading the log without gaps: each entry becomes the notices shown and the mails owed, in one transaction."""

from datetime import datetime, timedelta

import structlog
from django.db import transaction

from paraphe.journal import selectors as journal
from paraphe.journal.selectors import Entry
from paraphe.kernel import clock
from paraphe.notifications.audiences import Body, Recipient
from paraphe.notifications.models import Cursor, Delivery, Notice
from paraphe.notifications.news import write_title
from paraphe.notifications.paths import find_path
from paraphe.notifications.rules import Rule, rules_for
from paraphe.notifications.selectors import ways_of
from paraphe.notifications.vocabulary import DIGEST_AT, MAILBOX, PARIS, Kind, Way

READER = "mails"
UNRULED = "rules"
"""The template of a row that owes the application of the rules themselves."""
log = structlog.get_logger(__name__)


@transaction.atomic
def start_reading_here() -> None:
    """Owe nobody a mail about what the log holds already: a department loaded with its past is not news."""
    last = journal.last_checkpoint()
    Cursor.objects.update_or_create(name=READER, defaults={"next_index": last.size if last else 0})


@transaction.atomic
def read_journal(limit: int = 200) -> int:
    """Turn the next entries of the log into notices and mails owed, and move on; how many entries were read.

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


def name_error(error: Exception) -> str:
    """What failed, without the data of a person that its text may hold."""
    return f"{type(error).__module__}.{type(error).__qualname__}"[:200]


def _owe(index: int, entry: Entry) -> None:
    """Write what is owed about an entry; what its rules cannot say now is owed too, as rules to apply later."""
    try:
        with transaction.atomic():
            apply_rules(index, entry)
    except Exception as error:  # whatever is wrong with one entry, the next ones are read
        log.warning("notification_rule_failed", code=type(error).__name__)
        owed = Delivery(index=index, event=entry.event, template=UNRULED, error=name_error(error))
        Delivery.objects.bulk_create([owed], ignore_conflicts=True)


def apply_rules(index: int, entry: Entry) -> None:
    """Write the notices and the mails owed about an entry, once each."""
    rules = rules_for(entry.event)
    body: Body | None = journal.body_of(entry) if rules else None
    if body is None:
        return
    for rule in rules:
        told = list(rule.recipients(body))
        _write_notices(rule, told, body=body, index=index, entry=entry)
        _write_deliveries(rule, told, index=index, event=entry.event)


def _write_notices(rule: Rule, told: list[Recipient], *, body: Body, index: int, entry: Entry) -> None:
    titles = {
        siren: write_title(rule, body=body, siren=siren)
        for siren in {one.siren for one in told if one.person != MAILBOX}
    }
    rows = [
        Notice(
            recipient=one.person,
            index=index,
            event=entry.event,
            template=rule.template,
            kind=rule.kind.value,
            siren=one.siren,
            title=titles[one.siren] or "",
            url=find_path(rule.link, body={**body, "siren": one.siren}, person=one.person),
            created_at=entry.at,
        )
        for one in told
        if titles.get(one.siren)
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def _write_deliveries(rule: Rule, told: list[Recipient], *, index: int, event: str) -> None:
    if rule.kind is Kind.DESK:
        return
    ways = ways_of((one.person for one in told), rule.kind)
    now = clock.now()
    rows = [
        Delivery(
            index=index,
            event=event,
            recipient=one.person,
            siren=one.siren,
            template=rule.template,
            is_digest=ways[one.person] is Way.DAILY,
            due_at=next_digest_at(now) if ways[one.person] is Way.DAILY else now,
        )
        for one in told
        if ways[one.person] is not Way.NOTICE
    ]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)


def next_digest_at(now: datetime) -> datetime:
    """The next seven o'clock of Paris, whatever the clocks do in between."""
    local = now.astimezone(PARIS)
    day = local.date() if local.time() < DIGEST_AT else local.date() + timedelta(days=1)
    return datetime.combine(day, DIGEST_AT, PARIS)
