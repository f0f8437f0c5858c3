"""The invitations of a body by state: those that wait, those that expired and can be sent again, those answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from paraphe.access import people, selectors
from paraphe.access.models import Invitation
from paraphe.access.services.people import INVITATION_LASTS, RENEWED_EVERY
from paraphe.kernel import clock
from paraphe.registry.selectors import Organisation
from paraphe.web.components import Mark, Tab
from paraphe.web.templatetags.formats import moment, short_day

STATES = {"": "En attente", "expirees": "Expirées", "acceptees": "Acceptées", "retirees": "Retirées"}


@dataclass(frozen=True)
class InvitationRow:
    """One invitation, ready to print; `prepared` counts the rights that wait for the person."""

    invitation: Invitation
    state: str
    mark: Mark
    prepared: int
    sent_at: datetime

    @property
    def is_open(self) -> bool:
        """Whether it can be sent again or withdrawn."""
        return self.state in ("", "expirees")

    @property
    def is_fresh(self) -> bool:
        """Whether it left so short ago that it is not sent again yet."""
        return self.is_open and clock.now() < self.sent_at + RENEWED_EVERY


@dataclass(frozen=True)
class InvitationList:
    """The rows of the state asked, and the tabs."""

    rows: Sequence[InvitationRow]
    tabs: Sequence[Tab]
    state: str


def list_invitations(organisation: Organisation, state: str) -> InvitationList:
    """The invitations of the body in this state; those that wait for any other text."""
    asked = state if state in STATES else ""
    counts = selectors.running_counts(organisation)
    rows = [tell_invitation(row, counts) for row in people.invitations_of(organisation)]
    base = reverse("access:invitations", args=[organisation.ref])
    tabs = [
        Tab(label, f"{base}?etat={key}" if key else base, sum(r.state == key for r in rows), key == asked)
        for key, label in STATES.items()
    ]
    return InvitationList([row for row in rows if row.state == asked], tabs, asked)


def tell_invitation(row: Invitation, counts: dict[int, tuple[int, int]]) -> InvitationRow:
    """One invitation with its state in words."""
    state, mark = _state_of(row)
    held = counts.get(row.person_id, (0, 0))[0]
    return InvitationRow(
        row, state, mark, held if state in ("", "expirees") else 0, row.expires_at - INVITATION_LASTS
    )


def _state_of(row: Invitation) -> tuple[str, Mark]:
    if row.accepted_at:
        return "acceptees", Mark("ok", f"Acceptée le {short_day(row.accepted_at)}")
    if row.withdrawn_at:
        return "retirees", Mark("off", f"Retirée le {short_day(row.withdrawn_at)}")
    if row.expires_at <= clock.now():
        return "expirees", Mark("warn", f"Expirée le {short_day(row.expires_at)}", "clock")
    return "", Mark("info", f"Valable jusqu’au {moment(row.expires_at)}", "clock")
