"""Verbs about the name: corrected alone before the first signature, decided by an administrator after it."""

from datetime import datetime, timedelta

from django.db import transaction

from paraphe.accounts import events
from paraphe.accounts.errors import NameLocked, NameOfAnother, NamePending, NameUnchanged
from paraphe.accounts.models import NameRequest, Person
from paraphe.accounts.names import is_another_person
from paraphe.accounts.services.people import read_names
from paraphe.accounts.services.presence import consume_step_up
from paraphe.accounts.transitions import NAME_REQUEST
from paraphe.accounts.vocabulary import ASK_NAME, RENAME, act_of_name
from paraphe.journal.services import chain_of_person, record
from paraphe.kernel import clock

LASTS = timedelta(days=30)


def check_name(person: Person, given_name: str, family_name: str) -> tuple[str, str]:
    """The names as stored; NameMissing, NameUnchanged, or NameOfAnother where they are plainly somebody else's."""
    asked = read_names(given_name, family_name)
    former = (person.given_name, person.family_name)
    if asked == former:
        raise NameUnchanged
    if is_another_person(former, asked):
        raise NameOfAnother
    return asked


@transaction.atomic
def rename_person(person: Person, *, given_name: str, family_name: str, actor: Person) -> Person:
    """Correct a name nothing was signed under. Needs the person's step-up for this very name.

    NameLocked after the first signature; NameMissing, NameUnchanged, NameOfAnother.
    """
    held = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if held.name_locked_at is not None:
        raise NameLocked
    names = check_name(held, given_name, family_name)
    consume_step_up(held, act_of_name(RENAME, *names))
    apply_name(held, names)
    record(
        event=events.PERSON_RENAMED,
        chains=[chain_of_person(held.ref)],
        body={
            "v": 1,
            "actor": actor.ref,
            "person": held.ref,
            "given_name": held.given_name,
            "family_name": held.family_name,
        },
    )
    return held


@transaction.atomic
def ask_name(person: Person, *, given_name: str, family_name: str, reason: str, actor: Person) -> NameRequest:
    """Ask that a name something was signed under be corrected. Needs the person's step-up for this very name.

    NamePending where a request waits; NameMissing, NameUnchanged, NameOfAnother. Thirty days.
    """
    held = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if NameRequest.objects.filter(person=held, state="pending").exists():
        raise NamePending
    names = check_name(held, given_name, family_name)
    consume_step_up(held, act_of_name(ASK_NAME, *names))
    at = clock.now()
    row = NameRequest(person=held, given_name=names[0], family_name=names[1], reason=reason[:300])
    row.asked_at, row.expires_at = at, at + LASTS
    row.save(force_insert=True)
    _record(events.NAME_ASKED, row, actor=actor.ref, at=at)
    return row


@transaction.atomic
def withdraw_name(request: NameRequest, *, actor: Person) -> None:
    """The person takes her request back. WrongState where it is closed."""
    row = _close(request, "withdraw", by=actor)
    _record(events.NAME_WITHDRAWN, row, actor=actor.ref, at=clock.now())


@transaction.atomic
def expire_name(request: NameRequest) -> None:
    """A request nobody answered in time ends. WrongState where it is closed."""
    row = _close(request, "expire", by=None)
    _record(events.NAME_EXPIRED, row, actor="portal", at=clock.now())


def apply_name_decision(request: NameRequest, verb: str, *, by: Person, answer: str) -> NameRequest:
    """Write the decision (`approve` or `refuse`) on a request; the deciding verb records it.

    WrongState where it is closed; NameOfAnother where the account took another name since.
    """
    row = _close(request, verb, by=by, answer=answer)
    if verb == "approve":
        person = Person.objects.select_for_update(no_key=True).get(pk=row.person_id)
        apply_name(person, check_name(person, row.given_name, row.family_name))
    return row


def apply_name(person: Person, names: tuple[str, str]) -> None:
    """Write a name; the verb that decides records it."""
    person.given_name, person.family_name = names
    person.save(update_fields=["given_name", "family_name"])


def _close(request: NameRequest, verb: str, *, by: Person | None, answer: str = "") -> NameRequest:
    row = NameRequest.objects.select_for_update(of=("self",)).select_related("person").get(pk=request.pk)
    row.state = NAME_REQUEST.next(row.state, verb)
    row.closed_at, row.closed_by, row.answer = clock.now(), by, answer[:300]
    row.save(update_fields=["state", "closed_at", "closed_by", "answer"])
    return row


def _record(event: str, row: NameRequest, *, actor: str, at: datetime) -> None:
    body = {"v": 1, "actor": actor, "person": row.person.ref, "request": row.ref}
    record(event=event, chains=[chain_of_person(row.person.ref)], at=at, body=body)
