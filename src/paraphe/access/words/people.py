"""The French of this family of acts: its errors, by code."""

from paraphe.web.problems import Problem

PROBLEMS: dict[str, Problem] = {
    "access.people_too_many": Problem(
        "Trop de droits en une fois",
        "Cela ferait {asked} droits, et un formulaire en donne {most} au plus. Rien n’a été fait.",
        "Donnez un droit sur tous les établissements, présents et à venir, ou importez un tableau.",
    ),
    "access.people_unchanged": Problem(
        "Il n’y a rien à changer",
        "Ces personnes font déjà partie de l’organisme et ont déjà ces droits.",
        "Choisissez d’autres droits, ou revenez à la liste des personnes.",
    ),
    "access.invitation_fresh": Problem(
        "Cette invitation vient de partir",
        "Elle a été envoyée il y a moins de cinq minutes. Rien n’a été fait.",
        "Attendez cinq minutes avant de la renvoyer.",
    ),
    "access.suspension_day": Problem(
        "Cette date de retour ne convient pas",
        "La date de retour est un jour à venir, dans les deux ans. Rien n’a été fait.",
        "Choisissez un autre jour, ou n’en mettez pas.",
    ),
}
