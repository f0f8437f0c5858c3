"""The French of this room's errors."""

from paraphe.web.problems import Problem

PROBLEMS = {
    "signatures.ceremony_unknown": Problem(
        "Signature inconnue", "Cette signature n’existe pas, ou pas pour vous."
    ),
    "signatures.ceremony_over": Problem(
        "Le délai pour signer est passé",
        "Le texte à signer reste offert cinq minutes. Rien n’a été signé.",
        "Ouvrez de nouveau la signature et relisez le texte.",
    ),
    "signatures.ceremony_used": Problem(
        "Cette signature est déjà faite",
        "Elle a déjà été donnée\u00a0: il n’y a rien à refaire.",
        "Ouvrez le reçu.",
    ),
    "signatures.evidence_unsound": Problem(
        "La signature n’aurait pas été vérifiable",
        "Le portail vérifie chaque preuve avant de signer, et celle-ci n’aurait pas été jugée valide. Rien n’a été "
        "signé.",
        "Ouvrez de nouveau la signature. Si cela se répète, prévenez l’exploitant du portail.",
    ),
    "signatures.log_empty": Problem(
        "Le registre n’est pas encore ouvert",
        "Aucun état du registre n’a été signé sur ce portail. Rien n’a été signé.",
        "Réessayez dans une minute, puis prévenez l’exploitant du portail.",
    ),
    "signatures.clock_went_backwards": Problem(
        "L’horloge du portail a reculé",
        "Le portail refuse de certifier une heure antérieure à la précédente. Rien n’a été signé.",
        "Réessayez dans quelques minutes, puis prévenez l’exploitant du portail.",
    ),
    "signatures.trust_already_initialised": Problem(
        "Les clés du portail existent déjà", "Elles ne sont créées qu’une fois. Rien n’a été changé."
    ),
}
