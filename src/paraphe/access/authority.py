"""What a right rests on, named for the evidence: each row with the journal entry that made it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q

from paraphe.access.models import Habilitation, Membership
from paraphe.access.policy import Basis, Decision
from paraphe.accounts.selectors import Person
from paraphe.journal import selectors as journal
from paraphe.registry.selectors import Organisation


@dataclass(frozen=True, slots=True)
class Authority:
    """The rows behind decisions, once each, and the administrators who gave the rights used."""

    basis: tuple[Basis, ...]
    granted_by: tuple[Person, ...]


def authority_behind(organisation: Organisation, decisions: Sequence[Decision]) -> Authority:
    """The basis of allowed decisions on one body, with the appointment of each administrator who gave a right of it.

    The registration is named by the SIREN, as the evidence names it (docs/specs/statement.md).
    """
    found = dict.fromkeys(basis for decision in decisions for basis in decision.basis)
    rights = [basis.ref for basis in found if basis.kind == "habilitation"]
    entries = set(Habilitation.objects.filter(ref__in=rights).values_list("granted_entry", flat=True))
    granters = [_granter(organisation, entry) for entry in sorted(entries)]
    named = [
        Basis("registration", organisation.siren, b.entry) if b.kind == "registration" else b for b in found
    ]
    appointments = [Basis("administrator", row.ref, row.opened_entry) for row in granters]
    people = {row.person.ref: row.person for row in granters}
    return Authority(
        tuple(dict.fromkeys([*named, *appointments])), tuple(people[ref] for ref in sorted(people))
    )


def _granter(organisation: Organisation, entry: int) -> Membership:
    """The administrator's membership that stood when the entry was written by its actor."""
    body = journal.body_at(entry)
    still = Q(closed_entry__isnull=True) | Q(closed_entry__gt=entry)
    return (
        Membership.objects.filter(
            still, organisation=organisation, role="administrator", opened_entry__lt=entry
        )
        .select_related("person")
        .get(person__ref=body["actor"])
    )
