# ruff: noqa: E501
"""Plain French for findings: what is wrong, then what to do. One table for generic rules, one for controls of the norm."""

from paraphe.declarations.dsn.norm import Rubric
from paraphe.declarations.dsn.sentences_norm import SENTENCES

_SHOWN_CODES = 12

GENERIC = {
    "CST-01": "Cette ligne n’a pas la forme attendue. Écrivez une rubrique par ligne : identifiant, virgule, valeur entre apostrophes.",
    "CST-02": "La rubrique {subject} n’existe pas dans cette version de la norme. Retirez-la, ou corrigez la version annoncée en S10.G00.00.006.",
    "CST-03": "La rubrique {subject} ({label}) est obligatoire et manque dans ce bloc. Renseignez-la dans votre logiciel de paie.",
    "CST-04": "La rubrique {subject} ({label}) est interdite dans cette nature de déclaration. Retirez-la.",
    "CST-05": "La rubrique {subject} ({label}) est en double ou n’est pas à sa place dans le bloc. Écrivez les rubriques une seule fois, dans l’ordre de leurs numéros.",
    "CST-06": "Le bloc {subject} ({label}) n’est pas à sa place. Respectez l’ordre des blocs de la norme.",
    "CST-07": "Le bloc {subject} ({label}) n’a pas de bloc parent ouvert{detail}. Ajoutez le bloc parent, ou retirez celui-ci.",
    "CST-08": "Le bloc {subject} ({label}) est obligatoire et manque ici. Ajoutez-le.",
    "CST-09": "Le bloc {subject} ({label}) apparaît trop de fois ici{detail}. Retirez les blocs en trop.",
    "CST-10": "Le bloc {subject} ({label}) est interdit dans cette nature de déclaration. Retirez-le.",
    "CST-12": "Ce fichier n’est pas une DSN lisible : {detail}",
    "CST-13": "Ce fichier contient trop de déclarations pour ce portail{detail}. Découpez-le en plusieurs fichiers.",
    "CST-14": "La lecture s’est arrêtée avant la fin : {detail}",
    "CSL-00": "La valeur de {subject} ({label}) n’a pas la forme demandée par la norme{detail}. Corrigez-la.",
    "CSL-01": "La valeur de {subject} ({label}) n’a pas la bonne longueur{detail}. Corrigez-la.",
    "CSL-02": "La valeur de {subject} ({label}) n’est pas dans la liste de la norme{detail}. Choisissez une valeur de la liste.",
    "CSL-03": "La date de {subject} ({label}) n’existe pas dans le calendrier. Corrigez-la (JJMMAAAA).",
    "CSL-04": "La valeur de {subject} ({label}) est vide. Renseignez-la, ou retirez la rubrique si elle est facultative.",
    "CSL-05": "La valeur de {subject} ({label}) commence ou finit par un espace. Retirez les espaces du bord.",
    "CSL-06": "La valeur de {subject} ({label}) contient un caractère interdit. Le fichier doit être en ISO-8859-1, sans caractère de commande.",
    "CSL-07": "Cette ligne dépasse 256 caractères. Raccourcissez la valeur de {subject}.",
    "CSL-10": "La clé du SIRET de {subject} ({label}) est fausse. Vérifiez les 14 chiffres.",
}


def write_sentence(subject: str, control: str, *, label: str, rubric: Rubric | None, detail: str) -> str:
    """The sentence of a finding; controls of the norm have their own, others follow their generic rule."""
    own = SENTENCES.get(f"{subject}/{control}")
    if own:
        return own.format(detail=detail)
    return GENERIC[control].format(
        subject=subject, label=label or "inconnu", detail=detail or _describe(control, rubric)
    )


def _describe(control: str, rubric: Rubric | None) -> str:
    """What was expected, for the rules that compare with the table."""
    if rubric is None:
        return ""
    low, high = rubric.bounds
    if control == "CSL-01":
        return f" : {low} caractères attendus" if low == high else f" : de {low} à {high} caractères attendus"
    if control == "CSL-02":
        codes = sorted(code.decode() for code in rubric.codes)
        shown = ", ".join(codes[:_SHOWN_CODES]) + ("…" if len(codes) > _SHOWN_CODES else "")
        return f" ({shown})"
    return ""
