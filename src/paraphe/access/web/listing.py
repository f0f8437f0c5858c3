"""The list of people of a body: everyone once, filtered by the address, in a constant number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from paraphe.access import selectors
from paraphe.access.models import Invitation, Membership
from paraphe.access.policy import PARIS
from paraphe.access.web.frames import role_word
from paraphe.accounts import selectors as accounts
from paraphe.accounts.selectors import Person
from paraphe.accounts.vocabulary import KINDS
from paraphe.kernel import clock
from paraphe.registry.selectors import Organisation
from paraphe.web.components import Mark, Tab
from paraphe.web.templatetags.formats import short_day

VIEWS = {
    "": "Toutes",
    "administrateurs": "Administrateurs",
    "declarants": "Déclarants",
    "attente": "En attente",
    "parties": "Parties",
}
FACTORS = {"": "Tous", "avec": "Enregistré", "sans": "Manquant"}


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
    invitation: Invitation | None = None


@dataclass(frozen=True)
class Listing:
    """The rows asked, and the tabs with what each holds."""

    rows: Sequence[Row]
    tabs: Sequence[Tab]
    view: str
    name: str
    factor: str


def list_people(organisation: Organisation, query: Mapping[str, str]) -> Listing:
    """The people of a body for these filters: `vue`, `nom`, `facteur`."""
    rows = _all_rows(organisation)
    view = query.get("vue", "") if query.get("vue", "") in VIEWS else ""
    name, factor = query.get("nom", "").strip()[:100], query.get("facteur", "")
    shown = [row for row in rows if _in_view(row, view) and _fits(row, name, factor)]
    base = reverse("access:people", args=[organisation.ref])
    tabs = [
        Tab(label, f"{base}?vue={key}" if key else base, sum(_in_view(row, key) for row in rows), key == view)
        for key, label in VIEWS.items()
    ]
    return Listing(shown, tabs, view, name, factor)


def _in_view(row: Row, view: str) -> bool:
    return row.view == view if view else row.view != "parties"


def _fits(row: Row, name: str, factor: str) -> bool:
    if name and name.casefold() not in f"{row.person.full_name} {row.person.email}".casefold():
        return False
    return not factor or bool(row.factor) == (factor == "avec")


def _all_rows(organisation: Organisation) -> list[Row]:
    members = selectors.members_of(organisation)
    here = {row.person_id for row in members}
    invited = [row for row in selectors.open_invitations_of(organisation) if row.person_id not in here]
    waiting = {row.person_id for row in invited}
    former = [row for row in selectors.former_members_of(organisation) if row.person_id not in waiting]
    people = [*(row.person for row in (*members, *former)), *(row.person for row in invited)]
    seen, counts = accounts.last_activity(people), selectors.running_counts(organisation)
    factors = _factors([person.pk for person in people])
    base = reverse("access:people", args=[organisation.ref])
    now = clock.now()

    def build(row: Membership | Invitation, *, view: str, role: str, mark: Mark) -> Row:
        held, signing = counts.get(row.person_id, (0, 0))
        return Row(
            person=row.person,
            url=f"{base}{row.person.ref}/",
            view=view,
            role=role,
            held=held,
            signing=signing,
            factor=factors.get(row.person_id, ""),
            seen=when_seen(seen.get(row.person_id), now),
            mark=mark,
            invitation=row if isinstance(row, Invitation) else None,
        )

    return [
        *(
            build(row, view=_view_of(row), role=role_word(row), mark=_member_mark(row, factors))
            for row in members
        ),
        *(
            build(row, view="attente", role="Déclarant invité", mark=invitation_mark(row, now))
            for row in invited
        ),
        *(build(row, view="parties", role=role_word(row), mark=_former_mark(row)) for row in former),
    ]


def _view_of(membership: Membership) -> str:
    return "administrateurs" if membership.is_administrator else "declarants"


def _factors(persons: list[int]) -> dict[int, str]:
    """By person, the second factors in force, in words."""
    return {
        key: ", ".join(dict.fromkeys(KINDS[c.kind] for c in standing.credentials if c.revoked_at is None))
        for key, standing in accounts.standings(persons).items()
    }


def _member_mark(membership: Membership, factors: Mapping[int, str]) -> Mark:
    if not membership.person.is_active:
        return Mark("bad", "Compte suspendu")
    if not factors.get(membership.person_id):
        return Mark("warn", "Sans second facteur")
    return Mark("ok", "En activité")


def invitation_mark(invitation: Invitation, now: datetime) -> Mark:
    """Whether the invitation still waits, and until when."""
    if invitation.expires_at <= now:
        return Mark("warn", "Invitation expirée", "clock")
    return Mark("info", f"Invitation valable jusqu’au {short_day(invitation.expires_at)}", "clock")


def _former_mark(membership: Membership) -> Mark:
    return Mark("off", f"Partie le {short_day(membership.closed_at)}")


def when_seen(at: datetime | None, now: datetime) -> str:
    """Today, yesterday, a date, or never."""
    if at is None:
        return "Jamais"
    days = (now.astimezone(PARIS).date() - at.astimezone(PARIS).date()).days
    return {0: "Aujourd’hui", 1: "Hier"}.get(days, short_day(at))
