"""Loading what a decision weighs, in two round trips whatever the number of persons, establishments or services.

One statement gathers the rows of this room with what the register and the catalogue say of them; the standing of the
persons comes from `accounts`. The bounds of rights are compared apart (`valid_from`, `ends_at`), never through the
range of the exclusion constraint, so that the planner takes the btree (performance.md, trap of section 3).
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from django.db import connection

from paraphe.access.models import Operator
from paraphe.access.policy import (
    CredentialFact,
    EstablishmentFact,
    Facts,
    HabilitationFact,
    Held,
    MembershipFact,
    ServiceFact,
    Span,
    Standing,
    SubscriptionFact,
)
from paraphe.accounts import selectors as accounts
from paraphe.registry import selectors as registry

_STATEMENT = """
with asked as (
  select id, code, requires, branches, levels from registry_service
  where %(services)s::text[] is null or code = any(%(services)s::text[])
     or code in (select unnest(requires) from registry_service where code = any(%(services)s::text[]))
), body as (
  select id, branch from registry_organisation where siren = %(siren)s
), place as (
  select p.id, p.siret, p.opened_on, case when m.id is null then p.closed_on
    else (p.closed_on + make_interval(months => %(late)s))::date end as closed_on
  from registry_establishment p
  left join registry_establishment m on m.id = p.moved_to_id and m.organisation_id = p.organisation_id
  where p.organisation_id = (select id from body)
    and (%(sirets)s::text[] is null or p.siret = any(%(sirets)s::text[]))
)
select kind, jsonb_agg(data) from (
select 'body' as kind, jsonb_build_object('branch', branch) as data from body
union all
select 'service', jsonb_build_object('code', code, 'requires', requires, 'branches', branches, 'levels', levels)
from asked
union all
select 'place', jsonb_build_object('siret', siret, 'opened_on', opened_on, 'closed_on', closed_on) from place
union all
select 'registration', jsonb_build_object('ref', ref, 'start', registered_at, 'opened', registered_entry,
  'closed_at', closed_at, 'closed', closed_entry)
from access_bodyregistration where organisation_id = (select id from body)
union all
select 'membership', jsonb_build_object('person', person_id, 'ref', ref, 'role', role, 'scope', scope,
  'start', opened_at, 'closed_at', closed_at, 'opened', opened_entry, 'closed', closed_entry,
  'protected_until', protected_until, 'suspensions', coalesce((
    select jsonb_agg(jsonb_build_object('ref', s.ref, 'start', s.opened_at, 'closed_at', s.closed_at,
      'opened', s.opened_entry, 'closed', s.closed_entry))
    from access_suspension s where s.membership_id = access_membership.id), '[]'::jsonb))
from access_membership
where organisation_id = (select id from body)
  and (%(persons)s::bigint[] is null or person_id = any(%(persons)s::bigint[]))
  and (not %(current)s or (opened_at <= %(at)s and (closed_at is null or closed_at > %(at)s)))
union all
select 'subscription', jsonb_build_object('ref', s.ref, 'siret', place.siret, 'service', asked.code,
  'start', s.opened_at, 'closed_at', s.closed_at, 'opened', s.opened_entry, 'closed', s.closed_entry)
from access_subscription s join place on place.id = s.establishment_id join asked on asked.id = s.service_id
where not %(current)s or (s.opened_at <= %(at)s and (s.closed_at is null or s.closed_at > %(at)s))
union all
select 'habilitation', jsonb_build_object('person', h.person_id, 'ref', h.ref, 'siret', h.siret, 'service', asked.code,
  'level', h.level, 'start', h.valid_from, 'until', h.valid_to, 'closed_at', h.closed_at,
  'opened', h.granted_entry, 'closed', h.closed_entry)
from access_habilitation h join asked on asked.id = h.service_id
where h.siren = %(siren_number)s and (%(persons)s::bigint[] is null or h.person_id = any(%(persons)s::bigint[]))
  and (%(siret_numbers)s::bigint[] is null or h.siret is null or h.siret = any(%(siret_numbers)s::bigint[]))
  and (not %(current)s or (h.valid_from <= %(at)s and h.ends_at > %(at)s))
) as rows group by kind
"""


def load_facts(
    siren: str,
    *,
    persons: Iterable[int] | None,
    sirets: Iterable[str] | None,
    services: Iterable[str] | None,
    current_at: datetime | None = None,
) -> Facts:
    """The facts of a body for these persons, establishments and services (None: all of them).

    `current_at` keeps only the rows that hold at that instant: enough for a decision, too little to say why not.
    """
    persons, sirets, services = _listed(persons), _listed(sirets), _listed(services)
    parameters: dict[str, Any] = {
        "siren": siren,
        "siren_number": int(siren),
        "persons": persons,
        "sirets": sirets,
        "siret_numbers": None if sirets is None else [int(siret) for siret in sirets],
        "services": services,
        "late": registry.late_months(),
        "current": current_at is not None,
        "at": current_at or datetime.max.replace(tzinfo=UTC),
    }
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, parameters)
        for kind, data in cursor.fetchall():
            rows[kind] = json.loads(data) if isinstance(data, str) else data
    if persons is None:
        persons = sorted({row["person"] for kind in ("membership", "habilitation") for row in rows[kind]})
    return _facts(rows, _standings(persons))


def load_desk_facts(person: int) -> Facts:
    """The facts of a question about the operator's desk."""
    rows = Operator.objects.filter(person_id=person)
    held = tuple(
        Held(row.ref, Span(row.opened_at, None, row.closed_at, row.opened_entry, row.closed_entry))
        for row in rows
    )
    return Facts(operators={person: held}, standings=_standings([person]))


def _listed(values: Iterable[Any] | None) -> list[Any] | None:
    return None if values is None else list(values)


def _standings(persons: list[int]) -> dict[int, Standing]:
    return {
        person: Standing(
            row.is_active,
            row.email_verified,
            tuple(CredentialFact(held.ref, _held_span(held), held.kind) for held in row.credentials),
            row.restricted_until,
        )
        for person, row in accounts.standings(persons).items()
    }


def _held_span(held: accounts.CredentialHeld) -> Span:
    return Span(held.enrolled_at, None, held.revoked_at, held.enrolled_entry, held.revoked_entry)


def _facts(rows: dict[str, list[dict[str, Any]]], standings: dict[int, Standing]) -> Facts:
    memberships: dict[int, tuple[MembershipFact, ...]] = {}
    habilitations: dict[int, tuple[HabilitationFact, ...]] = {}
    for row in rows["membership"]:
        scope = None if row["scope"] is None else tuple(row["scope"])
        stops = tuple(Held(stop["ref"], _span(stop)) for stop in row["suspensions"])
        until = _instant(row["protected_until"])
        fact = MembershipFact(row["ref"], _span(row), row["role"], scope, stops, until)
        memberships[row["person"]] = (*memberships.get(row["person"], ()), fact)
    for row in rows["habilitation"]:
        siret = None if row["siret"] is None else f"{row['siret']:014d}"
        right = HabilitationFact(row["ref"], _span(row), siret, row["service"], row["level"])
        habilitations[row["person"]] = (*habilitations.get(row["person"], ()), right)
    return Facts(
        branch=next((row["branch"] for row in rows["body"]), ""),
        registrations=tuple(Held(row["ref"], _span(row)) for row in rows["registration"]),
        establishments={
            row["siret"]: EstablishmentFact(
                _day(row["opened_on"]), row["closed_on"] and _day(row["closed_on"])
            )
            for row in rows["place"]
        },
        services={
            row["code"]: ServiceFact(tuple(row["branches"]), tuple(row["requires"]), tuple(row["levels"]))
            for row in rows["service"]
        },
        memberships=memberships,
        habilitations=habilitations,
        subscriptions=tuple(
            SubscriptionFact(row["ref"], _span(row), row["siret"], row["service"])
            for row in rows["subscription"]
        ),
        standings=standings,
    )


def _span(row: dict[str, Any]) -> Span:
    return Span(
        _read_instant(row["start"]),
        _instant(row.get("until")),
        _instant(row.get("closed_at")),
        row["opened"],
        row.get("closed"),
    )


def _instant(text: str | None) -> datetime | None:
    return _read_instant(text) if text else None


_read_instant = lru_cache(maxsize=4096)(datetime.fromisoformat)
"""Rights of a body share their instants: given together, they end together."""


def _day(text: str) -> date:
    return date.fromisoformat(text)
