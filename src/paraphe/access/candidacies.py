"""Reading candidacies: for the candidate, for the administrators who answer, for the clock that ends them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from paraphe.access.errors import UnknownArrival
from paraphe.access.models import (
    AuthorityProof,
    BodyRegistration,
    Candidacy,
    Contest,
    Letter,
    Membership,
    Voice,
)
from paraphe.access.selectors import active_administrators_of, membership_of
from paraphe.accounts.selectors import Person
from paraphe.kernel import clock
from paraphe.registry.selectors import Organisation

__all__ = ["AuthorityProof", "Candidacy", "Contest", "Letter", "Voice"]

OPEN = ("pending", "contested")
LASTS = {"cooptation": timedelta(days=30), "key": timedelta(days=60)}
"""How long a candidacy waits, by path. Source: mission.md, « Candidate administrator »."""
REMINDERS = (3, 10, 25)
"""The days, from the request or the change of path, on which the administrators are reminded."""
MOST_OPEN = 3
REFUSED_FOR = timedelta(days=7)
"""How long after a refusal the same person may not ask the administrators again; by key, at once."""
CONTESTED_WITHIN = timedelta(days=60)
"""Until when after his appointment a newcomer can be contested."""
FRESH = timedelta(hours=24)
"""How long a newcomer by key is shown first, with the way to contest."""
KEYS_COUNT_FOR, MOST_KEYS = timedelta(days=30), 3
ASKS_COUNT_FOR, MOST_ASKS = timedelta(days=1), 6
RUNNING_PROOF = ("requested", "sent")


def contains(holder: Iterable[str] | None, asked: Iterable[str] | None) -> bool:
    """Whether a scope (None: the whole body) contains another."""
    return holder is None or (asked is not None and set(asked) <= set(holder))


def with_space(organisations: Iterable[Organisation]) -> set[int]:
    """The keys of those of the bodies whose space was opened."""
    rows = BodyRegistration.objects.filter(organisation__in=[row.pk for row in organisations])
    return set(rows.values_list("organisation_id", flat=True))


def own_candidacy(person: Person, ref: str) -> Candidacy:
    """A candidacy of the person; UnknownArrival for anybody else's, as for one that never was."""
    return _found(Candidacy.objects.filter(ref=ref, person=person))


def candidacy_of(organisation: Organisation, ref: str) -> Candidacy:
    """A candidacy to administer the body; UnknownArrival otherwise."""
    return _found(Candidacy.objects.filter(ref=ref, organisation=organisation))


def _found(rows: QuerySet[Candidacy]) -> Candidacy:
    found = rows.select_related("organisation", "person", "decided_by", "membership", "leaver").first()
    if found is None:
        raise UnknownArrival("access.candidacy_unknown")
    return found


def candidacy_named(ref: str) -> Candidacy | None:
    """A candidacy by reference, whatever the body: for those who read the journal's entries."""
    rows = Candidacy.objects.filter(ref=ref)
    return rows.select_related("organisation", "person", "decided_by").first()


def candidacies_of_person(person: Person) -> list[Candidacy]:
    """Everything the person asked, latest first."""
    rows = Candidacy.objects.filter(person=person).select_related("organisation", "decided_by")
    return list(rows.order_by("-opened_at", "-pk"))


def open_candidacy(organisation: Organisation, person: Person) -> Candidacy | None:
    """The candidacy of the person to the body that still waits, or None."""
    return Candidacy.objects.filter(organisation=organisation, person=person, state__in=OPEN).first()


def open_candidacies(organisation: Organisation) -> list[Candidacy]:
    """Candidacies that wait or are contested, oldest first."""
    rows = Candidacy.objects.filter(organisation=organisation, state__in=OPEN)
    return list(rows.select_related("person").order_by("opened_at", "pk"))


def closed_candidacies(organisation: Organisation, *, most: int = 20) -> list[Candidacy]:
    """The last candidacies that wait no more, latest first."""
    rows = Candidacy.objects.filter(organisation=organisation).exclude(state__in=OPEN)
    rows = rows.select_related("person", "decided_by", "membership")
    return list(rows.order_by("-opened_at", "-pk")[:most])


def waiting(organisation: Organisation) -> list[Candidacy]:
    """Candidacies an administrator can answer or contest now, oldest first: what waits on the dashboard."""
    return [row for row in open_candidacies(organisation) if row.state == "pending"]


def fresh_newcomers(organisation: Organisation) -> list[Candidacy]:
    """Those who came by a key in the last day: shown first, with the way to contest."""
    since = clock.now() - FRESH
    rows = Candidacy.objects.filter(
        organisation=organisation, state="active", path="key", decided_by=None, decided_at__gt=since
    )
    return list(rows.select_related("person").order_by("-decided_at"))


def waiting_for(organisation: Organisation, administrator: Person) -> list[Candidacy]:
    """Those of them this administrator may decide on."""
    own = membership_of(organisation, administrator.pk)
    if own is None or not own.is_administrator:
        return []
    return [row for row in waiting(organisation) if contains(own.scope, row.scope)]


def deciders_of(candidacy: Candidacy) -> list[Membership]:
    """The administrators who can answer: active, of a scope that contains the one asked, and not the candidate."""
    rows = active_administrators_of(candidacy.organisation)
    return [
        row for row in rows if row.person_id != candidacy.person_id and contains(row.scope, candidacy.scope)
    ]


def deciders_for(organisation: Organisation, scope: Iterable[str] | None, *, but: Person) -> list[Membership]:
    """The administrators who could answer a candidacy of that scope."""
    rows = active_administrators_of(organisation)
    return [row for row in rows if row.person_id != but.pk and contains(row.scope, scope)]


def voices_of(candidacy: Candidacy) -> list[Voice]:
    """The accords already given that still count: their givers can still decide."""
    able = {row.person_id for row in deciders_of(candidacy)}
    rows = Voice.objects.filter(candidacy=candidacy).select_related("person").order_by("given_at", "pk")
    return [row for row in rows if row.person_id in able]


def accords_missing(candidacy: Candidacy) -> int:
    """How many accords are still to be given."""
    return max(candidacy.accords_needed - len(voices_of(candidacy)), 0)


def running_key(candidacy: Candidacy) -> AuthorityProof | None:
    """The key asked for or posted that can still be typed, or None: none was, or it is used, burnt or over."""
    rows = AuthorityProof.objects.filter(candidacy=candidacy, kind="posted-key", state__in=RUNNING_PROOF)
    return rows.order_by("-requested_at", "-pk").first()


def last_key(candidacy: Candidacy) -> AuthorityProof | None:
    """The latest key of the candidacy, whatever became of it."""
    rows = AuthorityProof.objects.filter(candidacy=candidacy, kind="posted-key")
    return rows.order_by("-requested_at", "-pk").first()


def letter_of(proof: AuthorityProof | None) -> Letter | None:
    """The last letter that carries a key."""
    if proof is None:
        return None
    rows = Letter.objects.filter(proof=proof, kind=Letter.Kind.ACTIVATION_KEY)
    return rows.select_related("establishment").order_by("-queued_at", "-pk").first()


def can_have_new_key(candidacy: Candidacy) -> bool:
    """Whether a new key can be asked for: the last one is burnt, or its letter came back."""
    if candidacy.state != "pending" or candidacy.path != "key":
        return False
    running = running_key(candidacy)
    letter = letter_of(running)
    return running is None or (letter is not None and letter.state == "returned")


def ends_at(candidacy: Candidacy) -> datetime:
    """When the candidacy expires if nothing happens: a key that was posted later lasts later."""
    running = running_key(candidacy) if candidacy.path == "key" else None
    return max(candidacy.expires_at, running.expires_at) if running else candidacy.expires_at


def since(candidacy: Candidacy) -> datetime:
    """When the administrators began to be asked: at the request, or at the last change of path."""
    return candidacy.expires_at - LASTS[candidacy.path]


def days_to_remind(candidacy: Candidacy) -> int:
    """How many of the reminders are due by now."""
    begun = since(candidacy)
    return sum(begun + timedelta(days=day) <= clock.now() for day in REMINDERS)


def to_remind() -> list[Candidacy]:
    """Candidacies whose administrators are due a reminder."""
    rows = Candidacy.objects.filter(state="pending", path="cooptation", reminded__lt=len(REMINDERS))
    return [row for row in rows if row.expires_at > clock.now() and days_to_remind(row) > row.reminded]


def to_expire() -> list[Candidacy]:
    """Candidacies whose time is over."""
    rows = Candidacy.objects.filter(state__in=OPEN, expires_at__lte=clock.now())
    return [row for row in rows if ends_at(row) <= clock.now()]


def may_ask_again_at(organisation: Organisation, person: Person) -> datetime | None:
    """After a refusal, when the person may ask the administrators again; None where she may now."""
    rows = Candidacy.objects.filter(organisation=organisation, person=person, state="refused")
    last = rows.filter(decided_at__gt=clock.now() - REFUSED_FOR).order_by("-decided_at").first()
    return last.decided_at + REFUSED_FOR if last is not None and last.decided_at else None


def keys_left(person: Person) -> int:
    """How many letters with a key the person may still have posted this month."""
    since_then = clock.now() - KEYS_COUNT_FOR
    asked = AuthorityProof.objects.filter(person=person, requested_at__gt=since_then, kind="posted-key")
    return max(MOST_KEYS - asked.filter(candidacy__isnull=False).count(), 0)


def open_contest_of(candidacy: Candidacy) -> Contest | None:
    """The contest that runs against the candidacy or against the newcomer who came by it, or None."""
    about = Q(candidacy=candidacy)
    if candidacy.membership_id:
        about |= Q(membership_id=candidacy.membership_id)
    return Contest.objects.filter(about, state="open").select_related("person").first()


def contests_of(candidacy: Candidacy) -> list[Contest]:
    """Every contest of the candidacy or of the newcomer, latest first."""
    about = Q(candidacy=candidacy)
    if candidacy.membership_id:
        about |= Q(membership_id=candidacy.membership_id)
    return list(Contest.objects.filter(about).select_related("person").order_by("-opened_at"))


def contestable_until(candidacy: Candidacy) -> datetime | None:
    """Until when the candidacy or its newcomer can be contested; None where it cannot, or no more.

    A request for the administrators' accord is not contested but refused.
    """
    if candidacy.state == "pending":
        return ends_at(candidacy) if candidacy.path == "key" else None
    if candidacy.state != "active" or candidacy.decided_at is None:
        return None
    until = candidacy.decided_at + CONTESTED_WITHIN
    return until if clock.now() < until else None


def arrivals_of(organisation: Organisation) -> dict[int, Candidacy]:
    """By membership, the candidacy its administrator came by."""
    rows = Candidacy.objects.filter(organisation=organisation, membership__isnull=False)
    return {row.membership_id: row for row in rows.select_related("decided_by") if row.membership_id}
