"""Who is told what: one table from the events of the journal to recipients and mails, or an explicit silence.

Recipients are references of people, read from the entry's body and from the rows of now. A new event has its line here
or in `SILENT`; a test holds every room to it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from paraphe.access import events as access_events
from paraphe.access import selectors as access
from paraphe.accounts import events as accounts_events
from paraphe.declarations import events as declarations_events
from paraphe.registry import selectors as registry

Body = dict[str, Any]
Recipients = Callable[[Body], Iterable[str]]


@dataclass(frozen=True)
class Rule:
    """These people are sent this mail."""

    template: str
    recipients: Recipients


def _the_person(body: Body) -> list[str]:
    return [body["person"]]


def _the_invited(body: Body) -> list[str]:
    invitation = access.invitation_named(body["invitation"])
    return [invitation.person.ref] if invitation else []


def _the_granted(body: Body) -> list[str]:
    return sorted({grant["person"] for grant in body["grants"]} - {body["actor"]})


def _the_deprived(body: Body) -> list[str]:
    return sorted({right.person.ref for right in access.rights_named(body["habilitations"]).values()})


def _the_administrators(body: Body) -> list[str]:
    organisation = registry.organisation_by_siren(body["siren"])
    return [row.person.ref for row in access.administrators_of(organisation)]


def _the_other_administrators(body: Body) -> list[str]:
    """All administrators but the one who acted and the one it is about."""
    return [ref for ref in _the_administrators(body) if ref not in (body["actor"], body.get("person"))]


RULES: dict[str, tuple[Rule, ...]] = {
    access_events.ADMINISTRATOR_APPOINTED: (
        Rule("administrator_appointed", _the_person),
        Rule("administrator_added", _the_other_administrators),
    ),
    access_events.DECLARANT_INVITED: (Rule("invited", _the_invited),),
    access_events.INVITATION_WITHDRAWN: (Rule("invitation_withdrawn", _the_invited),),
    access_events.DECLARANT_JOINED: (Rule("joined", _the_administrators),),
    access_events.MEMBERSHIP_ENDED: (Rule("membership_ended", _the_person),),
    access_events.HABILITATION_GRANTED: (
        Rule("right_granted", _the_granted),
        Rule("right_granted_by_fellow", _the_other_administrators),
    ),
    access_events.HABILITATION_CLOSED: (Rule("right_closed", _the_deprived),),
    accounts_events.CREDENTIAL_ENROLLED: (Rule("credential_enrolled", _the_person),),
    accounts_events.CREDENTIAL_REVOKED: (Rule("credential_revoked", _the_person),),
    accounts_events.EMAIL_CHANGED: (Rule("email_changed", _the_person),),
    accounts_events.PASSWORD_CHANGED: (Rule("password_changed", _the_person),),
}

SILENT = frozenset(
    {
        access_events.BODY_REGISTERED,  # the operator does it with the administrator, who is told of his appointment
        access_events.SUBSCRIPTION_OPENED,  # gives nobody a right; the journal of the body shows it
        accounts_events.PERSON_REGISTERED,  # the person is at the page
        declarations_events.DRAFT_FROZEN,  # a step of the signer's own act
        declarations_events.FILING_FILED,  # the receipt is on the page of the one who files
        declarations_events.DOSSIER_DOWNLOADED,  # shown in the journal of the body
    }
)


def rules_for(event: str) -> tuple[Rule, ...]:
    """The rules of an event; none for a silent one. KeyError for an event this room was never told about."""
    return () if event in SILENT else RULES[event]
