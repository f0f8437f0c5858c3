"""A person's news and choices."""

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from paraphe.accounts.selectors import Person
from paraphe.notifications.models import Notice, Preference
from paraphe.notifications.vocabulary import CHOSEN, Kind, Way
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Organisation

__all__ = ["Notice"]


def unread_count(person: Person) -> int:
    """How many notices the person has not read, in one query."""
    return Notice.objects.filter(recipient=person.ref, read_at=None).count()


def notices_of(person: Person, *, siren: str = "", is_unread: bool = False) -> QuerySet[Notice]:
    """The person's notices, newest first; of one body, or unread, where asked."""
    rows = Notice.objects.filter(recipient=person.ref).order_by("-created_at", "-pk")
    if siren:
        rows = rows.filter(siren=siren)
    return rows.filter(read_at=None) if is_unread else rows


def bodies_in_news(person: Person) -> list[tuple[Organisation, int]]:
    """The bodies the person has notices about, by name, and how many of them are unread."""
    rows = Notice.objects.filter(recipient=person.ref).exclude(siren="").order_by()
    counted = rows.values_list("siren").annotate(unread=Count("pk", filter=Q(read_at=None)))
    found = [(registry.organisation_by_siren(siren), unread) for siren, unread in counted]
    return sorted(found, key=lambda pair: pair[0].name)


def chosen_ways(person: Person) -> dict[Kind, Way]:
    """How the person hears of each kind she may choose."""
    rows = dict(Preference.objects.filter(person=person).values_list("kind", "way"))
    return {kind: Way(rows.get(kind.value, Way.AT_ONCE.value)) for kind in CHOSEN}


def ways_of(recipients: Iterable[str], kind: Kind) -> dict[str, Way]:
    """By reference of a person, how she hears of this kind: at once where it is not chosen."""
    refs = list(recipients)
    ways = dict.fromkeys(refs, Way.AT_ONCE)
    if kind in CHOSEN:
        rows = Preference.objects.filter(person__ref__in=refs, kind=kind.value)
        ways.update({ref: Way(way) for ref, way in rows.values_list("person__ref", "way")})
    return ways
