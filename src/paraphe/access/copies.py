"""The same rights as a colleague: what they would come to, and what of them cannot be given by this administrator."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from paraphe.access.models import Habilitation
from paraphe.access.plans import Asked, Plan, plan_giving, services_under_four_eyes
from paraphe.access.selectors import membership_of, rights_of
from paraphe.access.services.habilitations import has_fellow
from paraphe.access.vocabulary import Level
from paraphe.accounts.selectors import Person
from paraphe.kernel import clock
from paraphe.registry.selectors import Organisation

OWN, SCOPE, FOUR_EYES = "own", "scope", "four_eyes"
"""Why a right is not copied: it would be the actor's own, it is outside his scope, two administrators give it."""


@dataclass(frozen=True, slots=True)
class CopyPlan:
    """What is given, and the colleague's rights that are left out, each with the reason."""

    plan: Plan
    left: Sequence[tuple[Habilitation, str]]
    count: int
    """How many rights the colleague has."""


def plan_copy(
    organisation: Organisation, *, model: Person, person: Person, actor: Person, ends_at: datetime | None
) -> CopyPlan:
    """The rights of `model` given to `person` by this actor, until the same ends, or `ends_at` where it is told."""
    now = clock.now()
    rights = [right for right in rights_of(organisation, model.pk) if right.ends_at > now]
    own = person == actor and has_fellow(organisation, actor=actor)
    member = membership_of(organisation, actor.pk)
    scope = None if member is None else member.scope
    guarded = services_under_four_eyes(organisation)
    copied: list[Habilitation] = []
    left: list[tuple[Habilitation, str]] = []
    for right in rights:
        why = (
            OWN
            if own
            else SCOPE
            if scope is not None and right.siret_text not in scope
            else FOUR_EYES
            if right.service.code in guarded
            else ""
        )
        if why:
            left.append((right, why))
        else:
            copied.append(right)
    plan = plan_giving(organisation, *_asks(person, copied, ends_at)) if copied else Plan(())
    return CopyPlan(plan, left, len(rights))


def _asks(person: Person, rights: Sequence[Habilitation], ends_at: datetime | None) -> list[Asked]:
    """The same services together wherever and whenever they hold alike."""
    now = clock.now()
    groups: dict[tuple[str | None, datetime, datetime | None], list[Habilitation]] = {}
    for right in rights:
        start = right.valid_from if right.valid_from > now else None
        end = ends_at if ends_at is not None else right.ends_at
        if start is None or start < end:
            groups.setdefault((right.siret_text, end, start), []).append(right)
    return [
        Asked(
            person,
            None if siret is None else [siret],
            [(row.service, Level(row.level)) for row in rows],
            end,
            start,
        )
        for (siret, end, start), rows in groups.items()
    ]
