"""The exact acts a step-up is bound to: changing anything in the form changes the act."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from paraphe.access import events
from paraphe.access.vocabulary import Level
from paraphe.accounts.selectors import Person
from paraphe.kernel import clock
from paraphe.registry.selectors import Establishment, Organisation, Service
from paraphe_proof import jcs

if TYPE_CHECKING:
    from paraphe.access.models import Membership

CEILING = timedelta(days=3 * 366)
DEFAULT_LASTS = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Grant:
    """What is to be given: to whom, where (`establishments` None: all, present and future), what, until when."""

    person: Person
    establishments: Sequence[Establishment] | None
    services: Sequence[Service]
    level: Level
    valid_to: datetime


def act_of(event: str, content: dict[str, Any]) -> str:
    """`event:` and the fingerprint of what is to be done."""
    return f"{event}:{hashlib.sha256(jcs.encode(content)).hexdigest()}"


def act_of_invitation(organisation: Organisation, *, email: str, given_name: str, family_name: str) -> str:
    """Inviting this person, by these names, for this body."""
    names = {"email": email.lower(), "given_name": given_name, "family_name": family_name}
    return act_of(events.DECLARANT_INVITED, {"siren": organisation.siren, **names})


def act_of_removal(membership: "Membership") -> str:
    """Ending this administrator's membership."""
    return act_of(events.MEMBERSHIP_ENDED, {"membership": membership.ref})


def act_of_suspension(membership: "Membership") -> str:
    """Putting this administrator's access to sleep."""
    return act_of(events.MEMBERSHIP_SUSPENDED, {"membership": membership.ref})


def act_of_replacement(leaver: "Membership", *, successor: Person) -> str:
    """Naming this successor in the place of this administrator."""
    content = {"leaver": leaver.ref, "successor": successor.ref}
    return act_of(events.ADMINISTRATOR_APPOINTED, content)


def act_of_grant(organisation: Organisation, grant: Grant) -> str:
    """Giving exactly these rights."""
    places = None if grant.establishments is None else sorted(e.siret for e in grant.establishments)
    return act_of(
        events.HABILITATION_GRANTED,
        {
            "siren": organisation.siren,
            "person": grant.person.ref,
            "sirets": places,
            "services": sorted(service.code for service in grant.services),
            "level": grant.level.code,
            "valid_to": clock.stamp(grant.valid_to),
        },
    )
