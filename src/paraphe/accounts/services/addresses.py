"""Verbs about the address: changed once the former mailbox agreed and the new one was proved; returned mail; freshness.

No entry holds an address: the row of the change does, and the entries name it.
"""

from datetime import timedelta

from allauth.account.models import EmailAddress
from django.db import transaction

from paraphe.accounts import events
from paraphe.accounts.errors import AgreementEarly, EmailLinkDead, EmailTaken
from paraphe.accounts.mailboxes import personal_email
from paraphe.accounts.models import EmailChange, Person
from paraphe.accounts.services.presence import consume_step_up
from paraphe.accounts.transitions import EMAIL_CHANGE
from paraphe.accounts.vocabulary import ADMINISTRATOR, CHANGE_EMAIL, MAILBOX, OPERATOR
from paraphe.journal.services import chain_of_person, record
from paraphe.kernel import clock

LASTS = timedelta(days=7)
MAILBOX_DELAY = timedelta(hours=24)
"""How long the former mailbox is waited for before an administrator may agree in its place."""
OPEN = ("pending", "agreed", "proved")


@transaction.atomic
def ask_email_change(person: Person, *, email: str, actor: Person) -> EmailChange:
    """Ask that the account take another address; nothing changes before both mailboxes answered.

    Needs the person's step-up. A change already open gives way to this one. Raises EmailRefused. That the address is
    taken is told to its own mailbox only.
    """
    held = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    address = personal_email(email)
    consume_step_up(held, CHANGE_EMAIL)
    former = EmailChange.objects.select_for_update(of=("self",)).filter(person=held, state__in=OPEN).first()
    if former is not None:
        _move(former, "withdraw")
    at = clock.now()
    row = EmailChange(person=held, former=held.email, email=address, asked_at=at, expires_at=at + LASTS)
    row.save(force_insert=True)
    _record(events.EMAIL_ASKED, row, actor=actor.ref, replaces=former)
    return row


@transaction.atomic
def agree_email_change(change: EmailChange, *, actor: Person) -> EmailChange:
    """The former mailbox agrees, by its link; the address changes if the new one was proved.

    WrongState where it agreed already or the change is over; EmailTaken.
    """
    row = apply_email_step(change, "agree", by=MAILBOX)
    _record(events.EMAIL_CHANGED if row.state == "done" else events.EMAIL_AGREED, row, actor=actor.ref)
    return row


@transaction.atomic
def prove_email_change(change: EmailChange, *, actor: Person) -> EmailChange:
    """The new mailbox is proved, by its link; the address changes if the former agreed. WrongState, EmailTaken."""
    row = apply_email_step(change, "prove")
    _record(events.EMAIL_CHANGED if row.state == "done" else events.EMAIL_PROVED, row, actor=actor.ref)
    return row


@transaction.atomic
def refuse_email_change(change: EmailChange, *, actor: Person) -> EmailChange:
    """« Ce n’est pas moi », from the former mailbox: the change ends, and every session of the account with it."""
    row = _move(_hold(change), "refuse")
    row.person.sessions_epoch += 1
    row.person.save(update_fields=["sessions_epoch"])
    _record(events.EMAIL_REFUSED, row, actor=actor.ref)
    return row


@transaction.atomic
def withdraw_email_change(change: EmailChange, *, actor: Person) -> None:
    """The person keeps her address. WrongState where the change is over."""
    _record(events.EMAIL_WITHDRAWN, _move(_hold(change), "withdraw"), actor=actor.ref)


@transaction.atomic
def expire_email_change(change: EmailChange) -> None:
    """A change that one of the mailboxes never answered ends. WrongState where it is over."""
    _record(events.EMAIL_EXPIRED, _move(_hold(change), "expire"), actor="portal")


def apply_email_step(change: EmailChange, verb: str, *, by: str = "") -> EmailChange:
    """Write that the former mailbox agreed (`by` says who for it) or the new one was proved; the verb records.

    With both, the address changes. EmailLinkDead after its days; AgreementEarly for anybody else who does not
    leave the former mailbox its day.
    """
    row = _hold(change)
    now = clock.now()
    if by in (ADMINISTRATOR, OPERATOR) and now < row.asked_at + MAILBOX_DELAY:
        raise AgreementEarly
    if row.expires_at <= now:
        raise EmailLinkDead
    row.agreed_by = by or row.agreed_by
    _move(row, verb)
    if row.state == "done":
        _settle(row)
    return row


@transaction.atomic
def record_bounce(person: Person, *, kind: str) -> None:
    """A mail to the person came back: `kind` is `gone` (no such mailbox) or `full`. Nothing where that is known."""
    held = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if held.bounced_at is not None or held.registered_at is None:
        return
    held.bounced_at = clock.now()
    held.save(update_fields=["bounced_at"])
    body = {"v": 1, "actor": "portal", "person": held.ref, "kind": kind}
    record(event=events.EMAIL_BOUNCED, chains=[chain_of_person(held.ref)], at=held.bounced_at, body=body)


@transaction.atomic
def confirm_profile(person: Person, *, actor: Person) -> None:
    """The person says that her name and address are right; mail that came back is forgotten."""
    held = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    held.profile_confirmed_at, held.bounced_at = clock.now(), None
    held.save(update_fields=["profile_confirmed_at", "bounced_at"])
    body = {"v": 1, "actor": actor.ref, "person": held.ref}
    chains = [chain_of_person(held.ref)]
    record(event=events.PROFILE_CONFIRMED, chains=chains, at=held.profile_confirmed_at, body=body)


def _hold(change: EmailChange) -> EmailChange:
    """The change and its person, locked in the order every verb takes."""
    person = Person.objects.select_for_update(no_key=True).get(pk=change.person_id)
    row = EmailChange.objects.select_for_update().get(pk=change.pk)
    row.person = person
    return row


def _move(row: EmailChange, verb: str) -> EmailChange:
    row.state = EMAIL_CHANGE.next(row.state, verb)
    if row.state not in OPEN:
        row.closed_at = clock.now()
    row.save(update_fields=["state", "agreed_by", "closed_at"])
    return row


def _settle(row: EmailChange) -> None:
    """Write the new address, which is proved, confirmed and free of returned mail."""
    person = row.person
    if Person.objects.filter(email=row.email).exclude(pk=person.pk).exists():
        raise EmailTaken
    person.email, person.bounced_at, person.profile_confirmed_at = row.email, None, clock.now()
    person.save(update_fields=["email", "bounced_at", "profile_confirmed_at"])
    EmailAddress.objects.filter(user=person).delete()
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)


def _record(event: str, row: EmailChange, *, actor: str, replaces: EmailChange | None = None) -> None:
    body = email_body(row, actor=actor)
    if replaces is not None:
        body["replaces"] = replaces.ref
    record(event=event, chains=[chain_of_person(row.person.ref)], body=body)


def email_body(row: EmailChange, *, actor: str) -> dict[str, object]:
    """What the entries about a change of address hold: no address."""
    body: dict[str, object] = {"v": 1, "actor": actor, "person": row.person.ref, "change": row.ref}
    return {**body, "agreed_by": row.agreed_by} if row.agreed_by else body
