"""Schemas of the API filled from the rows of the house."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from paraphe.access.api.shapes import (
    Act,
    InvitationShown,
    LevelCode,
    Offered,
    PersonShort,
    Place,
    Proposal,
    RequestShown,
    Right,
    State,
)
from paraphe.access.models import AccessRequest, Habilitation, Invitation, PendingChange, RightsAct
from paraphe.access.vocabulary import Level
from paraphe.accounts.selectors import Person
from paraphe.registry.selectors import Establishment, Service


def person_short(person: Person) -> PersonShort:
    """By reference and name."""
    return PersonShort(ref=person.ref, name=person.full_name)


def right_shown(right: Habilitation, *, at: datetime, known_at: int | None = None) -> Right:
    """A right as it was at an instant, as known at a journal position."""
    closed = right.closed_at
    if known_at is not None and (right.closed_entry or 0) > known_at:
        closed = None
    end = min(right.valid_to, closed) if closed else right.valid_to
    state: State = "ended" if end <= at else "coming" if right.valid_from > at else "running"
    return Right(
        ref=right.ref,
        person=person_short(right.person),
        siret=right.siret_text,
        service=right.service.code,
        level=level_code(right.level),
        valid_from=right.valid_from,
        valid_to=right.valid_to,
        closed_at=closed,
        state=state,
        granted_entry=right.granted_entry,
    )


def level_code(level: int) -> LevelCode:
    """The level as it is written."""
    codes: dict[int, LevelCode] = {1: "consult", 2: "prepare", 3: "sign"}
    return codes[int(level)]


def act_shown(act: RightsAct) -> Act:
    """An act in short."""
    return Act(
        ref=act.ref,
        kind=act.kind,
        source=act.source,
        actor=person_short(act.actor),
        at=act.at,
        entry=act.entry,
        undone_at=act.undone_at,
    )


def request_shown(row: AccessRequest) -> RequestShown:
    """A request."""
    return RequestShown(
        ref=row.ref,
        person=person_short(row.person),
        siret=row.siret or None,
        service=row.service.code,
        level=level_code(row.level),
        state=row.state,
        reason=row.reason,
        wanted_until=row.wanted_until,
        sent_at=row.sent_at,
        expires_at=row.expires_at,
        question=row.question,
        answer=row.answer,
        decided_at=row.decided_at,
        decision_reason=row.decision_reason,
    )


def invitation_shown(row: Invitation, *, now: datetime) -> InvitationShown:
    """An invitation and where it stands."""
    ends: Sequence[tuple[bool, Literal["waiting", "expired", "accepted", "withdrawn"]]] = (
        (row.accepted_at is not None, "accepted"),
        (row.withdrawn_at is not None, "withdrawn"),
        (row.expires_at <= now, "expired"),
    )
    return InvitationShown(
        ref=row.ref,
        person=person_short(row.person),
        state=next((state for over, state in ends if over), "waiting"),
        invited_at=row.invited_at,
        expires_at=row.expires_at,
    )


def proposal_shown(row: PendingChange) -> Proposal:
    """A proposal."""
    return Proposal(
        ref=row.ref,
        state=row.state,
        proposed_by=person_short(row.proposed_by),
        proposed_at=row.proposed_at,
        expires_at=row.expires_at,
        content=row.content,
    )


def place_shown(place: Establishment, services: Sequence[str]) -> Place:
    """An establishment and what it uses."""
    return Place(
        siret=place.siret,
        name=place.name,
        is_head_office=place.is_head_office,
        opened_on=place.opened_on,
        closed_on=place.closed_on,
        services=sorted(services),
    )


def service_shown(service: Service) -> Offered:
    """A service of the catalogue."""
    return Offered(
        code=service.code,
        name=service.name,
        protection_body=service.protection_body.code,
        levels=[Level.of(code).code for code in service.levels],
        requires=list(service.requires),
    )
