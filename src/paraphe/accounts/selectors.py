"""Reads of the accounts room."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.stages import LoginStageController
from allauth.core.internal.sessionkit import get_session_user
from allauth.mfa.stages import AuthenticateStage
from allauth.usersessions.models import UserSession
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest

from paraphe.accounts import recovery
from paraphe.accounts.models import (
    Credential,
    EmailChange,
    FactorRecovery,
    IdentityDoubt,
    LastActivity,
    NameRequest,
    Person,
    StepUp,
)
from paraphe.accounts.step_ups import act_digest, fresh_step_ups
from paraphe.accounts.vocabulary import PASSKEY, RECOVERY_CODES, SECOND_FACTORS, TOTP
from paraphe.kernel import clock
from paraphe.kernel.errors import PortalError
from paraphe.web import problems

__all__ = [
    "Credential",
    "EmailChange",
    "FactorRecovery",
    "IdentityDoubt",
    "NameRequest",
    "Person",
    "StepUp",
]

FRESHNESS = timedelta(days=182)
"""How long a confirmed name and address are taken for right. Source: mission.md, R26."""

BROWSERS = (
    ("Firefox/", "Firefox"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
STANDINGS = """
select person.id, person.is_active, person.registered_at is not null,
       credential.ref, credential.kind, credential.enrolled_at, credential.revoked_at,
       credential.enrolled_entry, credential.revoked_entry,
       max(credential.settles_at) filter (where credential.revoked_at is null) over (partition by person.id)
from accounts_person person
left join accounts_credential credential on credential.person_id = person.id and credential.kind = any(%s)
where person.id = any(%s)
order by person.id, credential.enrolled_at, credential.id
"""


@dataclass(frozen=True)
class StepUpPrompt:
    """What `accounts/components/step_up.html` shows: the ways the person has, and the refusal of the last
    try.
    """

    act_hash: str
    totp: bool
    passkey: bool
    given: bool = False
    error: str = ""


@dataclass(frozen=True)
class CredentialHeld:
    """One second factor, in force or revoked, with the journal entries that say so."""

    ref: str
    kind: str
    enrolled_at: datetime
    revoked_at: datetime | None
    enrolled_entry: int
    revoked_entry: int | None


@dataclass(frozen=True)
class PersonStanding:
    """What a decision asks of a person; `credentials` are second factors only, in force or revoked.

    `restricted_until`: a factor enrolled after a loss neither signs nor changes rights before that instant.
    """

    is_active: bool
    email_verified: bool
    credentials: tuple[CredentialHeld, ...]
    restricted_until: datetime | None = None


@dataclass(frozen=True)
class SessionSeen:
    """One open session: where from, since when, seen when."""

    id: int
    network: str
    browser: str
    since: datetime
    seen_at: datetime
    is_current: bool


def person_by_ref(ref: str) -> Person | None:
    """The person of this reference, or None."""
    return Person.objects.filter(ref=ref).first()


def persons_by_ref(refs: Iterable[str]) -> dict[str, Person]:
    """The people of these references, in one query."""
    return {person.ref: person for person in Person.objects.filter(ref__in=set(refs))}


def person_by_email(email: str) -> Person | None:
    """The person whose address this is, whatever its case, or None."""
    return Person.objects.filter(email=email.strip().lower()).first()


def persons_by_email(emails: Iterable[str]) -> dict[str, Person]:
    """People by address in lower case, those not known left out."""
    return {row.email: row for row in Person.objects.filter(email__in={email.lower() for email in emails})}


def active_credentials(person: Person) -> list[Credential]:
    """The person's credentials in force, oldest first."""
    return list(Credential.objects.filter(person=person, revoked_at=None).order_by("enrolled_at", "pk"))


def credential_by_ref(ref: str) -> Credential | None:
    """The credential of this reference, in force or not, or None."""
    return Credential.objects.filter(ref=ref).select_related("person").first()


def standings(person_ids: Sequence[int]) -> dict[int, PersonStanding]:
    """The standing of each person, by key, in one round trip to the database; absent where there is no such
    person.
    """
    with connection.cursor() as cursor:
        cursor.execute(STANDINGS, [list(SECOND_FACTORS), list(person_ids)])
        rows = cursor.fetchall()
    held: dict[int, list[CredentialHeld]] = {}
    people: dict[int, tuple[bool, bool, datetime | None]] = {}
    for key, is_active, is_verified, ref, *rest, restricted in rows:
        people[key] = (is_active, is_verified, restricted)
        held.setdefault(key, []).extend([CredentialHeld(ref, *rest)] if ref else [])
    return {
        key: PersonStanding(is_active, is_verified, tuple(held[key]), restricted)
        for key, (is_active, is_verified, restricted) in people.items()
    }


def has_second_factor(person: Person) -> bool:
    """Whether a passkey or an application is in force; recovery codes do not count."""
    return Credential.objects.filter(person=person, kind__in=SECOND_FACTORS, revoked_at=None).exists()


def with_second_factor(persons: Iterable[Person]) -> set[int]:
    """Keys of those among `persons` who have a second factor, in one query."""
    found = Credential.objects.filter(person__in=list(persons), kind__in=SECOND_FACTORS, revoked_at=None)
    return set(found.values_list("person_id", flat=True))


def proved_second_factor(request: HttpRequest) -> bool:
    """Whether this session was opened, or raised, with a second factor."""
    records = get_authentication_records(request, request.user if request.user.is_authenticated else None)
    return any(entry.get("method") == "mfa" for entry in records)


def came_by_recovery_code(request: HttpRequest) -> bool:
    """Whether the last proof of this session is a recovery code: its owner may have lost the factor."""
    records = get_authentication_records(request, request.user if request.user.is_authenticated else None)
    proofs = [entry for entry in records if entry.get("method") == "mfa"]
    return bool(proofs) and proofs[-1].get("type") == RECOVERY_CODES


def person_logging_in(request: HttpRequest) -> Person | None:
    """Who gave the right password and owes a second factor, in this browser; None elsewhere."""
    if request.user.is_authenticated:
        return None
    stage = LoginStageController.enter(request, AuthenticateStage.key)
    found = stage.login.user if stage else None
    return found if isinstance(found, Person) else None


People = Iterable[Person] | QuerySet[Any, Any]
"""People as rows, or as a query of their keys, which is never read apart."""


def _among(persons: People) -> list[int] | QuerySet[Any, Any]:
    return persons if isinstance(persons, QuerySet) else [person.pk for person in persons]


def pending_name(person: Person) -> NameRequest | None:
    """The correction of her name a person waits for, or None."""
    return NameRequest.objects.filter(person=person, state="pending").first()


def last_name_answer(person: Person) -> NameRequest | None:
    """The latest correction asked for that was decided, or None."""
    decided = NameRequest.objects.filter(person=person, state__in=("approved", "refused"))
    return decided.order_by("-closed_at").first()


def pending_names(persons: People) -> list[NameRequest]:
    """The corrections these people wait for, oldest first."""
    rows = NameRequest.objects.filter(person__in=_among(persons), state="pending").select_related("person")
    return list(rows.order_by("asked_at", "pk"))


def open_email_change(person: Person) -> EmailChange | None:
    """The change of address a person waits for, or None."""
    rows = EmailChange.objects.filter(person=person, closed_at=None, expires_at__gt=clock.now())
    return rows.select_related("person").first()


def email_change_named(ref: str) -> EmailChange | None:
    """The change of this reference, or None; for the mails that tell of it."""
    return EmailChange.objects.filter(ref=ref).select_related("person").first()


def open_recovery(person: Person) -> FactorRecovery | None:
    """The recovery of a lost factor that is asked for or opened, or None."""
    return next(iter(open_recoveries([person])), None)


def open_recoveries(persons: People) -> list[FactorRecovery]:
    """The recoveries asked for or opened of these people, oldest first."""
    rows = FactorRecovery.objects.filter(
        person__in=_among(persons), state__in=("requested", "opened"), expires_at__gt=clock.now()
    )
    return list(rows.select_related("person", "opened_by").order_by("asked_at", "pk"))


def recoveries_by_key() -> list[FactorRecovery]:
    """The recoveries a sole administrator asked for, which wait for a posted key and a check by the operator."""
    rows = FactorRecovery.objects.filter(way="key", state="requested", expires_at__gt=clock.now())
    return list(rows.select_related("person").order_by("asked_at", "pk"))


def recovery_named(ref: str) -> FactorRecovery | None:
    """The recovery of this reference, open or over, or None."""
    return FactorRecovery.objects.filter(ref=ref).select_related("person", "opened_by").first()


def is_usable(recovery: FactorRecovery | None) -> bool:
    """Whether a recovery lets another factor be enrolled now."""
    if recovery is None or recovery.state != "opened" or recovery.usable_at is None:
        return False
    return recovery.usable_at <= clock.now() < recovery.expires_at


def restricted_until(person: Person) -> datetime | None:
    """Until when a factor enrolled after a loss neither signs nor changes rights; None where nothing waits."""
    standing = standings([person.pk]).get(person.pk)
    until = standing.restricted_until if standing else None
    return until if until is not None and until > clock.now() else None


def doubts_about(persons: People) -> list[IdentityDoubt]:
    """The open doubts that an account of these people serves two, oldest first."""
    rows = IdentityDoubt.objects.filter(person__in=_among(persons), state="open").select_related("person")
    return list(rows.order_by("opened_at", "pk"))


def bounced(persons: People) -> list[Person]:
    """Those whose mailbox sends our mails back."""
    rows = Person.objects.filter(pk__in=_among(persons), bounced_at__isnull=False)
    return list(rows.order_by("bounced_at", "pk"))


def profile_confirmed_at(person: Person) -> datetime | None:
    """When the person last said that her name and address are right: at the latest, when she opened the account."""
    return person.profile_confirmed_at or person.registered_at


def stale_profiles(persons: Iterable[Person]) -> list[Person]:
    """Those who did not confirm their name and address for six months."""
    limit = clock.now() - FRESHNESS
    return [person for person in persons if (profile_confirmed_at(person) or person.created_at) < limit]


def recovery_codes_left(person: Person) -> int:
    """How many recovery codes are unused; 0 where none were drawn."""
    credential = Credential.objects.filter(person=person, kind=RECOVERY_CODES, revoked_at=None).first()
    return recovery.count_left(credential) if credential else 0


def last_activity(persons: Iterable[Person]) -> dict[int, datetime]:
    """When each was last seen, to the hour, by key; absent where never. One query."""
    seen = LastActivity.objects.filter(person_id__in=[person.pk for person in persons])
    return dict(seen.values_list("person_id", "at"))


def open_sessions(request: HttpRequest) -> list[SessionSeen]:
    """The live sessions of the person logged in, latest first; reads one session row each."""
    rows = UserSession.objects.filter(user_id=request.user.pk).order_by("-last_seen_at")
    return [
        SessionSeen(
            row.pk,
            row.ip,
            browser_words(row.user_agent),
            row.created_at,
            row.last_seen_at,
            row.session_key == _key(request),
        )
        for row in rows
        if _is_alive(row)
    ]


def browser_words(user_agent: str) -> str:
    """What a browser says it is, in words; it may lie, so this is only shown to its own user."""
    browser = next((name for sign, name in BROWSERS if sign in user_agent), "Navigateur inconnu")
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    return f"{browser}, {system}" if system else browser


def _is_alive(row: UserSession) -> bool:
    return row.exists() and get_session_user(row._session_store(row.session_key)) is not None


def _key(request: HttpRequest) -> str | None:
    return request.session.session_key


def step_up_prompt(person: Person, act: str, error: PortalError | None = None) -> StepUpPrompt:
    """The prompt for one act, with the sentence of the last refusal where there is one."""
    kinds = set(Credential.objects.filter(person=person, revoked_at=None).values_list("kind", flat=True))
    told = problems.tell(error) if error else None
    sentence = " ".join(part for part in (told.sentence, told.remedy) if part) if told else ""
    act_hash = act_digest(act)
    given = fresh_step_ups(person, act_hash).exists()
    return StepUpPrompt(act_hash, totp=TOTP in kinds, passkey=PASSKEY in kinds, given=given, error=sentence)


def open_email_changes(persons: People) -> list[EmailChange]:
    """The changes of address these people wait for, oldest first."""
    rows = EmailChange.objects.filter(
        person__in=_among(persons), closed_at=None, expires_at__gt=clock.now()
    ).select_related("person")
    return list(rows.order_by("asked_at", "pk"))


def proved_email_changes() -> list[EmailChange]:
    """The changes of address whose new mailbox is proved and whose former one never answered, oldest first."""
    rows = EmailChange.objects.filter(state="proved", expires_at__gt=clock.now()).select_related("person")
    return list(rows.order_by("asked_at", "pk"))
