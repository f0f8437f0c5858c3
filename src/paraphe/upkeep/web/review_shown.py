"""The yearly review as its page shows it: a block a person, a line for the rights decided together."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from paraphe.access.vocabulary import Level
from paraphe.accounts.selectors import Person
from paraphe.kernel import clock
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Organisation
from paraphe.upkeep import activity, reviewing
from paraphe.upkeep.models import ReviewCampaign, ReviewItem
from paraphe.upkeep.proposals import CAUSES, SOUND
from paraphe.upkeep.reviewing import Reviewer
from paraphe.upkeep.vocabulary import LIMITED_BY_DEFAULT
from paraphe.web.components import Mark
from paraphe.web.templatetags.formats import day, short_day

EVERYWHERE = "Tous les établissements, présents et à venir"
SIGNED = {"keep": Mark("ok", "Gardé"), "limit": Mark("warn", "Limité"), "remove": Mark("off", "Retiré")}


@dataclass(frozen=True)
class Line:
    """Rights of one person decided together: same service, level, end and proposal; or the membership itself.

    `state` is open (the reader decides), other (another administrator does) or done (signed, or changed already).
    """

    key: str
    state: str
    name: str
    service: str
    level: str
    where: str
    until: str
    cause: str
    is_sound: bool
    proposal: str
    value: str
    limit_on: date
    typed: str
    decided_by: str
    can_limit: bool
    mark: Mark | None
    items: Sequence[ReviewItem]

    @property
    def is_decided(self) -> bool:
        """Whether somebody has decided all of it already, be it as a draft."""
        return all(item.decision for item in self.items)

    @property
    def label(self) -> str:
        """The line in words, for those who hear it."""
        parts = [self.name, self.service, self.where]
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class PersonBlock:
    """One person of the review, with her lines."""

    person: Person
    url: str
    detail: str
    lines: Sequence[Line]

    @property
    def is_reviewed(self) -> bool:
        """Whether nothing about her is left undecided."""
        return all(line.is_decided for line in self.lines)


@dataclass(frozen=True)
class Sheet:
    """The whole review, for one reader."""

    campaign: ReviewCampaign
    blocks: Sequence[PersonBlock]

    @property
    def reviewed(self) -> int:
        """How many people are decided on."""
        return sum(block.is_reviewed for block in self.blocks)

    @property
    def total(self) -> int:
        """How many people there are."""
        return len(self.blocks)

    @property
    def progress(self) -> str:
        """How far the review has come, in words."""
        return f"{self.reviewed} {'personnes relues' if self.reviewed > 1 else 'personne relue'} sur {self.total}"

    @property
    def open_lines(self) -> list[Line]:
        """The lines the reader decides, of everybody."""
        return [line for block in self.blocks for line in block.lines if line.state == "open"]


def lay_out(campaign: ReviewCampaign, reviewer: Reviewer) -> Sheet:
    """The review laid out for this reader, in a constant number of queries."""
    items = reviewing.live_items(campaign)
    organisation = campaign.organisation
    places = {place.siret: place.name for place in registry.establishments_of(organisation)}
    members = {item.membership_id: item.membership for item in items}
    seen = activity.last_seen(list(members.values()))
    by_person: dict[int, list[ReviewItem]] = defaultdict(list)
    for item in items:
        by_person[item.membership_id].append(item)
    blocks = [
        _block(organisation, held, seen=seen[key], lines=_lines(held, reviewer, places))
        for key, held in by_person.items()
    ]
    return Sheet(campaign, blocks)


def _block(
    organisation: Organisation, items: Sequence[ReviewItem], *, seen: datetime, lines: Sequence[Line]
) -> PersonBlock:
    membership = items[0].membership
    role = "Administre" if membership.is_administrator else "Déclare"
    url = reverse("access:person", args=[organisation.ref, membership.person.ref])
    return PersonBlock(membership.person, url, f"{role}. Dernière visite le {short_day(seen)}.", lines)


def _lines(items: Sequence[ReviewItem], reviewer: Reviewer, places: Mapping[str, str]) -> list[Line]:
    gathered: dict[tuple[str, str], list[ReviewItem]] = defaultdict(list)
    for item in items:
        gathered[_state(item, reviewer), _key(item)].append(item)
    return [_line(state, key, held, places) for (state, key), held in gathered.items()]


def _state(item: ReviewItem, reviewer: Reviewer) -> str:
    if item.signed_entry is not None or item.applied_entry is not None:
        return f"done-{item.decision}"
    return "open" if reviewer.may_decide(item) else "other"


def _key(item: ReviewItem) -> str:
    """The name of a line in the form: the same as long as the rights are."""
    right, person = item.right, item.membership.person.ref
    if right is None:
        return f"{person}-membre"
    end = reviewing.last_day(right.ends_at)
    return f"{person}-{right.service.code}-{right.level}-{item.proposal}-{end:%Y%m%d}"


def _line(state: str, key: str, items: Sequence[ReviewItem], places: Mapping[str, str]) -> Line:
    first, right = items[0], items[0].right
    decided = {(item.decision, item.limit_on) for item in items}
    decision, limit_on = decided.pop() if len(decided) == 1 else ("", None)
    last = limit_on or default_limit(items)
    used = max((item.used_at for item in items if item.used_at), default=None) if right else None
    return Line(
        key=key,
        state=state.partition("-")[0],
        name=first.membership.person.full_name,
        service=right.service.name if right else _membership_words(first),
        level=Level(right.level).code if right else "",
        where=_where(items, places) if right else "",
        until=f"jusqu’au {day(reviewing.last_day(right.ends_at))}" if right else "",
        cause=CAUSES[first.cause].capitalize() + (f", le {short_day(used)}" if used else ""),
        is_sound=SOUND.get(first.cause, False),
        proposal=first.proposal,
        value=decision or first.proposal,
        limit_on=last,
        typed=f"{last:%d/%m/%Y}",
        decided_by=first.decided_by.full_name if decision and first.decided_by else "",
        can_limit=right is not None,
        mark=SIGNED[first.decision] if state.startswith("done") else None,
        items=items,
    )


def _membership_words(item: ReviewItem) -> str:
    if not item.membership.is_administrator:
        return "Appartenance à l’organisme, sans aucun droit"
    count = len(item.membership.scope or ())
    return (
        f"Administre {count}\u00a0établissement{'s' if count > 1 else ''}"
        if count
        else "Administre l’organisme"
    )


def _where(items: Sequence[ReviewItem], places: Mapping[str, str]) -> str:
    """The place, or how many; all of them where the right says so."""
    sirets = [item.right.siret_text for item in items if item.right is not None]
    if None in sirets:
        return EVERYWHERE
    names = [places.get(siret or "", siret or "") for siret in sirets]
    return names[0] if len(names) == 1 else f"{len(names)}\u00a0établissements"


def default_limit(items: Iterable[ReviewItem]) -> date:
    """The end proposed for a limit: in three months, or the day before the right's own where that is sooner."""
    wanted = reviewing.day_of(clock.now() + LIMITED_BY_DEFAULT)
    ends = [reviewing.last_day(item.right.ends_at) for item in items if item.right is not None]
    return min([wanted, *ends])
