"""Rights that end soon, and what prolonging them comes to: one change, levels kept, what they require prolonged too."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from paraphe.access.changes import Change, renewal_of
from paraphe.access.models import Habilitation
from paraphe.access.plans import Asked, plan_giving
from paraphe.access.vocabulary import Level
from paraphe.kernel import clock
from paraphe.registry.selectors import Organisation

SOON_DAYS = 60


def ending_rights(
    organisation: Organisation, *, days: int = SOON_DAYS, person: str = ""
) -> list[Habilitation]:
    """The rights that end within so many days and that nothing follows, the first to end first.

    `person` is the reference of one person, or empty for all.
    """
    now = clock.now()
    rows = Habilitation.objects.filter(siren=int(organisation.siren), closed_at=None, ends_at__gt=now)
    followed = {
        (row.person_id, row.siret, row.service_id, row.valid_from) for row in rows.filter(valid_from__gt=now)
    }
    ending = rows.filter(ends_at__lte=now + timedelta(days=days))
    if person:
        ending = ending.filter(person__ref=person)
    found = ending.select_related("person", "service").order_by("ends_at", "person__family_name", "pk")
    return [row for row in found if (row.person_id, row.siret, row.service_id, row.ends_at) not in followed]


def plan_renewal(rights: Sequence[Habilitation], organisation: Organisation, *, ends_at: datetime) -> Change:
    """Prolonging these rights to that end, in one change; empty where each runs as long already."""
    groups: dict[int, dict[str | None, list[Habilitation]]] = {}
    for right in rights:
        groups.setdefault(right.person_id, {}).setdefault(right.siret_text, []).append(right)
    steps = [
        step
        for places in groups.values()
        for step in plan_giving(
            organisation, *(_asked(siret, rows, ends_at) for siret, rows in places.items())
        ).steps
    ]
    return Change(
        "renewal",
        closures=[right for step in steps for right in step.closed],
        grants=[wanted for step in steps for wanted in step.given],
    )


def plan_new_end(right: Habilitation, organisation: Organisation, *, ends_at: datetime) -> Change:
    """Another end for one right, later or sooner; empty where it is the same."""
    if ends_at > right.ends_at:
        return plan_renewal([right], organisation, ends_at=ends_at)
    if ends_at == right.ends_at:
        return Change("renewal")
    start = right.valid_from if right.valid_from > clock.now() else None
    shorter = renewal_of(right, valid_to=ends_at)
    return Change("renewal", closures=[right], grants=[replace(shorter, valid_from=start)])


def _asked(siret: str | None, rights: Sequence[Habilitation], ends_at: datetime) -> Asked:
    items = [(right.service, Level(right.level)) for right in rights]
    return Asked(rights[0].person, None if siret is None else [siret], items, ends_at)
