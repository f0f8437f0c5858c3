"""What registering a body, its proofs, letters and contests say in French: events and errors."""

from paraphe.access import events
from paraphe.web.problems import Problem

EVENTS: dict[str, str] = {
    events.CONTEST_CHECKED: "Une contestation est jugée fondée une première fois",
    events.CONTEST_UPHELD: "Une contestation est retenue, l’accès reste suspendu",
}

KINDS = {
    "official-mailbox": "Un code envoyé à la messagerie officielle",
    "posted-key": "Une clé envoyée par courrier",
    "designation-letter": "Une lettre de désignation",
    "identity": "L’identité ProConnect de l’organisme",
}

APPLICATION_STATES = {
    "pending": "En attente d’une preuve",
    "active": "Espace ouvert",
    "contested": "Contestée",
    "refused": "Refusée",
    "withdrawn": "Retirée",
    "expired": "Expirée",
}

PROOF_STATES = {
    "requested": "Demandée",
    "sent": "Envoyée",
    "checked": "Contrôlée une fois",
    "passed": "Reçue",
    "refused": "Refusée",
    "burnt": "Détruite après cinq erreurs",
    "expired": "Expirée",
    "withdrawn": "Remplacée ou retirée",
}

LETTER_STATES = {
    "queued": "À imprimer",
    "printed": "Imprimé",
    "posted": "Posté",
    "returned": "Revenu",
    "cancelled": "Annulé",
}

LETTER_KINDS = {
    "activation-key": "Clé d’activation",
    "courtesy": "Information du représentant légal",
    "sleeping": "Administrateur sans activité",
}

CONTEST_STATES = {"open": "Ouverte", "dismissed": "Levée", "upheld": "Retenue", "lapsed": "Sans objet"}

PROBLEMS: dict[str, Problem] = {
    "access.application.wrong_state": Problem(
        "Cette demande n’attend plus cela",
        "Elle est close, contestée, ou déjà prouvée. Rien n’a été fait.",
        "Ouvrez-la pour voir où elle en est.",
    ),
    "access.proof.wrong_state": Problem(
        "Cette preuve n’attend plus cela",
        "Elle a été reçue, refusée, remplacée, ou son temps est passé. Rien n’a été fait.",
        "Ouvrez-la à nouveau pour voir où elle en est.",
    ),
    "access.contest.wrong_state": Problem(
        "Cette contestation est close", "Elle a été levée, retenue, ou n’a plus d’objet. Rien n’a été fait."
    ),
    "access.letter.wrong_state": Problem(
        "Ce courrier n’attend plus cela",
        "Il a été posté, annulé, ou il est revenu. Rien n’a été fait.",
        "Rouvrez la liste des courriers.",
    ),
    "access.application_unknown": Problem(
        "Demande inconnue", "Cette demande n’existe pas, ou pas pour vous."
    ),
    "access.proof_unknown": Problem("Preuve inconnue", "Cette preuve n’existe pas, ou pas pour vous."),
    "access.contest_unknown": Problem(
        "Contestation inconnue", "Cette contestation n’existe pas, ou pas pour vous."
    ),
    "access.letter_unknown": Problem("Courrier inconnu", "Ce courrier n’existe pas."),
    "access.space_open": Problem(
        "Cet organisme a déjà son espace",
        "Quelqu’un l’administre : un second administrateur se présente à lui, ou reçoit une clé par courrier.",
        "Demandez à devenir administrateur.",
    ),
    "access.space_closed": Problem(
        "L’espace de cet organisme est fermé",
        "Ses administrateurs l’ont fermé. Il ne peut pas encore être rouvert en ligne.",
        "Demandez à l’aide du portail ce qui est possible.",
    ),
    "access.place_closed": Problem(
        "Cet établissement est fermé",
        "Le répertoire le donne pour fermé : son espace ne peut pas être ouvert.",
        "Inscrivez l’établissement qui lui succède.",
    ),
    "access.body_not_public": Problem(
        "Cet organisme n’est pas public",
        "Ce portail est celui des organismes publics et de leurs mandataires.",
        "Si vous déclarez pour des organismes publics en vertu d’un mandat, écrivez à l’aide du portail.",
    ),
    "access.body_undisclosed": Problem(
        "Le répertoire ne diffuse pas cet organisme",
        "Son nom et son adresse ne peuvent pas être montrés, ni servir de preuve.",
        "Écrivez à l’aide du portail : l’inscription se fait alors sur lettre de désignation.",
    ),
    "access.applications_many": Problem(
        "Vous avez déjà {most} demandes ouvertes",
        "Une même personne n’en tient pas davantage à la fois. Rien n’a été fait.",
        "Retirez celles qui ne servent plus.",
    ),
    "access.not_due": Problem("Ce n’est pas encore le moment", "Le délai court encore. Rien n’a été fait."),
    "access.own_arrival": Problem(
        "Cela vous concerne vous-même",
        "Personne n’a la main sur sa propre demande. Rien n’a été fait.",
        "Un autre opérateur doit s’en occuper.",
    ),
    "access.own_contest": Problem(
        "Vous avez vous-même contesté cette demande",
        "Qui conteste ne décide pas seul. Rien n’a été fait.",
        "Un autre administrateur, ou l’exploitant, doit la retenir.",
    ),
    "access.two_operators": Problem(
        "Il faut une seconde personne",
        "Vous avez fait le premier contrôle : un autre opérateur doit faire le second. Rien n’a été fait.",
        "Demandez-le à un collègue.",
    ),
    "access.contest_checked": Problem(
        "Le premier contrôle est déjà fait", "Un opérateur a déjà jugé cette contestation fondée."
    ),
    "access.contest_unchecked": Problem(
        "Il faut d’abord un premier contrôle",
        "Deux opérateurs jugent une contestation, l’un après l’autre. Rien n’a été fait.",
    ),
    "access.secret_refused": Problem(
        "Ce code n’est pas le bon",
        "Ce que vous avez tapé ne correspond pas. Il reste {left_words} avant que ce code soit détruit.",
        "Relisez-le signe par signe\u00a0: il ne contient ni I, ni L, ni O, ni U, ni 0, ni 1.",
    ),
    "access.secret_burnt": Problem(
        "Ce code est détruit",
        "Cinq essais étaient inexacts : il ne peut plus servir.",
        "Demandez-en un autre, ou choisissez une autre preuve.",
    ),
    "access.secret_over": Problem(
        "Ce code ne sert plus",
        "Il n’est pas encore parti, il a déjà servi, il a été remplacé, ou son temps est passé.",
        "Ouvrez votre demande pour voir ce qui est attendu.",
    ),
    "access.proof_unavailable": Problem(
        "Cette preuve n’est pas possible ici",
        "Le portail n’a pas de quoi la demander pour cet organisme, ou elle a déjà servi. Rien n’a été demandé.",
        "Choisissez une autre preuve.",
    ),
    "access.proof_too_many": Problem(
        "Vous avez demandé trop souvent cette preuve",
        "Elle peut l’être {most} fois en {days} jours au plus. Rien n’a été demandé.",
        "Attendez, ou choisissez une autre preuve.",
    ),
    "access.document_big": Problem(
        "Ce fichier est trop gros",
        "Une lettre pèse cinq mégaoctets au plus. Rien n’a été envoyé.",
        "Réduisez la définition de l’image, puis recommencez.",
    ),
    "access.document_kind": Problem(
        "Ce fichier ne se lit pas",
        "Il faut un PDF, une image PNG ou une image JPEG, entière. Rien n’a été envoyé.",
        "Numérisez à nouveau la lettre, puis choisissez le fichier.",
    ),
    "access.document_lost": Problem(
        "Ce document ne s’ouvre pas",
        "Les octets gardés manquent ou ont été altérés.",
        "Refusez cette preuve en le disant : une nouvelle lettre sera envoyée.",
    ),
    "access.contest_code_refused": Problem(
        "La référence et le code ne vont pas ensemble",
        "L’un des deux est inexact, ou ce code a déjà servi. Au cinquième essai, un code est détruit.",
        "Relisez la lettre, puis recommencez.",
    ),
}
