"""What waits in a body: decisions to take, and the weak points of its rights.

Everything is read from the rows of now, in a number of queries that does not grow with people or establishments.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from paraphe.access import overview
from paraphe.access import selectors as access
from paraphe.access.selectors import Habilitation, Invitation, Membership
from paraphe.access.vocabulary import Level
from paraphe.access.wording import of_person
from paraphe.accounts import selectors as accounts
from paraphe.accounts.selectors import Person
from paraphe.home.arrivals import count_arrivals, tell_arrivals
from paraphe.kernel import clock
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Establishment, Organisation, Service
from paraphe.upkeep.selectors import health_of
from paraphe.web.components import Act, Check, Entry, Mark
from paraphe.web.templatetags.formats import short_day

SOON = timedelta(days=60)
INVITATION_SOON = timedelta(days=3)
SHOWN_PLACES = 3


@dataclass(frozen=True)
class Board:
    """The home of an administrator: `lead` counts what waits."""

    lead: str
    decisions: Sequence[Entry]
    checks: Sequence[Check]
    counts: Mapping[str, int]


@dataclass(frozen=True)
class OwnBoard:
    """The home of a declarant: what he may do, what ends soon, and who to ask."""

    lead: str
    rights: Sequence[tuple[str, str, str]]
    endings: Sequence[Entry]
    administrators: Sequence[Person]


def count_waiting(organisation: Organisation, person: Person) -> int:
    """How many decisions wait for this administrator, in a few queries: for the navigation of every page."""
    now = clock.now()
    invitations = [row for row in access.open_invitations_of(organisation) if _invitation_waits(row, now)]
    endings = overview.count_endings(organisation, before=now + SOON)
    return len(invitations) + endings + count_arrivals(organisation, person)


def build_board(organisation: Organisation, person: Person) -> Board:
    """The home of this administrator of the body."""
    now = clock.now()
    members = access.members_of(organisation)
    invitations = [row for row in access.open_invitations_of(organisation) if _invitation_waits(row, now)]
    endings = _endings(overview.rights_ending(organisation, before=now + SOON))
    decisions = tell_arrivals(organisation, person)
    decisions += [_tell_invitation(organisation, row, now) for row in invitations]
    decisions += [_tell_ending(organisation, rights, now) for rights in endings]
    checks = [
        *health_of(organisation),
        *_factor_checks(organisation, members),
        *_gap_checks(organisation, members),
    ]
    checks.sort(key=lambda check: {"bad": 0, "warn": 1}.get(check.kind, 2))
    counts = {"members": len(members), "administrators": sum(row.is_administrator for row in members)}
    return Board(_lead(len(decisions), checks), decisions, checks, counts)


def build_own_board(organisation: Organisation, person: Person) -> OwnBoard:
    """The home of a declarant of the body."""
    now = clock.now()
    rights = [right for right in access.running_rights(organisation) if right.person_id == person.pk]
    places = {place.siret: place for place in registry.establishments_of(organisation)}
    grid = overview.rights_grid(organisation)
    names = registry.service_names()
    mine = [
        (names.get(service, service), places[siret].name, level.code)
        for (holder, siret, service), level in sorted(grid.levels.items())
        if holder == person.pk and siret in places
    ]
    endings = [_tell_own_ending(right, places) for right in rights if right.ends_at <= now + SOON]
    lead = (
        f"{len(mine)} droit{'s' if len(mine) > 1 else ''} en vigueur."
        if mine
        else "Vous n’avez encore aucun droit."
    )
    return OwnBoard(lead, mine, endings, [row.person for row in access.administrators_of(organisation)])


def _lead(count: int, checks: Sequence[Check]) -> str:
    bad = sum(check.kind == "bad" for check in checks)
    decisions = {0: "Aucune décision ne vous attend.", 1: "Une décision vous attend."}
    words = decisions.get(count, f"{count} décisions vous attendent.")
    return f"{words} {_weak_words(bad)}" if bad else words


def _weak_words(count: int) -> str:
    return "Un point faible est à corriger." if count == 1 else f"{count} points faibles sont à corriger."


def _invitation_waits(row: Invitation, now: datetime) -> bool:
    return row.expires_at <= now + INVITATION_SOON


def _endings(rights: Sequence[Habilitation]) -> list[list[Habilitation]]:
    """Rights, gathered by person and day of their end."""
    found: dict[tuple[int, str], list[Habilitation]] = defaultdict(list)
    for right in rights:
        found[right.person_id, short_day(right.ends_at)].append(right)
    return sorted(found.values(), key=lambda rights: rights[0].ends_at)


def _in_days(at: datetime, now: datetime) -> str:
    days = (at - now).days
    return "dans moins d’un jour" if days < 1 else f"dans {days}\u00a0jour{'s' if days > 1 else ''}"


def _tell_invitation(organisation: Organisation, row: Invitation, now: datetime) -> Entry:
    url = reverse("access:invitation", args=[organisation.ref, row.ref])
    over = row.expires_at <= now
    title = f"L’invitation {of_person(row.person.full_name)} {'a expiré' if over else 'expire bientôt'}"
    note = (
        "Invitez cette personne à nouveau, ou retirez l’invitation."
        if over
        else "Cette personne n’a pas encore répondu."
    )
    act = Act("Examiner", url, "line", f"l’invitation {of_person(row.person.full_name)}")
    return Entry(
        short_day(row.expires_at),
        title,
        "" if over else _in_days(row.expires_at, now),
        url,
        note,
        acts=(act,),
    )


def _tell_ending(organisation: Organisation, rights: Sequence[Habilitation], now: datetime) -> Entry:
    person, count = rights[0].person, len(rights)
    url = reverse("access:person", args=[organisation.ref, person.ref])
    title = (
        f"Un droit {of_person(person.full_name)} arrive à sa fin"
        if count == 1
        else f"{count} droits {of_person(person.full_name)} arrivent à leur fin"
    )
    services = ", ".join(dict.fromkeys(right.service.name for right in rights))
    act = Act("Examiner", url, "line", f"les droits {of_person(person.full_name)}")
    end = rights[0].ends_at
    return Entry(
        short_day(end),
        title,
        _in_days(end, now),
        url,
        f"{services}. Sans décision de votre part, cela s’arrête.",
        acts=(act,),
    )


def _tell_own_ending(right: Habilitation, places: Mapping[str, Establishment]) -> Entry:
    place = places.get(right.siret_text or "")
    where = place.name if place else "tous les établissements"
    note = "Demandez à un administrateur de le prolonger si vous en avez besoin."
    return Entry(
        short_day(right.ends_at),
        f"{right.service.name}, {where}",
        note=note,
        mark=Mark("warn", "Finit bientôt", "clock"),
    )


def _factor_checks(organisation: Organisation, members: Sequence[Membership]) -> list[Check]:
    held = accounts.with_second_factor([row.person for row in members])
    without = [row for row in members if row.person_id not in held]
    if not without:
        return [Check("Chacun a un second facteur")]
    url = reverse("access:people", args=[organisation.ref]) + "?facteur=sans"
    count = len(without)
    title = (
        "Une personne n’a pas de second facteur"
        if count == 1
        else f"{count} personnes n’ont pas de second facteur"
    )
    return [Check(title, "Elles ne peuvent rien ouvrir tant qu’il manque.", "warn", url)]


def _gap_checks(organisation: Organisation, members: Sequence[Membership]) -> list[Check]:
    """Services in use and fileable here that nobody, or one person alone, can sign; one line a service."""
    offered = {service.code: service for service in registry.services_for(organisation.branch)}
    signable = [code for code, one in offered.items() if one.is_available and Level.SIGN.code in one.levels]
    places = {place.siret: place for place in registry.establishments_of(organisation)}
    grid = overview.rights_grid(organisation)
    url = reverse("access:matrix", args=[organisation.ref])
    gaps: dict[str, list[str]] = defaultdict(list)
    for siret, service in overview.gaps_of(grid, signable=signable):
        gaps[service].append(places[siret].name)
    checks = [_gap_check(offered[code], where, url) for code, where in gaps.items()]
    alone: dict[tuple[str, int], int] = defaultdict(int)
    for _, service, person in overview.alone_in(grid, signable=signable):
        alone[service, person] += 1
    names = {row.person_id: row.person.full_name for row in members}
    return checks + [
        _alone_check(offered[code], names[person], count) for (code, person), count in alone.items()
    ]


def _gap_check(service: Service, where: Sequence[str], url: str) -> Check:
    more = f" et {len(where) - SHOWN_PLACES} de plus" if len(where) > SHOWN_PLACES else ""
    return Check(
        f"Personne ne peut signer : {service.name}", f"{', '.join(where[:SHOWN_PLACES])}{more}.", "bad", url
    )


def _alone_check(service: Service, name: str, count: int) -> Check:
    where = f"dans {count}\u00a0établissements" if count > 1 else "dans un établissement"
    return Check(
        f"{name} est la seule personne à signer {where} : {service.name}",
        "En son absence, rien ne part.",
        "warn",
    )
