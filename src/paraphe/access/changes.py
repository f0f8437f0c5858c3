"""A change of rights as a value: what is closed, given and invited in one act; how it is written down and bound.

The matrix, files, profiles, copies, renewals, reviews and requests all make one, for `services.change_rights`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from paraphe.access import events
from paraphe.access.acts import act_of
from paraphe.access.errors import RightUnsound
from paraphe.access.models import Habilitation, RightsAct
from paraphe.access.vocabulary import Level
from paraphe.accounts import selectors as people
from paraphe.accounts.selectors import Person
from paraphe.kernel import clock
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Organisation, Service


@dataclass(frozen=True, slots=True)
class Invitee:
    """Somebody invited in the act; a person known by the address keeps her account and names."""

    email: str
    given_name: str
    family_name: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A right to give: to a person, or to an invitee of the same act by address; `siret` None: all, present and future.

    `valid_from` None: at once; it may be in the future.
    """

    person: Person | str
    siret: str | None
    service: Service
    level: Level
    valid_to: datetime
    valid_from: datetime | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What one act does: rights closed and given, people invited, why, and from which page (`source`).

    `profile` is the reference of the profile applied, `request` of the request approved.
    """

    source: str
    closures: Sequence[Habilitation] = ()
    grants: Sequence[Wanted] = ()
    invitees: Sequence[Invitee] = ()
    reason: str = ""
    profile: str = ""
    request: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether it does nothing."""
        return not (self.closures or self.grants or self.invitees)

    @property
    def gives(self) -> bool:
        """Whether it gives something or lets somebody in: then it needs a proof of presence."""
        return bool(self.grants or self.invitees)


def renewal_of(right: Habilitation, *, valid_to: datetime, level: Level | None = None) -> Wanted:
    """The right that takes the place of another one, closed in the same act."""
    return Wanted(right.person, right.siret_text, right.service, level or Level(right.level), valid_to)


def act_of_change(organisation: Organisation, change: Change) -> str:
    """Doing exactly this change."""
    return act_of(events.RIGHTS_CHANGED, {"siren": organisation.siren, **pack_change(change)})


def act_of_undo(act: RightsAct) -> str:
    """Undoing this act."""
    return act_of(events.ACT_UNDONE, {"act": act.ref})


def act_of_removals(refs: Sequence[str]) -> str:
    """Removing these memberships, by reference."""
    return act_of(events.MEMBERS_REMOVED, {"memberships": sorted(refs)})


def pack_change(change: Change) -> dict[str, Any]:
    """The change as canonical data: the same change always gives the same."""
    return {
        "source": change.source,
        "reason": change.reason,
        "profile": change.profile,
        "request": change.request,
        "closures": sorted(row.ref for row in change.closures),
        "grants": sorted((_pack_wanted(wanted) for wanted in change.grants), key=repr),
        "invitees": sorted(
            ([row.email.lower(), row.given_name, row.family_name] for row in change.invitees), key=repr
        ),
    }


def _pack_wanted(wanted: Wanted) -> dict[str, Any]:
    return {
        "person": wanted.person if isinstance(wanted.person, str) else wanted.person.ref,
        "siret": wanted.siret,
        "service": wanted.service.code,
        "level": wanted.level.code,
        "valid_from": None if wanted.valid_from is None else clock.stamp(wanted.valid_from),
        "valid_to": clock.stamp(wanted.valid_to),
    }


def unpack_change(organisation: Organisation, content: dict[str, Any]) -> Change:
    """The change written by `pack_change`; RightUnsound where what it names has gone since."""
    rights = Habilitation.objects.filter(siren=int(organisation.siren), ref__in=content["closures"])
    closures = list(rights.select_related("person", "service"))
    if len(closures) != len(content["closures"]):
        raise RightUnsound("access.change_stale")
    services = {service.code: service for service in registry.services_for(organisation.branch)}
    refs = [row["person"] for row in content["grants"] if "@" not in row["person"]]
    known = people.persons_by_ref(refs)
    if set(refs) - set(known) or {row["service"] for row in content["grants"]} - set(services):
        raise RightUnsound("access.change_stale")
    grants = [
        Wanted(
            person=row["person"] if "@" in row["person"] else known[row["person"]],
            siret=row["siret"],
            service=services[row["service"]],
            level=Level.of(row["level"]),
            valid_to=_instant(row["valid_to"]),
            valid_from=None if row["valid_from"] is None else _instant(row["valid_from"]),
        )
        for row in content["grants"]
    ]
    invitees = [Invitee(*row) for row in content["invitees"]]
    plain = {key: content[key] for key in ("source", "reason", "profile", "request")}
    return replace(Change(**plain), closures=closures, grants=grants, invitees=invitees)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)
