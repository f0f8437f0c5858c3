"""The exact acts of deciding on a person's identity from a body: name, address, lost second factor."""

from typing import TYPE_CHECKING

from paraphe.access import events
from paraphe.access.acts import act_of
from paraphe.accounts import events as accounts
from paraphe.accounts.selectors import EmailChange, NameRequest

if TYPE_CHECKING:
    from paraphe.access.models import Membership


def act_of_name_correction(request: NameRequest) -> str:
    """Giving this person exactly the name of this request."""
    names = {"given_name": request.given_name, "family_name": request.family_name}
    return act_of(accounts.PERSON_RENAMED, {"request": request.ref, **names})


def act_of_agreement(change: EmailChange) -> str:
    """Agreeing to this change of address in the place of a dead mailbox."""
    return act_of(accounts.EMAIL_AGREED, {"change": change.ref, "email": change.email})


def act_of_recovery(membership: "Membership") -> str:
    """Letting this person enrol another second factor."""
    return act_of(events.RECOVERY_OPENED, {"membership": membership.ref})


def act_of_confirmation(membership: "Membership") -> str:
    """Answering for this person's new second factor."""
    return act_of(events.RECOVERY_CONFIRMED, {"membership": membership.ref})
