"""Closing an account: what it proved with goes, what was asked ends, the name stays only where it signed."""

from django.db import transaction

from paraphe.accounts import events
from paraphe.accounts.errors import AccountUnready
from paraphe.accounts.models import EmailChange, FactorRecovery, NameRequest, Person
from paraphe.accounts.services.addresses import withdraw_email_change
from paraphe.accounts.services.credentials import revoke_everything
from paraphe.accounts.services.losses import cancel_recovery
from paraphe.accounts.services.names import withdraw_name
from paraphe.accounts.services.people import apply_deactivation, apply_forgetting
from paraphe.accounts.services.presence import consume_step_up
from paraphe.accounts.vocabulary import CLOSE_ACCOUNT
from paraphe.journal.services import chain_of_person, record


@transaction.atomic
def close_account(person: Person, *, actor: Person, keeps_name: bool = False) -> None:
    """The person closes her account, for good: requests, factors and sessions end, each with its entry.

    `keeps_name`: she decided on others' rights, which their signatures rest on. Needs her step-up. AccountUnready
    where it is closed. That she belongs to no body any more is for the caller.
    """
    held = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if not held.is_active or held.registered_at is None:
        raise AccountUnready
    consume_step_up(held, CLOSE_ACCOUNT)
    for request in NameRequest.objects.filter(person=held, state="pending"):
        withdraw_name(request, actor=actor)
    for change in EmailChange.objects.filter(person=held, state__in=("pending", "agreed", "proved")):
        withdraw_email_change(change, actor=actor)
    for recovery in FactorRecovery.objects.filter(person=held, state__in=("requested", "opened")):
        cancel_recovery(recovery, actor=actor)
    revoke_everything(held, actor=actor)
    body = {"v": 1, "actor": actor.ref, "person": held.ref}
    record(event=events.PERSON_CLOSED, chains=[chain_of_person(held.ref)], body=body)
    apply_deactivation(person=held)
    apply_forgetting(person=held, keeps_name=keeps_name)
