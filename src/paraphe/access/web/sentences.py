"""The French of this room's errors."""

from paraphe.web.problems import Problem

PROBLEMS = {
    "access.refused": Problem(
        "Vous n’avez pas le droit de faire cela",
        "Vos droits ne permettent pas cet acte, ou ne le permettent plus. Rien n’a été fait.",
        "Demandez à un administrateur de votre organisme.",
    ),
    "access.person_unknown": Problem("Personne inconnue", "Cette personne n’est pas dans l’organisme."),
    "access.right_unknown": Problem("Droit inconnu", "Ce droit n’existe pas dans l’organisme."),
    "access.invitation_unknown": Problem(
        "Ce lien d’invitation n’est pas valable",
        "Il est incomplet, il a été remplacé, ou l’invitation s’adresse à quelqu’un d’autre.",
        "Ouvrez le lien du dernier message reçu, ou demandez une nouvelle invitation.",
    ),
    "access.invitation_over": Problem(
        "Cette invitation est finie",
        "Elle a déjà été acceptée, elle a été retirée, ou ses sept jours sont passés. Rien n’a été fait.",
        "Un administrateur de l’organisme peut en envoyer une nouvelle.",
    ),
    "access.member_already": Problem(
        "Cette personne est déjà dans l’organisme",
        "Elle y a déjà sa place : il n’y a rien à accepter.",
        "Ouvrez sa fiche pour lui donner des droits.",
    ),
    "access.invited_already": Problem(
        "Cette personne est déjà invitée",
        "Une invitation à cette adresse attend sa réponse.",
        "Attendez la réponse, ou retirez l’invitation pour en envoyer une autre.",
    ),
    "access.membership_stays": Problem(
        "Cette personne ne peut pas être retirée ainsi",
        "Elle a déjà quitté l’organisme, ou elle l’administre : le départ d’un administrateur est un autre acte.",
        "Revenez à la liste des personnes.",
    ),
    "access.body_registered_already": Problem("Organisme déjà inscrit", "Cet organisme a déjà son espace."),
    "access.administrator_exists": Problem(
        "Cet organisme a déjà un administrateur",
        "Un nouvel administrateur est nommé par ceux qui sont en place.",
    ),
    "access.right_overlaps": Problem(
        "Un droit existe déjà",
        "Cette personne a déjà un droit en cours sur le même service et le même établissement.",
        "Retirez d’abord ce droit, puis donnez le nouveau.",
    ),
    "access.self_grant": Problem(
        "Vous ne pouvez pas vous donner un droit",
        "Un autre administrateur est là pour en décider : personne ne se donne un droit à soi-même.",
        "Demandez-le-lui.",
    ),
    "access.right_empty": Problem(
        "Il manque un choix", "Un droit porte sur un service et un établissement au moins.", "Cochez-les."
    ),
    "access.right_ended": Problem(
        "Ce droit est déjà fini", "Il a été retiré ou il est arrivé à sa fin. Rien n’a été fait."
    ),
    "access.establishment_elsewhere": Problem(
        "Cet établissement n’est pas à vous", "Un des établissements n’appartient pas à cet organisme."
    ),
    "access.person_elsewhere": Problem(
        "Cette personne n’est pas dans l’organisme",
        "Elle n’en fait pas partie, et aucune invitation ne l’attend.",
        "Invitez-la d’abord.",
    ),
    "access.level_not_offered": Problem(
        "Ce niveau n’existe pas pour ce service",
        "Un des services choisis n’a pas le niveau demandé.",
        "Choisissez un niveau que tous les services proposent, ou donnez les droits en deux fois.",
    ),
    "access.service_not_offered": Problem(
        "Ce service n’est pas proposé",
        "Un des services n’est pas proposé à votre branche de la fonction publique.",
    ),
    "access.period_unsound": Problem(
        "Cette date ne convient pas", "La fin d’un droit est dans l’avenir, à trois ans au plus."
    ),
    "registry.body_unknown": Problem("Organisme inconnu", "Cet organisme n’est pas connu du portail."),
    "registry.service_unknown": Problem("Service inconnu", "Ce service n’est pas au catalogue."),
}
