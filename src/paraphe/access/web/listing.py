"""The list of people of a body: everyone once, filtered and sorted by the address, in a constant number of queries."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.http import urlencode

from paraphe.access import people, selectors
from paraphe.access.models import Invitation, Membership, Suspension
from paraphe.access.policy import PARIS
from paraphe.access.web.frames import role_word
from paraphe.accounts import selectors as accounts
from paraphe.accounts.selectors import Person
from paraphe.accounts.vocabulary import KINDS
from paraphe.kernel import clock
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Establishment, Organisation, Service
from paraphe.web.components import Mark, Tab
from paraphe.web.templatetags.formats import short_day

VIEWS = {
    "": "Toutes",
    "administrateurs": "Administrateurs",
    "declarants": "Déclarants",
    "attente": "En attente",
    "suspendues": "Suspendues",
    "parties": "Parties",
}
FACTORS = {"": "Tous", "avec": "Enregistré", "sans": "Manquant"}
SIGNALS = {
    "": "Tous",
    "fin": "Droit qui finit dans 60 jours",
    "sans-droit": "Aucun droit",
    "inactif": "Pas de connexion depuis 90 jours",
}
ORDERS = {"": "Nom", "droits": "Nombre de droits", "activite": "Dernière activité"}
ENDS_SOON = timedelta(days=60)
IDLE_AFTER = timedelta(days=90)


@dataclass(frozen=True)
class Asked:
    """The filters of the address, each "" where it does not filter; what no list offers is left out."""

    view: str = ""
    name: str = ""
    factor: str = ""
    signal: str = ""
    place: str = ""
    service: str = ""
    order: str = ""

    @classmethod
    def of(
        cls, query: Mapping[str, str], places: Iterable[Establishment], services: Iterable[Service]
    ) -> "Asked":
        """The filters that make sense in this body."""

        def known(key: str, values: Collection[str]) -> str:
            return query.get(key, "") if query.get(key, "") in values else ""

        return cls(
            view=known("vue", VIEWS),
            name=query.get("nom", "").strip()[:100],
            factor=known("facteur", FACTORS),
            signal=known("signal", SIGNALS),
            place=known("etablissement", {place.ref for place in places}),
            service=known("service", {service.code for service in services}),
            order=known("tri", ORDERS),
        )

    def address(self, **changes: str) -> str:
        """These filters, with some changed, as the query of an address."""
        asked = replace(self, **changes)
        keys = {
            "vue": asked.view,
            "nom": asked.name,
            "facteur": asked.factor,
            "signal": asked.signal,
            "etablissement": asked.place,
            "service": asked.service,
            "tri": asked.order,
        }
        return "?" + urlencode({key: value for key, value in keys.items() if value})

    @property
    def is_filtering(self) -> bool:
        """Whether anything but the view and the order was asked."""
        return bool(self.name or self.factor or self.signal or self.place or self.service)


@dataclass(frozen=True)
class Row:
    """One person of the list, ready to print."""

    person: Person
    url: str
    view: str
    role: str
    held: int
    signing: int
    factor: str
    seen: str
    mark: Mark
    seen_at: datetime | None
    since: date
    ends_soon: int = 0
    is_suspended: bool = False
    invitation: Invitation | None = None

    @property
    def is_removable(self) -> bool:
        """Whether the row can be ticked: declarants who belong."""
        return self.view == "declarants"


@dataclass(frozen=True)
class Listing:
    """The rows asked, and what the filters offer."""

    rows: Sequence[Row]
    tabs: Sequence[Tab]
    asked: Asked
    places: Sequence[Establishment]
    services: Sequence[Service]


def list_people(organisation: Organisation, query: Mapping[str, str]) -> Listing:
    """The people of a body for the filters of the address."""
    places, services = registry.establishments_of(organisation), registry.services_for(organisation.branch)
    asked = Asked.of(query, places, services)
    rows = _all_rows(organisation)
    fits = _fitter(organisation, asked, places)
    shown = sorted((row for row in rows if _in_view(row, asked.view) and fits(row)), key=_order(asked.order))
    tabs = [
        Tab(label, asked.address(view=key), sum(_in_view(row, key) for row in rows), key == asked.view)
        for key, label in VIEWS.items()
    ]
    return Listing(shown, tabs, asked, places, services)


def _in_view(row: Row, view: str) -> bool:
    if view == "suspendues":
        return row.is_suspended
    return row.view == view if view else row.view != "parties"


def _fitter(
    organisation: Organisation, asked: Asked, places: Iterable[Establishment]
) -> Callable[[Row], bool]:
    """Whether a row answers the filters; who has a right there is read once."""
    sirets = {place.ref: place.siret for place in places}
    holders = None
    if asked.place or asked.service:
        siret = sirets.get(asked.place, "")
        holders = people.holders_of(organisation, siret=siret, service=asked.service)
    words, now = people.plain_words(asked.name), clock.now()

    def fits(row: Row) -> bool:
        text = " ".join(people.plain_words(f"{row.person.full_name} {row.person.email}"))
        return (
            all(word in text for word in words)
            and (not asked.factor or bool(row.factor) == (asked.factor == "avec"))
            and (holders is None or row.person.pk in holders)
            and (not asked.signal or _shows(row, asked.signal, now))
        )

    return fits


def _shows(row: Row, signal: str, now: datetime) -> bool:
    if signal == "fin":
        return row.ends_soon > 0
    if signal == "sans-droit":
        return row.held == 0
    last = row.seen_at.astimezone(PARIS).date() if row.seen_at else row.since
    return (
        row.view in ("administrateurs", "declarants") and last <= (now - IDLE_AFTER).astimezone(PARIS).date()
    )


def _order(order: str) -> Callable[[Row], tuple[object, ...]]:
    def key(row: Row) -> tuple[object, ...]:
        name = (people.plain_words(row.person.family_name), people.plain_words(row.person.given_name))
        if order == "droits":
            return (-row.held, *name)
        if order == "activite":
            return (-row.seen_at.timestamp() if row.seen_at else 0.0, *name)
        return name

    return key


def _all_rows(organisation: Organisation) -> list[Row]:
    members = selectors.members_of(organisation)
    here = {row.person_id for row in members}
    invited = list(
        {
            row.person_id: row
            for row in reversed(selectors.open_invitations_of(organisation))
            if row.person_id not in here
        }.values()
    )
    waiting = {row.person_id for row in invited}
    former = [row for row in selectors.former_members_of(organisation) if row.person_id not in waiting]
    about = _About.read(
        organisation, [row.person for row in (*members, *former)] + [i.person for i in invited]
    )
    stops = selectors.suspended_among(members)
    return [
        *(_member_row(row, about, stops.get(row.pk)) for row in members),
        *(_invited_row(row, about) for row in invited),
        *(_former_row(row, about) for row in former),
    ]


@dataclass(frozen=True)
class _About:
    """What is read once about everyone: activity, rights, second factors."""

    base: str
    now: datetime
    seen: Mapping[int, datetime]
    counts: Mapping[int, tuple[int, int]]
    ending: Mapping[int, int]
    factors: Mapping[int, str]

    @classmethod
    def read(cls, organisation: Organisation, persons: Sequence[Person]) -> "_About":
        return cls(
            base=reverse("access:people", args=[organisation.ref]),
            now=clock.now(),
            seen=accounts.last_activity(persons),
            counts=selectors.running_counts(organisation),
            ending=people.ending_counts(organisation, within=ENDS_SOON),
            factors=_factors([person.pk for person in persons]),
        )

    def row(self, person: Person, *, view: str, role: str, mark: Mark, since: datetime) -> Row:
        held, signing = self.counts.get(person.pk, (0, 0))
        seen_at = self.seen.get(person.pk)
        return Row(
            person=person,
            url=f"{self.base}{person.ref}/",
            view=view,
            role=role,
            held=held,
            signing=signing,
            factor=self.factors.get(person.pk, ""),
            seen=when_seen(seen_at, self.now),
            mark=mark,
            seen_at=seen_at,
            since=since.astimezone(PARIS).date(),
            ends_soon=self.ending.get(person.pk, 0),
        )


def _member_row(row: Membership, about: _About, stop: Suspension | None) -> Row:
    view = "administrateurs" if row.is_administrator else "declarants"
    mark = _member_mark(row, about, stop)
    made = about.row(row.person, view=view, role=role_word(row), mark=mark, since=row.opened_at)
    return replace(made, is_suspended=stop is not None)


def _invited_row(row: Invitation, about: _About) -> Row:
    mark = invitation_mark(row, about.now)
    made = about.row(row.person, view="attente", role="Déclarant invité", mark=mark, since=row.invited_at)
    return replace(made, invitation=row)


def _former_row(row: Membership, about: _About) -> Row:
    mark = Mark("off", f"Partie le {short_day(row.closed_at)}")
    return about.row(row.person, view="parties", role=role_word(row), mark=mark, since=row.opened_at)


def _factors(persons: list[int]) -> dict[int, str]:
    """By person, the second factors in force, in words."""
    return {
        key: ", ".join(dict.fromkeys(KINDS[c.kind] for c in standing.credentials if c.revoked_at is None))
        for key, standing in accounts.standings(persons).items()
    }


def _member_mark(membership: Membership, about: _About, stop: Suspension | None) -> Mark:
    person = membership.person_id
    if not membership.person.is_active:
        return Mark("bad", "Compte suspendu")
    if stop is not None:
        return Mark("bad", f"Suspendu jusqu’au {short_day(stop.lifts_on)}" if stop.lifts_on else "Suspendu")
    if not about.factors.get(person):
        return Mark("warn", "Sans second facteur")
    if count := about.ending.get(person):
        return Mark("warn", f"{count} droit{'s finissent' if count > 1 else ' finit'} bientôt", "clock")
    return Mark("ok", "En activité")


def invitation_mark(invitation: Invitation, now: datetime) -> Mark:
    """Whether the invitation still waits, and until when."""
    if invitation.expires_at <= now:
        return Mark("warn", "Invitation expirée", "clock")
    return Mark("info", f"Invitation valable jusqu’au {short_day(invitation.expires_at)}", "clock")


def when_seen(at: datetime | None, now: datetime) -> str:
    """Today, yesterday, a date, or never."""
    if at is None:
        return "Jamais"
    days = (now.astimezone(PARIS).date() - at.astimezone(PARIS).date()).days
    return {0: "Aujourd’hui", 1: "Hier"}.get(days, short_day(at))


HEADER = (
    "Nom",
    "Prénom",
    "Courriel",
    "Rôle",
    "État",
    "Depuis le",
    "Droits en cours",
    "Dont pour signer",
    "Second facteur",
    "Dernière activité",
)


def file_rows(rows: Iterable[Row]) -> list[list[str | int | date]]:
    """The list as cells, under `HEADER`."""
    return [
        [
            row.person.family_name,
            row.person.given_name,
            row.person.email,
            row.role,
            row.mark.label,
            row.since,
            row.held,
            row.signing,
            row.factor or "aucun",
            row.seen_at.astimezone(PARIS).date() if row.seen_at else "jamais",
        ]
        for row in rows
    ]
