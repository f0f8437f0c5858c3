"""Reading applications, proofs, letters and contests: for the applicant, for the desk, for the clock that ends them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from paraphe.access.errors import UnknownArrival
from paraphe.access.models import (
    AuthorityProof,
    BodyApplication,
    BodyRegistration,
    Candidacy,
    Contest,
    Letter,
    Membership,
)
from paraphe.accounts.selectors import Person
from paraphe.kernel import clock
from paraphe.registry.selectors import Establishment, Organisation, establishments_of

__all__ = ["AuthorityProof", "BodyApplication", "Contest", "Letter"]

OPEN = ("pending", "contested")
RUNNING = ("requested", "sent", "checked")
"""States of a proof that can still come to something."""
TERMS_VERSION = "2026-11"
"""The version of the terms that one accepts when asking to open a space."""
APPLICATION_LASTS = timedelta(days=90)
MAILBOX, KEY, LETTER = "official-mailbox", "posted-key", "designation-letter"
CONTESTED_WITHIN = timedelta(days=60)
"""How long after an appointment the legal representative or an administrator can contest it."""
MOST_OPEN = 5
"""Applications one person may have open."""
MOST_ASKED = {MAILBOX: (3, timedelta(days=1)), KEY: (2, timedelta(days=30)), LETTER: (5, timedelta(days=30))}
"""How many proofs of a kind one person may ask of one body, in how long."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an application stands: what stops it, who can act, until when."""

    application: BodyApplication
    proofs: Sequence[AuthorityProof]
    contest: Contest | None
    overtaken: bool


def application_of(person: Person, ref: str) -> BodyApplication:
    """An application of the person; UnknownArrival for anybody else's, as for one that never was."""
    rows = BodyApplication.objects.select_related("organisation", "establishment__organisation", "person")
    found = rows.filter(ref=ref, person=person).first()
    if found is None:
        raise UnknownArrival("access.application_unknown")
    return found


def applications_of(person: Person) -> list[BodyApplication]:
    """Everything the person asked to open, latest first."""
    rows = BodyApplication.objects.filter(person=person).select_related("organisation")
    return list(rows.order_by("-opened_at", "-pk"))


def open_application(organisation: Organisation, person: Person) -> BodyApplication | None:
    """The person's own application to the body that still waits."""
    return BodyApplication.objects.filter(organisation=organisation, person=person, state__in=OPEN).first()


def open_applications(organisation: Organisation) -> list[BodyApplication]:
    """Applications to the body that wait, whoever asked, oldest first."""
    rows = BodyApplication.objects.filter(organisation=organisation, state__in=OPEN)
    return list(rows.select_related("person").order_by("opened_at", "pk"))


def space_of(organisation: Organisation) -> BodyRegistration | None:
    """The body's space, open or closed, or None where none was opened."""
    return BodyRegistration.objects.filter(organisation=organisation).first()


def stand(application: BodyApplication) -> Standing:
    """Where the application stands now."""
    proofs = list(application.proofs.order_by("-requested_at", "-pk"))
    contest = application.contests.filter(state="open").first()
    overtaken = application.state in OPEN and space_of(application.organisation) is not None
    return Standing(application, proofs, contest, overtaken)


def running_proof(subject: BodyApplication | Contest, kind: str) -> AuthorityProof | None:
    """The latest proof of the kind that can still come to something."""
    rows = subject.proofs.filter(kind=kind, state__in=RUNNING, expires_at__gt=clock.now())
    return rows.select_related("organisation", "person").order_by("-requested_at", "-pk").first()


def letter_of(proof: AuthorityProof) -> Letter | None:
    """The latest letter that carries the key of the proof."""
    rows = Letter.objects.filter(proof=proof).select_related("establishment")
    return rows.order_by("-queued_at", "-pk").first()


def seat_of(organisation: Organisation) -> Establishment | None:
    """Where letters go: the head office, else the only open establishment known."""
    places = [place for place in establishments_of(organisation) if place.closed_on is None]
    seats = [place for place in places if place.is_head_office]
    found = seats or (places if len(places) == 1 else [])
    return found[0] if found else None


def has_address(place: Establishment | None) -> bool:
    """Whether the register knows enough to post a letter there."""
    return place is not None and bool(place.street and place.postcode and place.city)


def kinds_offered(subject: BodyApplication | Contest) -> list[str]:
    """The kinds of proof that can be asked now: a second proof is never of the kind of the first."""
    organisation, used = subject.organisation, kinds_used(subject)
    able = {
        MAILBOX: bool(organisation.official_mailbox),
        KEY: has_address(seat_of(organisation)),
        LETTER: True,
    }
    return [kind for kind, possible in able.items() if possible and kind not in used]


def kinds_used(subject: BodyApplication | Contest) -> set[str]:
    """The kinds that cannot serve again: those already passed for the same arrival."""
    passed = AuthorityProof.objects.filter(state="passed")
    if isinstance(subject, BodyApplication):
        return set(passed.filter(contest__application=subject).values_list("kind", flat=True))
    about = Q(contest=subject)
    if subject.application_id:
        about |= Q(contest__application=subject.application_id)
    if subject.candidacy_id:
        about |= Q(candidacy=subject.candidacy_id)
    first = set[str]()
    if subject.membership is not None:
        if subject.membership.appointed_by == Membership.AppointedBy.REGISTRATION:
            space = space_of(subject.organisation)
            first = {space.proof} if space else first
        about |= Q(candidacy__membership=subject.membership_id)
        about |= Q(
            application__person=contested_person(subject), application__organisation=subject.organisation
        )
        about |= Q(contest__membership=subject.membership_id)
    return first | set(passed.filter(about).values_list("kind", flat=True))


def asked_lately(organisation: Organisation, person: Person, kind: str) -> int:
    """How many proofs of the kind the person asked of the body within the time that counts."""
    since = clock.now() - MOST_ASKED[kind][1]
    rows = AuthorityProof.objects.filter(organisation=organisation, person=person, kind=kind)
    return rows.filter(requested_at__gt=since).count()


def contest_named(ref: str) -> Contest:
    """A contest by reference, for the desk; UnknownArrival where there is none."""
    found = _contests().filter(ref=ref).first()
    if found is None:
        raise UnknownArrival("access.contest_unknown")
    return found


def contest_of(person: Person, ref: str) -> Contest:
    """A contest against the person; UnknownArrival otherwise."""
    found = contest_named(ref)
    if contested_person(found).pk != person.pk:
        raise UnknownArrival("access.contest_unknown")
    return found


def contested_person(contest: Contest) -> Person:
    """The person who is contested."""
    for row in (contest.application, contest.candidacy, contest.membership):
        if row is not None:
            return row.person
    raise UnknownArrival("access.contest_unknown")


def open_contest_against(membership: Membership) -> Contest | None:
    """The contest that keeps a member frozen."""
    return Contest.objects.filter(membership=membership, state="open").first()


def open_contests_of(person: Person) -> list[Contest]:
    """The contests that run against the person, in every body."""
    about = Q(application__person=person) | Q(candidacy__person=person) | Q(membership__person=person)
    return list(_contests().filter(about, state="open").order_by("opened_at"))


def _contests() -> QuerySet[Contest]:
    return Contest.objects.select_related(
        "organisation",
        "application__person",
        "application__organisation",
        "candidacy__person",
        "membership__person",
        "membership__organisation",
        "suspension__membership__organisation",
        "person",
    )


def proof_at_desk(ref: str) -> AuthorityProof:
    """A proof by reference, for the desk; UnknownArrival where there is none."""
    found = proofs_at_desk().filter(ref=ref).first()
    if found is None:
        raise UnknownArrival("access.proof_unknown")
    return found


def proofs_at_desk() -> QuerySet[AuthorityProof]:
    """Every proof with what it is for, latest first."""
    rows = AuthorityProof.objects.select_related(
        "organisation", "person", "application", "contest", "checked_by"
    )
    return rows.order_by("-requested_at", "-pk")


def documents_waiting() -> QuerySet[AuthorityProof]:
    """Letters of designation that wait for an operator, oldest first: the latest of its kind for its subject."""
    rows = AuthorityProof.objects.filter(kind=LETTER, state__in=("requested", "checked"))
    return rows.filter(expires_at__gt=clock.now()).order_by("requested_at")


def letters_at_desk() -> QuerySet[Letter]:
    """Every letter with its place, latest first."""
    rows = Letter.objects.select_related(
        "organisation", "establishment", "proof__person", "application__person", "candidacy__person"
    )
    return rows.select_related("membership__person").order_by("-queued_at", "-pk")


def letter_at_desk(ref: str) -> Letter:
    """A letter by reference, for the desk; UnknownArrival where there is none."""
    found = letters_at_desk().filter(ref=ref).first()
    if found is None:
        raise UnknownArrival("access.letter_unknown")
    return found


def contests_at_desk() -> QuerySet[Contest]:
    """Every contest, latest first."""
    return _contests().order_by("-opened_at", "-pk")


def letter_by_code_reference(ref: str) -> Letter | None:
    """The letter whose reference was typed with a code, or None."""
    rows = Letter.objects.select_related("organisation", "application__person", "application__organisation")
    rows = rows.select_related(
        "candidacy__person", "candidacy__membership", "membership__organisation", "proof"
    )
    return rows.filter(ref=ref).first()


def contestable_of(letter: Letter) -> BodyApplication | Candidacy | Membership | None:
    """What the letter's code can contest now: a request that waits, or a newcomer of sixty days at most."""
    subject: BodyApplication | Candidacy | None = letter.application or letter.candidacy
    if subject is None:
        return _newcomer(letter.membership)
    if subject.state == "pending":
        return subject
    if isinstance(subject, Candidacy):
        return subject if subject.state == "active" and _newcomer(subject.membership) else None
    rows = Membership.objects.filter(organisation=subject.organisation, person=subject.person, closed_at=None)
    return (
        _newcomer(rows.select_related("organisation", "person").first())
        if subject.state == "active"
        else None
    )


def _newcomer(membership: Membership | None) -> Membership | None:
    if membership is None or membership.closed_at is not None or not membership.is_administrator:
        return None
    until: datetime = membership.opened_at + CONTESTED_WITHIN
    return membership if clock.now() < until else None


def to_expire() -> list[BodyApplication]:
    """Applications whose time is over."""
    rows = BodyApplication.objects.filter(state__in=OPEN, expires_at__lte=clock.now())
    return list(rows.select_related("organisation", "person"))


def proofs_to_expire() -> list[AuthorityProof]:
    """Proofs of an application or a contest whose time is over."""
    rows = AuthorityProof.objects.filter(state__in=RUNNING, expires_at__lte=clock.now())
    rows = rows.filter(Q(application__isnull=False) | Q(contest__isnull=False))
    return list(rows.select_related("organisation", "person"))
