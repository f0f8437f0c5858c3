"""What this room says in French: its events and its errors."""

from paraphe.upkeep import events
from paraphe.web.problems import Problem

EVENTS = {
    events.HANDOVER_ANNOUNCED: "Le départ d’un administrateur est annoncé",
    events.SUCCESSOR_NAMED: "Le successeur d’un administrateur est désigné",
    events.SUCCESSOR_CLEARED: "Un départ est annoncé sans successeur",
    events.HANDOVER_CANCELLED: "Une passation est abandonnée",
    events.HANDOVER_REMINDED: "Une passation dont la date est passée est rappelée",
    events.MEMBER_REMINDED: "Une personne sans activité reçoit un rappel",
    events.ADMINISTRATOR_REMINDED: "Un administrateur sans activité reçoit un rappel",
    events.ADMINISTRATOR_WRITTEN_TO: "Le représentant légal est prévenu de l’absence du dernier administrateur",
    events.CLOSURE_REQUESTED: "La fermeture de l’espace est demandée",
    events.CLOSURE_CONFIRMED: "La fermeture de l’espace est confirmée",
    events.CLOSURE_CANCELLED: "La fermeture de l’espace est abandonnée",
    events.REVIEW_OPENED: "La revue annuelle des droits commence",
    events.REVIEW_REMINDED: "La revue annuelle des droits est rappelée",
    events.REVIEW_OVERDUE: "L’extinction des droits non relus est annoncée",
    events.REVIEW_SIGNED: "Une partie de la revue annuelle est signée",
    events.REVIEW_CONCLUDED: "La revue annuelle des droits est terminée",
    events.REVIEW_LAPSED: "La revue annuelle est close sans être terminée",
    events.REVIEW_SCHEDULED: "La date de la revue annuelle est choisie",
    events.UNUSED_ANNOUNCED: "L’extinction de droits inutilisés est annoncée",
}

PROBLEMS = {
    "upkeep.handover_unknown": Problem(
        "Passation inconnue", "Cette passation n’existe pas dans l’organisme."
    ),
    "upkeep.handover_open": Problem(
        "Ce départ est déjà annoncé",
        "Une passation est en cours pour cet administrateur.",
        "Ouvrez-la pour la poursuivre, ou abandonnez-la pour en préparer une autre.",
    ),
    "upkeep.day_unsound": Problem(
        "Cette date ne convient pas", "Le départ est aujourd’hui ou plus tard, à un an au plus."
    ),
    "upkeep.leaver_unsound": Problem(
        "Cette personne n’est pas administrateur",
        "Elle n’administre pas l’organisme, ou l’a déjà quitté. Rien n’a été fait.",
        "Pour retirer un déclarant, ouvrez sa fiche.",
    ),
    "upkeep.successor_unsound": Problem(
        "Cette personne ne peut pas prendre la suite",
        "Elle n’est ni dans l’organisme, ni invitée, ni candidate ; ou c’est la personne qui part.",
        "Choisissez quelqu’un d’autre, ou invitez d’abord votre successeur.",
    ),
    "upkeep.successor_awaited": Problem(
        "Le successeur n’est pas encore là",
        "Il doit d’abord répondre à son invitation, ou sa candidature être acceptée. Rien n’a été fait.",
        "Attendez sa réponse, ou désignez quelqu’un d’autre.",
    ),
    "upkeep.handover.wrong_state": Problem(
        "Cette passation ne le permet pas",
        "Elle est terminée ou abandonnée, ou quelqu’un vient de la faire avancer. Rien n’a été fait.",
        "Rouvrez-la pour voir où elle en est.",
    ),
    "upkeep.closure_unknown": Problem(
        "Aucune fermeture demandée", "La fermeture de l’espace n’est pas demandée."
    ),
    "upkeep.closure_open": Problem(
        "La fermeture est déjà demandée", "Une demande est en cours. Rien n’a été fait.", "Ouvrez-la."
    ),
    "upkeep.closure_too_soon": Problem(
        "Les quatorze jours de réflexion ne sont pas passés", "L’espace reste ouvert. Rien n’a été fait."
    ),
    "upkeep.closure_same_hand": Problem(
        "Un autre administrateur doit confirmer",
        "Vous avez demandé la fermeture : personne ne peut la demander et la confirmer seul. Rien n’a été fait.",
        "Demandez à un autre administrateur de tout l’organisme.",
    ),
    "upkeep.review_unknown": Problem("Revue inconnue", "Cette revue n’existe pas dans l’organisme."),
    "upkeep.review_open": Problem(
        "Une revue est déjà en cours", "Un autre administrateur ou le portail l’a ouverte.", "Ouvrez-la."
    ),
    "upkeep.review_empty": Problem(
        "Il n’y a rien à enregistrer",
        "Aucune décision ne vous attend ici, ou un autre administrateur vient de les enregistrer.",
        "Rouvrez la revue pour voir où elle en est.",
    ),
    "upkeep.review_unapplied": Problem(
        "Des droits sont encore à changer",
        "Ce que vous avez décidé de limiter ou de retirer n’est pas encore fait. Rien n’a été signé.",
        "Relisez vos décisions et recommencez.",
    ),
    "upkeep.review_limit": Problem(
        "Cette date de fin ne convient pas", "Elle est à venir, et avant la fin que le droit a déjà."
    ),
    "upkeep.review_day": Problem("Cette date ne convient pas", "Choisissez un jour du 1er au 28 et un mois."),
    "upkeep.review.wrong_state": Problem(
        "Cette revue ne le permet plus",
        "Elle est terminée ou close. Rien n’a été fait.",
        "Ouvrez-en une autre si vous voulez relire les droits.",
    ),
    "upkeep.work_pending": Problem(
        "Des déclarations ne sont pas terminées",
        "Il en reste {count}, commencées et non déposées. Rien n’a été fait.",
        "Terminez-les, ou confirmez que vous fermez l’espace malgré elles.",
    ),
    "upkeep.closure.wrong_state": Problem(
        "Cette fermeture ne le permet pas",
        "Elle est abandonnée, déjà faite, ou doit d’abord être confirmée. Rien n’a été fait.",
        "Rouvrez la page pour voir où elle en est.",
    ),
}

REVIEW = "La revue annuelle"
HANDOVER, CLOSING = "Une passation", "La fermeture de l’espace"
PAGES = {
    **dict.fromkeys([f"upkeep:{name}" for name in ("plan", "show", "name", "complete", "cancel")], HANDOVER),
    "upkeep:handover": "Les passations",
    "upkeep:record": "Le relevé d’une passation",
    "upkeep:own_record": "Le relevé d’une passation",
    "upkeep:health": "La santé de l’organisme",
    "upkeep:profiles": "La fraîcheur des profils",
    "upkeep:closure": CLOSING,
    **dict.fromkeys(
        [f"upkeep:closure_{name}" for name in ("request", "confirm", "cancel", "close")], CLOSING
    ),
    **dict.fromkeys([f"upkeep:{name}" for name in ("review", "review_check", "review_done")], REVIEW),
    "upkeep:review_report": "Le relevé de la revue annuelle",
    "upkeep:desk_bodies": "La liste des organismes, au bureau de l’exploitant",
    "upkeep:desk_body": "La santé de l’organisme, au bureau de l’exploitant",
}
"""The pages with personal data, in words."""
