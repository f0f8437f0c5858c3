"""How fresh a body's administration and each profile are: parts that are in order or not, never a lone number."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from paraphe.access import overview
from paraphe.access import selectors as access
from paraphe.access.selectors import Membership
from paraphe.access.vocabulary import Level
from paraphe.access.wording import listed
from paraphe.accounts import selectors as accounts
from paraphe.accounts.selectors import Person
from paraphe.kernel import clock
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Organisation
from paraphe.upkeep import activity, reviewing
from paraphe.upkeep.unused import Unused, unused_rights
from paraphe.upkeep.vocabulary import REMINDED_AFTER, REVIEWED_WITHIN, SOON
from paraphe.web.components import Check, Mark
from paraphe.web.templatetags.formats import day, short_day


@dataclass(frozen=True)
class Freshness:
    """The parts, those in order without kind; what is said of them is always how many of how many."""

    parts: Sequence[Check]

    @property
    def sound(self) -> int:
        """How many parts are in order."""
        return sum(not part.kind for part in self.parts)

    @property
    def total(self) -> int:
        """How many parts there are."""
        return len(self.parts)

    @property
    def words(self) -> str:
        """The score, with what it counts."""
        return f"{self.sound}\u00a0point{'s' if self.sound > 1 else ''} en ordre sur {self.total}"

    @property
    def mark(self) -> Mark:
        """The score as a tag: all in order, or the worst of what is not."""
        kinds = {part.kind for part in self.parts}
        return Mark("bad" if "bad" in kinds else "warn" if "warn" in kinds else "ok", self.words)

    @property
    def missing(self) -> list[Check]:
        """The parts that are not in order."""
        return [part for part in self.parts if part.kind]


@dataclass(frozen=True)
class Watched:
    """What is read once for all the parts of a body."""

    organisation: Organisation
    members: Sequence[Membership]
    seen: Mapping[int, datetime]
    unused: Sequence[Unused]

    @property
    def persons(self) -> list[Person]:
        """The people of the body."""
        return [row.person for row in self.members]


def watch(organisation: Organisation) -> Watched:
    """Read a body once, in a constant number of queries."""
    members = access.members_of(organisation)
    return Watched(organisation, members, activity.last_seen(members), unused_rights(organisation))


def freshness_of(watched: Watched) -> Freshness:
    """The freshness of the body, in a constant number of queries."""
    return Freshness(
        [
            _administrators_part(watched),
            _seen_part(watched),
            _confirmed_part(watched),
            _mail_part(watched),
            _review_part(watched),
            _ending_part(watched),
            _unused_part(watched),
            _signer_part(watched),
        ]
    )


def _url(watched: Watched, name: str, query: str = "") -> str:
    return reverse(name, args=[watched.organisation.ref]) + query


def _administrators_part(watched: Watched) -> Check:
    rows = [row for row in access.active_administrators_of(watched.organisation) if row.scope is None]
    if len(rows) >= 2:
        return Check("Deux administrateurs ou plus", f"{listed([row.person.full_name for row in rows])}.")
    url = _url(watched, "access:administrators")
    return Check("Moins de deux administrateurs", "Nommez-en un second.", "warn" if rows else "bad", url)


def _people_part(good: str, bad: str, persons: Iterable[Person], url: str) -> Check:
    """One part about people: in order where nobody is named."""
    names = [person.full_name for person in persons]
    return Check(bad, f"{listed(names)}.", "warn", url) if names else Check(good)


def _seen_part(watched: Watched) -> Check:
    before = clock.now() - REMINDED_AFTER
    absent = [row.person for row in watched.members if watched.seen[row.pk] <= before]
    url = _url(watched, "upkeep:profiles")
    return _people_part("Chacun est venu depuis trois mois", "Absents depuis trois mois", absent, url)


def _confirmed_part(watched: Watched) -> Check:
    stale = accounts.stale_profiles(watched.persons)
    url = _url(watched, "upkeep:profiles")
    return _people_part("Noms et adresses confirmés", "Noms et adresses à confirmer", stale, url)


def _mail_part(watched: Watched) -> Check:
    lost = accounts.bounced(watched.persons)
    url = _url(watched, "upkeep:profiles")
    return _people_part(
        "Les adresses reçoivent nos courriels", "Adresses qui ne reçoivent plus rien", lost, url
    )


def _review_part(watched: Watched) -> Check:
    """Whether the rights were reviewed within the year, or the body is too young to have had to."""
    organisation, url = watched.organisation, _url(watched, "upkeep:review")
    last = reviewing.last_concluded(organisation)
    running = reviewing.open_campaign(organisation)
    if running is not None:
        due_on = reviewing.last_day(running.due_at)
        late = running.due_at <= clock.now()
        return Check(
            "Revue annuelle en cours", f"À finir avant le {day(due_on)}.", "bad" if late else "warn", url
        )
    if last is not None and last.ended_at is not None and last.ended_at > clock.now() - REVIEWED_WITHIN:
        return Check("Droits relus dans l’année", f"Revue terminée le {day(last.ended_at)}.")
    next_on = reviewing.next_review_on(organisation)
    if last is None and next_on is not None and next_on > reviewing.today():
        return Check("Première revue à venir", f"Elle s’ouvrira le {day(next_on)}.")
    return Check("Droits non relus dans l’année", "Commencez la revue annuelle.", "warn", url)


def _ending_part(watched: Watched) -> Check:
    limit = clock.now() + SOON
    soon = [right for right in access.running_rights(watched.organisation) if right.ends_at <= limit]
    if not soon:
        return Check("Aucun droit ne finit dans les deux mois")
    names = list(dict.fromkeys(right.person.full_name for right in soon))
    return Check(
        "Des droits finissent dans les deux mois", f"{listed(names)}.", "warn", _url(watched, "home:body")
    )


def _unused_part(watched: Watched) -> Check:
    if not watched.unused:
        return Check("Aucun droit inutilisé")
    names = list(dict.fromkeys(line.right.person.full_name for line in watched.unused))
    url = _url(watched, "upkeep:health", "#inutiles")
    return Check("Des droits ne servent pas", f"{listed(names)}.", "warn", url)


def _signer_part(watched: Watched) -> Check:
    """Whether each establishment has somebody to sign each service it uses here."""
    offered = registry.services_for(watched.organisation.branch)
    signable = [one.code for one in offered if one.is_available and Level.SIGN.code in one.levels]
    gaps = overview.gaps_of(overview.rights_grid(watched.organisation), signable=signable)
    if not gaps:
        return Check("Chaque établissement a un signataire")
    places = {place.siret: place.name for place in registry.establishments_of(watched.organisation)}
    names = list(dict.fromkeys(places.get(siret, siret) for siret, _ in gaps))
    return Check("Établissements sans signataire", f"{listed(names)}.", "bad", _url(watched, "access:matrix"))


@dataclass(frozen=True)
class Profile:
    """One person of the body, and how fresh what is known of her is."""

    membership: Membership
    seen_at: datetime
    freshness: Freshness
    is_stale: bool


def profiles_of(watched: Watched) -> list[Profile]:
    """Everybody's freshness, the least fresh first; constant in queries."""
    persons = watched.persons
    factors = accounts.with_second_factor(persons)
    stale = {person.pk for person in accounts.stale_profiles(persons)}
    unreviewed = reviewing.unreviewed_members(watched.organisation)
    unused = {line.right.person_id for line in watched.unused}
    before = clock.now() - REMINDED_AFTER
    found = []
    for row in watched.members:
        person, seen_at = row.person, watched.seen[row.pk]
        confirmed = accounts.profile_confirmed_at(person)
        parts = [
            _part(
                person.pk not in stale, "Nom et adresse confirmés", "Nom et adresse à confirmer", confirmed
            ),
            _part(person.bounced_at is None, "Reçoit nos courriels", "Ses courriels nous reviennent"),
            _part(seen_at > before, "Venue depuis trois mois", "Pas venue depuis trois mois", seen_at),
            _part(person.pk in factors, "A un second facteur", "N’a pas de second facteur"),
            _part(row.pk not in unreviewed, "Droits relus", "Droits à relire"),
            _part(person.pk not in unused, "Droits qui servent", "Des droits ne servent pas"),
        ]
        found.append(Profile(row, seen_at, Freshness(parts), person.pk in stale))
    return sorted(found, key=lambda profile: profile.freshness.sound)


def _part(is_sound: bool, good: str, bad: str, at: datetime | None = None) -> Check:
    """One part of a profile, with the day that speaks for it."""
    note = f"Le {short_day(at)}." if at else ""
    return Check(good, note) if is_sound else Check(bad, note, "warn")
