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
    "access.body_closed": Problem(
        "L’espace de cet organisme est fermé", "Il l’était déjà. Rien n’a été fait."
    ),
    "access.last_administrator": Problem(
        "C’est le dernier administrateur",
        "L’organisme n’aurait plus d’administrateur en activité pour tous ses établissements. Rien n’a été fait.",
        "Nommez d’abord son successeur, ou faites les deux en un seul acte par la passation.",
    ),
    "access.self_decision": Problem(
        "Vous ne pouvez pas décider pour vous-même",
        "Un autre administrateur doit en décider : c’est ce qui protège l’organisme. Rien n’a été fait.",
        "Demandez-le-lui.",
    ),
    "access.member_suspended": Problem(
        "L’accès de cette personne est suspendu",
        "Tant qu’il l’est, rien ne peut changer pour elle. Rien n’a été fait.",
        "Rétablissez d’abord son accès.",
    ),
    "access.member_not_suspended": Problem(
        "L’accès de cette personne n’est pas suspendu", "Il n’y a rien à rétablir."
    ),
    "access.contest_open": Problem(
        "Cette personne est gelée par une contestation",
        "Seule une seconde preuve peut lever la contestation\u00a0; un administrateur peut aussi retirer la personne.",
        "Ouvrez la contestation pour voir ce qui est attendu.",
    ),
    "access.leaver_gone": Problem(
        "Cette personne n’est plus administrateur", "Elle a déjà quitté sa fonction. Rien n’a été fait."
    ),
    "access.successor_not_member": Problem(
        "Le successeur n’est pas encore dans l’organisme",
        "Il doit d’abord accepter son invitation. Rien n’a été fait.",
        "Invitez-le, puis revenez quand il aura répondu.",
    ),
    "access.accords_unsound": Problem(
        "Ce nombre d’accords n’est pas possible",
        "On peut demander un accord, ou deux si l’organisme a au moins deux administrateurs.",
    ),
    "access.operator_already": Problem("Déjà au bureau", "Cette personne exploite déjà le portail."),
    "access.operator_unknown": Problem("Pas au bureau", "Cette personne n’exploite pas le portail."),
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
