"""Opening an account of one's own: asked with an address, opened by who reads its mailbox."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from paraphe.accounts.errors import SignUpOver
from paraphe.accounts.mailboxes import personal_email
from paraphe.accounts.models import Person, SignUp
from paraphe.accounts.services.people import apply_new_person, read_names, register_person
from paraphe.kernel import clock

LASTS = timedelta(minutes=30)
KEPT = timedelta(days=1)
FORGOTTEN = timedelta(days=30)


def ask_account(*, email: str, given_name: str, family_name: str, next_url: str = "") -> SignUp:
    """Keep that somebody asks for an account; nothing is recorded, since nothing exists before the mailbox answers.

    The same row is written whether or not the address has an account. Raises EmailRefused, NameMissing.
    """
    names = read_names(given_name, family_name)
    at = clock.now()
    row = SignUp(email=personal_email(email), given_name=names[0], family_name=names[1], next=next_url[:500])
    row.asked_at, row.expires_at = at, at + LASTS
    row.save(force_insert=True)
    return row


@transaction.atomic
def open_account(sign_up: SignUp, *, given_name: str, family_name: str, password: str) -> Person:
    """Register the person who opened the link of her sign-up: the mailbox is hers. Grants nothing.

    Somebody invited and never come gets her own row. SignUpOver, AlreadyRegistered, NameMissing, PasswordRefused.
    """
    row = SignUp.objects.select_for_update().get(pk=sign_up.pk)
    if row.used_at is not None or row.expires_at <= clock.now():
        raise SignUpOver
    row.used_at = clock.now()
    row.save(update_fields=["used_at"])
    names = {"given_name": given_name, "family_name": family_name}
    person = Person.objects.filter(email=row.email).first() or apply_new_person(email=row.email, **names)
    if not person.is_active:
        raise SignUpOver
    return register_person(person, **names, password=password)


def forget_sign_ups() -> int:
    """Delete the requests whose link is dead since a day, used or not; how many. For the daily job."""
    return SignUp.objects.filter(expires_at__lt=clock.now() - KEPT).delete()[0]


def forget_unfinished() -> int:
    """Delete the accounts never completed for thirty days that nothing names (no invitation); how many."""
    limit = clock.now() - FORGOTTEN
    rows = Person.objects.filter(registered_at=None, is_active=True, created_at__lt=limit).order_by("pk")
    return sum(_forget(person) for person in rows)


def _forget(person: Person) -> bool:
    try:
        with transaction.atomic():
            person.delete()
    except (ProtectedError, IntegrityError):
        return False
    return True
