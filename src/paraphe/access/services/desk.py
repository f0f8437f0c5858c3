"""Who runs the portal: appointed and ended by the command line, each with an entry on the person's own chain."""

from django.db import transaction

from paraphe.access import events
from paraphe.access.models import Operator
from paraphe.accounts.selectors import Person
from paraphe.journal import services as journal
from paraphe.kernel import clock
from paraphe.kernel.errors import WrongState
from paraphe.kernel.identifiers import Ref


@transaction.atomic
def appoint_operator(person: Person) -> Operator:
    """Open the operator's desk to a person; it gives no right on any body. WrongState where it is open to him."""
    chain = journal.chain_of_person(person.ref)
    journal.lock_chains(chain)
    if Operator.objects.filter(person=person, closed_at=None).exists():
        raise WrongState("access.operator_already")
    at, ref = clock.now(), Ref.new()
    body = {"v": 1, "actor": "operator", "person": person.ref, "operator": ref}
    entry = journal.record(event=events.OPERATOR_APPOINTED, chains=[chain], at=at, body=body)
    return Operator.objects.create(ref=ref, person=person, opened_at=at, opened_entry=entry.pk)


@transaction.atomic
def end_operator(person: Person) -> None:
    """Close the operator's desk to a person. WrongState where it is not open to him."""
    chain = journal.chain_of_person(person.ref)
    journal.lock_chains(chain)
    row = Operator.objects.filter(person=person, closed_at=None).first()
    if row is None:
        raise WrongState("access.operator_unknown")
    at = clock.now()
    body = {"v": 1, "actor": "operator", "person": person.ref, "operator": row.ref}
    entry = journal.record(event=events.OPERATOR_ENDED, chains=[chain], at=at, body=body)
    Operator.objects.filter(pk=row.pk).update(closed_at=at, closed_entry=entry.pk)
