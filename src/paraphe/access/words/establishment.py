"""What this family of acts says in French: events and errors."""

from paraphe.access import events
from paraphe.web.problems import Problem

EVENTS: dict[str, str] = {
    events.ESTABLISHMENT_WELCOMED: "Un établissement est accueilli",
    events.REGISTER_IGNORED: "Une nouvelle du répertoire est classée sans suite",
}

PROBLEMS: dict[str, Problem] = {
    "registry.event_settled": Problem(
        "Cette nouvelle a déjà sa réponse",
        "Vous ou un autre administrateur y avez déjà répondu. Rien n’a été fait de plus.",
        "Revenez à la liste des établissements.",
    ),
    "registry.event_unknown": Problem(
        "Nouvelle inconnue", "Le répertoire n’a rien dit de tel de cet organisme."
    ),
    "access.register_event_other": Problem(
        "Cet acte ne répond pas à cette nouvelle",
        "Le répertoire dit autre chose de cet établissement. Rien n’a été fait.",
        "Revenez à la liste des établissements.",
    ),
}
