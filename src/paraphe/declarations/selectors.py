"""Reading declarations: loading one for someone is the check."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from paraphe.access import selectors as access
from paraphe.access.overview import rights_grid
from paraphe.access.vocabulary import Level
from paraphe.declarations import vault
from paraphe.declarations.errors import UnknownDeclaration
from paraphe.declarations.models import Draft, FiledKey, Filing
from paraphe.declarations.services.deposit import SERVICE, report_name
from paraphe.declarations.services.filing import content_of, keys_of, subject_of
from paraphe.registry.selectors import Organisation
from paraphe.signatures import selectors as signatures

__all__ = ["Draft", "Filing", "content_of", "subject_of"]

Levels = Mapping[str, Level]


def levels_of(organisation: Organisation, person: int) -> Levels:
    """By SIRET, the level at which the person may use the DSN service now."""
    return access.strongest_levels(person, organisation.siren, SERVICE)


def may_prepare(levels: Levels) -> bool:
    """Whether there is an establishment for which the person may prepare a file."""
    return any(level >= Level.PREPARE for level in levels.values())


def files_seen(organisation: Organisation, person: int, levels: Levels | None = None) -> QuerySet[Draft]:
    """Files received, filed or not, that the person may see, newest first.

    A file is seen whole, by those who may consult every establishment in it; one that names none, by its depositor.
    """
    levels = levels_of(organisation, person) if levels is None else levels
    whole = Q(sirets__contained_by=list(levels)) & ~Q(sirets=[])
    rows = Draft.objects.filter(whole | Q(sirets=[], received_by_id=person), organisation=organisation)
    return rows.order_by("-received_at", "-pk")


def drafts_for(organisation: Organisation, person: int, *, limit: int = 100) -> list[Draft]:
    """Drafts not yet filed that the person may see, newest first."""
    rows = files_seen(organisation, person).exclude(state=Draft.State.FILED)
    return list(rows.select_related("received_by")[:limit])


def filings_for(organisation: Organisation, person: int, *, limit: int = 100) -> list[Filing]:
    """Filings that the person may see, newest first."""
    seen = files_seen(organisation, person).order_by().values("pk")
    rows = Filing.objects.filter(organisation=organisation, draft__in=seen).select_related("draft", "person")
    return list(rows.order_by("-filed_at")[:limit])


def draft_for(organisation: Organisation, person: int, ref: str) -> Draft:
    """A draft the person may see; UnknownDeclaration otherwise, as for one that does not exist."""
    rows = files_seen(organisation, person).filter(ref=ref)
    draft = rows.select_related("organisation", "received_by").first()
    if draft is None:
        raise UnknownDeclaration("declarations.unknown")
    return draft


def draft_to_sign(organisation: Organisation, person: int, ref: str) -> Draft:
    """A draft the person may see, or was offered to sign: whoever lost the right since is told so, with why."""
    rows = Draft.objects.filter(organisation=organisation, ref=ref).select_related(
        "organisation", "received_by"
    )
    draft = rows.first()
    if draft is not None and signatures.was_offered(subject_of(draft), person=person):
        return draft
    return draft_for(organisation, person, ref)


def filing_for(organisation: Organisation, person: int, ref: str) -> Filing:
    """A filing the person may see; UnknownDeclaration otherwise, as for one that does not exist."""
    seen = files_seen(organisation, person).order_by().values("pk")
    rows = Filing.objects.filter(organisation=organisation, ref=ref, draft__in=seen)
    filing = rows.select_related("draft__received_by", "person", "organisation", "signature").first()
    if filing is None:
        raise UnknownDeclaration("declarations.unknown")
    return filing


def filing_of(draft: Draft) -> Filing | None:
    """The filing of a draft, once filed."""
    return Filing.objects.filter(draft=draft).first()


def twin_of(draft: Draft) -> Filing | None:
    """The filing that holds one of the draft's duplicate keys already, if there is one."""
    key = FiledKey.objects.filter(key__in=keys_of(draft.items)).exclude(filing__draft=draft)
    found = key.select_related("filing__draft").first()
    return found.filing if found else None


def signers_of(organisation: Organisation, sirets: Sequence[str]) -> list[str]:
    """The names of those who can sign for all these establishments now."""
    grid = rights_grid(organisation, sirets=sirets)
    able = set(grid.persons).intersection(*(grid.signers(siret, SERVICE) for siret in sirets))
    return [row.person.full_name for row in access.members_of(organisation) if row.person_id in able]


def report_of(draft: Draft) -> dict[str, Any]:
    """The report of the check, as kept: at most 1,000 findings, NIRs masked."""
    report: dict[str, Any] = json.loads(vault.read(report_name(draft.ref)))
    return report
