"""What a report does not claim: controls of the norm that are not run, and what else was not looked at."""

from functools import lru_cache

from paraphe.declarations.dsn.context import Context
from paraphe.declarations.dsn.controls import IMPLEMENTED
from paraphe.declarations.dsn.norm import NATURES, Norm, load_norm

EXTERNAL = (
    "Les valeurs des tables externes (codes postaux, pays, NAF, IDCC, communes, organismes…) ne sont vérifiées "
    "que dans leur forme et leur longueur."
)
REGISTER = "L’existence des SIREN et SIRET dans le répertoire Sirene n’est pas vérifiée, seulement leur clé."
CONDITIONAL = "La présence des rubriques conditionnelles n’est vérifiée que par les contrôles réalisés."
OTHER_FILES = (
    "Les contrôles entre déclarations ne portent que sur ce fichier, jamais sur les dépôts antérieurs."
)
BORROWED_USAGES = (
    "Pour {version}, les usages (obligatoire, interdit) et les contrôles sont ceux de P25V01 ; "
    "les rubriques nouvelles sont tenues pour facultatives."
)
BORROWED_CODES = "Pour {version}, les listes de valeurs sont celles de P26V01."
UNKNOWN_NATURE = (
    "La structure des déclarations de nature {natures} n’est pas vérifiée : ses tables ne sont pas publiées, "
    "ou la nature est illisible."
)


@lru_cache(maxsize=4)
def _list_not_implemented(version: str) -> tuple[str, ...]:
    return tuple(sorted(set(load_norm(version).controls) - set(IMPLEMENTED)))


def list_not_implemented(norm: Norm) -> tuple[str, ...]:
    """Identifiers of the norm's controls this engine does not run."""
    return _list_not_implemented(norm.version)


def list_limits(context: Context) -> tuple[str, ...]:
    """In French, what was not checked besides those controls."""
    norm = context.norm
    borrowed = BORROWED_CODES if norm.exact_usages else BORROWED_USAGES
    unknown = sorted({item.nature or "?" for item in context.declarations if item.nature not in NATURES})
    natures = (UNKNOWN_NATURE.format(natures=", ".join(unknown)),) if unknown else ()
    fixed = (EXTERNAL, REGISTER, CONDITIONAL, OTHER_FILES, borrowed.format(version=norm.version))
    return (*fixed, *natures, *sorted(context.limits))
