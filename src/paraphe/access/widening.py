"""What giving rights would really change: a right held is kept, raised or prolonged, never lowered, doubled or cut."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from paraphe.access.changes import Wanted
from paraphe.access.models import Habilitation
from paraphe.access.vocabulary import Level
from paraphe.accounts import selectors as people
from paraphe.accounts.selectors import Person
from paraphe.kernel import clock
from paraphe.registry.selectors import Organisation


@dataclass(frozen=True, slots=True)
class Widening:
    """What to close and give for rights wanted to hold, and those wanted that hold already (`kept`)."""

    closures: Sequence[Habilitation]
    grants: Sequence[Wanted]
    kept: Sequence[Wanted]


def widen(organisation: Organisation, wanted: Sequence[Wanted]) -> Widening:
    """Turn rights wanted into a change that never overlaps: what covers one is kept, what lies in its way is replaced.

    The right that replaces others has the highest level and the latest end of them all. Reads only, two queries.
    """
    asked = _merged(wanted)
    held = _held(organisation, _persons_of(asked))
    closures: dict[int, Habilitation] = {}
    grants, kept = [], []
    for row in asked:
        rights = held.get((_key_of(row.person), row.service.pk), [])
        if any(_covers(right, row) for right in rights):
            kept.append(row)
            continue
        in_way = [right for right in rights if right.siret_text == row.siret and _meets(right, row)]
        closures |= {right.pk: right for right in in_way}
        grants.append(_raised(row, in_way))
    return Widening(list(closures.values()), grants, kept)


def _merged(wanted: Sequence[Wanted]) -> list[Wanted]:
    """Each person, service and place once, with the highest level and latest end asked."""
    found: dict[tuple[str, int, str | None], Wanted] = {}
    for row in wanted:
        key = (_key_of(row.person), row.service.pk, row.siret)
        other = found.get(key)
        found[key] = row if other is None else _highest(other, row)
    return list(found.values())


def _highest(one: Wanted, other: Wanted) -> Wanted:
    return replace(one, level=max(one.level, other.level), valid_to=max(one.valid_to, other.valid_to))


def _key_of(person: Person | str) -> str:
    return (person if isinstance(person, str) else person.email).lower()


def _persons_of(wanted: Sequence[Wanted]) -> dict[int, str]:
    """The persons meant, by key, an invitee being whoever is known by the address."""
    found = {row.person.pk: row.person.email for row in wanted if not isinstance(row.person, str)}
    known = people.persons_by_email({row.person for row in wanted if isinstance(row.person, str)})
    return found | {person.pk: email for email, person in known.items()}


def _held(organisation: Organisation, persons: dict[int, str]) -> dict[tuple[str, int], list[Habilitation]]:
    rows = Habilitation.objects.filter(
        siren=int(organisation.siren), person__in=persons, ends_at__gt=clock.now()
    ).select_related("person", "service")
    found: dict[tuple[str, int], list[Habilitation]] = {}
    for row in rows.order_by("pk"):
        found.setdefault((persons[row.person_id].lower(), row.service_id), []).append(row)
    return found


def _covers(right: Habilitation, row: Wanted) -> bool:
    """Whether the right already gives all that is wanted, for as long."""
    return (
        right.siret_text in (None, row.siret)
        and right.level >= row.level
        and right.valid_from <= (row.valid_from or clock.now())
        and right.ends_at >= row.valid_to
    )


def _meets(right: Habilitation, row: Wanted) -> bool:
    return right.valid_from < row.valid_to and right.ends_at > (row.valid_from or clock.now())


def _raised(row: Wanted, in_way: Sequence[Habilitation]) -> Wanted:
    level = max([row.level, *(Level(right.level) for right in in_way)])
    starts = [right.valid_from for right in in_way if row.valid_from and right.valid_from < row.valid_from]
    return replace(
        row,
        level=level,
        valid_to=max([row.valid_to, *(right.valid_to for right in in_way)]),
        valid_from=None if starts else row.valid_from,
    )
