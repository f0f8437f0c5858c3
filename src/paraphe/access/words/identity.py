"""What this family of acts says in French: events and errors."""

from paraphe.access import events
from paraphe.web.problems import Problem

EVENTS: dict[str, str] = {
    events.RECOVERY_REQUESTED: "Un administrateur unique demande une clé pour remplacer son second facteur perdu",
    events.RECOVERY_OPENED: "Le remplacement d’un second facteur perdu est ouvert",
    events.RECOVERY_REFUSED: "Le remplacement d’un second facteur perdu est refusé",
    events.RECOVERY_CANCELLED: "Un administrateur arrête le remplacement d’un second facteur",
    events.RECOVERY_CONFIRMED: "Un nouveau second facteur est confirmé",
    events.RECOVERY_CHECKED: "L’exploitant contrôle l’identité d’une personne qui a perdu son second facteur",
}

PROBLEMS: dict[str, Problem] = {
    "access.factor_settled_already": Problem(
        "Il n’y a rien à confirmer",
        "Aucun second facteur de cette personne n’attend : le délai est passé, ou quelqu’un l’a confirmé avant vous.",
    ),
    "access.recovery_by_administrator": Problem(
        "Un administrateur peut vous rouvrir l’accès",
        "La clé envoyée par courrier est réservée à qui administre seul son organisme.",
        "Demandez-le aux administrateurs depuis la page de connexion.",
    ),
    "access.recovery_without_body": Problem(
        "Aucune clé ne peut être envoyée",
        "La clé part au siège de l’organisme que vous administrez, à l’adresse du répertoire. Il n’y en a pas.",
        "Écrivez à l’assistance, qui vous dira comment faire.",
    ),
    "access.recovery_unknown": Problem(
        "Cette demande n’existe pas", "Aucune demande de remplacement n’attend une clé."
    ),
    "access.recovery_key_not_posted": Problem(
        "La clé n’est pas encore partie",
        "Votre demande est enregistrée, mais la lettre n’est pas imprimée.",
        "Attendez de la recevoir au siège de votre organisme.",
    ),
    "access.recovery_key_over": Problem(
        "Cette clé ne sert plus",
        "Elle a déjà servi, cinq erreurs l’ont annulée, ou son délai est passé.",
        "Revenez à votre demande pour en recevoir une autre.",
    ),
    "access.email_by_administrator": Problem(
        "Un administrateur peut répondre",
        "Cette personne a un autre administrateur : c’est à lui de donner l’accord, pas à l’exploitant.",
    ),
    "access.email_unproved": Problem(
        "La nouvelle adresse n’est pas prouvée",
        "La personne doit d’abord ouvrir le lien envoyé à sa nouvelle adresse.",
    ),
    "access.recovery_checked": Problem(
        "Le contrôle est déjà fait", "Quelqu’un de l’exploitation l’a enregistré avant vous."
    ),
    "access.operator_stays": Problem(
        "Vous exploitez le portail",
        "Un compte de l’exploitation ne se ferme pas d’ici.",
        "Faites d’abord retirer votre accès au bureau de l’exploitant.",
    ),
    "access.factor_unsettled": Problem(
        "Votre second facteur attend encore",
        "Enregistré après une perte, il ne peut rien fermer avant 24 heures, sauf s’il est confirmé.",
        "Revenez plus tard, ou faites-le confirmer par un autre administrateur.",
    ),
    "access.arrival_waits": Problem(
        "Une de vos demandes est en cours",
        "Vous demandez à inscrire un organisme ou à en devenir administrateur.",
        "Retirez d’abord cette demande, puis fermez votre compte.",
    ),
}
