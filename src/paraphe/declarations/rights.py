"""For whom a file declares, and whether the person may: asked for every establishment in it, at check and at signing.

Never for the body on screen nor the emitter; one missing right refuses the whole file. Source: declarations, rulings.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from paraphe.access import selectors as access
from paraphe.access.selectors import Decision, Question
from paraphe.access.vocabulary import Action
from paraphe.declarations.dsn.report import DeclarationSummary, Report
from paraphe.declarations.errors import FileRefused
from paraphe.declarations.models import Draft
from paraphe.kernel import clock
from paraphe.kernel.identifiers import InvalidIdentifier, Siret
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Organisation

EXPLAINED = 50


@dataclass(frozen=True, slots=True)
class Place:
    """An establishment the file declares for: its first line, its name where the body has it, and the decision."""

    siret: str
    line: int
    name: str
    decision: Decision

    @property
    def allowed(self) -> bool:
        """Whether the person may, here."""
        return self.decision.allowed


def items_of(report: Report) -> list[dict[str, Any]]:
    """The declarations of a file as kept with it; amounts are text, months `YYYY-MM` or None."""
    return [_item(declaration) for declaration in report.declarations]


def _item(declaration: DeclarationSummary) -> dict[str, Any]:
    data = declaration.to_dict()
    data["month"] = declaration.month or None
    try:
        data["siret"] = Siret(declaration.siret)
    except InvalidIdentifier:
        data["siret"] = ""
    return data


def sirets_of(items: Iterable[dict[str, Any]]) -> list[str]:
    """The establishments declared for, once each, in the order of the file."""
    return list(dict.fromkeys(item["siret"] for item in items if item["siret"]))


def weigh(
    organisation: Organisation, items: Sequence[dict[str, Any]], *, person: int, action: Action, service: str
) -> list[Place]:
    """The decision for each establishment of the file, in two round trips; the first refused are then explained."""
    sirets = sirets_of(items)
    at = clock.now()
    asked = [Question(person, action, organisation.siren, siret, service, at) for siret in sirets]
    decisions = _explained(access.decide_all(asked))
    names = registry.establishments_by_siret(sirets)
    lines = {item["siret"]: item["nic_line"] for item in reversed(items)}
    return [_place(organisation, decision, names, lines) for decision in decisions]


def _explained(decisions: Sequence[Decision]) -> list[Decision]:
    """The same decisions, the first refused ones with why: ten thousand strangers must not cost as many looks."""
    refused = set([decision.question for decision in decisions if not decision.allowed][:EXPLAINED])
    return [access.explain(one.question) if one.question in refused else one for one in decisions]


def _place(
    organisation: Organisation, decision: Decision, names: dict[str, Any], lines: dict[str, int]
) -> Place:
    siret = decision.question.siret or ""
    found = names.get(siret)
    # Another body's establishment is named no more than one that does not exist.
    name = found.name if found is not None and found.organisation_id == organisation.pk else ""
    return Place(siret, lines[siret], name, decision)


def places_to_sign(draft: Draft, *, person: int) -> list[Place]:
    """The decision to sign a draft, for each establishment of it."""
    return weigh(
        draft.organisation, draft.items, person=person, action=Action.DECLARATION_SIGN, service=draft.service
    )


def require_all(places: Sequence[Place]) -> None:
    """FileRefused where one place is refused, or where the file names none."""
    if not all(place.allowed for place in places):
        raise FileRefused(places)
