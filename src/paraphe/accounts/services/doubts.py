"""Verbs about a doubt: that one account may serve two people. It takes nothing away; the administrators see it."""

from django.db import transaction

from paraphe.accounts import events
from paraphe.accounts.mailboxes import is_generic
from paraphe.accounts.models import IdentityDoubt, Person
from paraphe.accounts.names import is_another_person
from paraphe.accounts.transitions import DOUBT
from paraphe.journal.services import chain_of_person, record
from paraphe.kernel import clock


@transaction.atomic
def raise_doubt(person: Person, *, cause: str, actor: Person | None = None) -> IdentityDoubt | None:
    """Say that two people may share an account. None where its account is not completed, or the doubt stands already.

    `cause` is one of `IdentityDoubt.Cause`; `actor` None is the portal itself. One cleared for the same cause may
    be raised again by a new fact.
    """
    held = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if held.registered_at is None or not held.is_active:
        return None
    if IdentityDoubt.objects.filter(person=held, cause=cause, state="open").exists():
        return None
    row = IdentityDoubt.objects.create(person=held, cause=cause, opened_at=clock.now())
    by = actor.ref if actor else "portal"
    body = {"v": 1, "actor": by, "person": held.ref, "doubt": row.ref, "cause": cause}
    record(event=events.DOUBT_RAISED, chains=[chain_of_person(held.ref)], at=row.opened_at, body=body)
    return row


def compare_name(person: Person, *, given_name: str, family_name: str, actor: Person) -> IdentityDoubt | None:
    """Raise the doubt where somebody gave this person's address for a name that is plainly somebody else's."""
    if not is_another_person((person.given_name, person.family_name), (given_name, family_name)):
        return None
    return raise_doubt(person, cause=IdentityDoubt.Cause.NAME_TYPED, actor=actor)


def doubt_shared_mailboxes() -> int:
    """Raise the doubt about each account whose address the list now holds for a service's; how many were raised."""
    doubted = IdentityDoubt.objects.filter(cause=IdentityDoubt.Cause.MAILBOX).values("person")
    known = Person.objects.filter(is_active=True, registered_at__isnull=False).exclude(pk__in=doubted)
    shared = [person for person in known.iterator() if is_generic(person.email)]
    return sum(raise_doubt(person, cause=IdentityDoubt.Cause.MAILBOX) is not None for person in shared)


def apply_doubt_cleared(doubt: IdentityDoubt, *, by: Person, reason: str) -> IdentityDoubt:
    """Write that an administrator cleared the doubt; the deciding verb records. WrongState where it is cleared."""
    row = IdentityDoubt.objects.select_for_update(of=("self",)).select_related("person").get(pk=doubt.pk)
    row.state = DOUBT.next(row.state, "clear")
    row.closed_at, row.closed_by, row.reason = clock.now(), by, reason[:300]
    row.save(update_fields=["state", "closed_at", "closed_by", "reason"])
    return row
