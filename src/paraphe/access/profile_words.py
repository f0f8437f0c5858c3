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
}
