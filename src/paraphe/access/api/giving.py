"""What a client sends to act: schemas, and the values of the house they become."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Self

from pydantic import Field, StrictStr, model_validator

from paraphe.access.api.pieces import Code, Given, Instant, Ref, SiretText, Text
from paraphe.access.api.shapes import LevelCode
from paraphe.access.changes import Change, Invitee, Wanted
from paraphe.access.errors import RightUnsound, UnknownPerson
from paraphe.access.models import Habilitation
from paraphe.access.requests import Approval, RequestPlan
from paraphe.access.selectors import Membership
from paraphe.access.vocabulary import Level
from paraphe.accounts import selectors as accounts
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Organisation, Service

SOURCE = "api"
Email = Annotated[StrictStr, Field(pattern=r"^[^@\s\x00-\x1f]{1,64}@[^@\s\x00-\x1f]{1,180}$")]
Name = Annotated[Text, Field(min_length=1, max_length=80)]
Reason = Annotated[Text, Field(min_length=1)]


class GrantIn(Given):
    """A right to give, to a person of the body (`person`) or to somebody invited in the same act (`email`).

    `siret` null: all establishments, present and future. `valid_from` null: at once.
    """

    person: Ref | None = None
    email: Email | None = None
    siret: SiretText | None = None
    service: Code
    level: LevelCode
    valid_from: Instant | None = None
    valid_to: Instant

    @model_validator(mode="after")
    def _one_holder(self) -> Self:
        if (self.person is None) == (self.email is None):
            raise ValueError("either a person or an address")
        return self


class InviteeIn(Given):
    """Somebody to invite; a person known by the address keeps her account and names."""

    email: Email
    given_name: Name
    family_name: Name


class ChangeIn(Given):
    """One act: rights to close (by reference) and to give, people to invite, and why."""

    close: Annotated[list[Ref], Field(max_length=2000)] = []
    give: Annotated[list[GrantIn], Field(max_length=2000)] = []
    invite: Annotated[list[InviteeIn], Field(max_length=200)] = []
    reason: Text = ""


class RemovalIn(Given):
    """Declarants to remove, by reference, in one act."""

    people: Annotated[list[Ref], Field(min_length=1, max_length=500)]
    reason: Reason


class SuspensionIn(Given):
    """Whom to suspend, why, and the day the portal lifts it, if any."""

    person: Ref
    reason: Reason
    lifts_on: date | None = None


class ReactivationIn(Given):
    """Whom to wake, and why."""

    person: Ref
    reason: Reason


class RequestIn(Given):
    """A right asked for oneself; `siret` null: all establishments."""

    siret: SiretText | None = None
    service: Code
    level: LevelCode
    reason: Text = ""
    wanted_until: date | None = None


class ApprovalIn(Given):
    """What is given of a request: never more than was asked; `sirets` null: all, present and future."""

    sirets: Annotated[list[SiretText], Field(max_length=500)] | None = None
    level: LevelCode
    valid_to: Instant
    message: Text = ""


class ReasonIn(Given):
    """Why."""

    reason: Reason


class QuestionIn(Given):
    """What is asked back."""

    question: Reason


class AnswerIn(Given):
    """The answer."""

    answer: Reason


class ApprovalOf(ApprovalIn):
    """An approval and the request it answers."""

    request: Ref


class StepUpIn(Given):
    """The act to come, exactly as it will be sent, and a one-time code: one of the acts, no more.

    A code proves presence for this act alone, once, within five minutes; never a password nor a recovery code.
    """

    code: Annotated[StrictStr, Field(pattern=r"^[0-9]{6}$")]
    change: ChangeIn | None = None
    removal: RemovalIn | None = None
    suspension: SuspensionIn | None = None
    approval: ApprovalOf | None = None
    confirmation: Ref | None = None
    undo: Ref | None = None

    @model_validator(mode="after")
    def _one_act(self) -> Self:
        acts = (
            self.change,
            self.removal,
            self.suspension,
            self.approval,
            self.confirmation,
            self.undo,
        )
        if sum(act is not None for act in acts) != 1:
            raise ValueError("exactly one act")
        return self


class Nothing(Given):
    """An empty object: the address says all."""


def change_of(organisation: Organisation, given: ChangeIn) -> Change:
    """The change as the verb takes it. UnknownPerson for a right that is not the body's, RightUnsound for the rest."""
    closures = _rights(organisation, given.close)
    return Change(
        source=SOURCE,
        closures=closures,
        grants=_wanted(organisation, given.give),
        invitees=[Invitee(row.email.lower(), row.given_name, row.family_name) for row in given.invite],
        reason=" ".join(given.reason.split()),
    )


def _rights(organisation: Organisation, refs: Sequence[str]) -> list[Habilitation]:
    rows = Habilitation.objects.filter(siren=int(organisation.siren), ref__in=set(refs))
    found = list(rows.select_related("person", "service").order_by("pk"))
    if len(found) != len(set(refs)):
        raise UnknownPerson("access.right_unknown")
    return found


def _wanted(organisation: Organisation, grants: Sequence[GrantIn]) -> list[Wanted]:
    offered = {service.code: service for service in registry.services_for(organisation.branch)}
    people = accounts.persons_by_ref(row.person for row in grants if row.person)
    wanted = []
    for number, row in enumerate(grants):
        holder = people.get(row.person or "") or (row.email or "").lower()
        if not holder:
            raise RightUnsound("access.person_elsewhere", field=f"give/{number}/person")
        service = _service(offered, row.service, field=f"give/{number}/service")
        wanted.append(Wanted(holder, row.siret, service, Level.of(row.level), row.valid_to, row.valid_from))
    return wanted


def _service(offered: dict[str, Service], code: str, *, field: str) -> Service:
    if code not in offered:
        raise RightUnsound("access.service_not_offered", service=code, field=field)
    return offered[code]


def memberships_of(organisation: Organisation, refs: Sequence[str]) -> list[Membership]:
    """The running memberships of these people; UnknownPerson where one has none."""
    rows = Membership.objects.filter(organisation=organisation, closed_at=None, person__ref__in=set(refs))
    found = list(rows.select_related("person", "organisation").order_by("pk"))
    if len(found) != len(set(refs)):
        raise UnknownPerson("access.person_unknown")
    return found


def plan_of(organisation: Organisation, given: RequestIn) -> RequestPlan:
    """The right asked for, as the verb takes it."""
    offered = {service.code: service for service in registry.services_for(organisation.branch)}
    service = _service(offered, given.service, field="service")
    return RequestPlan(given.siret, service, Level.of(given.level), given.reason, given.wanted_until)


def approval_of(given: ApprovalIn) -> Approval:
    """The approval, as the verb takes it."""
    return Approval(given.sirets, Level.of(given.level), given.valid_to, given.message)
