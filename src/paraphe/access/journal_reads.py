"""Reading a body's journal by who acted, whom it concerns, where, on what, when and why; and who read its data."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from django.db.models import F, Func, JSONField, Q, QuerySet, Value
from django.db.models.fields import TextField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from paraphe.access.models import Habilitation, Invitation, Membership, Subscription, Suspension
from paraphe.access.policy import PARIS
from paraphe.accounts.selectors import Person
from paraphe.journal import selectors as journal
from paraphe.journal.selectors import Access, Chain, Entry
from paraphe.registry.selectors import Organisation

Dated = TypeVar("Dated", Entry, Access)


@dataclass(frozen=True)
class Asked:
    """What is looked for in the journal; nothing given: everything.

    Days are whole, in Paris; `since` is included, `until` is not.
    `actor` and `person` are references; `actor` may be one who is no person ("portal").
    """

    from_on: date | None = None
    to_on: date | None = None
    since: datetime | None = None
    until: datetime | None = None
    actor: str = ""
    person: Person | None = None
    siret: str = ""
    service: str = ""
    reason: str = ""
    events: Iterable[str] | None = None


@dataclass(frozen=True)
class Readings:
    """Which readings of the body's data are looked for; `person` (who read) and `about` are references."""

    from_on: date | None = None
    to_on: date | None = None
    since: datetime | None = None
    until: datetime | None = None
    person: str = ""
    about: str = ""


def entries_asked(organisation: Organisation, asked: Asked) -> QuerySet[Entry]:
    """The entries of the body's chain that fit, newest first."""
    rows = journal.entries_of(Chain.Kind.BODY, organisation.siren, events=asked.events)
    rows = _between(rows, asked)
    if not (asked.actor or asked.person or asked.siret or asked.service or asked.reason):
        return rows
    text = Func(F("content__body"), Value("UTF8"), function="convert_from", output_field=TextField())
    rows = rows.alias(said=text)
    if asked.actor:
        rows = rows.filter(Q(said__contains=f'"actor":"{asked.actor}"') | _on_chain_of(asked.actor))
    if asked.person is not None:
        rows = rows.filter(_about(organisation, asked.person))
    if asked.siret:
        rows = rows.filter(_at_place(organisation, asked.siret))
    if asked.service:
        rows = rows.filter(_on_service(organisation, asked.service))
    if asked.reason:
        said = KeyTextTransform("reason", Cast("said", JSONField()))
        rows = rows.alias(why=said).filter(why__icontains=asked.reason)
    return rows


def _between(rows: QuerySet[Dated], asked: "Asked | Readings") -> QuerySet[Dated]:
    starts = [asked.since, start_of(asked.from_on) if asked.from_on else None]
    ends = [asked.until, start_of(asked.to_on) + timedelta(days=1) if asked.to_on else None]
    for start in filter(None, starts):
        rows = rows.filter(at__gte=start)
    for end in filter(None, ends):
        rows = rows.filter(at__lt=end)
    return rows


def start_of(day: date) -> datetime:
    """The first instant of a day in Paris."""
    return datetime.combine(day, time(0), tzinfo=PARIS)


def _about(organisation: Organisation, person: Person) -> Q:
    """Entries that name the person, or opened or closed a row of hers."""
    memberships = Membership.objects.filter(organisation=organisation, person=person)
    rights = Habilitation.objects.filter(siren=int(organisation.siren), person=person)
    stops = Suspension.objects.filter(membership__in=memberships)
    invitations = Invitation.objects.filter(organisation=organisation, person=person)
    named = Q()
    for ref in (person.ref, *invitations.values_list("ref", flat=True)):
        named |= Q(said__contains=f'"{ref}"')
    return (
        (named & ~Q(said__contains=f'"actor":"{person.ref}"'))
        | Q(said__contains=f'"person":"{person.ref}"')
        | Q(pk__in=rights.values("granted_entry"))
        | Q(pk__in=rights.filter(closed_entry__isnull=False).values("closed_entry"))
        | Q(pk__in=memberships.values("opened_entry"))
        | Q(pk__in=memberships.filter(closed_entry__isnull=False).values("closed_entry"))
        | Q(pk__in=stops.values("opened_entry"))
        | _on_chain_of(person.ref)
    )


def _on_chain_of(person: str) -> Q:
    """Entries that lie on the person's chain too: what she filed."""
    rows = Entry.objects.filter(links__chain__kind=Chain.Kind.PERSON, links__chain__subject=person)
    return Q(pk__in=rows.values("pk"))


def _at_place(organisation: Organisation, siret: str) -> Q:
    """Entries that name the establishment, or closed a right or a use of it."""
    rights = Habilitation.objects.filter(siren=int(organisation.siren), siret=int(siret))
    uses = Subscription.objects.filter(establishment__siret=siret, closed_entry__isnull=False)
    return (
        Q(said__contains=f'"{siret}"')
        | Q(pk__in=rights.filter(closed_entry__isnull=False).values("closed_entry"))
        | Q(pk__in=uses.values("closed_entry"))
    )


def _on_service(organisation: Organisation, code: str) -> Q:
    """Entries that name the service, or closed a right or a use of it."""
    rights = Habilitation.objects.filter(siren=int(organisation.siren), service__code=code)
    uses = Subscription.objects.filter(
        establishment__organisation=organisation, service__code=code, closed_entry__isnull=False
    )
    return (
        Q(said__contains=f'"{code}"')
        | Q(pk__in=rights.filter(closed_entry__isnull=False).values("closed_entry"))
        | Q(pk__in=uses.values("closed_entry"))
    )


def accesses_asked(organisation: Organisation, asked: Readings) -> QuerySet[Access]:
    """The readings of the body's data that fit, newest first."""
    rows = _between(journal.accesses_of(organisation.siren), asked)
    if asked.person:
        rows = rows.filter(person=asked.person)
    if asked.about:
        rows = rows.filter(about=asked.about)
    return rows


def people_known(organisation: Organisation) -> list[Person]:
    """Everyone who belongs or belonged to the body, or was invited: whom its journal may name, by name."""
    found = {}
    for row in Membership.objects.filter(organisation=organisation).select_related("person"):
        found[row.person_id] = row.person
    for invited in Invitation.objects.filter(organisation=organisation).select_related("person"):
        found[invited.person_id] = invited.person
    return sorted(found.values(), key=lambda person: (person.family_name, person.given_name, person.pk))
