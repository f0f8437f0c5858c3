"""What is signed, in words."""

from collections.abc import Sequence
from typing import Any

from paraphe.declarations.models import Draft
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Organisation

NATURES = {
    "01": "déclaration sociale nominative mensuelle",
    "04": "signalement d’arrêt de travail",
    "05": "signalement de reprise du travail",
    "07": "signalement de fin de contrat",
    "08": "signalement d’amorçage",
    "09": "déclaration de substitution",
}
SHORT_NATURES = {
    "01": "DSN mensuelle",
    "04": "Arrêt de travail",
    "05": "Reprise du travail",
    "07": "Fin de contrat",
    "08": "Amorçage",
    "09": "Substitution",
}
TOLD = 20
TOLD_LENGTH = 1300
MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)


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


def short_title(items: Sequence[dict[str, Any]], *, places: int | None = None) -> str:
    """What a whole file is, in a title: « DSN mensuelle de novembre 2026, 40 établissements ».

    `places` is their number where `items` are only the first of a long file.
    """
    if not items:
        return "Fichier sans déclaration lisible"
    titles = list(dict.fromkeys(_short(item) for item in items))
    places = len({item["siret"] for item in items}) if places is None else places
    title = titles[0] if len(titles) == 1 else "Déclarations de plusieurs sortes ou mois"
    return f"{title}, {places} établissements" if places > 1 else title


def _short(item: dict[str, Any]) -> str:
    return f"{SHORT_NATURES.get(item['nature'], 'Déclaration')} {_of(month_name(item['month']))}".strip()


def _of(month: str) -> str:
    if not month:
        return ""
    return f"d’{month}" if month[0] in "ao" else f"de {month}"


def intent_of(draft: Draft, organisation: Organisation) -> str:
    """The words signed, naming the declarations and establishments of the file, then the number of the others.

    At most 2,000 characters (docs/specs/statement.md): the statement itself lists every declaration.
    """
    names = registry.establishments_by_siret(draft.sirets)
    told = [
        f"{item_title(item)}, établissement {names[item['siret']].name} ({item['siret']})"
        for item in draft.items
    ]
    return (
        f"Je certifie exactes les données du fichier {draft.name}\u00a0: {_listed(told)}. "
        f"Je les dépose au nom de l’organisme {organisation.name}."
    )


def _listed(told: list[str]) -> str:
    kept: list[str] = []
    for sentence in told[:TOLD]:
        if kept and sum(map(len, kept)) + len(sentence) > TOLD_LENGTH:
            break
        kept.append(sentence)
    rest = len(told) - len(kept)
    others = "une autre déclaration" if rest == 1 else f"{rest} autres déclarations"
    return "\u00a0; ".join(kept) + (f"\u00a0; et {others} du fichier" if rest else "")
