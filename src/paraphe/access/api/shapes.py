"""What the API answers: its schemas."""

from datetime import date, datetime
from typing import Any, Literal

from paraphe.access.api.pieces import Shown

LevelCode = Literal["consult", "prepare", "sign"]
State = Literal["running", "coming", "ended"]


class PersonShort(Shown):
    """A person by reference and name."""

    ref: str
    name: str


class Body(Shown):
    """The body of the token."""

    ref: str
    siren: str
    name: str
    branch: str


class Me(Shown):
    """Whose token this is, for which body, what it may do and until when."""

    person: PersonShort
    body: Body
    role: str
    scope: list[str] | None
    abilities: list[str]
    expires_at: datetime


class Place(Shown):
    """An establishment of the body; `services` are those it uses now."""

    siret: str
    name: str
    is_head_office: bool
    opened_on: date
    closed_on: date | None
    services: list[str]


class Places(Shown):
    """All establishments, head office first."""

    items: list[Place]


class Offered(Shown):
    """A service of the catalogue; `requires` are the services to consult that go with it."""

    code: str
    name: str
    protection_body: str
    levels: list[str]
    requires: list[str]


class Catalogue(Shown):
    """The services offered to the body, in the catalogue's order; `four_eyes`: those given by two administrators."""

    items: list[Offered]
    four_eyes: list[str]


class Member(Shown):
    """A person of the body: `active`, `suspended`, `invited` or `former`."""

    ref: str
    name: str
    given_name: str
    family_name: str
    email: str
    state: Literal["active", "suspended", "invited", "former"]
    role: str
    scope: list[str] | None
    membership: str | None
    invitation: str | None
    since: datetime | None
    until: datetime | None
    rights: int
    signing: int


class Page(Shown):
    """Which page of how many this is."""

    total: int
    page: int
    pages: int


class Members(Page):
    """A page of people, by name."""

    items: list[Member]


class Right(Shown):
    """A right: person × establishment (none: all, present and future) × service × level × period.

    `state` is what it was at the instant asked; `closed_at` is empty where it was not closed, as known then.
    """

    ref: str
    person: PersonShort
    siret: str | None
    service: str
    level: LevelCode
    valid_from: datetime
    valid_to: datetime
    closed_at: datetime | None
    state: State
    granted_entry: int


class Rights(Page):
    """A page of rights at an instant, as known at a journal position where one was asked."""

    at: datetime
    items: list[Right]


class MemberRights(Member):
    """A person, and the rights that run or will."""

    items: list[Right]


class People(Shown):
    """Who may do it there, at that instant, by name."""

    at: datetime
    items: list[PersonShort]


class Sirets(Shown):
    """The establishments for which the person may do it, at that instant."""

    at: datetime
    items: list[str]


class Gate(Shown):
    """One check of a decision, in words, with who can lift it."""

    code: str
    title: str
    note: str
    passed: bool
    lifted_by: list[str]


class Ground(Shown):
    """A row that made the answer yes, and the entry that opened it."""

    kind: str
    ref: str
    entry: int


class Explained(Shown):
    """The decision and why: every gate, what it rests on, until when it holds unless something changes."""

    allowed: bool
    reason: str
    at: datetime
    valid_until: datetime | None
    gates: list[Gate]
    basis: list[Ground]
    policy_version: str


class Cell(Shown):
    """What works there for the person; `waits` names the first gate that stops what is given beyond it."""

    person: str
    siret: str
    service: str
    level: LevelCode | None
    given: LevelCode
    waits: str


class Matrix(Page):
    """The cells of a page of people; an absent cell is no right at all."""

    at: datetime
    people: list[PersonShort]
    items: list[Cell]


class Act(Shown):
    """One act on rights: one entry of the journal, whatever it closed, gave or invited."""

    ref: str
    kind: str
    source: str
    actor: PersonShort
    at: datetime
    entry: int
    undone_at: datetime | None


class ActWhole(Act):
    """An act and what it left; `can_undo` says whether you still can."""

    given: list[Right]
    closed: list[Right]
    invited: list[PersonShort]
    removed: list[PersonShort]
    can_undo: bool


class Acts(Page):
    """A page of acts, newest first."""

    items: list[Act]


class EntryShown(Shown):
    """An entry of the journal; `index` is its place in the public register, `content` what it says."""

    entry: int
    index: int | None
    at: datetime
    event: str
    title: str
    detail: str
    actor: str
    content: dict[str, Any] | None


class Journal(Page):
    """A page of the body's journal, newest first."""

    items: list[EntryShown]


class Reading(Shown):
    """Somebody read a page, or an answer, with personal data of the body."""

    at: datetime
    person: str
    name: str
    page: str
    about: str


class ReadingsShown(Page):
    """A page of readings, newest first."""

    items: list[Reading]


class ProfileItem(Shown):
    """A service and a level of a profile; `added`: only there because another one requires it."""

    service: str
    level: LevelCode
    added: bool


class ProfileShown(Shown):
    """A bundle of services given together, and its version."""

    ref: str
    name: str
    version: int
    own: bool
    items: list[ProfileItem]


class Profiles(Shown):
    """The profiles the body may apply now."""

    items: list[ProfileShown]


class RequestShown(Shown):
    """A right asked for; `siret` none: all establishments, present and future."""

    ref: str
    person: PersonShort
    siret: str | None
    service: str
    level: LevelCode
    state: str
    reason: str
    wanted_until: date | None
    sent_at: datetime | None
    expires_at: datetime | None
    question: str
    answer: str
    decided_at: datetime | None
    decision_reason: str


class Requests(Page):
    """A page of requests, newest first."""

    items: list[RequestShown]


class InvitationShown(Shown):
    """An invitation and its state."""

    ref: str
    person: PersonShort
    state: Literal["waiting", "expired", "accepted", "withdrawn"]
    invited_at: datetime
    expires_at: datetime


class Invitations(Shown):
    """The invitations neither accepted nor withdrawn, newest first."""

    items: list[InvitationShown]


class Proposal(Shown):
    """A change that another administrator must confirm."""

    ref: str
    state: str
    proposed_by: PersonShort
    proposed_at: datetime
    expires_at: datetime
    content: dict[str, Any]


class Proposals(Shown):
    """The proposals that wait, the first to expire first."""

    items: list[Proposal]


class Presence(Shown):
    """A proof of presence is kept for this very act, for five minutes and one use."""

    act: str
    given_at: datetime


class Done(Shown):
    """What was done, by reference."""

    ref: str
    state: str


class Wish(Shown):
    """A right that would be given; `person` is a reference, or the address of somebody invited."""

    person: str
    siret: str | None
    service: str
    level: LevelCode
    valid_from: datetime | None
    valid_to: datetime


class Guest(Shown):
    """Somebody who would be invited."""

    email: str
    given_name: str
    family_name: str


class Difference(Shown):
    """What the change does: rights closed and given, people invited."""

    closed: list[Right]
    given: list[Wish]
    invited: list[Guest]


class ChangeDone(Shown):
    """What the change does; `act` is empty for a dry run, in which nothing was written."""

    dry_run: bool
    needs_step_up: bool
    act: Act | None
    difference: Difference
