"""Reading declarations: loading one for someone is the check."""

import json
from collections.abc import Mapping
from typing import Any

from paraphe.access import selectors as access
from paraphe.access.vocabulary import Level
from paraphe.declarations import vault
from paraphe.declarations.errors import UnknownDeclaration
from paraphe.declarations.models import Draft, Filing
from paraphe.declarations.services.deposit import SERVICE, report_name
from paraphe.registry.selectors import Organisation

Levels = Mapping[str, Level]


def levels_of(organisation: Organisation, person: int) -> Levels:
    """By SIRET, the level at which the person may use the DSN service now."""
    return access.strongest_levels(person, organisation.siren, SERVICE)


def _may_see(draft: Draft, person: int, levels: Levels) -> bool:
    """A file is seen whole, by those who may consult every establishment in it; else by its depositor alone."""
    if not draft.sirets:
        return draft.received_by_id == person
    return all(siret in levels for siret in draft.sirets)


def drafts_for(organisation: Organisation, person: int, *, limit: int = 100) -> list[Draft]:
    """Drafts not yet filed that the person may see, newest first."""
    levels = levels_of(organisation, person)
    rows = Draft.objects.filter(organisation=organisation).exclude(state=Draft.State.FILED)
    rows = rows.select_related("received_by").order_by("-received_at")
    return [draft for draft in rows[: 10 * limit] if _may_see(draft, person, levels)][:limit]


def filings_for(organisation: Organisation, person: int, *, limit: int = 100) -> list[Filing]:
    """Filings that the person may see, newest first."""
    levels = levels_of(organisation, person)
    rows = Filing.objects.filter(organisation=organisation).select_related("draft", "person", "signature__inclusion")
    return [row for row in rows.order_by("-filed_at")[: 10 * limit] if _may_see(row.draft, person, levels)][:limit]


def draft_for(organisation: Organisation, person: int, ref: str) -> Draft:
    """A draft the person may see; UnknownDeclaration otherwise, as for one that does not exist."""
    rows = Draft.objects.filter(organisation=organisation, ref=ref)
    draft = rows.select_related("organisation", "received_by").first()
    if draft is None or not _may_see(draft, person, levels_of(organisation, person)):
        raise UnknownDeclaration("declarations.unknown")
    return draft


def filing_for(organisation: Organisation, person: int, ref: str) -> Filing:
    """A filing the person may see; UnknownDeclaration otherwise, as for one that does not exist."""
    rows = Filing.objects.filter(organisation=organisation, ref=ref)
    filing = rows.select_related("draft", "person", "organisation", "signature").first()
    if filing is None or not _may_see(filing.draft, person, levels_of(organisation, person)):
        raise UnknownDeclaration("declarations.unknown")
    return filing


def filing_of(draft: Draft) -> Filing | None:
    """The filing of a draft, once filed."""
    return Filing.objects.filter(draft=draft).first()


def report_of(draft: Draft) -> dict[str, Any]:
    """The report of the check, as kept: at most 1,000 findings, NIRs masked."""
    report: dict[str, Any] = json.loads(vault.read(report_name(draft.ref)))
    return report


def pending_inclusions() -> list[Filing]:
    """Filings recorded and not yet proved included: what a start-up or the worker resumes."""
    rows = Filing.objects.filter(signature__inclusion__isnull=True).select_related("signature")
    return list(rows.order_by("pk"))
