"""Taking in the mails that come back: the mail is marked, and a dead address is recorded for the administrators."""

from dataclasses import dataclass

from django.db import transaction

from paraphe.accounts import selectors as accounts
from paraphe.accounts import services as people
from paraphe.notifications.bounces import Fault, Report, read_report
from paraphe.notifications.envelopes import hash_address
from paraphe.notifications.models import Delivery

BAD = (Fault.GONE, Fault.FULL)


@dataclass(frozen=True)
class Taken:
    """What came of one message: `verdict` is unreadable, unknown, passing, other, mailbox, former, gone or full."""

    verdict: str
    person: str = ""
    marked: int = 0


def take_returned_mail(raw: bytes) -> Taken:
    """Weigh one message that came back. Never raises for what it holds.

    A message without the token of one of our mails is `unknown`: who names an address only could have anyone's mails
    doubted. One that waits still (4.x.x) changes nothing.
    """
    report = read_report(raw)
    if report is None:
        return Taken("unreadable")
    return _settle(report)


@transaction.atomic
def _settle(report: Report) -> Taken:
    """A mail of ours goes to one address: the worst it says of a recipient is about that one."""
    found = Delivery.objects.select_for_update().filter(token__in=report.tokens).order_by("pk")
    rows = list(found) if report.tokens else []
    if not rows:
        return Taken("unknown")
    fault = next((one.fault for one in report.failures if one.fault in BAD), report.failures[0].fault)
    if fault is Fault.PASSING:
        return Taken(fault.value, rows[0].recipient)
    for row in rows:
        row.outcome, row.error = Delivery.Outcome.RETURNED, f"dsn {fault.value}"
        row.save(update_fields=["outcome", "error"])
    person = accounts.person_by_ref(rows[0].recipient)
    if person is None:
        return Taken("mailbox", rows[0].recipient, len(rows))
    if rows[0].address_hash != hash_address(person.email):
        return Taken("former", person.ref, len(rows))
    if fault in BAD:
        people.record_bounce(person, kind=fault.value)
    return Taken(fault.value, person.ref, len(rows))
