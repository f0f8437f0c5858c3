"""When a right was last used, as far as the portal can see it: files received, filed, and pages read.

Only services whose declarations are made here leave traces; of the others nothing is known, and nothing is said.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Max

from paraphe.declarations.services.deposit import SERVICE
from paraphe.journal import selectors as journal
from paraphe.kernel import clock
from paraphe.registry.selectors import Organisation

OBSERVED = frozenset({SERVICE})
"""The services whose use the portal sees."""
LOOKED_BACK = timedelta(days=400)
"""How far back pages read are looked for; technical logs are kept twelve months."""
FILES = """
select draft.received_by_id, place.siret, draft.service, max(draft.received_at)
from declarations_draft draft, jsonb_array_elements_text(draft.sirets) place(siret)
where draft.organisation_id = %s
group by 1, 2, 3
"""
FILINGS = """
select filing.person_id, place.siret, draft.service, max(filing.filed_at)
from declarations_filing filing
join declarations_draft draft on draft.id = filing.draft_id,
     jsonb_array_elements_text(draft.sirets) place(siret)
where filing.organisation_id = %s
group by 1, 2, 3
"""

Key = tuple[int, str | None, str]
Times = Mapping[Key, datetime]


@dataclass(frozen=True)
class Uses:
    """The last uses in one body: files received and filed by (person, SIRET, service), pages read by reference.

    A SIRET of None is any establishment of the body.
    """

    received: Times = field(default_factory=dict)
    filed: Times = field(default_factory=dict)
    read: Mapping[str, datetime] = field(default_factory=dict)

    def last_filing(self, key: Key) -> datetime | None:
        """When the person last filed there on this service."""
        return self.filed.get(key)

    def last_use(self, key: Key, *, person: str) -> datetime | None:
        """When the person (`person` is the reference) last filed, deposited or read declarations; None where never."""
        read = self.read.get(person) if key[2] in OBSERVED else None
        found = [at for at in (self.received.get(key), self.filed.get(key), read) if at is not None]
        return max(found, default=None)


def uses_in(organisation: Organisation) -> Uses:
    """The last uses in the body, in three queries."""
    return Uses(_gathered(FILES, organisation), _gathered(FILINGS, organisation), _reads(organisation))


def _gathered(query: str, organisation: Organisation) -> Times:
    with connection.cursor() as cursor:
        cursor.execute(query, [organisation.pk])
        rows = cursor.fetchall()
    found: dict[Key, datetime] = {}
    for person, siret, service, at in rows:
        found[person, siret, service] = at
        everywhere = (person, None, service)
        found[everywhere] = max(at, found.get(everywhere, at))
    return found


def _reads(organisation: Organisation) -> Mapping[str, datetime]:
    since = clock.now() - LOOKED_BACK
    rows = journal.accesses_of(organisation.siren).filter(at__gt=since, page__startswith="declarations:")
    return dict(rows.order_by().values_list("person").annotate(last=Max("at")))
