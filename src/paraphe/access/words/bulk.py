"""What rights by file say in French: their errors and states."""

from paraphe.web.problems import Problem

STATES = {
    "received": "En cours de contrôle",
    "checked": "Contrôlé",
    "queued": "En cours d’application",
    "applied": "Appliqué",
    "rejected": "Non appliqué",
    "failed": "Interrompu",
    "dropped": "Abandonné",
    "undone": "Annulé",
}

PROBLEMS: dict[str, Problem] = {
    "access.bulk_columns": Problem(
        "Il manque des colonnes",
        "Il manque des colonnes à ce fichier de droits : {columns}.",
        "Partez de l’export ou du modèle, qui portent les titres attendus, dans l’ordre que vous voulez.",
    ),
    "access.bulk_column_twice": Problem(
        "Une colonne est là deux fois",
        "Une colonne est là deux fois, la seconde sous le titre « {column} ».",
        "Retirez l’une des deux.",
    ),
    "access.bulk_not_complete": Problem(
        "Un modèle historique n’est jamais complet",
        "Il dit ce qui s’ouvre et ce qui se retire, case par case : ce qu’il ne nomme pas ne change pas.",
        "Décochez la case, ou partez de l’export de Paraphe.",
    ),
    "access.bulk_forgotten": Problem(
        "Le contenu de ce fichier n’est plus gardé",
        "Il est effacé après trente jours, ou dès que vous l’abandonnez.",
        "Envoyez le fichier de nouveau.",
    ),
    "access.bulk_faulty": Problem(
        "Des lignes sont fautives",
        "Vous avez demandé tout ou rien, et toutes les lignes ne peuvent pas être faites.",
        "Corrigez le fichier, ou choisissez de n’appliquer que les lignes sans faute.",
    ),
    "access.bulk_empty": Problem(
        "Rien à changer",
        "Le fichier dit ce qui est déjà, ou aucune de ses lignes ne peut être faite.",
        "Il n’y a rien à appliquer.",
    ),
}
