"""Mails that come back: read whatever a server writes, believed for our own mails only, told to administrators."""

import smtplib
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from paraphe.access.testing import Body, make_body
from paraphe.accounts import selectors as accounts
from paraphe.accounts.selectors import Person
from paraphe.kernel import clock
from paraphe.notifications import services
from paraphe.notifications.bounces import Fault, fault_of_reply, fault_of_status, read_report
from paraphe.notifications.models import Delivery, Notice
from paraphe.notifications.tests.scene import include

SAMPLE = """\
From: MAILER-DAEMON@relay.example
To: paraphe@localhost
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="cut"

--cut
Content-Type: text/plain; charset=us-ascii

I could not deliver your message.
--cut
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example
Arrival-Date: Wed, 25 Nov 2026 10:00:00 +0100

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} No such user

--cut
Content-Type: {returned}

Message-ID: {message_id}
Subject: De nouveaux droits

--cut--
"""


def report(
    message_id: str = f"<{'0' * 32}@localhost>",
    *,
    status: str = "5.1.1",
    action: str = "failed",
    address: str = "odile@exemple.fr",
    returned: str = "text/rfc822-headers",
) -> bytes:
    """A notification as a server writes it."""
    text = SAMPLE.format(
        message_id=message_id, status=status, action=action, address=address, returned=returned
    )
    return text.encode()


@pytest.fixture
def body(db: None) -> Body:
    made = make_body()
    tell()
    return made


@pytest.fixture
def odile(body: Body) -> Person:
    """A declarant whose mails have left, and two administrators to alert."""
    body.add_administrator()
    person = body.add_declarant()
    body.grant(person)
    tell()
    return person


def tell() -> None:
    include()
    services.deliver_pending()


def id_of(person: Person) -> str:
    """The Message-ID of the last mail to somebody."""
    sent = [one for one in mail.outbox if one.to == [person.email]]
    return str(sent[-1].extra_headers["Message-ID"])


def alerts() -> set[str]:
    return set(Notice.objects.filter(template="email_bounced_told").values_list("recipient", flat=True))


@pytest.mark.parametrize("returned", ["text/rfc822-headers", "message/rfc822"])
def test_take_permanent_failure_alerts_administrators_and_never_the_address(
    returned: str, odile: Person, body: Body
) -> None:
    taken = services.take_returned_mail(report(id_of(odile), returned=returned))
    assert (taken.verdict, taken.person) == ("gone", odile.ref)
    assert accounts.bounced([odile]) == [odile]
    mail.outbox.clear()
    tell()
    assert odile.ref not in alerts()
    assert body.administrator.ref in alerts()
    assert len(alerts()) == 2
    assert odile.email not in {address for sent in mail.outbox for address in sent.to}
    assert Delivery.objects.filter(recipient=odile.ref, outcome="returned").count() == 1


def test_take_same_message_twice_alerts_once(odile: Person) -> None:
    raw = report(id_of(odile))
    for _ in range(2):
        services.take_returned_mail(raw)
        tell()
    assert Notice.objects.filter(template="email_bounced_told").count() == 2


@pytest.mark.parametrize(
    ("status", "action", "verdict"),
    [
        ("5.2.2", "failed", "full"),
        ("4.2.2", "delayed", "passing"),
        ("5.7.1", "failed", "other"),
        ("4.4.1", "failed", "passing"),
    ],
)
def test_take_failure_weighs_its_status(status: str, action: str, verdict: str, odile: Person) -> None:
    assert services.take_returned_mail(report(id_of(odile), status=status, action=action)).verdict == verdict
    assert bool(accounts.bounced([odile])) == (verdict == "full")


def test_take_forged_message_without_our_token_changes_nothing(odile: Person) -> None:
    """Who knows an address cannot have its mails doubted."""
    for forged in (report(address=odile.email), report("<x@y>", address=odile.email)):
        assert services.take_returned_mail(forged).verdict == "unknown"
    assert accounts.bounced([odile]) == []


def test_take_failure_of_a_former_address_leaves_the_new_one_alone(odile: Person) -> None:
    raw = report(id_of(odile))
    Person.objects.filter(pk=odile.pk).update(email="odile.nouvelle@exemple.fr")
    assert services.take_returned_mail(raw).verdict == "former"
    assert accounts.bounced([odile]) == []


class Crashing(EmailBackend):
    """A server that takes the mail, then the line breaks before it says so."""

    is_broken = True

    def send_messages(self, messages: Any) -> int:
        super().send_messages(messages)
        if Crashing.is_broken:
            raise ConnectionResetError
        return len(messages)


def test_send_cut_after_the_mail_left_sends_it_again_never_zero_times(body: Body, settings: Any) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Crashing"
    person = body.add_declarant()
    Delivery.objects.all().delete()
    body.grant(person)
    tell()
    Crashing.is_broken = False
    with clock.freeze(clock.now() + timedelta(hours=1)):
        services.deliver_pending()
    sent = [
        one for one in mail.outbox if one.to == [person.email] and "De nouveaux droits" in str(one.subject)
    ]
    assert len(sent) == 2
    assert Delivery.objects.get(recipient=person.ref, template="right_granted").outcome == "sent"


HOSTILE = [
    b"",
    b"\x00\xff\xfe" * 500,
    b"Content-Type: multipart/report; boundary=\n\n--\n--\n",
    b"Content-Type: message/delivery-status\n\nFinal-Recipient\nAction: failed\n\n\n\n",
    b"Content-Type: message/delivery-status\n\nFinal-Recipient: ;;;<<>>\nAction: FAILED\nStatus: 5..1\n\n",
    b"Content-Type: multipart/mixed; boundary=a\n\n"
    + b"--a\nContent-Type: multipart/mixed; boundary=a\n\n" * 300,
    "Content-Type: message/delivery-status; charset=é\n\nFinal-Recipient: rfc822; é@é\nAction: failed\n\n".encode(),
    report(status="5." + "9" * 5000),
    report("<" + "a" * 100_000),
]


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_take_hostile_message_never_raises(number: int, db: None) -> None:
    assert services.take_returned_mail(HOSTILE[number]).verdict in ("unreadable", "unknown")


def test_read_report_keeps_recipient_status_and_token() -> None:
    found = read_report(report(f"<{'a1' * 16}@paraphe.example>"))
    assert found is not None
    assert found.tokens == ("a1" * 16,)
    assert [(one.address, one.status, one.fault) for one in found.failures] == [
        ("odile@exemple.fr", "5.1.1", Fault.GONE)
    ]


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        ("5.1.1", "gone"),
        ("5.0.0", "gone"),
        ("5.2.2", "full"),
        ("5.7.1", "other"),
        ("4.2.2", "passing"),
        ("", "passing"),
    ],
)
def test_weigh_status_says_what_befell_the_address(status: str, fault: str) -> None:
    assert fault_of_status(status).value == fault


def test_weigh_reply_without_enhanced_code_reads_the_old_one() -> None:
    assert [fault_of_reply(code, "no").value for code in (550, 552, 554)] == ["gone", "full", "other"]
    assert fault_of_reply(550, "5.7.1 blocked") is Fault.OTHER


class Refusing(EmailBackend):
    """A mail server that refuses declarants at once."""

    code, reply = 550, b"5.1.1 no such user"

    def send_messages(self, messages: Any) -> int:
        for message in messages:
            if "farge" in message.to[0]:
                raise smtplib.SMTPRecipientsRefused({message.to[0]: (self.code, self.reply)})
        return super().send_messages(messages)


class Busy(Refusing):
    """The same, for now only."""

    code, reply = 450, b"4.2.1 later"


@pytest.mark.parametrize(
    ("backend", "outcome", "is_bounced"), [("Refusing", "refused", True), ("Busy", "", False)]
)
def test_send_refused_at_once_is_a_bounce_when_for_good(
    backend: str, outcome: str, is_bounced: bool, body: Body, settings: Any
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.{backend}"
    person = body.add_declarant()
    body.grant(person)
    tell()
    owed = Delivery.objects.get(recipient=person.ref, template="right_granted")
    assert (owed.outcome, owed.tries) == (outcome, 0 if is_bounced else 1)
    assert bool(accounts.bounced([person])) is is_bounced
    tell()
    assert bool(alerts()) is is_bounced
