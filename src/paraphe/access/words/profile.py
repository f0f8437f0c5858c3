"""The French of profiles, proposals and services: their errors, by code."""

from paraphe.web.problems import Problem

PROBLEMS: dict[str, Problem] = {
    "access.profile_unknown": Problem("Profil inconnu", "Ce profil n’existe pas dans l’organisme."),
    "access.profile_retired": Problem(
        "Ce profil est déjà retiré",
        "Une version plus récente l’a remplacé, ou il a été retiré. Rien n’a été fait.",
        "Revenez à la liste des profils.",
    ),
    "access.profile_nameless": Problem(
        "Il manque un nom", "Un profil a un nom, de soixante signes au plus.", "Donnez-lui un nom court."
    ),
    "access.profile_name_taken": Problem(
        "Ce nom est celui d’un profil du portail",
        "Deux profils de même nom se confondraient.",
        "Choisissez un autre nom.",
    ),
    "access.profile_empty": Problem(
        "Il manque un service",
        "Un profil ouvre un service au moins, chacun une fois.",
        "Choisissez son niveau.",
    ),
    "access.profile_item_unknown": Problem(
        "Ce service n’a pas ce niveau",
        "Un des services du profil n’est pas proposé à votre organisme, ou n’a pas le niveau choisi.",
        "Changez le niveau, ou retirez le service.",
    ),
    "access.charter_unaccepted": Problem(
        "Il manque l’accord à la charte",
        "Le service « {service} » a une charte, que l’établissement accepte en l’ouvrant. Rien n’a été fait.",
        "Lisez-la, puis cochez que vous l’acceptez.",
    ),
    "access.subscription_closed": Problem(
        "Ce service est déjà fermé ici",
        "Un autre administrateur l’a fermé entre-temps, ou il ne l’a jamais été ouvert. Rien n’a été fait.",
        "Revenez à la page des services.",
    ),
    "access.four_eyes_alone": Problem(
        "Il faut deux administrateurs",
        "Votre organisme n’a qu’un administrateur en activité : personne ne pourrait confirmer. Rien n’a été fait.",
        "Nommez d’abord un autre administrateur.",
    ),
    "access.proposal_unknown": Problem(
        "Proposition inconnue", "Cette proposition n’existe pas dans l’organisme."
    ),
    "access.proposal_needless": Problem(
        "Aucun accord n’est nécessaire",
        "Ce changement ne donne aucun droit que deux administrateurs doivent donner. Rien n’a été fait.",
        "Faites-le vous-même.",
    ),
    "access.proposal_own": Problem(
        "Vous avez proposé ce changement",
        "Un autre administrateur doit le confirmer ou le refuser : c’est le but des quatre yeux. Rien n’a été fait.",
        "Vous pouvez le retirer.",
    ),
    "access.proposal_other": Problem(
        "Cette proposition n’est pas la vôtre",
        "Seule la personne qui a proposé un changement peut le retirer. Rien n’a été fait.",
        "Vous pouvez la refuser.",
    ),
    "access.proposal_decided": Problem(
        "Cette proposition est déjà décidée",
        "{by} en a décidé avant vous. Rien de plus n’a été fait.",
        "Lisez sa décision dans la liste des propositions.",
    ),
    "access.proposer_gone": Problem(
        "Qui a proposé n’administre plus",
        "Cette personne n’est plus administrateur en activité : sa proposition ne peut plus être confirmée.",
        "Refusez-la, et faites vous-même le changement s’il convient.",
    ),
}
