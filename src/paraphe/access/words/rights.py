"""What the acts that change rights say in French: their events and their errors."""

from paraphe.access import events
from paraphe.web.problems import Problem

EVENTS = {
    events.RIGHTS_CHANGED: "Des droits sont modifiés",
    events.MEMBERS_REMOVED: "Plusieurs personnes quittent l’organisme, tous leurs droits s’arrêtent",
    events.ACT_UNDONE: "Un acte est annulé",
    events.SUBSCRIPTION_CLOSED: "Des services sont fermés",
    events.INVITATION_RENEWED: "Une invitation est renvoyée",
    events.CHANGE_PROPOSED: "Un changement de droits attend un second administrateur",
    events.CHANGE_REFUSED: "Un changement de droits proposé est refusé",
    events.CHANGE_WITHDRAWN: "Un changement de droits proposé est retiré",
    events.CHANGE_EXPIRED: "Un changement de droits proposé expire sans réponse",
    events.PROFILE_SAVED: "Un profil de droits est enregistré",
    events.PROFILE_RETIRED: "Un profil de droits est retiré",
    events.REQUEST_SENT: "Un droit est demandé",
    events.REQUEST_ASKED: "Une précision est demandée sur une demande de droit",
    events.REQUEST_ANSWERED: "Une demande de droit est précisée",
    events.REQUEST_REFUSED: "Une demande de droit est refusée",
    events.REQUEST_WITHDRAWN: "Une demande de droit est retirée",
    events.REQUEST_EXPIRED: "Une demande de droit expire sans réponse",
    events.REQUEST_REMINDED: "Une demande de droit est rappelée aux administrateurs",
    events.REQUEST_ESCALATED: "Une demande de droit est portée à un autre administrateur",
    events.ABSENCE_OPENED: "Un administrateur annonce une absence et nomme un suppléant",
    events.ABSENCE_CLOSED: "L’absence d’un administrateur prend fin",
    events.BULK_CHECKED: "Un fichier de droits est contrôlé",
    events.BULK_FAILED: "Un fichier de droits n’a pas pu être appliqué",
    events.API_TOKEN_OPENED: "Un jeton d’accès à l’API est créé",
    events.API_TOKEN_CLOSED: "Un jeton d’accès à l’API est révoqué",
}

PROBLEMS = {
    "access.four_eyes": Problem(
        "Un second administrateur doit confirmer",
        "Votre organisme fait donner par deux administrateurs les droits du service « {service} ». Rien n’a été fait.",
        "Proposez ce changement à un autre administrateur.",
    ),
    "access.change_stale": Problem(
        "Ce changement n’est plus d’actualité",
        "Un droit qu’il modifie a disparu ou changé depuis. Rien n’a été fait.",
        "Revenez à la page et préparez-le de nouveau.",
    ),
    "access.undo_late": Problem(
        "Il est trop tard pour annuler",
        "Un acte peut être annulé pendant quinze minutes. Rien n’a été fait.",
        "Faites l’acte inverse : il sera inscrit au journal comme les autres.",
    ),
    "access.undone_already": Problem("Cet acte est déjà annulé", "Il n’y a plus rien à annuler."),
    "access.undo_other": Problem(
        "Cet acte n’est pas le vôtre",
        "Seule la personne qui a fait un acte peut l’annuler. Rien n’a été fait.",
        "Faites l’acte inverse, si vos droits le permettent.",
    ),
    "access.undo_moved_on": Problem(
        "Cet acte ne peut plus être annulé exactement",
        "Ce qu’il a fait a changé depuis. Rien n’a été fait.",
        "Faites l’acte inverse pour ce qui reste.",
    ),
    "access.undo_suspended": Problem(
        "Cette personne était suspendue quand elle a été retirée",
        "Annuler son retrait lui rendrait un accès qu’elle n’avait pas. Rien n’a été fait.",
        "Invitez-la de nouveau, si elle doit revenir.",
    ),
    "access.undo_own": Problem(
        "Vous ne pouvez pas vous rendre un droit",
        "Annuler cet acte vous rendrait un droit, et un autre administrateur peut en décider. Rien n’a été fait.",
        "Demandez-le-lui.",
    ),
    "access.act_unknown": Problem("Acte inconnu", "Cet acte n’existe pas dans l’organisme."),
    "access.pending.wrong_state": Problem(
        "Cette proposition est close",
        "Elle a été confirmée, refusée, retirée, ou elle a expiré. Rien n’a été fait.",
        "Revenez à la liste des propositions.",
    ),
    "access.request.wrong_state": Problem(
        "Cette demande est close",
        "Elle a reçu une réponse, elle a été retirée, ou elle a expiré. Rien n’a été fait.",
        "Revenez à la liste des demandes.",
    ),
}
