"""The French of requests and absences: their errors, by code."""

from paraphe.web.problems import Problem

PROBLEMS: dict[str, Problem] = {
    "access.request_unknown": Problem(
        "Demande inconnue", "Cette demande n’existe pas, ou elle n’est pas à vous.", "Revenez à vos demandes."
    ),
    "access.request_held": Problem(
        "Vous avez déjà ce droit",
        "Un droit en cours couvre ce que vous demandez. Rien n’a été envoyé.",
        "Ouvrez « Mes droits » pour le voir. Si un acte vous est refusé quand même, la page du refus dit pourquoi.",
    ),
    "access.request_waiting": Problem(
        "Vous avez déjà demandé ce droit",
        "La même demande attend une réponse. Rien n’a été envoyé.",
        "Suivez-la dans « Mes demandes ».",
    ),
    "access.request_too_many": Problem(
        "Vous avez trop de demandes ouvertes",
        "Cinquante demandes et brouillons attendent déjà. Rien n’a été gardé.",
        "Retirez ceux qui ne servent plus.",
    ),
    "access.request_decided": Problem(
        "Cette demande a déjà sa réponse",
        "{by} y a répondu avant vous. Rien n’a été fait de plus.",
        "Rouvrez la demande pour lire la réponse.",
    ),
    "access.request_exceeded": Problem(
        "C’est plus que ce qui est demandé",
        "On donne ce qui est demandé, ou moins : un niveau plus bas, moins d’établissements, une fin plus proche.",
        "Pour donner davantage, passez par « Donner un droit ».",
    ),
    "access.request_not_due": Problem(
        "Il n’est pas encore temps", "Cette demande n’attend pas cet acte du portail."
    ),
    "access.absence_days": Problem(
        "Ces dates ne conviennent pas",
        "L’absence finit aujourd’hui ou plus tard, après son début, et dure un an au plus.",
    ),
    "access.absence_deputy": Problem(
        "Cette personne ne peut pas vous suppléer",
        "Le suppléant est un autre administrateur, présent, qui administre au moins les mêmes établissements.",
        "Choisissez-en un autre.",
    ),
    "access.absence_already": Problem(
        "Une absence est déjà annoncée",
        "Une seule absence s’annonce à la fois. Rien n’a été fait.",
        "Mettez fin à la première pour en annoncer une autre.",
    ),
    "access.absence_other": Problem(
        "Vous ne pouvez pas annoncer cette absence",
        "Seul un administrateur des mêmes établissements peut l’annoncer à sa place. Rien n’a été fait.",
    ),
    "access.absence_not_over": Problem("Cette absence n’est pas finie", "Son dernier jour n’est pas passé."),
    "access.absence_unknown": Problem("Aucune absence annoncée", "Il n’y a aucune absence à terminer."),
    "access.absence_closed": Problem("Cette absence est déjà finie", "Il n’y a plus rien à y changer."),
}
