"""What is signed, in words."""

from typing import Any

from paraphe.declarations.models import Draft
from paraphe.registry import selectors as registry
from paraphe.registry.models import Organisation

NATURES = {
    "01": "déclaration sociale nominative mensuelle",
    "04": "signalement d’arrêt de travail",
    "05": "signalement de reprise du travail",
    "07": "signalement de fin de contrat",
    "08": "signalement d’amorçage",
    "09": "déclaration de substitution",
}
MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()


def month_name(month: str | None) -> str:
    """`2026-11` as « novembre 2026 »; empty where there is none."""
    if not month:
        return ""
    year, number = month.split("-")
    return f"{MONTHS[int(number) - 1]} {year}"


def item_title(item: dict[str, Any]) -> str:
    """What one declaration of a file is: « Déclaration sociale nominative mensuelle de novembre 2026 »."""
    name = NATURES.get(item["nature"], f"déclaration de nature {item['nature'] or 'inconnue'}")
    month = month_name(item["month"])
    title = f"{name} {_of(month)}".strip()
    return title[:1].upper() + title[1:]


def _of(month: str) -> str:
    if not month:
        return ""
    return f"d’{month}" if month[0] in "ao" else f"de {month}"


def intent_of(draft: Draft, organisation: Organisation) -> str:
    """The words the person signs, naming each declaration and establishment of the file (the first twenty, then their number)."""
    names = registry.establishments_by_siret(draft.sirets)
    told = [f"{item_title(item)}, établissement {names[item['siret']].name} ({item['siret']})" for item in draft.items]
    listed = " ; ".join(told[:20]) + (f" ; et {len(told) - 20} autres déclarations du fichier" if len(told) > 20 else "")
    return (
        f"Je certifie exactes les données du fichier {draft.name} : {listed}. "
        f"Je les dépose au nom de l’organisme {organisation.name}."
    )
