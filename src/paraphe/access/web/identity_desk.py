"""The lines of this family at the entrance of the operator's desk."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse

from paraphe.access import identity
from paraphe.accounts import selectors as people
from paraphe.web.desk import DeskEntry


def list_desk(request: HttpRequest) -> Sequence[DeskEntry]:
    """The sole administrators whose lost factor waits for a check."""
    waiting = [row for row in people.recoveries_by_key() if row.checked_at is None]
    found = len(waiting) + len(identity.addresses_for_desk())
    note = "Administrateurs uniques qui demandent une clé ou une autre adresse : à contrôler avant toute ouverture."
    return [DeskEntry("Seconds facteurs perdus", reverse("access:desk_recoveries"), found, note)]
