"""Verbs about the person: arrival, address, password, name."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from paraphe.accounts import browsers, events, throttle
from paraphe.accounts.errors import AlreadyRegistered, EmailTaken, NameMissing
from paraphe.accounts.mailboxes import personal_email
from paraphe.accounts.models import IdentityDoubt, Person
from paraphe.accounts.names import is_another_person
from paraphe.accounts.passwords import check_password_choice, hashing_slot
from paraphe.accounts.services.doubts import raise_doubt
from paraphe.journal.services import chain_of_person, record
from paraphe.kernel import clock

FORGOTTEN_NAME = ("Compte", "fermé")
FORGOTTEN_HOST = "compte-ferme.invalid"


def apply_new_person(*, email: str, given_name: str, family_name: str) -> Person:
    """Write the row of someone invited, who cannot log in before completing the account; the inviting verb
    records.

    Raises EmailRefused (malformed, or a mailbox that several people read), EmailTaken, NameMissing.
    """
    person = Person(email=personal_email(email))
    _name(person, given_name, family_name)
    person.set_unusable_password()
    if Person.objects.filter(email=person.email).exists():
        raise EmailTaken
    person.save(force_insert=True)
    EmailAddress.objects.create(user=person, email=person.email, verified=False, primary=True)
    return person


@transaction.atomic
def register_person(person: Person, *, given_name: str, family_name: str, password: str | None) -> Person:
    """Complete the account of a person who came by the link mailed to her: the address is hers.

    Raises AlreadyRegistered, NameMissing, PasswordRefused. Without a password, only a passkey or a reset lets
    the person in. Grants nothing. Names plainly other than those she was invited by leave a doubt, by its own entry.
    """
    held = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if held.registered_at is not None:
        raise AlreadyRegistered
    invited = (held.given_name, held.family_name)
    _name(held, given_name, family_name)
    _set_password(held, password)
    held.registered_at = clock.now()
    held.save()
    EmailAddress.objects.filter(user=held, email=held.email).update(verified=True)
    body = {"v": 1, "actor": held.ref, "person": held.ref}
    names = {"given_name": held.given_name, "family_name": held.family_name}
    record(event=events.PERSON_REGISTERED, chains=[chain_of_person(held.ref)], body={**body, **names})
    if is_another_person(invited, (held.given_name, held.family_name)):
        raise_doubt(held, cause=IdentityDoubt.Cause.NAME_TYPED, actor=held)
    return held


def check_password(*, request: HttpRequest, email: str, password: str) -> Person | None:
    """The person whose address and password these are, or None; the same work is done when there is nobody.

    Raises TooManyTries. Does not log in: the stages ask for the second factor.
    """
    receipt = throttle.count_try(*browsers.password_keys(request, email))
    person = Person.objects.filter(email=email.strip().lower(), is_active=True).first()
    with hashing_slot():
        if person is None or not person.has_usable_password():
            Person().set_password(password)
            return None
        if not person.check_password(password):
            return None
    throttle.forgive_try(receipt)
    return person


@transaction.atomic
def set_password(*, person: Person, password: str, by: str, actor: Person) -> Person:
    """Set a password; `by` is `change` or `reset`. All sessions end, the factors stay as they are.

    Raises PasswordRefused.
    """
    held = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    _set_password(held, password)
    held.sessions_epoch += 1
    held.save(update_fields=["password", "sessions_epoch"])
    body = {"v": 1, "actor": actor.ref, "person": held.ref, "by": by}
    record(event=events.PASSWORD_CHANGED, chains=[chain_of_person(held.ref)], body=body)
    return held


def apply_name_lock(*, person: Person, at: datetime) -> None:
    """Lock the name from the first signature on; the signing verb records, this writes the row."""
    Person.objects.filter(pk=person.pk, name_locked_at=None).update(name_locked_at=at)


def apply_deactivation(*, person: Person) -> None:
    """Close the account and end its sessions; the verb that decides records it."""
    Person.objects.filter(pk=person.pk).update(is_active=False, sessions_epoch=F("sessions_epoch") + 1)


def apply_forgetting(*, person: Person, keeps_name: bool) -> None:
    """Take the name and the address off a closed account; the verb that closes it records.

    Who signed keeps the name the evidence holds, and so does one whose decisions evidence rests on (`keeps_name`).
    """
    held = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    EmailAddress.objects.filter(user=held).delete()
    held.set_unusable_password()
    if held.name_locked_at is None and not keeps_name:
        held.given_name, held.family_name = FORGOTTEN_NAME
        held.email = f"{held.ref}@{FORGOTTEN_HOST}"
    held.save()


def _set_password(person: Person, password: str | None) -> None:
    if password is None:
        person.set_unusable_password()
        return
    check_password_choice(password, person)
    person.set_password(password)


def _name(person: Person, given_name: str, family_name: str) -> None:
    person.given_name, person.family_name = read_names(given_name, family_name)


def read_names(given_name: str, family_name: str) -> tuple[str, str]:
    """Given and family name as stored: on one line, eighty signs at most. NameMissing."""
    names = [" ".join(text.split())[:80] for text in (given_name, family_name)]
    for field, name in zip(("given_name", "family_name"), names, strict=True):
        if not name:
            raise NameMissing(field)
    return names[0], names[1]
