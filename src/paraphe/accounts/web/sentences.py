"""The French of this room's errors and events."""

from paraphe.accounts import errors, events
from paraphe.web.problems import Problem

PROBLEMS = {
    errors.EMAIL_INVALID: Problem(
        "Cette adresse ne peut pas être lue",
        "L’adresse électronique n’a pas la forme attendue, par exemple prenom.nom@mairie-exemple.fr.",
    ),
    errors.EMAIL_GENERIC: Problem(
        "Cette adresse n’est pas celle d’une personne",
        "Une boîte de service (mairie@, contact@, rh@…) est lue par plusieurs personnes : elle ne peut pas servir "
        "d’identifiant.",
        "Indiquez l’adresse nominative de la personne.",
    ),
    errors.EMAIL_TAKEN: Problem(
        "Cette adresse a déjà un compte",
        "Une personne utilise déjà cette adresse sur le portail.",
        "Indiquez une autre adresse, ou connectez-vous avec celle-ci.",
    ),
    errors.EMAIL_LINK_DEAD: Problem(
        "Ce lien n’est plus valable",
        "Il a déjà servi, il a expiré, ou l’adresse du compte a changé depuis.",
        "Recommencez la demande depuis votre compte.",
    ),
    errors.ALREADY_REGISTERED: Problem(
        "Votre compte est déjà ouvert",
        "Cette étape a déjà été faite.",
        "Connectez-vous avec votre adresse et votre mot de passe, ou avec votre clé d’accès.",
    ),
    errors.NAME_MISSING: Problem("Il manque un nom", "Indiquez le prénom et le nom de la personne."),
    errors.PASSWORD_REFUSED: Problem(
        "Ce mot de passe est refusé",
        "Il faut 12 signes au moins, et ni mot courant, ni suite répétée, ni votre nom ou votre adresse.",
        "Choisissez une phrase dont vous seul avez l’idée.",
    ),
    errors.CODE_REFUSED: Problem(
        "Ce code n’est pas accepté",
        "Le code est faux, périmé, ou il a déjà servi.",
        "Attendez le prochain code de votre application, puis saisissez-le.",
    ),
    errors.PASSKEY_REFUSED: Problem(
        "La clé d’accès n’a pas été acceptée",
        "La réponse de votre appareil ne correspond pas à cette demande.",
        "Recommencez avec une clé d’accès enregistrée sur ce compte.",
    ),
    errors.TOO_MANY_TRIES: Problem(
        "Trop d’essais en peu de temps",
        "Pour protéger le compte, le portail fait attendre après plusieurs essais refusés.",
        "Recommencez dans {seconds} secondes. Rien n’a été perdu.",
        status=429,
    ),
    errors.STEP_UP_MISSING: Problem(
        "Cet acte demande une preuve de votre présence",
        "La preuve manque, a plus de cinq minutes, ou a déjà servi. Rien n’a été fait.",
        "Revenez à la page de l’acte et donnez un nouveau code ou votre clé d’accès.",
    ),
    errors.LAST_FACTOR: Problem(
        "C’est votre dernier second facteur",
        "Sans lui, vous ne pourriez plus vous connecter.",
        "Ajoutez d’abord un autre second facteur, puis retirez celui-ci.",
    ),
    errors.FACTOR_MISSING: Problem(
        "Aucun second facteur n’est enregistré",
        "Cet acte demande une clé d’accès ou une application d’authentification.",
        "Enregistrez-en un depuis vos moyens de connexion.",
    ),
    errors.CREDENTIAL_GONE: Problem(
        "Ce moyen de connexion n’est plus là",
        "Il a déjà été retiré, ou il n’est pas sur votre compte.",
        "Revenez à vos moyens de connexion.",
    ),
    errors.NOT_DEMO: Problem(
        "Cette base n’est pas une démonstration",
        "Les codes ne sont affichés que dans une démonstration.",
    ),
}

EVENTS = {
    events.PERSON_REGISTERED: "Une personne ouvre son compte",
    events.CREDENTIAL_ENROLLED: "Un moyen de connexion est enregistré",
    events.CREDENTIAL_REVOKED: "Un moyen de connexion est retiré",
    events.EMAIL_CHANGED: "L’adresse électronique est changée",
    events.PASSWORD_CHANGED: "Le mot de passe est changé",
}
