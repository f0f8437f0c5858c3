"""Reading hand-overs: their state from who administers now, what moves with the leaver, what ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from paraphe.access import candidacies, overview
from paraphe.access import selectors as access
from paraphe.access.selectors import Candidacy, Habilitation, Invitation, Membership
from paraphe.accounts import selectors as accounts
from paraphe.accounts.selectors import Person
from paraphe.declarations.selectors import Draft
from paraphe.kernel import clock
from paraphe.registry.selectors import Organisation
from paraphe.upkeep.errors import UnknownHandover
from paraphe.upkeep.models import Handover
from paraphe.upkeep.transitions import Standing, read_handover

PARIS = ZoneInfo("Europe/Paris")
DRAFTS_SHOWN = 100


def state_of(handover: Handover) -> str:
    """The state of the hand-over now."""
    leaver = handover.leaver
    left = Membership.objects.filter(pk=leaver.pk, closed_at__isnull=False).exists()
    standing = Standing(handover.cancelled_at is not None, left, _stand_successor(handover))
    return read_handover(standing)


def _stand_successor(handover: Handover) -> str:
    """Where the successor stands: suspended counts as absent, and an administrator of less as a member."""
    if handover.successor_id is None:
        return ""
    row = access.membership_of(handover.organisation, handover.successor_id)
    if row is None:
        return "candidate" if candidacy_to_accept(handover) else "absent"
    if access.suspended_among([row]):
        return "absent"
    return "administrator" if row.is_administrator and _covers(row, handover.leaver) else "member"


def candidacy_to_accept(handover: Handover) -> Candidacy | None:
    """The successor's candidacy where one accord is all it needs, for as much as the leaver administers."""
    if handover.successor is None:
        return None
    row = candidacies.open_candidacy(handover.organisation, handover.successor)
    if row is None or row.state != "pending" or row.path != Candidacy.Path.COOPTATION:
        return None
    is_enough = candidacies.accords_missing(row) == 1 and _covers(row, handover.leaver)
    return row if is_enough else None


def _covers(row: Membership | Candidacy, leaver: Membership) -> bool:
    return row.scope is None or (leaver.scope is not None and set(leaver.scope) <= set(row.scope))


def handover_of(organisation: Organisation, ref: str) -> Handover:
    """A hand-over of the body; UnknownHandover otherwise."""
    found = _with_people().filter(organisation=organisation, ref=ref).first()
    if found is None:
        raise UnknownHandover("upkeep.handover_unknown")
    return found


def handover_for(person: Person, ref: str) -> Handover:
    """The hand-over by which the person left; UnknownHandover otherwise, as for one that does not exist."""
    found = _with_people().filter(ref=ref).first()
    if found is None or person.pk != found.leaver.person_id:
        raise UnknownHandover("upkeep.handover_unknown")
    return found


def open_handovers(organisation: Organisation) -> list[Handover]:
    """The hand-overs neither done nor cancelled, latest first."""
    rows = _with_people().filter(organisation=organisation, cancelled_at=None)
    return list(rows.filter(leaver__closed_at=None))


def past_handovers(organisation: Organisation) -> list[Handover]:
    """The hand-overs that are over, latest first."""
    running = {row.pk for row in open_handovers(organisation)}
    return [row for row in _with_people().filter(organisation=organisation) if row.pk not in running]


def _with_people() -> QuerySet[Handover]:
    return Handover.objects.select_related("organisation", "leaver__person", "successor", "announced_by")


def possible_successors(handover: Handover) -> dict[int, str]:
    """By person, how the body knows those who may be named: member, invitation or candidacy; the leaver is left out."""
    organisation = handover.organisation
    found = {row.person_id: "candidacy" for row in candidacies.waiting(organisation)}
    now = clock.now()
    invited = [row for row in access.open_invitations_of(organisation) if row.expires_at > now]
    found |= {row.person_id: "invitation" for row in invited}
    members = access.members_of(organisation)
    stopped = access.suspended_among(members)
    found |= {row.person_id: "member" for row in members if row.pk not in stopped}
    found.pop(handover.leaver.person_id, None)
    return found


@dataclass(frozen=True)
class LeftDraft:
    """A declaration the leaver began, and who can finish it once he is gone; nobody where `finishers` is empty."""

    draft: Draft
    finishers: Sequence[str]


@dataclass(frozen=True)
class Moving:
    """What passes to those who stay."""

    drafts: Sequence[LeftDraft]
    drafts_left_out: int
    invitations: Sequence[Invitation]
    candidacies: Sequence[Candidacy]
    lost_factors: Sequence[Person]
    names_to_correct: Sequence[Person]

    @property
    def orphans(self) -> int:
        """How many of the declarations shown nobody who stays can finish."""
        return sum(not row.finishers for row in self.drafts)


def what_moves(organisation: Organisation, leaver: Membership) -> Moving:
    """The declarations he began and nobody filed, his invitations that run, and what waits for an administrator."""
    rows = Draft.objects.filter(organisation=organisation, received_by=leaver.person_id)
    rows = rows.exclude(state=Draft.State.FILED).order_by("-received_at")
    now = clock.now()
    invited = [row for row in access.open_invitations_of(organisation) if row.expires_at > now]
    drafts = list(rows[:DRAFTS_SHOWN])
    staying = [row.person for row in access.members_of(organisation) if row.pk != leaver.pk]
    return Moving(
        drafts=_with_finishers(organisation, drafts, leaver),
        drafts_left_out=max(0, rows.count() - len(drafts)),
        invitations=[row for row in invited if row.invited_by_id == leaver.person_id],
        candidacies=candidacies.waiting(organisation),
        lost_factors=[row.person for row in accounts.open_recoveries(staying)],
        names_to_correct=[row.person for row in accounts.pending_names(staying)],
    )


def _with_finishers(
    organisation: Organisation, drafts: Sequence[Draft], leaver: Membership
) -> list[LeftDraft]:
    """Who else can sign for every establishment of each draft, in a constant number of queries."""
    if not drafts:
        return []
    grid = overview.rights_grid(organisation)
    names = {row.person_id: row.person.full_name for row in access.members_of(organisation)}
    names.pop(leaver.person_id, None)

    def finishers(draft: Draft) -> list[str]:
        able = set(names)
        for siret in draft.sirets:
            able &= set(grid.signers(siret, draft.service))
        return sorted(names[person] for person in able) if draft.sirets else []

    return [LeftDraft(draft, finishers(draft)) for draft in drafts]


@dataclass(frozen=True)
class Bundle:
    """Rights alike on one service at one level, over several establishments; `sirets` None for all of them."""

    service: str
    service_name: str
    level: int
    sirets: tuple[str, ...] | None


def rights_of_leaver(handover: Handover) -> list[Habilitation]:
    """The rights that end with him: those that run, or those that his departure ended."""
    leaver: Membership = Membership.objects.get(pk=handover.leaver_id)
    rows = access.rights_of(handover.organisation, leaver.person_id)
    if leaver.closed_entry is not None:
        return [row for row in rows if row.closed_entry == leaver.closed_entry]
    return [row for row in rows if row.closed_at is None and row.ends_at > clock.now()]


def bundles_of(rights: Sequence[Habilitation]) -> list[Bundle]:
    """The same rights gathered by service and level, in the order of the catalogue."""
    found: dict[tuple[str, int], list[Habilitation]] = {}
    for right in sorted(rights, key=lambda row: (row.service.position, row.level, row.siret or 0)):
        found.setdefault((right.service.code, right.level), []).append(right)
    return [
        Bundle(
            service=code,
            service_name=rows[0].service.name,
            level=level,
            sirets=None
            if any(row.siret is None for row in rows)
            else tuple(r.siret_text or "" for r in rows),
        )
        for (code, level), rows in found.items()
    ]


def bundles_missing(handover: Handover) -> list[Bundle]:
    """What the leaver could do and the successor cannot yet: proposed, never given by itself."""
    if handover.successor_id is None:
        return []
    now = clock.now()
    running = [r for r in access.rights_of(handover.organisation, handover.successor_id) if r.ends_at > now]
    held = {(right.service.code, right.siret_text): right.level for right in running}

    def lacks(right: Habilitation) -> bool:
        levels = (held.get((right.service.code, siret), 0) for siret in (right.siret_text, None))
        return max(levels) < right.level

    return bundles_of([right for right in rights_of_leaver(handover) if lacks(right)])


def is_last_body(leaver: Membership) -> bool:
    """Whether the person belongs to no other body."""
    return len(access.bodies_of(leaver.person_id)) <= 1


def others_remaining(leaver: Membership) -> list[Membership]:
    """The active administrators who would remain and whose scope suffices, longest-standing first."""
    rows = access.active_administrators_of(leaver.organisation)
    return [row for row in rows if row.pk != leaver.pk and (row.scope is None or leaver.scope is not None)]
