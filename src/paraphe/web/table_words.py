"""What a file that is no readable table says in French."""

from paraphe.web.problems import Problem

PROBLEMS: dict[str, Problem] = {
    "web.table_heavy": Problem(
        "Ce fichier est trop lourd",
        "Ce fichier est trop lourd : un tableau tient ici dans {limit} Mo, une fois ouvert aussi.",
        "Retirez les feuilles, images et lignes inutiles, ou envoyez-le en plusieurs fois.",
        status=413,
    ),
    "web.table_kind": Problem(
        "Ce fichier n’est ni un CSV ni un classeur XLSX",
        "Ce fichier n’est ni un CSV ni un classeur XLSX, les deux formats lus ici.",
        "Dans votre tableur, choisissez « Enregistrer sous », puis CSV ou XLSX.",
    ),
    "web.table_broken": Problem(
        "Ce classeur est abîmé",
        "Ce classeur est abîmé, ou il contient ce qui n’est pas permis.",
        "Ouvrez-le dans votre tableur, enregistrez-le de nouveau en XLSX ou en CSV, et renvoyez-le.",
    ),
    "web.table_empty": Problem(
        "Ce fichier est vide",
        "Ce fichier est vide : aucune ligne ne contient quelque chose.",
        "Partez du modèle ou d’un export, qui portent les titres des colonnes.",
    ),
    "web.table_long": Problem(
        "Ce fichier a trop de lignes",
        "Ce fichier a plus de {limit} lignes.",
        "Envoyez-le en plusieurs fois, avec la ligne de titres dans chacun.",
    ),
    "web.table_wide": Problem(
        "Ligne {line} : trop de colonnes",
        "La ligne {line} a plus de {limit} colonnes.",
        "Gardez les colonnes du modèle.",
    ),
    "web.table_cell": Problem(
        "Ligne {line}, colonne {column} : case trop longue",
        "La case de la ligne {line}, colonne {column}, a plus de {limit} signes, ou un signe invisible.",
        "Raccourcissez cette case.",
    ),
    "web.table_quotes": Problem(
        "Ligne {line} : guillemets mal fermés",
        "Ligne {line}, un guillemet ouvre une case et rien ne la ferme, ou du texte suit la fermeture.",
        "Ouvrez le fichier dans votre tableur et enregistrez-le de nouveau en CSV.",
    ),
    "web.table_encoding": Problem(
        "Ligne {line} : caractères illisibles",
        "Ligne {line}, des caractères ne se lisent ni en UTF-8 ni en Windows-1252.",
        "Enregistrez-le de nouveau en « CSV UTF-8 » ou en XLSX.",
    ),
}
