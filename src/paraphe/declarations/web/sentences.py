"""The French of this room's errors."""

from paraphe.web.problems import Problem

PROBLEMS = {
    "declarations.file_refused": Problem(
        "Ce fichier est refusé",
        "Il vous manque un droit pour un établissement au moins de ceux que le fichier déclare. Rien n’a été fait.",
        "Demandez ce droit à un administrateur de votre organisme.",
    ),
    "declarations.unknown": Problem(
        "Déclaration inconnue", "Cette déclaration n’existe pas, ou pas pour vous."
    ),
    "declarations.file_empty": Problem(
        "Le fichier est vide",
        "Le fichier est vide\u00a0: il ne contient aucune ligne.",
        "Choisissez le fichier produit par votre logiciel de paie.",
    ),
    "declarations.file_too_big": Problem(
        "Le fichier est trop gros",
        "Le fichier dépasse 200 Mo une fois décompressé\u00a0: il n’a pas été gardé.",
        "Déposez un fichier par établissement, ou par groupe d’établissements.",
    ),
    "declarations.file_bomb": Problem(
        "Le fichier compressé grossit trop",
        "Le fichier compressé grossit démesurément quand on l’ouvre\u00a0: il n’a pas été gardé.",
        "Déposez le fichier sans le compresser.",
    ),
    "declarations.file_damaged": Problem(
        "Le fichier compressé est abîmé",
        "Le fichier compressé (gzip) est abîmé\u00a0: il n’a pas été gardé.",
        "Compressez-le de nouveau, ou déposez-le sans le compresser.",
    ),
    "declarations.file_cut": Problem(
        "Le fichier compressé est incomplet",
        "Le fichier compressé (gzip) s’arrête avant sa fin\u00a0: il n’a pas été gardé.",
        "Compressez-le de nouveau, ou déposez-le sans le compresser.",
    ),
    "declarations.not_signable": Problem(
        "Cette déclaration ne peut pas être signée",
        "Elle a des anomalies bloquantes, c’est un essai, ou elle est déjà déposée. Rien n’a été signé.",
        "Revenez à la déclaration\u00a0: elle dit ce qu’il en est.",
    ),
    "declarations.already_filed": Problem(
        "Cette déclaration est déjà déposée",
        "Une déclaration est déjà déposée ici pour le même établissement, le même mois et la même fraction, ou pour "
        "le même événement. Rien n’a été signé.",
        "Pour la corriger, produisez une déclaration «\u00a0annule et remplace\u00a0» dans votre logiciel de paie.",
    ),
    "declarations.basis_changed": Problem(
        "Vos droits ont changé pendant la lecture",
        "Un des droits sur lesquels la signature repose n’est plus celui qui vous était présenté. Rien n’a été signé.",
        "Ouvrez de nouveau la signature et relisez le texte.",
    ),
    "declarations.content_lost": Problem(
        "Le fichier gardé ne peut pas être relu",
        "Les octets gardés ne sont pas ceux qui ont été reçus\u00a0: le portail refuse de s’en servir. "
        "Rien n’a été fait.",
        "Prévenez l’exploitant du portail, puis déposez le fichier de nouveau.",
    ),
}
