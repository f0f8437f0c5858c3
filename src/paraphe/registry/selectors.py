"""Reading the mirror."""

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.db.models import Max

from paraphe.kernel import clock
from paraphe.kernel.identifiers import Siret
from paraphe.registry.errors import UnknownBody, UnknownRegisterEvent
from paraphe.registry.models import Establishment, Organisation, RegisterEvent, Service

__all__ = ["Establishment", "Organisation", "RegisterEvent", "Service"]

PARIS = ZoneInfo("Europe/Paris")
LATE_MONTHS = 12


def organisation_by_ref(ref: str) -> Organisation:
    """The body of this reference; UnknownBody where there is none."""
    found = Organisation.objects.filter(ref=ref).first()
    if found is None:
        raise UnknownBody("registry.body_unknown")
    return found


def organisation_by_siren(siren: str) -> Organisation:
    """The body of this SIREN; UnknownBody where there is none."""
    found = Organisation.objects.filter(siren=siren).first()
    if found is None:
        raise UnknownBody("registry.body_unknown")
    return found


def organisations_by_siren(sirens: Iterable[str]) -> dict[str, Organisation]:
    """The known bodies among these SIRENs."""
    return {body.siren: body for body in Organisation.objects.filter(siren__in=set(sirens))}


def establishments_of(organisation: Organisation) -> list[Establishment]:
    """All establishments of a body, head office first."""
    return list(organisation.establishments.select_related("moved_to"))


def establishments_of_sirens(sirens: Iterable[str]) -> list[Establishment]:
    """All establishments of these bodies."""
    return list(Establishment.objects.filter(organisation__siren__in=set(sirens)))


def establishments_by_siret(sirets: Iterable[str]) -> dict[str, Establishment]:
    """The known establishments among these SIRETs, with their bodies."""
    rows = Establishment.objects.filter(siret__in=set(sirets)).select_related("organisation")
    return {row.siret: row for row in rows}


def services_for(branch: str) -> list[Service]:
    """The catalogue offered to a branch of the public service, in its order."""
    return list(Service.objects.filter(branches__contains=[branch]).select_related("protection_body"))


def service_by_code(code: str) -> Service:
    """The service of this code; UnknownBody(`registry.service_unknown`) where there is none."""
    found = Service.objects.filter(code=code).first()
    if found is None:
        raise UnknownBody("registry.service_unknown", service=code)
    return found


def services_by_code(codes: Iterable[str]) -> dict[str, Service]:
    """The services of the catalogue among these codes."""
    return {row.code: row for row in Service.objects.filter(code__in=set(codes))}


def access_delay_end(service: Service, opened_at: datetime) -> datetime | None:
    """When the body's own delay ends for an opening: midnight in Paris, so many days on; None where it has none."""
    if not service.access_delay:
        return None
    day = opened_at.astimezone(PARIS).date() + timedelta(days=service.access_delay)
    return datetime(day.year, day.month, day.day, tzinfo=PARIS)


def service_names() -> dict[str, str]:
    """Names of the services by code."""
    return dict(Service.objects.values_list("code", "name"))


class Outcome(StrEnum):
    """What the register says of a SIRET somebody types."""

    UNKNOWN = "unknown"
    CLOSED = "closed"
    NON_PUBLIC = "non-public"
    UNDISCLOSED = "undisclosed"
    KNOWN = "known"


@dataclass(frozen=True)
class Found:
    """What the mirror knows of a SIRET: nothing for `unknown`, else the establishment with its body.

    `successor` continues a closed establishment, here or in another body, where the register says so.
    """

    outcome: Outcome
    siret: str
    establishment: Establishment | None = None
    successor: Establishment | None = None

    @property
    def organisation(self) -> Organisation | None:
        """The body of the establishment."""
        return self.establishment.organisation if self.establishment else None


def look_up(siret: str) -> Found:
    """What the register knows of a SIRET as typed, spaces allowed; InvalidIdentifier for what is no SIRET.

    The first that holds: unknown, closed (the establishment or its body), non-public, undisclosed, known.
    """
    number = Siret(siret)
    rows = Establishment.objects.select_related("organisation", "moved_to__organisation")
    place = rows.filter(siret=number).first()
    if place is None:
        return Found(Outcome.UNKNOWN, number)
    return Found(_outcome_of(place), number, place, place.moved_to)


def _outcome_of(place: Establishment) -> Outcome:
    body, today = place.organisation, clock.now().astimezone(PARIS).date()
    if any(day is not None and day <= today for day in (place.closed_on, body.closed_on)):
        return Outcome.CLOSED
    if not body.is_public:
        return Outcome.NON_PUBLIC
    if place.diffusion != "O" or body.diffusion != "O":
        return Outcome.UNDISCLOSED
    return Outcome.KNOWN


def mask_address(establishment: Establishment) -> str:
    """The address as one who does not know it may see it: « 12 ru• de• Ta•••••, 99000 M••••••»."""
    street = " ".join(_masked(word, 2) for word in establishment.street.split())
    city = " ".join(_masked(word, 1) for word in establishment.city.split())
    return ", ".join(part for part in (street, f"{establishment.postcode} {city}".strip()) if part)


def _masked(word: str, shown: int) -> str:
    """Numbers and very short words stay; of the others, the first letters."""
    return word if word.isdigit() or len(word) <= shown else word[:shown] + "•" * (len(word) - shown)


SMALL_WORDS = frozenset(
    {"a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "sur", "sous", "un", "une"}
)
WORDS_MOST = 6

_SEARCH = """
with asked as (select word from unnest(%(words)s::text[]) as word),
hit as (
  select o.id, a.word, word_similarity(a.word, registry_plain(o.name)) as score
  from asked a join registry_organisation o on registry_plain(o.name) %%> a.word
  union all
  select e.organisation_id, a.word, 0.9 * word_similarity(a.word, registry_plain(e.city))
  from asked a join registry_establishment e on e.is_head_office and registry_plain(e.city) %%> a.word
), best as (select id, word, max(score) as score from hit group by id, word)
select o.id from registry_organisation o join (
  select id, sum(score) as score from best group by id
) b on b.id = o.id
where o.closed_on is null and o.diffusion = 'O'
order by b.score desc, length(o.name), o.name, o.id limit %(most)s
"""


def search_bodies(text: str, *, most: int = 20) -> list[Organisation]:
    """Living bodies whose name or city of the seat is close to the words typed, closest first; typos allowed.

    A SIREN or SIRET gives its body.
    """
    digits = "".join(text.split())
    if digits.isascii() and digits.isdigit() and len(digits) in (9, 14):
        return list(Organisation.objects.filter(siren=digits[:9]))
    words = re.findall(r"\w+", text.replace("\0", " ")[:200].lower())
    words = [word for word in dict.fromkeys(words) if word not in SMALL_WORDS][:WORDS_MOST]
    if not words:
        return []
    with connection.cursor() as cursor:
        cursor.execute("select array(select registry_plain(w) from unnest(%s::text[]) w)", [words])
        plain = cursor.fetchone()[0]
        cursor.execute(_SEARCH, {"words": plain, "most": most})
        keys = [key for (key,) in cursor.fetchall()]
    found = Organisation.objects.in_bulk(keys)
    return [found[key] for key in keys]


def head_office_of(organisation: Organisation) -> Establishment | None:
    """The seat of the body, where the register knows it."""
    return organisation.establishments.filter(is_head_office=True).first()


def freshness() -> datetime | None:
    """When the register was last imported, None where it never was."""
    found: datetime | None = Organisation.objects.aggregate(at=Max("seen_at"))["at"]
    return found


def register_events(organisation: Organisation, *, since: datetime, settled: bool) -> list[RegisterEvent]:
    """What the register told of the body since an instant, answered or still waiting, newest first."""
    rows = organisation.register_events.filter(seen_at__gte=since)
    rows = rows.exclude(settlement="") if settled else rows.filter(settlement="")
    return list(rows.select_related("organisation", "establishment", "other__organisation"))


def register_event(organisation: Organisation, ref: str) -> RegisterEvent:
    """What the register told of this body, by reference; UnknownRegisterEvent otherwise."""
    rows = organisation.register_events.select_related("organisation", "establishment", "other__organisation")
    found = rows.filter(ref=ref).first()
    if found is None:
        raise UnknownRegisterEvent("registry.event_unknown")
    return found


def late_months() -> int:
    """How many months an establishment that moved stays open for late and corrective filings (PARAPHE_LATE_MONTHS)."""
    return int(getattr(settings, "PARAPHE_LATE_MONTHS", LATE_MONTHS))


def late_until(place: Establishment) -> date | None:
    """The last day of late filings for one that moved within its body; None for any other. Needs `moved_to` read."""
    successor = place.moved_to
    if place.closed_on is None or successor is None or successor.organisation_id != place.organisation_id:
        return None
    months = place.closed_on.month - 1 + late_months()
    year, month = place.closed_on.year + months // 12, months % 12 + 1
    closed = date(year, month, min(place.closed_on.day, monthrange(year, month)[1]))
    return closed - timedelta(days=1)
