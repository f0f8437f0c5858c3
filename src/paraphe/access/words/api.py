"""The French of this family of acts: its errors, by code."""

from paraphe.web.problems import Problem

PROBLEMS: dict[str, Problem] = {
    "access.token_unknown": Problem("Jeton inconnu", "Ce jeton n’existe pas dans l’organisme."),
    "access.token_other": Problem(
        "Ce jeton n’est pas pour vous",
        "Chacun crée les jetons de ses propres programmes. Rien n’a été fait.",
        "Demandez à la personne de créer le sien.",
    ),
    "access.token_too_many": Problem(
        "Vous avez déjà {most} jetons en service",
        "Un programme n’a besoin que d’un jeton. Rien n’a été fait.",
        "Révoquez d’abord un jeton qui ne sert plus.",
    ),
    "access.token_unsound": Problem(
        "Ce jeton ne peut pas être créé ainsi",
        "Il lui faut un nom, et une durée de quatre-vingt-dix jours au plus. Rien n’a été fait.",
        "Corrigez la réponse signalée.",
    ),
    "access.token_closed": Problem(
        "Ce jeton est déjà révoqué", "Il n’ouvre plus rien : il n’y a plus rien à faire."
    ),
    "access.token_refused": Problem(
        "Ce jeton n’ouvre pas l’API",
        "Il manque, il est faux, expiré ou révoqué, ou la personne ne fait plus partie de l’organisme.",
        "Envoyez un jeton en service dans l’en-tête « Authorization: Bearer ».",
        status=401,
    ),
    "access.token_reads": Problem(
        "Ce jeton ne sert qu’à lire",
        "Il a été créé sans la faculté de modifier. Rien n’a été fait.",
        "Créez un jeton qui peut lire et modifier.",
        status=403,
    ),
    "access.api_unsound": Problem(
        "La demande n’a pas la forme attendue",
        "Un champ manque, est de trop, ou n’a pas la bonne forme : « errors » dit lequel. Rien n’a été fait.",
        "Comparez avec la description de l’API, à /api/docs.",
        status=422,
    ),
    "access.api_unreadable": Problem(
        "Le corps de la demande n’est pas du JSON",
        "L’API lit un objet JSON en UTF-8. Rien n’a été fait.",
        "Envoyez du JSON, avec l’en-tête « Content-Type: application/json ».",
        status=400,
    ),
    "access.api_key_reused": Problem(
        "Cette clé d’idempotence a servi à une autre demande",
        "La même clé est venue avec un autre contenu. Rien n’a été fait.",
        "Tirez une clé neuve pour chaque demande.",
        status=422,
    ),
    "access.api_key_running": Problem(
        "Cette demande est déjà partie",
        "Une demande avec la même clé est en cours, ou s’est interrompue sans réponse.",
        "Relisez le journal ou la liste des actes avant de recommencer avec une clé neuve.",
        status=409,
    ),
    "access.api_quota": Problem(
        "Trop de demandes en peu de temps",
        "L’API répond à un nombre limité de demandes par minute et par personne.",
        "Attendez une minute, puis recommencez.",
        status=429,
    ),
}

_READ = {
    "list_people": "la liste des personnes",
    "show_person": "la fiche d’une personne",
    "list_rights": "les droits",
    "tell_who_may": "qui peut faire un acte",
    "tell_where": "pour quels établissements une personne peut agir",
    "explain_answer": "pourquoi une personne peut ou non",
    "show_matrix": "le tableau des droits",
    "list_acts": "les actes sur les droits",
    "show_act": "un acte sur les droits",
    "read_journal": "le journal de l’organisme",
    "list_readings": "le relevé des consultations",
    "list_invitations": "les invitations",
    "list_proposals": "les changements à confirmer",
    "list_requests": "les demandes de droits",
    "list_profiles": "les profils de droits",
    "list_establishments": "les établissements",
    "list_services": "les services",
    "show_me": "son propre jeton",
    "list_own_rights": "ses propres droits",
    "change_rights": "un changement de droits",
    "undo_act": "l’annulation d’un acte",
    "confirm_proposal": "un changement à confirmer",
    "refuse_proposal": "un changement à confirmer",
    "withdraw_proposal": "un changement à confirmer",
    "remove_people": "le retrait de personnes",
    "suspend_person": "la suspension d’une personne",
    "reactivate_person": "la suspension d’une personne",
    "renew_invitation": "une invitation",
    "withdraw_invitation": "une invitation",
    "approve_request": "une demande de droit",
    "refuse_request": "une demande de droit",
    "ask_requester": "une demande de droit",
    "answer_request": "sa propre demande de droit",
    "withdraw_request": "sa propre demande de droit",
    "prove_presence": "une preuve de présence",
}
PAGES = {f"api:{name}": f"Par l’API : {words}" for name, words in _READ.items()}
"""The readings by the API, in words, by the name of the operation."""
