"""Merging what an import staged into the mirror, by sets, in the import's own transaction.

Nothing is ever deleted. What changed on a body the mirror knew before is told by a `RegisterEvent`; a body or a place
met for the first time with its body tells nothing. The order matters: differences are told before they are written,
head offices are left before others take their place.
"""

from collections.abc import Mapping
from datetime import datetime

from django.db import connection

_REF = (
    "left(translate(replace(gen_random_uuid()::text, '-', ''), '01', 'gh'), 12)"
    " || right(translate(gen_random_uuid()::text, '01', 'gh'), 8)"
)
"""Twenty characters of a reference, eighty bits of them random."""

_EVENT = f"""
insert into registry_registerevent (ref, kind, organisation_id, establishment_id, other_id, was, seen_at, settlement)
select {_REF}, """

_PLACES = """
with place as (
  select s.siret, o.id as organisation_id,
    case when o.diffusion = 'O' and s.name <> '' then s.name else o.name end as name,
    case when o.diffusion = 'O' then s.street else '' end as street,
    case when o.diffusion = 'O' then s.postcode else '' end as postcode,
    case when o.diffusion = 'O' then s.city else '' end as city,
    s.is_head_office, s.opened_on, s.closed_on, s.diffusion
  from registry_stagedplace s join registry_organisation o on o.siren = s.siren
)
"""
_PLACE_DIFFERS = """
(e.name, e.street, e.postcode, e.city, e.is_head_office, e.opened_on, e.closed_on, e.diffusion) is distinct from
(p.name, p.street, p.postcode, p.city, p.is_head_office, p.opened_on, p.closed_on, p.diffusion)
"""
_UNIT_DIFFERS = """
(o.name, o.legal_category, o.diffusion, o.closed_on) is distinct from
(u.name, u.legal_category, u.diffusion, u.closed_on)
"""
_KNOWN_UNITS = "from registry_stagedunit u join registry_organisation o on o.siren = u.siren where "
_KNOWN_PLACES = "from place p join registry_establishment e on e.siret = p.siret where "
_OWN_NAME = """not exists (select 1 from registry_registerevent r where r.organisation_id = e.organisation_id
  and r.establishment_id is null and r.kind = 'name-changed' and r.seen_at = %(now)s and r.was = e.name)"""
"""A place that bears the name of its body changes it with the body: told once."""
_SHOWN = "e.diffusion = 'O' and p.diffusion = 'O'"

KEEP_LAST = tuple(
    f"""delete from {table} where line in (
      select line from (select line, lead(line) over (partition by {key} order by line) as later from {table}) a
      where later is not null)"""  # noqa: S608
    for table, key in (("registry_stagedunit", "siren"), ("registry_stagedplace", "siret"))
)
"""A number met twice in a file: its last line holds."""

ONE_SEAT = """
update registry_stagedplace set is_head_office = false where is_head_office and line not in (
  select distinct on (siren) line from registry_stagedplace where is_head_office
  order by siren, closed_on nulls first, line desc)
"""

COUNTS = {
    "organisations_changed": f"select count(*) {_KNOWN_UNITS} {_UNIT_DIFFERS}",
    "organisations_closed": f"select count(*) {_KNOWN_UNITS} o.closed_on is null and u.closed_on is not null",
    "establishments_orphan": """select count(*) from registry_stagedplace s
      where not exists (select 1 from registry_organisation o where o.siren = s.siren)
        and not exists (select 1 from registry_stagedunit u where u.siren = s.siren)""",
}

UNIT_STEPS = (
    (
        f"{_EVENT} 'name-changed', o.id, null, null, o.name, %(now)s, '' {_KNOWN_UNITS} o.name <> u.name"
        " and o.diffusion = 'O' and u.diffusion = 'O'"
    ),
    (
        f"{_EVENT} 'category-changed', o.id, null, null, o.legal_category, %(now)s, '' {_KNOWN_UNITS}"
        " o.legal_category <> '' and o.legal_category <> u.legal_category"
    ),
    (
        f"{_EVENT} 'organisation-closed', o.id, null, null, '', %(now)s, '' {_KNOWN_UNITS}"
        " o.closed_on is null and u.closed_on is not null"
    ),
    """update registry_organisation o set name = u.name, diffusion = u.diffusion, closed_on = u.closed_on,
      branch = case when o.legal_category in ('', u.legal_category) then o.branch else u.branch end,
      legal_category = u.legal_category, seen_at = %(now)s
    from registry_stagedunit u where u.siren = o.siren""",
    """update registry_establishment e set name = o.name, street = '', postcode = '', city = ''
    from registry_stagedunit u join registry_organisation o on o.siren = u.siren
    where o.diffusion <> 'O' and e.organisation_id = o.id
      and (e.name, e.street, e.postcode, e.city) is distinct from (o.name, '', '', '')""",
)

NEW_UNITS = f"""
insert into registry_organisation (ref, siren, name, branch, agent_kind, official_mailbox, legal_category, diffusion,
  closed_on, seen_at)
select {_REF}, u.siren, u.name, u.branch, '', '', u.legal_category, u.diffusion, u.closed_on, %(now)s
from registry_stagedunit u where not exists (select 1 from registry_organisation o where o.siren = u.siren)
"""  # noqa: S608

PLACE_COUNTS = {
    "establishments_changed": f"{_PLACES} select count(*) {_KNOWN_PLACES} {_PLACE_DIFFERS}",
    "establishments_closed": f"""{_PLACES} select count(*) {_KNOWN_PLACES}
      e.closed_on is null and p.closed_on is not null""",
}

PLACE_STEPS = tuple(
    f"{_EVENT.replace('select', _PLACES + 'select', 1)} {told} {_KNOWN_PLACES} {when}"
    for told, when in (
        (
            "'establishment-closed', e.organisation_id, e.id, null, '', %(now)s, ''",
            "e.closed_on is null and p.closed_on is not null",
        ),
        (
            "'establishment-reopened', e.organisation_id, e.id, null, '', %(now)s, ''",
            "e.closed_on is not null and p.closed_on is null",
        ),
        (
            "'name-changed', e.organisation_id, e.id, null, e.name, %(now)s, ''",
            f"e.name <> p.name and {_SHOWN} and {_OWN_NAME}",
        ),
        (
            (
                "'address-changed', e.organisation_id, e.id, null,"
                " trim(concat_ws(', ', nullif(e.street, ''), trim(e.postcode || ' ' || e.city))), %(now)s, ''"
            ),
            f"(e.street, e.postcode, e.city) <> (p.street, p.postcode, p.city) and {_SHOWN}",
        ),
    )
)
PLACE_WRITES = (
    """update registry_organisation o set seen_at = %(now)s
    from (select distinct siren from registry_stagedplace) s
    where s.siren = o.siren and o.seen_at is distinct from %(now)s""",
    """update registry_establishment e set is_head_office = false
    from registry_stagedplace s join registry_organisation o on o.siren = s.siren
    where s.is_head_office and e.organisation_id = o.id and e.is_head_office and e.siret <> s.siret""",
    f"""{_PLACES} update registry_establishment e set name = p.name, street = p.street, postcode = p.postcode,
      city = p.city, is_head_office = p.is_head_office, opened_on = p.opened_on, closed_on = p.closed_on,
      diffusion = p.diffusion
    from place p where p.siret = e.siret and {_PLACE_DIFFERS}""",  # noqa: S608
)

NEW_PLACES = f"""
{_PLACES} insert into registry_establishment (ref, organisation_id, siret, name, street, postcode, city,
  is_head_office, opened_on, closed_on, diffusion)
select {_REF}, p.organisation_id, p.siret, p.name, p.street, p.postcode, p.city, p.is_head_office, p.opened_on,
  p.closed_on, p.diffusion
from place p where not exists (select 1 from registry_establishment e where e.siret = p.siret)
"""  # noqa: S608

OPENED = f"""{_EVENT} 'establishment-opened', e.organisation_id, e.id, null, '', %(now)s, ''
from registry_establishment e
where e.id > %(places)s and e.organisation_id <= %(bodies)s and e.closed_on is null
  and exists (select 1 from registry_establishment f where f.organisation_id = e.organisation_id and f.id <= %(places)s)
"""  # noqa: S608

LINK_STEPS = (
    """update registry_establishment e set moved_to_id = l.successor_id, moved_on = l.linked_on
    from (
      select distinct on (a.id) a.id, b.id as successor_id, s.linked_on
      from registry_stagedlink s join registry_establishment a on a.siret = s.siret
        join registry_establishment b on b.siret = s.successor
      order by a.id, (a.organisation_id = b.organisation_id) desc, s.linked_on desc, s.line desc
    ) l
    where l.id = e.id and (e.moved_to_id, e.moved_on) is distinct from (l.successor_id, l.linked_on)""",
    f"""{_EVENT} 'establishment-moved', e.organisation_id, e.id, n.id, '', %(now)s, ''
    from registry_establishment e join registry_establishment n on n.id = e.moved_to_id
    where n.organisation_id = e.organisation_id and e.closed_on is not null
      and exists (select 1 from registry_registerevent c
        where c.establishment_id = e.id and c.kind = 'establishment-closed')
      and not exists (select 1 from registry_registerevent m
        where m.establishment_id = e.id and m.other_id = n.id and m.kind = 'establishment-moved')""",  # noqa: S608
    """update registry_registerevent x set settlement = 'replaced', settled_at = %(now)s
    from registry_registerevent m where m.kind = 'establishment-moved' and m.seen_at = %(now)s and x.settlement = ''
      and ((x.kind = 'establishment-closed' and x.establishment_id = m.establishment_id)
        or (x.kind = 'establishment-opened' and x.establishment_id = m.other_id))""",
    f"""{_EVENT} 'organisations-merged', h.organisation_id, h.id, h.moved_to_id, '', %(now)s, ''
    from (
      select distinct on (e.organisation_id) e.organisation_id, e.id, e.moved_to_id
      from registry_establishment e join registry_establishment n on n.id = e.moved_to_id
        join registry_organisation o on o.id = e.organisation_id
      where n.organisation_id <> e.organisation_id and o.closed_on is not null
      order by e.organisation_id, e.is_head_office desc, e.moved_on desc
    ) h
    where exists (select 1 from registry_registerevent c
        where c.organisation_id = h.organisation_id and c.kind = 'organisation-closed')
      and not exists (select 1 from registry_registerevent m
        where m.organisation_id = h.organisation_id and m.kind = 'organisations-merged')""",  # noqa: S608
    """update registry_registerevent x set settlement = 'replaced', settled_at = %(now)s
    from registry_registerevent m where m.kind = 'organisations-merged' and m.seen_at = %(now)s
      and x.settlement = '' and x.kind = 'organisation-closed' and x.organisation_id = m.organisation_id""",
)

EMPTY = (
    "delete from registry_stagedunit",
    "delete from registry_stagedplace",
    "delete from registry_stagedlink",
)


def merge_staged(at: datetime) -> dict[str, int]:
    """Merge the staged rows and empty the staging; how many were new, changed, closed, twice or orphan."""
    counts = {"twice": sum(_execute(step) for step in KEEP_LAST)}
    _execute(ONE_SEAT)
    bounds: dict[str, int | datetime] = {
        "now": at,
        "bodies": _count("select coalesce(max(id), 0) from registry_organisation"),
        "places": _count("select coalesce(max(id), 0) from registry_establishment"),
    }
    counts |= {name: _count(statement) for name, statement in COUNTS.items()}
    for step in UNIT_STEPS:
        _execute(step, bounds)
    counts["organisations_new"] = _execute(NEW_UNITS, bounds)
    counts |= {name: _count(statement) for name, statement in PLACE_COUNTS.items()}
    for step in (*PLACE_STEPS, *PLACE_WRITES):
        _execute(step, bounds)
    counts["establishments_new"] = _execute(NEW_PLACES)
    for step in (OPENED, *LINK_STEPS, *EMPTY):
        _execute(step, bounds)
    return counts


def _execute(statement: str, values: Mapping[str, int | datetime] | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def _count(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])
