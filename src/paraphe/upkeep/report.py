"""What an administrator signs of a review, printed: one PDF, whose fingerprint goes into the entry.

Variable words reach the typesetter as JSON data, never as source. Nothing is written on disk.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

from paraphe.access.vocabulary import Level
from paraphe.accounts.selectors import Person
from paraphe.kernel.identifiers import Ref
from paraphe.registry import selectors as registry
from paraphe.upkeep.models import ReviewCampaign, ReviewItem, ReviewReport
from paraphe.upkeep.proposals import CAUSES
from paraphe.web.operator import operator
from paraphe.web.templatetags.formats import day, moment, short_day

SOURCES = Path(__file__).parent / "reports"
EVERYWHERE = "Tous les établissements, présents et à venir"
LEVELS = {Level.CONSULT: "Consulter", Level.PREPARE: "Préparer", Level.SIGN: "Signer"}
DONE = {"keep": "Gardé", "limit": "Limité", "remove": "Retiré"}


def write_report(
    campaign: ReviewCampaign, items: Sequence[ReviewItem], *, actor: Person, at: datetime
) -> ReviewReport:
    """The report of these lines, printed and not yet written: its entry is still to come."""
    content = _typeset(_tell(campaign, items, actor=actor, at=at))
    sha256 = hashlib.sha256(content).hexdigest()
    return ReviewReport(
        ref=Ref.new(), campaign=campaign, signed_by=actor, signed_at=at, sha256=sha256, content=content
    )


def _tell(
    campaign: ReviewCampaign, items: Sequence[ReviewItem], *, actor: Person, at: datetime
) -> dict[str, Any]:
    organisation = campaign.organisation
    return {
        "name": organisation.name,
        "siren": organisation.siren_spaced,
        "review": campaign.ref,
        "opened": day(campaign.opened_at),
        "signed_by": actor.full_name,
        "signed_at": moment(at),
        "sender": f"{operator().name or 'Paraphe'} – {settings.ORIGIN}",
        "people": _people(campaign, items),
        "counts": [f"{_count(items, key)} {label}" for key, label in _LABELS.items()],
    }


_LABELS = {"keep": "à garder", "limit": "à limiter", "remove": "à retirer"}


def _count(items: Sequence[ReviewItem], decision: str) -> int:
    return sum(item.decision == decision for item in items)


def _people(campaign: ReviewCampaign, items: Sequence[ReviewItem]) -> list[dict[str, Any]]:
    places = {place.siret: place.name for place in registry.establishments_of(campaign.organisation)}
    found: dict[int, dict[str, Any]] = {}
    for item in items:
        person = item.membership.person
        told = found.setdefault(person.pk, {"name": person.full_name, "lines": []})
        told["lines"].append(_line(item, places))
    return list(found.values())


def _line(item: ReviewItem, places: dict[str, str]) -> list[str]:
    """What, where, what was decided, why it was proposed, who had decided it."""
    right, by = item.right, item.decided_by
    if right is None:
        what, where = "Appartenance à l’organisme", ""
    else:
        what = f"{right.service.name}, {LEVELS[Level(right.level)].lower()}"
        where = EVERYWHERE if right.siret_text is None else places.get(right.siret_text, right.siret_text)
    done = DONE[item.decision] if right is not None or item.decision == "keep" else "À retirer"
    until = f" jusqu’au {day(item.limit_on)}" if item.limit_on else ""
    used = f", dernier usage le {short_day(item.used_at)}" if item.used_at and right else ""
    return [what, where, f"{done}{until}", f"{CAUSES[item.cause]}{used}", by.full_name if by else ""]


def _typeset(content: dict[str, Any]) -> bytes:
    made = typst.compile(
        str(SOURCES / "review.typ"),
        root=str(SOURCES),
        sys_inputs={"report": json.dumps(content, ensure_ascii=False)},
        ignore_system_fonts=True,
        pdf_tags=True,
    )
    assert isinstance(made, bytes)
    return made
