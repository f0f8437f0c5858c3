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
    errors.NAME_OF_ANOTHER: Problem(
        "Ce nom semble être celui d’une autre personne",
        "Un compte ne devient pas celui d’une autre personne : ce que vous avez fait doit garder votre nom.",
        "Si quelqu’un prend votre place, il ouvre son propre compte : un administrateur l’invite, ou il demande à "
        "devenir administrateur.",
    ),
    errors.NAME_LOCKED: Problem(
        "Votre nom est fixé",
        "Vous avez signé sous ce nom : il ne se change plus sans la décision d’un administrateur.",
        "Demandez une correction, avec son motif.",
    ),
    errors.NAME_UNCHANGED: Problem("C’est déjà votre nom", "Le nom demandé est celui du compte."),
    errors.NAME_PENDING: Problem(
        "Une correction attend déjà",
        "Vous avez demandé une correction de nom qui n’a pas encore reçu de réponse.",
        "Attendez la réponse, ou retirez votre demande.",
    ),
    "accounts.name_request.wrong_state": Problem(
        "Cette demande est close",
        "Quelqu’un y a déjà répondu, elle a été retirée, ou elle a expiré.",
        "Revenez à la page du nom pour voir où elle en est.",
    ),
    "accounts.email_change.wrong_state": Problem(
        "Cette réponse est déjà reçue, ou le changement est clos",
        "L’adresse a déjà répondu, ou le changement d’adresse a pris fin.",
        "Revenez à votre compte pour voir où il en est.",
    ),
    errors.AGREEMENT_EARLY: Problem(
        "Il est trop tôt",
        "L’adresse actuelle a 24 heures pour répondre elle-même.",
        "Revenez après ce délai si elle ne répond pas.",
    ),
    errors.SIGN_UP_OVER: Problem(
        "Ce lien n’est plus valable",
        "Il a déjà servi, plus de 30 minutes ont passé, ou ce compte est fermé.",
        "Demandez un nouveau lien.",
    ),
    errors.RECOVERY_UNUSABLE: Problem(
        "Cette demande ne peut pas servir",
        "Elle n’est pas ouverte, son délai de 24 heures court encore, ou elle a pris fin.",
        "Revenez à la page de connexion : elle dit où en est la demande.",
    ),
    "accounts.factor_recovery.wrong_state": Problem(
        "Cette demande est close, ou déjà ouverte",
        "Quelqu’un y a répondu avant vous, elle a été arrêtée, ou elle a expiré.",
        "Revenez à la page de la personne pour voir où elle en est.",
    ),
    "accounts.doubt.wrong_state": Problem(
        "Ce doute est déjà levé", "Un administrateur l’a levé avant vous, avec son motif."
    ),
    errors.FACTOR_UNSETTLED: Problem(
        "Votre nouveau second facteur attend",
        "Enregistré après une perte, il ne retire aucun autre moyen de connexion pendant 24 heures.",
        "Revenez plus tard, ou faites-le confirmer par un autre administrateur.",
    ),
    errors.ACCOUNT_UNREADY: Problem(
        "Ce compte n’est pas ouvert",
        "La personne n’a pas encore terminé l’ouverture de son compte, ou elle l’a fermé.",
    ),
    errors.NOT_DEMO: Problem(
        "Cette base n’est pas une démonstration",
        "Les codes ne sont affichés que dans une démonstration.",
    ),
}

EVENTS = {
    events.PERSON_REGISTERED: "Une personne ouvre son compte",
    events.PERSON_RENAMED: "Le nom d’une personne est corrigé",
    events.PERSON_CLOSED: "Une personne ferme son compte",
    events.CREDENTIAL_ENROLLED: "Un moyen de connexion est enregistré",
    events.CREDENTIAL_REVOKED: "Un moyen de connexion est retiré",
    events.PASSWORD_CHANGED: "Le mot de passe est changé",
    events.NAME_ASKED: "Une personne demande la correction de son nom",
    events.NAME_REFUSED: "La correction d’un nom est refusée",
    events.NAME_WITHDRAWN: "Une demande de correction de nom est retirée",
    events.NAME_EXPIRED: "Une demande de correction de nom expire sans réponse",
    events.EMAIL_ASKED: "Un changement d’adresse électronique est demandé",
    events.EMAIL_AGREED: "L’accord au changement d’adresse est donné",
    events.EMAIL_PROVED: "La nouvelle adresse électronique est prouvée",
    events.EMAIL_CHANGED: "L’adresse électronique est changée",
    events.EMAIL_REFUSED: "Un changement d’adresse est refusé, toutes les sessions sont fermées",
    events.EMAIL_WITHDRAWN: "Un changement d’adresse est abandonné",
    events.EMAIL_EXPIRED: "Un changement d’adresse expire sans réponse",
    events.EMAIL_BOUNCED: "Les courriels à une personne reviennent",
    events.PROFILE_CONFIRMED: "Une personne confirme son nom et son adresse",
    events.RECOVERY_REQUESTED: "Une personne dit avoir perdu son second facteur",
    events.RECOVERY_CANCELLED: "Le remplacement d’un second facteur perdu est arrêté",
    events.RECOVERY_EXPIRED: "Le remplacement d’un second facteur perdu expire",
    events.RECOVERY_USED: "Un second facteur perdu est remplacé",
    events.DOUBT_RAISED: "Un compte semble servir à deux personnes",
    events.DOUBT_CLEARED: "Un doute sur l’identité d’une personne est levé",
}
