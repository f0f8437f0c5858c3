"""What a file that is no readable table says in French."""

from paraphe.web.problems import Problem

PROBLEMS: dict[str, Problem] = {
    "web.table_heavy": Problem(
        "Ce fichier est trop lourd",
        "Un tableau tient ici dans {limit} Mo, une fois ouvert aussi. Rien n’a été lu.",
        "Retirez les feuilles, images et lignes inutiles, ou envoyez-le en plusieurs fois.",
        status=413,
    ),
    "web.table_kind": Problem(
        "Ce fichier n’est ni un CSV ni un classeur XLSX",
        "Seuls ces deux formats sont lus. Rien n’a été lu.",
        "Dans votre tableur, choisissez « Enregistrer sous », puis CSV ou XLSX.",
    ),
    "web.table_broken": Problem(
        "Ce classeur est abîmé",
        "Il ne s’ouvre pas, ou il contient ce qui n’est pas permis. Rien n’a été lu.",
        "Ouvrez-le dans votre tableur, enregistrez-le de nouveau en XLSX ou en CSV, et renvoyez-le.",
    ),
    "web.table_empty": Problem(
        "Ce fichier est vide",
        "Aucune ligne ne contient quelque chose.",
        "Partez du modèle ou d’un export, qui portent les titres des colonnes.",
    ),
    "web.table_long": Problem(
        "Ce fichier a trop de lignes",
        "Un fichier tient ici en {limit} lignes. Rien n’a été fait.",
        "Envoyez-le en plusieurs fois, avec la ligne de titres dans chacun.",
    ),
    "web.table_wide": Problem(
        "Ligne {line} : trop de colonnes",
        "Un fichier tient ici en {limit} colonnes. Rien n’a été fait.",
        "Gardez les colonnes du modèle.",
    ),
    "web.table_cell": Problem(
        "Ligne {line}, colonne {column} : case trop longue",
        "Une case tient ici en {limit} signes, sans signe invisible. Rien n’a été fait.",
        "Raccourcissez cette case.",
    ),
    "web.table_quotes": Problem(
        "Ligne {line} : guillemets mal fermés",
        "Un guillemet ouvre une case et rien ne la ferme, ou du texte suit la fermeture. Rien n’a été fait.",
        "Ouvrez le fichier dans votre tableur et enregistrez-le de nouveau en CSV.",
    ),
    "web.table_encoding": Problem(
        "Ligne {line} : caractères illisibles",
        "Le fichier n’est écrit ni en UTF-8 ni en Windows-1252. Rien n’a été fait.",
        "Enregistrez-le de nouveau en « CSV UTF-8 » ou en XLSX.",
    ),
}
